"""What persists: `records` says what is stored, `ports` how it is kept and found; each engine has a folder of its own.

A person is a pseudonym (see `bot.talk.privacy`), and every question comes redacted: a store never sees who somebody is.
"""
