"""Tickets: how they come up, what is written in them, how they end."""

import datetime

from bot.store.ports import Store
from bot.store.records import Attached, Letter, RowIds, Ticket, TicketCare, TicketLine, TicketState, Turn
from bot.talk.message import Relay, RelayKind, Status
from bot.talk.session import Session
from bot.talk.states import WithHuman

NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
WAITING = Session(WithHuman())


async def relay(
    store: Store, kind: RelayKind, text: str = "", *, person: str = "anna", at: datetime.datetime = NOON
) -> int:
    """Return which ticket somebody's message went to."""
    attached = Attached(relay=Relay(kind, text), address="Zimmer 3")
    turn = Turn(at, "web", "Frage", Status.HANDOVER)
    return (await store.conversations.record(person, WAITING, turn, attached)).ticket


async def found(store: Store, ticket: int) -> Ticket:
    known = await store.tickets.find(ticket)
    assert known is not None
    return known


async def test_a_question_opens_a_ticket(store: Store) -> None:
    """With everything that is needed to answer it."""
    ticket = await relay(store, RelayKind.OPEN, "Wer kommt nach Zittau?")
    line = TicketLine(NOON, "person", "Wer kommt nach Zittau?")
    assert await found(store, ticket) == Ticket(
        ticket, "anna", "web", "Zimmer 3", TicketState.OPEN, NOON, NOON, (line,)
    )
    assert await store.tickets.find(ticket + 100) is None


async def test_one_person_has_one_live_ticket(store: Store) -> None:
    """What follows goes to it, also another question; without one, a mere line goes nowhere."""
    assert await relay(store, RelayKind.LINE, "nur so") == 0
    assert await relay(store, RelayKind.BACK) == 0
    ticket = await relay(store, RelayKind.OPEN, "eins")
    assert await relay(store, RelayKind.LINE, "zwei", at=NOON + HOUR) == ticket
    assert await relay(store, RelayKind.OPEN, "drei", at=NOON + 2 * HOUR) == ticket
    other = await relay(store, RelayKind.OPEN, "von bernd", person="bernd")
    assert other != ticket
    known = await found(store, ticket)
    assert [line.text for line in known.lines] == ["eins", "zwei", "drei"]
    assert (known.opened_at, known.touched_at) == (NOON, NOON + 2 * HOUR)
    assert [one.id for one in await store.tickets.live()] == [ticket, other]


async def test_who_goes_back_ends_the_ticket(store: Store) -> None:
    """The next question opens another one."""
    ticket = await relay(store, RelayKind.OPEN, "eins")
    assert await relay(store, RelayKind.BACK, at=NOON + HOUR) == ticket
    ended = await found(store, ticket)
    assert (ended.state, ended.address, ended.touched_at) == (TicketState.RETURNED, None, NOON + HOUR)
    assert await store.tickets.live() == []
    other = await relay(store, RelayKind.OPEN, "zwei")
    assert [one.id for one in await store.tickets.of_person("anna")] == [ticket, other]


async def test_an_answer_is_kept_with_its_letters(store: Store) -> None:
    """All of them worded with the ticket's id; an ended ticket takes none, and nothing is sent."""
    ticket = await relay(store, RelayKind.OPEN, "eins")

    def letters(ids: RowIds) -> list[Letter]:
        return [Letter("web", "anna", f"zu {ids.ticket}")]

    assert await store.casework.answer(ticket, "Am 3. Mai.", NOON + HOUR, Attached(letters=letters))
    known = await found(store, ticket)
    assert known.state is TicketState.ANSWERED
    assert known.touched_at == NOON + HOUR
    assert known.lines[-1] == TicketLine(NOON + HOUR, "lotse", "Am 3. Mai.")
    assert [one.letter.body for one in await store.outbox.outgoing("web")] == [f"zu {ticket}"]
    assert await store.casework.end(known, TicketState.CLOSED, Session(), NOON, Attached())
    assert not await store.casework.answer(ticket, "Noch etwas", NOON, Attached(letters=letters))
    assert len((await found(store, ticket)).lines) == 2
    assert len(await store.outbox.outgoing("web")) == 1


async def test_a_ticket_ends_once(store: Store) -> None:
    """With the session that its person has from then on; who comes second changes nothing."""
    ticket = await found(store, await relay(store, RelayKind.OPEN, "eins"))
    assert await store.conversations.load("anna") == WAITING
    assert await store.casework.end(ticket, TicketState.CLOSED, Session(), NOON + HOUR, Attached())
    ended = await found(store, ticket.id)
    assert (ended.state, ended.address, ended.touched_at) == (TicketState.CLOSED, None, NOON + HOUR)
    assert await store.conversations.load("anna") == Session()
    late = Attached(letters=lambda _: [Letter("web", "anna", "zu spät")])
    assert not await store.casework.end(ticket, TicketState.RETURNED, WAITING, NOON, late)
    assert (await found(store, ticket.id)).state is TicketState.CLOSED
    assert await store.conversations.load("anna") == Session()
    assert await store.outbox.outgoing("web") == []
    assert [one.id for one in await store.tickets.all()] == [ticket.id]


async def test_idle_tickets_are_found(store: Store) -> None:
    """Those in which neither side wrote; ended ones are idle no more."""
    idle = await relay(store, RelayKind.OPEN, "eins")
    busy = await relay(store, RelayKind.OPEN, "zwei", person="bernd")
    ended = await relay(store, RelayKind.OPEN, "drei", person="cleo")
    await relay(store, RelayKind.BACK, person="cleo")
    await store.casework.answer(busy, "Am 3. Mai.", NOON + DAY, Attached())
    assert [one.id for one in await store.tickets.idle_since(NOON + HOUR)] == [idle]
    assert await store.tickets.idle_since(NOON) == []
    assert [one.id for one in await store.tickets.all()] == [idle, busy, ended]


async def test_one_at_the_desk_looks_after_a_ticket(store: Store) -> None:
    """Who took it first has it until it is given free; what has ended nobody can take."""
    ticket = await relay(store, RelayKind.OPEN, "eins")
    assert await store.attending.take(ticket, "karla", NOON)
    assert await store.attending.take(ticket, "karla", NOON + HOUR)
    assert not await store.attending.take(ticket, "lutz", NOON + HOUR)
    assert await store.attending.of_tickets() == {ticket: TicketCare("karla", NOON + HOUR)}
    await store.attending.release(ticket)
    assert await store.attending.of_tickets() == {}
    assert await store.attending.take(ticket, "lutz", NOON + HOUR)
    assert "lutz" not in str(await store.personal_data.export("anna"))
    await relay(store, RelayKind.BACK, at=NOON + HOUR)
    assert not await store.attending.take(ticket, "lutz", NOON + DAY)


async def test_what_nobody_saw_is_told_once(store: Store) -> None:
    """Only of what still waits, and is old enough."""
    first = await relay(store, RelayKind.OPEN, "eins")
    second = await relay(store, RelayKind.OPEN, "zwei", person="bernd", at=NOON + HOUR)
    assert await store.attending.waiting() == 2
    assert await store.attending.unseen(NOON) == []
    assert await store.attending.unseen(NOON + HOUR) == [first]
    await store.attending.alarmed([first], NOON + HOUR)
    assert await store.attending.unseen(NOON + DAY) == [second]
    await store.attending.seen(NOON + DAY)
    third = await relay(store, RelayKind.OPEN, "drei", person="clara", at=NOON + DAY)
    assert await store.attending.unseen(NOON + 2 * DAY) == [third]
    assert await store.casework.answer(third, "Ja.", NOON + DAY, Attached())
    assert await store.attending.unseen(NOON + 2 * DAY) == []
    assert await store.attending.waiting() == 2


async def test_how_soon_humans_answered_is_counted(store: Store) -> None:
    """The first that a human wrote counts; of whom it was, only that it is somebody else."""
    first = await relay(store, RelayKind.OPEN, "eins")
    await relay(store, RelayKind.OPEN, "zwei", person="bernd", at=NOON + HOUR)
    for hours in (2, 3):
        await store.casework.answer(first, "Ja.", NOON + hours * HOUR, Attached())
    one, other = await store.usage.of_handovers(NOON)
    assert (one.opened_at, one.answered_at, one.state) == (NOON, NOON + 2 * HOUR, TicketState.ANSWERED)
    assert (other.opened_at, other.answered_at, other.state) == (NOON + HOUR, None, TicketState.OPEN)
    assert one.person != other.person
    assert len(await store.usage.of_handovers(NOON + HOUR)) == 1
