"""The whole channel in this process: a server that behaves as the Bot API, a store in memory, a small knowledge."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bot.channels.telegram.couriers import TelegramCourier, TelegramGroup
from bot.channels.telegram.service import Telegram
from bot.clock import utc_now
from bot.config import Settings, TelegramSettings
from bot.curation.assistant import AssistantVersion, RunningAssistant
from bot.exchange.channel import Surroundings
from bot.exchange.dispatch import Dispatcher
from bot.exchange.locks import Locks
from bot.exchange.lotsen import Lotsen
from bot.store.ports import Store
from bot.store.records import Ticket
from bot.talk.conversation import Conversation
from bot.talk.privacy import Keys
from intents.understand import Understanding
from knowledge.model import Knowledge
from tests.botapi import BotApi, Chat, Person, Post
from tests.fakes import memory_store

QUESTION = "Was ist die Kaffeemaschine?"
ANSWER = "Antwort kaffee-was."
_SECRET = b"s" * 32


@dataclass(frozen=True)
class House:
    """Anna in her private chat, and Petra in the Lotsen's group."""

    api: BotApi
    store: Store
    telegram: Telegram
    lotsen: Lotsen
    anna: Person
    chat: Chat
    petra: Person
    group: Chat
    written: list[dict[str, Any]] = field(default_factory=list)

    @property
    def as_group(self) -> dict[str, Any]:
        """What a message of an anonymous administrator of the Lotsen's group has."""
        return {"sender_chat": {"id": self.group.id, "type": "supergroup"}}

    async def ask(self, text: str = QUESTION) -> Post:
        """Let Anna write, and return the reply."""
        [reply] = await self.api.replies(self.api.say(self.chat, self.anna, text))
        return reply

    async def hand_over(self, text: str = "Wer kommt nach Zittau?") -> tuple[Ticket, Post]:
        """Let Anna pass a question on; return the ticket, and what the group sees of it."""
        await self.ask(text)
        confirm = await self.ask("/lotse")
        self.api.press(confirm, "Ja", self.anna)
        post = await self.in_group(text)
        return (await self.store.tickets.live())[-1], post

    async def in_group(self, text: str) -> Post:
        """Wait until the group sees this text."""
        return await self.sent(self.group, text)

    async def sent(self, chat: Chat, text: str) -> Post:
        """Wait until this text was sent."""
        found = lambda: next((post for post in self.api.sent(chat) if text in post.text), None)  # noqa: E731 - asked again and again
        return await self.api.wait_for(found, timeout=15, what=text)

    def write(self, chat: Chat, by: Person, **more: Any) -> None:
        """Let somebody write in a way of which no step of a script knows: as the raw update."""
        message = {"message_id": 9_000 + len(self.written), "date": 1, "chat": {"id": chat.id, "type": chat.type}}
        self.written.append(message | {"from": {"id": by.id, "is_bot": False, "first_name": "A"}} | more)
        self.api.update("message", self.written[-1])

    def answer(self, post: Post, **more: Any) -> None:
        """Let Petra answer a message in the group in such a way."""
        self.write(self.group, self.petra, **more, reply_to_message=reply_to(post, self.api))

    async def rest(self) -> None:
        """Wait until everything was dealt with and sent."""
        while await self.store.inbox.waiting("telegram") or await self.store.outbox.outgoing("telegram"):  # noqa: ASYNC110 - the store tells nobody
            await asyncio.sleep(0.01)


def reply_to(post: Post, api: BotApi) -> dict[str, Any]:
    """Return what an update says of the message of ours that it replies to."""
    us = {"id": int(api.token.partition(":")[0]), "is_bot": True, "first_name": "Bot"}
    return {"message_id": post.id, "date": 1, "chat": {"id": post.chat}, "from": us, "text": post.text}


Enter: TypeAlias = Callable[..., Awaitable[House]]


@asynccontextmanager
async def opened(
    api: BotApi, small: Knowledge, understanding: Understanding, *, named: bool = False
) -> AsyncIterator[House]:
    """Run it; with `named`, only Petra is a Lotse."""
    anna, petra = api.person("Anna", "anna_s"), api.person("Petra", "petra")
    chat, group = api.private(anna), api.supergroup("Digital-Lotsen")
    lotsen_users = frozenset({petra.id}) if named else frozenset()
    settings = Settings(
        telegram=TelegramSettings(
            token=api.token, base_url=api.root, lotsen_group=group.id, lotsen=",".join(map(str, lotsen_users))
        )
    )
    store, locks = memory_store(), Locks()
    live = RunningAssistant(
        AssistantVersion(small, understanding, Conversation(small, understanding, with_humans=True))
    )
    lotsen = Lotsen(store, live, locks, {"telegram": TelegramCourier()}, (TelegramGroup(group.id),))
    dispatcher = Dispatcher(live, store, _SECRET, lotsen.to_lotsen, locks)
    telegram = Telegram(Surroundings(settings, store, live, Keys(_SECRET), dispatcher, lotsen, utc_now), api.token)
    task = asyncio.create_task(telegram.run())
    try:
        await api.wait_for(api.polling)
        yield House(api, store, telegram, lotsen, anna, chat, petra, group)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
