"""Carries messages between channels and the conversation, and keeps what came of them; knows no messenger."""
