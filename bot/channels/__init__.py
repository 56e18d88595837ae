"""The edges where people write: each only translates between its medium and `bot.talk.message`."""
