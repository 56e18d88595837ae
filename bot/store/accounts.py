"""Who may use the desk, who is logged in, and what was done there."""

TABLES = """
    CREATE TABLE accounts (
        name       TEXT PRIMARY KEY,
        role       TEXT NOT NULL,
        hash       TEXT NOT NULL,
        created_at TEXT NOT NULL
    );

    CREATE TABLE logins (
        token    TEXT PRIMARY KEY,
        account  TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
        begun_at TEXT NOT NULL,
        used_at  TEXT NOT NULL
    );

    CREATE TABLE deeds (
        id      INTEGER PRIMARY KEY,
        at      TEXT NOT NULL,
        account TEXT NOT NULL,
        deed    TEXT NOT NULL,
        detail  TEXT NOT NULL
    );
"""
"""`logins.token` is a digest: who reads the database cannot log in with it."""
