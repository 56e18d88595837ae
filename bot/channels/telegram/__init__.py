"""Telegram: updates in, letters out. Each update is stored before it is handled, each letter before it is sent."""
