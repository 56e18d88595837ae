"""What everything that handles updates has in common: whom it knows, how it answers, how it settles an update."""

import asyncio
import datetime
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field

from telegram.error import TelegramError

from bot.channels.telegram import buttons
from bot.channels.telegram.buttons import Signer, Turning
from bot.channels.telegram.calls import Bot
from bot.channels.telegram.html import text_as_html
from bot.channels.telegram.incoming import Place, Press, Text
from bot.channels.telegram.letters import CHANNEL, Envelope, messages
from bot.curation.assistant import RunningAssistant
from bot.exchange.dispatch import Dispatcher
from bot.store.ports import Deliveries, HeldLetters, Inbox
from bot.store.records import Attached, Letter, Received, RowIds
from bot.talk.actions import Action, ShowDetails, ShowEntry, encode
from bot.talk.message import Reply
from knowledge.wording import MessengerWording

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TelegramParts:
    """What the channel is made of."""

    bot: Bot
    dispatcher: Dispatcher
    live: RunningAssistant
    inbox: Inbox
    deliveries: Deliveries
    held_letters: HeldLetters
    secret: bytes
    now: Callable[[], datetime.datetime]
    _errands: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def words(self) -> MessengerWording:
        """Return the messenger's own sentences."""
        return self.live.knowledge.wording.messenger

    def person(self, user: int, place: Place) -> str:
        """Return the pseudonym of somebody's conversation in a place."""
        return self.dispatcher.pseudonym(CHANNEL, str(user), place.key)

    def signer(self, user: int, place: Place) -> Signer:
        """Return what signs somebody's buttons in a place."""
        return Signer(self.secret, self.person(user, place))

    async def settle(self, received: Received, letters: Sequence[Letter] = ()) -> None:
        """Mark an update as dealt with and keep what it led to. Raises StoreError."""
        await self.inbox.settle(Attached((CHANNEL, received.id), letters=lambda _: letters), self.now())

    async def say(self, text: Text, received: Received, said: str) -> None:
        """Answer a text with a sentence of ours; in a group as a reply. Raises StoreError."""
        reply_to = None if text.place.private else text.message
        await self.settle(received, messages(Envelope(text.place, reply_to), text_as_html(said)))

    def toast(self, press: Press, said: str | None = None, *, alert: bool = False) -> None:
        """Answer the pressing of a button, so that it stops waiting; nothing waits for that."""
        told = {"callback_query_id": press.query, "text": said, "show_alert": alert}
        self.errand(self.optional(self.bot.call("answerCallbackQuery", told)))

    def errand(self, work: Coroutine[object, object, None]) -> None:
        """Have something done meanwhile."""
        task = asyncio.create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def finish(self, grace: float) -> None:
        """Let errands come to their end, `grace` seconds at most."""
        if self._errands:
            _, late = await asyncio.wait(self._errands, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def show_typing(self, place: Place) -> None:
        """Show "writes …" in a chat."""
        self.errand(self.optional(self.bot.call("sendChatAction", {"chat_id": place.chat, "action": "typing"})))

    async def optional(self, call: Awaitable[object]) -> None:
        """Make a call that may fail: it is too late for it, or the server does not know it."""
        try:
            await call
        except TelegramError as error:
            _log.info("an optional call failed: %s", type(error).__name__)

    def rows(self, reply: Reply, ids: RowIds, signer: Signer) -> list[buttons.Row]:
        """Return the buttons below a reply."""
        rows = self.page(reply, signer)
        return [*rows, buttons.rating(ids.turn, signer)] if reply.rateable and ids.turn else rows

    def page(self, reply: Reply, signer: Signer, page: int = 0) -> list[buttons.Row]:
        """Return a reply's choices, a long list by pages."""
        choices = reply.all_choices
        if not reply.list_of:
            return buttons.rows(choices, signer)
        turning = Turning(self.words.page_before, self.words.next_page, reply.list_of)
        return buttons.pages(choices, signer, turning, page)

    def label(self, action: Action) -> str:
        """Return what is stored as the question when somebody follows a link or presses a button without a label."""
        entry = self.live.knowledge.entries.get(action.entry) if isinstance(action, ShowEntry | ShowDetails) else None
        return entry.question if entry else encode(action)
