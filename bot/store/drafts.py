"""Drafts of knowledge, and the history of what was taken live."""

TABLES = """
    CREATE TABLE drafts (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        body       TEXT NOT NULL,
        state      TEXT NOT NULL,
        author     TEXT NOT NULL,
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL
    );

    CREATE TABLE changes (
        id        INTEGER PRIMARY KEY AUTOINCREMENT,
        at        TEXT NOT NULL,
        account   TEXT NOT NULL,
        summary   TEXT NOT NULL,
        before    TEXT NOT NULL,
        after     TEXT NOT NULL,
        undone_at TEXT
    );

    CREATE TABLE settled_questions (
        turn  INTEGER PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
        draft INTEGER REFERENCES drafts (id) ON DELETE SET NULL
    );
"""
"""`before` and `after` are the overlay's files by name, as JSON; None is a file that is not there."""
