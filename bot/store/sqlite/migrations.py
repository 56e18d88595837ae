"""How the file gets from one version to the next: one script for each; never change one that was released."""

_CONVERSATIONS = """
    CREATE TABLE sessions (
        person  TEXT PRIMARY KEY,
        session TEXT NOT NULL,
        used_at TEXT NOT NULL
    );
    CREATE INDEX sessions_by_use ON sessions (used_at);

    CREATE TABLE turns (
        id                INTEGER PRIMARY KEY,
        person            TEXT REFERENCES sessions (person) ON DELETE SET NULL,
        at                TEXT NOT NULL,
        channel           TEXT NOT NULL,
        question          TEXT,
        outcome           TEXT NOT NULL,
        entries           TEXT NOT NULL,
        scores            TEXT NOT NULL,
        choice            TEXT,
        knowledge_version TEXT NOT NULL,
        microseconds      INTEGER NOT NULL,
        verdict           TEXT
    );
    CREATE INDEX turns_by_person ON turns (person);
    CREATE INDEX turns_with_question ON turns (at) WHERE question IS NOT NULL;
"""
_POST = """
    CREATE TABLE inbox (
        channel     TEXT NOT NULL,
        number      INTEGER NOT NULL,
        body        TEXT,
        received_at TEXT NOT NULL,
        PRIMARY KEY (channel, number)
    );
    CREATE INDEX inbox_waiting ON inbox (channel) WHERE body IS NOT NULL;

    CREATE TABLE outbox (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        channel TEXT NOT NULL,
        lane    TEXT NOT NULL,
        body    TEXT NOT NULL,
        file    BLOB,
        state   TEXT NOT NULL DEFAULT 'queued',
        tries   INTEGER NOT NULL DEFAULT 0,
        due_at  TEXT NOT NULL,
        written_at TEXT NOT NULL
    );
    CREATE INDEX outbox_by_lane ON outbox (channel, lane, id);

    CREATE TABLE delivered (
        person   TEXT NOT NULL REFERENCES sessions (person) ON DELETE CASCADE,
        question INTEGER NOT NULL,
        answers  TEXT NOT NULL,
        at       TEXT NOT NULL,
        PRIMARY KEY (person, question)
    );

    CREATE TABLE moved_lanes (
        channel TEXT NOT NULL,
        old     TEXT NOT NULL,
        new     TEXT NOT NULL,
        PRIMARY KEY (channel, old)
    );

    ALTER TABLE turns ADD COLUMN message INTEGER;
    CREATE INDEX turns_by_message ON turns (person, message) WHERE message IS NOT NULL;
"""

_TICKETS = """
    CREATE TABLE tickets (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        person     TEXT REFERENCES sessions (person) ON DELETE SET NULL,
        channel    TEXT NOT NULL,
        address    TEXT,
        state      TEXT NOT NULL,
        opened_at  TEXT NOT NULL,
        touched_at TEXT NOT NULL
    );
    CREATE INDEX tickets_by_person ON tickets (person);
    CREATE INDEX tickets_live ON tickets (touched_at) WHERE address IS NOT NULL;

    CREATE TABLE ticket_lines (
        id     INTEGER PRIMARY KEY,
        ticket INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
        at     TEXT NOT NULL,
        author TEXT NOT NULL,
        text   TEXT NOT NULL
    );
    CREATE INDEX ticket_lines_by_ticket ON ticket_lines (ticket);

    CREATE TABLE ticket_posts (
        chat    TEXT NOT NULL,
        message INTEGER NOT NULL,
        ticket  INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
        PRIMARY KEY (chat, message)
    );
"""

_INTERVIEWS = """
    CREATE TABLE interview_events (
        person    TEXT NOT NULL REFERENCES sessions (person) ON DELETE CASCADE,
        interview INTEGER NOT NULL,
        position  INTEGER NOT NULL,
        at        TEXT NOT NULL,
        event     TEXT NOT NULL,
        PRIMARY KEY (person, interview, position)
    );

    CREATE TABLE interview_outcomes (
        id         INTEGER PRIMARY KEY,
        person     TEXT REFERENCES sessions (person) ON DELETE SET NULL,
        interview  INTEGER NOT NULL,
        definition TEXT NOT NULL,
        month      TEXT NOT NULL,
        verdict    TEXT NOT NULL,
        blocking   TEXT NOT NULL,
        missing    TEXT NOT NULL,
        unknown    TEXT NOT NULL,
        UNIQUE (person, interview)
    );
"""
"""Events are only ever added. An outcome outlives its person: then nothing says whose it was."""

_TRANSCRIPT = """
    CREATE TABLE transcript (
        id     INTEGER PRIMARY KEY AUTOINCREMENT,
        person TEXT NOT NULL REFERENCES sessions (person) ON DELETE CASCADE,
        at     TEXT NOT NULL,
        body   TEXT NOT NULL
    );
    CREATE INDEX transcript_by_person ON transcript (person, id);
"""

_ACCOUNTS = """
    CREATE TABLE accounts (
        name       TEXT PRIMARY KEY COLLATE NOCASE,
        role       TEXT NOT NULL,
        hash       TEXT NOT NULL,
        created_at TEXT NOT NULL
    );

    CREATE TABLE logins (
        token    TEXT PRIMARY KEY,
        account  TEXT NOT NULL COLLATE NOCASE REFERENCES accounts (name) ON DELETE CASCADE,
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

_WORKSHOPS = """
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

_DRAFTS = """
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
        state     TEXT NOT NULL,
        draft     INTEGER REFERENCES drafts (id) ON DELETE SET NULL,
        undone_at TEXT
    );

    CREATE TABLE settled_questions (
        turn  INTEGER PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
        draft INTEGER NOT NULL REFERENCES drafts (id) ON DELETE CASCADE
    );
    CREATE INDEX settled_by_draft ON settled_questions (draft);
"""
"""`before` and `after` are those of the overlay's files that changed, by name, as JSON; null: it was not there."""

_TEXT_IDS = """
    CREATE TABLE inbox_with_texts (
        channel     TEXT NOT NULL,
        id          TEXT NOT NULL,
        body        TEXT,
        received_at TEXT NOT NULL,
        PRIMARY KEY (channel, id)
    );
    INSERT INTO inbox_with_texts SELECT channel, CAST(number AS TEXT), body, received_at FROM inbox ORDER BY rowid;
    DROP TABLE inbox;
    ALTER TABLE inbox_with_texts RENAME TO inbox;
    CREATE INDEX inbox_waiting ON inbox (channel) WHERE body IS NOT NULL;

    CREATE TABLE delivered_with_texts (
        person   TEXT NOT NULL REFERENCES sessions (person) ON DELETE CASCADE,
        question TEXT NOT NULL,
        answers  TEXT NOT NULL,
        at       TEXT NOT NULL,
        PRIMARY KEY (person, question)
    );
    INSERT INTO delivered_with_texts
        SELECT person, CAST(question AS TEXT),
            (SELECT json_group_array(CAST(value AS TEXT)) FROM json_each(answers)), at
        FROM delivered;
    DROP TABLE delivered;
    ALTER TABLE delivered_with_texts RENAME TO delivered;

    CREATE TABLE ticket_posts_with_texts (
        chat    TEXT NOT NULL,
        message TEXT NOT NULL,
        ticket  INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
        PRIMARY KEY (chat, message)
    );
    INSERT INTO ticket_posts_with_texts SELECT chat, CAST(message AS TEXT), ticket FROM ticket_posts;
    DROP TABLE ticket_posts;
    ALTER TABLE ticket_posts_with_texts RENAME TO ticket_posts;

    DROP INDEX turns_by_message;
    ALTER TABLE turns RENAME COLUMN message TO message_number;
    ALTER TABLE turns ADD COLUMN message TEXT;
    UPDATE turns SET message = CAST(message_number AS TEXT) WHERE message_number IS NOT NULL;
    ALTER TABLE turns DROP COLUMN message_number;
    CREATE INDEX turns_by_message ON turns (person, message) WHERE message IS NOT NULL;

    UPDATE outbox SET body = json_set(body, '$.mark.question', CAST(json_extract(body, '$.mark.question') AS TEXT))
        WHERE json_valid(body) AND json_extract(body, '$.mark.question') IS NOT NULL;
"""
"""What updates and messages are called is a text: other messengers have no numbers, and numbers can be too large."""

_PATIENT_LETTERS = """
    ALTER TABLE outbox ADD COLUMN patient INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE outbox ADD COLUMN topic TEXT NOT NULL DEFAULT '';
    ALTER TABLE outbox ADD COLUMN ticket INTEGER NOT NULL DEFAULT 0;
"""
_POSITIONS = """
    CREATE TABLE positions (
        channel TEXT PRIMARY KEY,
        reached TEXT NOT NULL
    );
    CREATE INDEX turns_by_channel_and_message ON turns (channel, message) WHERE message IS NOT NULL;
"""
"""How far a messenger was read that hands out everything since a token; and who deletes a message names only that."""
_TICKET_CARE = """
    CREATE TABLE ticket_care (
        ticket     INTEGER PRIMARY KEY REFERENCES tickets (id) ON DELETE CASCADE,
        taken_by   TEXT,
        taken_at   TEXT,
        seen_at    TEXT,
        alarmed_at TEXT
    );
"""
"""Who looks after a ticket, when somebody at the desk saw it, and when it was mailed that nobody did."""

_TALKS = """
    ALTER TABLE transcript ADD COLUMN talk INTEGER NOT NULL DEFAULT 0;
    DROP INDEX transcript_by_person;
    CREATE INDEX transcript_by_talk ON transcript (person, talk, id);
"""
"""What a page shows is parted into talks; what was said before lies in one of them."""

_COMPLAINTS = """
    ALTER TABLE turns ADD COLUMN reason TEXT;
    ALTER TABLE turns ADD COLUMN remark TEXT;
"""
"""Why an answer did not help; the remark goes when the question does."""

_PSEUDONYM_KEYS = """
    CREATE TABLE pseudonym_keys (
        fingerprint TEXT NOT NULL
    );
"""
"""At most one row; nothing of a key can be learnt from it."""

_COUNTS = """
    CREATE TABLE visits (
        what     TEXT NOT NULL,
        day      TEXT NOT NULL,
        channel  TEXT NOT NULL,
        workshop INTEGER NOT NULL,
        who      INTEGER NOT NULL,
        count    INTEGER NOT NULL,
        PRIMARY KEY (what, day, channel, workshop, who)
    ) WITHOUT ROWID;

    CREATE TABLE tallies (
        what     TEXT NOT NULL,
        day      TEXT NOT NULL,
        channel  TEXT NOT NULL,
        workshop INTEGER NOT NULL,
        count    INTEGER NOT NULL,
        people   INTEGER NOT NULL,
        PRIMARY KEY (what, day, channel, workshop)
    ) WITHOUT ROWID;

    CREATE TABLE counted (
        turn INTEGER NOT NULL
    );
    INSERT INTO counted VALUES (0);

    CREATE INDEX turns_missed ON turns (at) WHERE outcome = 'fallback' AND choice IS NULL;
    CREATE INDEX turns_with_none ON turns (at) WHERE choice = 'none';
    CREATE INDEX turns_unhelpful ON turns (at) WHERE verdict = 'unhelpful';
    CREATE INDEX transcript_by_time ON transcript (at);
    CREATE INDEX inbox_settled ON inbox (received_at) WHERE coalesce(body, '') = '';
    CREATE INDEX outbox_held ON outbox (written_at) WHERE state = 'held';
    CREATE INDEX delivered_by_time ON delivered (at);
    CREATE INDEX drafts_open ON drafts (changed_at) WHERE state = 'open';
"""
"""What `counting` keeps: how often something happened to whom on which day, and to how many; all of it from turns."""
_SHARED_SECTIONS = """
    CREATE TABLE shared_sections (
        id         INTEGER PRIMARY KEY,
        code       TEXT NOT NULL UNIQUE,
        person     TEXT NOT NULL REFERENCES sessions (person) ON DELETE CASCADE,
        interview  INTEGER NOT NULL,
        section    TEXT NOT NULL,
        lent_at    TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        ended_at   TEXT
    );
    CREATE INDEX shared_sections_by_interview ON shared_sections (person, interview);
"""
"""By the code alone nobody gets in: a link is the code with our signature."""

MIGRATIONS: tuple[str, ...] = (
    _CONVERSATIONS,
    _POST,
    _TICKETS,
    _INTERVIEWS,
    _TRANSCRIPT,
    _ACCOUNTS,
    _WORKSHOPS,
    _DRAFTS,
    _TEXT_IDS,
    _PATIENT_LETTERS,
    _POSITIONS,
    _TICKET_CARE,
    _TALKS,
    _COMPLAINTS,
    _PSEUDONYM_KEYS,
    _COUNTS,
    _SHARED_SECTIONS,
)
