"""`python -m bot` is the command `lotsenbot`."""

from bot.cli import main

main()
