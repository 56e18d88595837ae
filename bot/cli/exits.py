"""The exit codes of `lotsenbot`, as its help explains them."""

OK = 0
FOUND = 1
"""A check found something, or a line of the input was bad."""
USAGE = 2
SETUP = 3
"""Settings, knowledge or database need mending."""
FAULT = 4
"""A mistake in the program."""
INTERRUPTED = 130
