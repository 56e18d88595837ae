"""How a session is written, for every transaction that changes one."""

import datetime
import json
from sqlite3 import Connection

from bot.store.export import session_as_json
from bot.store.sqlite import interviews
from bot.store.sqlite.moments import as_text
from bot.talk.session import Session


def keep_session(connection: Connection, person: str, session: Session, used_at: datetime.datetime) -> None:
    """Write a person's session, and what is new in their interviews, inside a transaction."""
    connection.execute(
        "INSERT INTO sessions (person, session, used_at) VALUES (?, ?, ?)"
        " ON CONFLICT (person) DO UPDATE SET session = excluded.session, used_at = excluded.used_at",
        (person, json.dumps(session_as_json(session)), as_text(used_at)),
    )
    interviews.append(connection, person, session.interviews)


def elsewhere(person: str) -> str:
    """Return the pattern (for GLOB) of the pseudonyms that a person has in other places; see `bot.talk.privacy`."""
    return f"{person}.*"
