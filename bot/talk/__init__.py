"""The conversation: pure, from a message and a session to replies and the next session; knows no I/O."""
