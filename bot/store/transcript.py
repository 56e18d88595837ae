"""What a page shows of a conversation, kept as long as the session, for channels that fetch their letters."""

TABLES = """
    CREATE TABLE transcript (
        id     INTEGER PRIMARY KEY AUTOINCREMENT,
        person TEXT NOT NULL REFERENCES sessions (person) ON DELETE CASCADE,
        at     TEXT NOT NULL,
        body   TEXT NOT NULL
    );
    CREATE INDEX transcript_by_person ON transcript (person, id);
"""
