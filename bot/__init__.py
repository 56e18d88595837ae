"""The conversation and its edges: channels, store, command line."""
