"""Puts the parts together and keeps them going; the only place that names an engine, a messenger, a file."""
