"""The desk for trainers and Lotsen: what they see and do, behind a login."""
