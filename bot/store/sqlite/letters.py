"""How letters are written, for every transaction that leads to some."""

import datetime
from collections.abc import Sequence
from sqlite3 import Connection
from typing import Any

from bot.store.records import Attached, Letter, RowIds
from bot.store.sqlite.moments import as_text

LETTER = "channel, lane, body, file, patient, topic, ticket"
"""The columns of a letter."""


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
        "INSERT INTO transcript (person, talk, at, body) SELECT person, ?, ?, ? FROM sessions WHERE person = ?",
        [(one.talk, as_text(at), one.body, one.lane) for one in letters if one.fetched],
    )
    connection.executemany(
        f"INSERT INTO outbox ({LETTER}, due_at, written_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - names of columns
        [(*_as_row(one), as_text(at), as_text(at)) for one in letters if not one.fetched],
    )


def letter_of(row: Sequence[Any]) -> Letter:
    """Return what the columns of a letter hold."""
    channel, lane, body, file, patient, topic, ticket = row
    return Letter(channel, lane, body, file, patient=bool(patient), topic=topic, ticket=ticket)


def _as_row(letter: Letter) -> tuple[object, ...]:
    return letter.channel, letter.lane, letter.body, letter.file, letter.patient, letter.topic, letter.ticket
