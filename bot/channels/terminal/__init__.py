"""The chat in a terminal."""

NAME = "terminal"
"""What is stored as the channel of a message."""
