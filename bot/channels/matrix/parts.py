"""What everything that handles events has in common: whom it knows, how it answers, how it settles an event."""

import datetime
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.channels.matrix.client import HardenedClient
from bot.channels.matrix.failures import MatrixCallError
from bot.channels.matrix.incoming import Attachment, Reaction, RoomPlace, RoomText
from bot.channels.matrix.letters import CHANNEL, Post, messages
from bot.channels.matrix.markup import text_as_messages
from bot.curation.assistant import RunningAssistant
from bot.exchange.dispatch import Dispatcher
from bot.store.ports import Store
from bot.store.records import Attached, Letter, Mark, Received
from knowledge.wording import MessengerWording

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class MatrixParts:
    """What the channel is made of."""

    client: HardenedClient
    dispatcher: Dispatcher
    live: RunningAssistant
    store: Store
    now: Callable[[], datetime.datetime]

    @property
    def words(self) -> MessengerWording:
        """Return the messenger's own sentences."""
        return self.live.knowledge.wording.messenger

    def person(self, user: str, place: RoomPlace) -> str:
        """Return the pseudonym of somebody's conversation in a place."""
        return self.dispatcher.pseudonym(CHANNEL, user, place.key)

    def answer_to(self, said: RoomText | Reaction | Attachment, mark: Mark | None = None) -> Post:
        """Return an answer without its words: in a group as a reply."""
        place = said.place
        return Post(
            "send",
            place,
            reply_to=None if place.private else said.message,
            person=self.person(said.user, place),
            user=said.user if place.private else "",
            mark=mark or Mark(),
        )

    async def settle(self, received: Received, letters: Sequence[Letter] = ()) -> None:
        """Mark an event as dealt with and keep what it led to. Raises StoreError."""
        await self.store.inbox.settle(Attached((CHANNEL, received.id), letters=lambda _: letters), self.now())

    async def say(self, to: RoomText | Reaction | Attachment, received: Received, said: str) -> None:
        """Answer with a sentence of ours. Raises StoreError."""
        await self.settle(received, messages(self.answer_to(to), text_as_messages(said)))

    async def optional(self, call: Awaitable[object]) -> None:
        """Make a call that may fail."""
        try:
            await call
        except MatrixCallError as error:
            _log.info("an optional call failed: %s", error)
