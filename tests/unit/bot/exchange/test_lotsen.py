"""The handover from both ends: persons in any channel, Lotsen in a group or at the desk, one database."""

import datetime
import json
from dataclasses import dataclass

import pytest

from bot.config import Settings
from bot.curation.assistant import AssistantVersion, RunningAssistant
from bot.exchange.dispatch import Delivery, Dispatcher
from bot.exchange.locks import Locks
from bot.exchange.lotsen import Lotsen
from bot.service.rounds import one_round
from bot.store.ports import Store
from bot.store.records import ALONE, Attached, Letter, Ticket, TicketState
from bot.talk.actions import Action, ConfirmHandover
from bot.talk.conversation import Conversation
from bot.talk.message import Message
from intents.understand import Understanding
from knowledge.model import Knowledge
from tests.fakes import memory_store

NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
SECRET = b"s" * 32
ADDRESS = "Zimmer 3"


class Courier:
    """Words letters that can be read in a test."""

    def __init__(self, channel: str, *, fetched: bool = False) -> None:
        self._channel = channel
        self._fetched = fetched

    def to_person(self, address: str, text: str, heading: str = "") -> list[Letter]:
        return [Letter(self._channel, address, f"{heading}|{text}", fetched=self._fetched)]


@dataclass(frozen=True)
class Group:
    """A group that keeps what is to be done should it not be reached."""

    name: str = "group"

    def post(self, text: str, ticket: int, instead: tuple[Letter, ...] = ()) -> list[Letter]:
        return [Letter(self.name, self.name, json.dumps([ticket, text, [letter.body for letter in instead]]))]


GROUP, OTHER = Group(), Group("other")


class House:
    """Everything between a person and the Lotsen."""

    def __init__(self, store: Store, live: RunningAssistant, *groups: Group) -> None:
        locks = Locks()
        couriers = {"telegram": Courier("telegram"), "web": Courier("web", fetched=True)}
        self.store = store
        self.lotsen = Lotsen(store, live, locks, couriers, groups)
        self.dispatcher = Dispatcher(live, store, SECRET, self.lotsen.to_lotsen, locks)
        self.rung: list[Letter] = []
        store.outbox.listen(self.rung.append)

    def person(self, channel: str) -> str:
        return self.dispatcher.pseudonym(channel, "anna")

    async def say(self, channel: str, text: str, action: Action | None = None) -> tuple[str, ...]:
        address = self.person(channel) if channel == "web" else ADDRESS
        message = Message(text, NOON, action)
        replies = await self.dispatcher.dispatch(channel, "anna", message, Delivery(address=address))
        return tuple(reply.text for reply in replies)

    async def hand_over(self, channel: str) -> Ticket:
        await self.say(channel, "Wer kommt nach Zittau?")
        await self.say(channel, "mensch")
        await self.say(channel, "ja", ConfirmHandover())
        [ticket] = await self.store.tickets.live()
        return ticket

    def told(self, channel: str) -> list[str]:
        """Return what went to a channel since this was asked last."""
        told = [letter.body for letter in self.rung if letter.channel == channel]
        self.rung[:] = [letter for letter in self.rung if letter.channel != channel]
        return told

    def group_saw(self, group: Group = GROUP) -> list[str]:
        return [json.loads(body)[1] for body in self.told(group.name)]


@pytest.fixture
def store() -> Store:
    return memory_store()


@pytest.fixture
def live(small: Knowledge, small_understanding: Understanding) -> RunningAssistant:
    conversation = Conversation(small, small_understanding, with_humans=True)
    return RunningAssistant(AssistantVersion(small, small_understanding, conversation))


@pytest.fixture
def house(store: Store, live: RunningAssistant) -> House:
    return House(store, live, GROUP)


@pytest.fixture
def quiet_house(store: Store, live: RunningAssistant) -> House:
    """A house without a group."""
    return House(store, live)


@pytest.mark.parametrize("channel", ["telegram", "web"])
async def test_a_ticket_comes_from_any_channel(house: House, channel: str) -> None:
    """The group sees the question; should it be unreachable, the person hears of it in their own channel."""
    ticket = await house.hand_over(channel)
    assert (ticket.channel, ticket.state) == (channel, TicketState.OPEN)
    [posted] = house.told("group")
    assert json.loads(posted) == [
        ticket.id,
        f"Ticket {ticket.id}: Wer kommt nach Zittau?",
        ["|group_unreachable"],
    ]
    await house.say(channel, "auch nach Löbau?")
    assert json.loads(house.told("group")[0])[2] == []


@pytest.mark.parametrize("channel", ["telegram", "web"])
async def test_the_desk_alone_is_enough(quiet_house: House, channel: str) -> None:
    """Without a group a ticket is opened, answered and closed, and the person is with the assistant again."""
    house = quiet_house
    ticket = await house.hand_over(channel)
    assert await house.lotsen.answer(ticket, "Am 3. Mai.", NOON, None)
    assert house.told(channel) == ["from_human|Am 3. Mai."]
    assert await house.say(channel, "Danke.") == ("Ist da.",)
    assert await house.lotsen.finish(ticket, TicketState.CLOSED, NOON, None)
    assert house.told(channel) == ["|closed"]
    assert await house.say(channel, "Was ist die Kaffeemaschine?") == ("Antwort kaffee-was.",)
    stored = await house.store.tickets.find(ticket.id)
    assert stored is not None
    assert stored.state is TicketState.CLOSED
    assert [(line.author, line.text) for line in stored.lines] == [
        ("person", "Wer kommt nach Zittau?"),
        ("lotse", "Am 3. Mai."),
        ("person", "Danke."),
    ]


@pytest.mark.parametrize(
    ("state", "person", "group"),
    [
        (TicketState.CLOSED, "|closed", "1 am Schreibtisch erledigt"),
        (TicketState.RETURNED, "|returned", "1 am Schreibtisch zurückgegeben"),
    ],
)
async def test_the_group_sees_what_the_desk_did(house: House, state: TicketState, person: str, group: str) -> None:
    """Answer and end, the answer without what identifies somebody."""
    ticket = await house.hand_over("web")
    house.told("group")
    await house.lotsen.answer(ticket, "Rufen Sie an: 0371 1234567", NOON, None)
    assert house.told("web") == ["from_human|Rufen Sie an: 0371 1234567"]
    assert house.group_saw() == ["1 am Schreibtisch: Rufen Sie an: [Telefon]"]
    await house.lotsen.finish(ticket, state, NOON, None)
    assert house.told("web") == [person]
    assert house.group_saw() == [group]


async def test_several_groups_see_the_same(store: Store, live: RunningAssistant) -> None:
    """Each sees the tickets, and what the others did; that none is reached is said to the person once."""
    house = House(store, live, GROUP, OTHER)
    ticket = await house.hand_over("telegram")
    assert [json.loads(body)[2] for name in ("group", "other") for body in house.told(name)] == [
        ["|group_unreachable"],
        [],
    ]
    await house.lotsen.answer(ticket, "Am 3. Mai.", NOON, OTHER)
    await house.lotsen.finish(ticket, TicketState.CLOSED, NOON, OTHER)
    assert house.group_saw() == ["1 am Schreibtisch: Am 3. Mai.", "1 am Schreibtisch erledigt"]
    assert house.group_saw(OTHER) == []


async def test_the_group_is_not_told_what_it_did_itself(house: House) -> None:
    """It gets what its own side has to say, stored together with the deed."""
    ticket = await house.hand_over("telegram")
    house.told("group")
    confirmation = Letter("group", "group", json.dumps([1, "unterwegs", []]))
    also = Attached(letters=lambda _: [confirmation])
    assert await house.lotsen.answer(ticket, "Am 3. Mai.", NOON, GROUP, also)
    assert await house.lotsen.finish(ticket, TicketState.CLOSED, NOON, GROUP, ALONE)
    assert house.group_saw() == ["unterwegs"]
    assert house.told("telegram") == ["from_human|Am 3. Mai.", "|closed"]


async def test_both_places_cannot_end_a_ticket_twice(house: House) -> None:
    """Who comes second learns that it is over, and nobody is told again."""
    ticket = await house.hand_over("web")
    assert await house.lotsen.finish(ticket, TicketState.CLOSED, NOON, GROUP)
    house.rung.clear()
    assert not await house.lotsen.finish(ticket, TicketState.RETURNED, NOON, None)
    assert not await house.lotsen.answer(ticket, "Noch etwas", NOON, None)
    assert house.rung == []
    stored = await house.store.tickets.find(ticket.id)
    assert stored is not None
    assert stored.state is TicketState.CLOSED


async def test_a_page_finds_what_was_stored_for_it(quiet_house: House) -> None:
    """When the bell rings for a web person, the letter is in their transcript."""
    house = quiet_house
    ticket = await house.hand_over("web")
    await house.lotsen.answer(ticket, "Am 3. Mai.", NOON, None)
    assert [(letter.lane, letter.fetched) for letter in house.rung] == [(house.person("web"), True)]
    lines = await house.store.transcript.of_talk(house.person("web"))
    assert [line.body for line in lines] == ["from_human|Am 3. Mai."]


async def test_a_round_ends_what_nobody_writes_in(house: House) -> None:
    """Both sides are told, whichever channel it is, and only once."""
    ticket = await house.hand_over("web")
    house.rung.clear()
    settings = Settings(ticket_hours=1)
    await one_round(settings, house.store, house.lotsen, NOON)
    assert house.rung == []
    for _ in range(2):
        await one_round(settings, house.store, house.lotsen, NOON + DAY)
    assert house.told("web") == ["|expired"]
    assert house.group_saw() == [f"{ticket.id} abgelaufen"]


async def test_a_ticket_ends_when_its_hours_are_over(house: House) -> None:
    """Not before, whatever else the settings say of hours, and every message begins them anew."""
    ticket = await house.hand_over("web")
    settings = Settings(ticket_hours=10, desk_hours=1, interview_resume_hours=1)

    async def ended(hours: float) -> bool:
        await one_round(settings, house.store, house.lotsen, NOON + datetime.timedelta(hours=hours))
        return not await house.store.tickets.live()

    assert not await ended(9.9)
    assert await house.lotsen.answer(ticket, "Am 3. Mai.", NOON + datetime.timedelta(hours=9.9), None)
    assert not await ended(19.8)
    assert await ended(20)


async def test_the_group_learns_that_a_person_is_gone(house: House) -> None:
    """After erasing, the tickets that were live are named to it."""
    ticket = await house.hand_over("web")
    house.rung.clear()
    live = await house.lotsen.live_tickets_of(house.person("web"))
    assert [one.id for one in live] == [ticket.id]
    await house.dispatcher.delete("web", "anna")
    await house.lotsen.withdrawn(live, NOON)
    assert house.group_saw() == [f"{ticket.id} gelöscht"]
    assert await house.lotsen.live_tickets_of(house.person("web")) == []
