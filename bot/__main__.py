"""`python -m bot` is the command `lotsenbot`."""

from bot.cli.main import main

main()
