"""What Lotsen write in their room about a ticket."""

import datetime
import json

import pytest

from bot.channels.matrix.incoming import RoomPlace, RoomText
from bot.channels.matrix.room import LotsenRooms
from bot.curation.assistant import AssistantVersion, RunningAssistant
from bot.exchange.locks import Locks
from bot.exchange.lotsen import Lotsen
from bot.exchange.rights import LotsenRights
from bot.store.ports import Store
from bot.store.records import Attached, Letter, Mark, Received, Turn
from bot.talk.conversation import Conversation
from bot.talk.message import Relay, RelayKind, Status
from bot.talk.session import Session
from intents.understand import Understanding
from knowledge.model import Knowledge
from tests.fakes import memory_store

NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)
ROOM = "!lotsen:rathaus.test"


class Room:
    """The Lotsen's room, with one ticket; everybody there is a Lotse."""

    def __init__(self, store: Store, live: RunningAssistant) -> None:
        self.letters: list[Letter] = []
        store.outbox.listen(self.letters.append)
        lotsen = Lotsen(store, live, Locks(), {})
        self.store = store
        self.rooms = LotsenRooms(LotsenRights((ROOM,), frozenset(), str), lotsen, store, live, lambda: NOON)

    async def write(self, text: str, command: str = "", reply_to: str | None = None) -> list[str]:
        """Write something and return what is said to it."""
        self.letters.clear()
        said = RoomText(
            RoomPlace(ROOM, None, private=False), "@lutz:rathaus.test", "$1", text, command, reply_to=reply_to
        )
        assert await self.rooms.handle(said, Received(f"$ {text}", ""))
        return [json.loads(letter.body)["said"]["body"] for letter in self.letters]


@pytest.fixture
async def room(small: Knowledge, small_understanding: Understanding) -> Room:
    conversation = Conversation(small, small_understanding, with_humans=True)
    store = memory_store()
    asked = Turn(NOON, "web", "Was ist der Drucker?", Status.HANDOVER)
    opened = Attached(relay=Relay(RelayKind.OPEN, "Was ist der Drucker? Wann fährt der Bus?"), address="web")
    await store.conversations.record("anna", Session(), asked, opened)
    return Room(store, RunningAssistant(AssistantVersion(small, small_understanding, conversation)))


async def test_a_draft_for_a_ticket(room: Room) -> None:
    """As text to copy; a reply to it answers the ticket."""
    [ticket] = await room.store.tickets.live()
    [said] = await room.write(str(ticket.id), "entwurf")
    assert said.startswith("Zum Kopieren:\n\nGuten Tag,")
    assert "1. Was ist der Drucker?\nAntwort drucker-was." in said
    assert json.loads(room.letters[0].body)["mark"]["ticket"] == ticket.id


async def test_no_answer_with_a_gap_is_passed_on(room: Room) -> None:
    """Whoever forgot to fill it in is told, and writes it once more."""
    [ticket] = await room.store.tickets.live()
    await room.write(str(ticket.id), "entwurf")
    [draft] = await room.store.outbox.outgoing("matrix")
    await room.store.outbox.delivered(draft.id, Mark(ticket=ticket.id, chat=ROOM), "$draft", NOON)
    assert await room.write("Am [bitte ergänzen: Tag].", reply_to="$draft") == ["Noch Lücken."]
    await room.write("Am 3. Mai.", reply_to="$draft")
    assert [line.text for line in (await room.store.tickets.live())[0].lines][1:] == ["Am 3. Mai."]
