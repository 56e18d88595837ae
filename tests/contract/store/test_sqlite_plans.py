"""No statement reads a large table from one end to the other, whatever is asked of the store."""

import datetime
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.ports import Store
from bot.store.records import (
    AccountRole,
    Attached,
    Breakdown,
    Complaint,
    Deed,
    Letter,
    Mark,
    Rating,
    Received,
    Span,
    TicketState,
    Turn,
    UnhelpfulBecause,
)
from bot.store.sqlite.store import open_sqlite
from bot.talk.message import Relay, RelayKind, Status
from bot.talk.session import Session

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
DEED = Deed(NOON, "karla", "probe", "")
TURN = Turn(NOON, "web", "Frage", Status.ANSWER, ("a",), message="7")
LARGE = (
    "turns",
    "visits",
    "transcript",
    "inbox",
    "outbox",
    "sessions",
    "interview_events",
    "delivered",
    "ticket_lines",
)
WHOLE = (
    # The list of all conversations is a list of all conversations.
    "FROM sessions ORDER BY used_at DESC, person",
    # Whether there is anybody: the first row is enough.
    "SELECT 1 FROM sessions LIMIT 1",
    # Old interviews and outcomes: once a minute, a handful for each person.
    "CREATE TEMP TABLE old_interviews",
    # How far each interview got: a page of its own, beside everybody else.
    "FROM interview_events AS events GROUP BY",
)
"""What may be read from one end to the other."""


class Traced(sqlite3.Connection):
    """Remembers every statement with its values."""

    statements: set[str] = set()  # noqa: RUF012 - one for all connections

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]  # passed on as they came
        self.set_trace_callback(self.statements.add)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, **named, factory=Traced))
    Traced.statements.clear()
    yield Traced.statements
    Traced.statements.clear()


async def _everything(path: Path) -> None:
    """Ask the store for everything that it is asked for."""
    async with open_sqlite(path) as store:
        relay = Attached(("web", "1"), Relay(RelayKind.OPEN, "Hilfe"), "anna", lambda _: [Letter("web", "anna", "{}")])
        await store.accounts.add("karla", AccountRole.TRAINER, "hash", NOON)
        known = await store.accounts.find("karla")
        assert known is not None
        await store.logins.begin("token", known, NOON, datetime.timedelta(hours=1))
        await store.logins.account_of("token", NOON, datetime.timedelta(hours=1))
        workshop = await store.workshops.open("Probe", NOON.date(), "karla", NOON)
        await store.participation.join("anna", workshop.code, NOON)
        await store.inbox.receive("web", [Received("1", "{}")], NOON, "s1")
        turn = (await store.conversations.record("anna", Session(), TURN, relay)).turn
        await store.conversations.load("anna")
        await store.conversations.record("anna", Session(), TURN, Attached(replaces=True))
        await store.conversations.feedback("anna", Rating.UNHELPFUL)
        for asked in (store.inbox.waiting("web"), store.inbox.forget(NOON), store.outbox.outgoing("web")):
            await asked
        [letter] = await store.outbox.outgoing("web")
        await store.held_letters.hold(letter.id, letter.letter, NOON)
        await store.held_letters.release(letter.id, "anna", Attached(), NOON)
        await store.held_letters.forget("web", "anna")
        await store.outbox.delivered(letter.id + 1, Mark("anna", "7", 1, "chat"), "9", NOON)
        await store.conversations.feedback_on("anna", Rating.HELPFUL, "9")
        await store.conversations.complain("anna", turn, Complaint(UnhelpfulBecause.WRONG))
        await store.outbox.join(letter.id, "{}", [letter.id + 2])
        await store.outbox.give_up(letter.id, [], NOON)
        await store.deliveries.answers_to("anna", "7")
        await store.transcript.of_talk("anna", 0)
        await store.transcript.talks("anna")
        await store.transcript.find("anna", 1)
        [ticket] = await store.tickets.live()
        for found in (store.tickets.find(1), store.tickets.of_post("chat", "9")):
            await found
        for all_of in (store.tickets.all(), store.tickets.of_person("anna"), store.tickets.idle_since(NOON)):
            await all_of
        await store.attending.take(1, "karla", NOON)
        for one in (store.attending.waiting(), store.attending.of_tickets(), store.attending.unseen(NOON)):
            await one
        for done in (store.attending.seen(NOON), store.attending.alarmed([1], NOON), store.attending.release(1)):
            await done
        await store.casework.answer(1, "Gern", NOON, Attached())
        await store.casework.end(ticket, TicketState.CLOSED, Session(), NOON, Attached())
        draft = await store.drafts.add('{"kind": "phrases"}', [turn], DEED)
        await store.drafts.open()
        await store.unanswered.since(NOON)
        await store.unanswered.since(datetime.datetime.min.replace(tzinfo=datetime.UTC), workshop.id)
        await store.unanswered.of_draft(draft)
        await _figures(store, workshop.id)
        await store.pseudonyms.anybody()
        await store.personal_data.sessions()
        await store.personal_data.export("anna")
        await store.personal_data.purge(NOON)
        await store.inbox.reached("web")
        await store.inbox.withdraw("web", "7")
        await store.personal_data.delete("anna")


async def _figures(store: Store, workshop: int) -> None:
    """Ask for everything that is counted."""
    await store.participation.questions(workshop)
    await store.participation.count(workshop)
    await store.usage.of_span(Span(NOON.date(), NOON.date(), workshop, "web"), Breakdown((NOON.date(),), {"a": "x"}))
    await store.usage.of_span(Span(NOON.date(), NOON.date(), entries=("a",)))
    await store.usage.of_entries()
    for counted in (
        store.usage.of_interview_courses(),
        store.usage.of_handovers(NOON),
        store.usage.of_interviews(),
    ):
        await counted


async def test_everything_that_is_looked_for_has_an_index(tmp_path: Path, statements: set[str]) -> None:
    """As the plan of each statement says that the store sends, with the values that it has."""
    path = tmp_path / "lotsenbot.sqlite3"
    async with open_sqlite(path):
        statements.clear()  # a migration may read whatever there is
    await _everything(path)
    sent = {one for one in statements if re.match(r"\s*(SELECT|UPDATE|DELETE|INSERT|WITH)", one)}
    assert len(sent) > 60
    scans = []
    with closing(sqlite3.connect(path)) as connection:
        for statement in sent:
            if any(whole in statement for whole in WHOLE) or "old_interviews" in statement:
                continue
            for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall():
                if re.fullmatch(rf"SCAN ({'|'.join(LARGE)})( AS \w+)?", step):
                    scans.append((step, statement))
    assert "\n".join(map(str, scans)) == ""
