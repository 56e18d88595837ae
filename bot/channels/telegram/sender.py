"""Sends what the outbox holds: in order within a chat, at once between chats, nothing twice without saying so."""

import asyncio
import datetime
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.channels.telegram.buttons import AGAIN, Signer
from bot.channels.telegram.calls import Bot
from bot.channels.telegram.failures import Failure, failure, pause
from bot.channels.telegram.html import text_as_html
from bot.channels.telegram.letters import CHANNEL, Body, body_of, letter
from bot.channels.telegram.outgoing import Outgoing
from bot.curation.assistant import Live
from bot.errors import StoreError
from bot.exchange.lanes import Lanes
from bot.store.ports import Store
from bot.store.records import NO_MARK, Letter, StoredLetter
from knowledge.wording import MessengerWording

_GIVE_UP_AFTER = datetime.timedelta(hours=24)
_LONGEST_PAUSE = 30.0
_log = logging.getLogger(__name__)


class Sender:
    """The only one who sends messages; reads the outbox whenever the bell rings for it."""

    def __init__(self, bot: Bot, store: Store, live: Live, secret: bytes, now: Callable[[], datetime.datetime]) -> None:
        self._outgoing = Outgoing(bot, store.deliveries)
        self._outbox = store.outbox
        self._held_letters = store.held_letters
        self._moved_lanes = store.moved_lanes
        self._live = live
        self._secret = secret
        self._now = now
        self._lanes = Lanes(self._deliver)
        self._moved: dict[str, str] = {}
        self._read = 0
        self._woken = asyncio.Event()

    def noticed(self, stored: Letter) -> None:
        """Look into the outbox, if this new letter is there for us."""
        if stored.channel == CHANNEL and not stored.fetched:
            self._woken.set()

    async def run(self) -> None:
        """Send until cancelled."""
        await self._kept(self._learn_moves)
        self._woken.set()
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                for stored in await self._outbox.outgoing(CHANNEL, self._read):
                    self._read = stored.id
                    self._lanes.put(stored.letter.lane, stored)
            except StoreError as error:
                _log.error("the outbox can't be read: %s", error.problem)
                await asyncio.sleep(1)
                self._woken.set()

    async def close(self, grace: float) -> None:
        """Finish what is being sent; the rest waits in the outbox for the next start."""
        await self._lanes.close(grace)

    def current(self, chat: int) -> int:
        """Return the id that a chat has now."""
        return int(self._moved.get(str(chat), chat))

    async def moved(self, old: int, new: int) -> None:
        """Send to another chat from now on, since a group got another id. Raises StoreError."""
        self._moved[str(old)] = str(new)
        await self._moved_lanes.move(CHANNEL, str(old), str(new))

    @property
    def _words(self) -> MessengerWording:
        return self._live.knowledge.wording.messenger

    async def _learn_moves(self) -> None:
        self._moved = await self._moved_lanes.of_channel(CHANNEL)

    async def _deliver(self, stored: StoredLetter) -> None:
        """Send one letter, however long that takes."""
        try:
            await self._deliver_body(stored, body_of(stored.letter))
        except ValueError:
            _log.error("a letter of another version can't be read and is dropped")
            await self._drop(stored)
        except Exception as error:  # noqa: BLE001 - one broken letter must not hold up the chat
            _log.error("a letter can't be sent and is dropped: %s", type(error).__name__)
            await self._drop(stored)

    async def _deliver_body(self, stored: StoredLetter, body: Body) -> None:
        if stored.begun and body.kind in {"send", "document"}:
            _log.warning("a message that may have been delivered before is sent again, and says so")
            body = replace(body, text=f"<i>{self._words.repeated}</i>\n\n{body.text}".strip())
        tries = stored.tries
        await self._until(stored.due_at)
        while not await self._attempt(stored, body, tries):
            tries += 1

    async def _drop(self, stored: StoredLetter) -> None:
        await self._kept(lambda: self._outbox.give_up(stored.id, (), self._now()))

    async def _attempt(self, stored: StoredLetter, body: Body, tries: int) -> bool:
        """Send once; True if the letter is settled, whether delivered or not."""
        await self._kept(lambda: self._outbox.begin(stored.id))
        chat = self.current(body.chat)
        try:
            message = await self._outgoing.perform(replace(body, chat=chat), stored.letter.file)
        except ChatMigrated as error:
            new = error.new_chat_id
            await self._kept(lambda: self.moved(chat, new))
            return False
        except BadRequest as error:
            if body.thread is None or not _lacks_topic(error):
                return await self._failed(stored, body, tries, error)
            return await self._attempt(stored, replace(body, thread=None), tries)
        except TelegramError as error:
            return await self._failed(stored, body, tries, error)
        except StoreError as error:  # before anything was sent
            await self._wait_for_database(error, tries)
            return False
        mark = replace(body.mark, chat=str(chat)) if body.mark.ticket is not None else body.mark
        mark = mark if message else NO_MARK  # some servers don't tell which message it became
        await self._kept(lambda: self._outbox.delivered(stored.id, mark, message, self._now()))
        return True

    async def _failed(self, stored: StoredLetter, body: Body, tries: int, error: TelegramError) -> bool:
        """Do what a failure calls for; True if the letter is settled by that."""
        kind, now = failure(error), self._now()
        if kind is Failure.FINAL or now - stored.written_at > _GIVE_UP_AFTER:
            _log.warning("a message can't be delivered and is dropped: %s", type(error).__name__)
            await self._kept(lambda: self._outbox.give_up(stored.id, body.instead, now))
            return True
        if kind is Failure.PERHAPS_DELIVERED and body.kind in {"send", "document"}:
            _log.warning(
                "it is not known whether a message arrived (%s); the person may ask for it", type(error).__name__
            )
            await self._kept(lambda: self._held_letters.hold(stored.id, self._nudge(stored.id, body), now))
            return True
        if kind is Failure.PERHAPS_DELIVERED and body.kind == "nudge":
            await self._drop(stored)
            return True
        due_at = now + datetime.timedelta(seconds=pause(error, tries))
        await self._kept(lambda: self._outbox.postpone(stored.id, due_at, tries + 1))
        await self._until(due_at)
        return False

    def _nudge(self, held: int, body: Body) -> Letter:
        signer = Signer(self._secret, str(body.chat))
        row = ((self._words.show_again, signer.sign(f"{AGAIN}{held}")),)
        [text] = text_as_html(self._words.perhaps_lost)
        return letter(Body("nudge", body.chat, body.thread, text, (row,)))

    async def _kept(self, write: Callable[[], Awaitable[None]]) -> None:
        """Write to the database, however often that has to be tried: no message is sent twice for want of a note."""
        tries = 0
        while True:
            try:
                await write()
            except StoreError as error:
                await self._wait_for_database(error, tries)
                tries += 1
            else:
                return

    async def _wait_for_database(self, error: StoreError, tries: int) -> None:
        _log.error("a message waits, since the database fails: %s", error.problem)
        with self._lanes.resting():
            await asyncio.sleep(min(_LONGEST_PAUSE, 0.5 * 2 ** min(tries, 10)))

    async def _until(self, moment: datetime.datetime) -> None:
        with self._lanes.resting():
            await asyncio.sleep(max(0.0, (moment - self._now()).total_seconds()))


def _lacks_topic(error: BadRequest) -> bool:
    """Whether a topic was deleted or closed: then the answer goes to the group without one."""
    return any(sign in error.message.lower() for sign in ("thread not found", "topic_closed", "topic_deleted"))
