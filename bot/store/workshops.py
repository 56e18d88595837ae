"""Workshops, who came by their codes, and which questions were asked in them."""

TABLES = """
    CREATE TABLE workshops (
        id        INTEGER PRIMARY KEY AUTOINCREMENT,
        code      TEXT NOT NULL UNIQUE,
        title     TEXT NOT NULL,
        held_on   TEXT NOT NULL,
        opened_by TEXT NOT NULL,
        opened_at TEXT NOT NULL,
        closed_at TEXT
    );

    CREATE TABLE participants (
        id        INTEGER PRIMARY KEY,
        workshop  INTEGER NOT NULL REFERENCES workshops (id) ON DELETE CASCADE,
        person    TEXT REFERENCES sessions (person) ON DELETE SET NULL,
        joined_at TEXT NOT NULL,
        UNIQUE (workshop, person)
    );
    CREATE INDEX participants_by_person ON participants (person);

    ALTER TABLE turns ADD COLUMN workshop INTEGER REFERENCES workshops (id) ON DELETE SET NULL;
    CREATE INDEX turns_by_workshop ON turns (workshop) WHERE workshop IS NOT NULL;
    CREATE INDEX turns_by_time ON turns (at);
"""
"""A participant stays as a count when the person is forgotten."""

OF_TURN = (
    "(SELECT workshop FROM participants JOIN workshops ON workshops.id = workshop"
    " WHERE person = ? AND closed_at IS NULL ORDER BY joined_at DESC LIMIT 1)"
)
"""The workshop that a person's turn counts towards: the one they joined last, while it is open."""
