"""How letters are written, for every transaction that leads to some."""

import datetime
from collections.abc import Sequence
from sqlite3 import Connection

from bot.store.records import Attached, Letter, RowIds
from bot.store.sqlite.moments import as_text


def settle(connection: Connection, attached: Attached, ids: RowIds, at: datetime.datetime) -> list[Letter]:
    """Mark the update as dealt with and keep the letters, inside a transaction; return these, to ring for them."""
    if attached.received is not None:
        connection.execute("UPDATE inbox SET body = NULL WHERE channel = ? AND id = ?", attached.received)
    letters = list(attached.letters(ids))
    post_letters(connection, letters, at)
    return letters


def post_letters(connection: Connection, letters: Sequence[Letter], at: datetime.datetime) -> None:
    """Keep letters, inside a transaction: those to be sent, and those that a page fetches."""
    connection.executemany(
        "INSERT INTO transcript (person, at, body) SELECT person, ?, ? FROM sessions WHERE person = ?",
        [(as_text(at), one.body, one.lane) for one in letters if one.fetched],
    )
    connection.executemany(
        "INSERT INTO outbox (channel, lane, body, file, due_at, written_at) VALUES (?, ?, ?, ?, ?, ?)",
        [(one.channel, one.lane, one.body, one.file, as_text(at), as_text(at)) for one in letters if not one.fetched],
    )
