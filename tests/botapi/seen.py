"""The part of a script that looks at what the bot did, and waits for it."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from tests.botapi.shapes import Call, Chat, Inquiry, Json, Post, Press
from tests.botapi.stage import Staged, look

T = TypeVar("T")
PATIENCE = 30.0
_CALLS_SHOWN = 15


class Seen(Staged):
    """What stands in the chats, what was called, and waiting for either."""

    @look
    def sent(self, chat: Chat) -> list[Post]:
        """The bot's messages that stand in a chat, edited as they were and without the deleted."""
        return [post for post in self._world.posts.values() if post.chat == chat.id and post.sender == self._world.bot]

    @look
    def posts(self, chat: Chat) -> list[Post]:
        """Everybody's messages that stand in a chat."""
        return [post for post in self._world.posts.values() if post.chat == chat.id]

    @look
    def current(self, post: Post) -> Post | None:
        """A message as it stands now, if it does."""
        return self._world.posts.get((post.chat, post.id))

    @look
    def calls(self, method: str | None = None, chat: Chat | None = None) -> list[Call]:
        """The calls so far, of one method or to one chat."""
        return [
            call
            for call in self._world.record.calls
            if method in {None, call.method} and (chat is None or call.chat == chat.id)
        ]

    @look
    def answer(self, query: Press | Inquiry) -> Json | None:
        """The parameters with which the bot answered a query, if it did."""
        return self._world.questions[query.id].answer

    @look
    def commands(self, scope: str = "default", language: str = "") -> list[Json]:
        """The command menu of a scope such as "all_private_chats" or "chat:-100…"."""
        return self._world.profile.commands.get((scope, language), [])

    @look
    def about(self, name: str, language: str = "") -> str:
        """The bot's "description", "short_description" or "name"."""
        return self._world.profile.texts.get((name, language), "")

    @look
    def webhook(self) -> str:
        """The address of the webhook, if one is set."""
        return self._world.webhook.url

    @look
    def pending(self) -> int:
        """How many updates the bot has not yet confirmed."""
        return len(self._world.updates)

    @look
    def polling(self) -> int:
        """How many pollers wait for updates right now."""
        return self._world.polling

    async def wait_for(self, predicate: Callable[[], T | None], timeout: float = PATIENCE, what: str = "") -> T:  # noqa: ASYNC109 - it names what was waited for
        """What the predicate returns, as soon as it is true; it is asked again after each change."""
        until, seen = time.monotonic() + timeout, -1
        while True:
            seen = await self._stage.changed(seen, until - time.monotonic())
            result = predicate()
            if result:
                return result
            if time.monotonic() >= until:
                raise AssertionError(self._last_calls(f"Waited {timeout} s in vain" + (f" for {what}" if what else "")))

    async def replies(self, post: Post, count: int = 1) -> list[Post]:
        """The bot's messages after this one in its chat and thread, once there are so many."""
        chat = await asyncio.to_thread(self._chat, post)
        return await self.wait_for(lambda: self._after(chat, post, count), what=f"{count} replies to {post.text!r}")

    async def answered(self, query: Press | Inquiry) -> Json:
        """The answer to a query, once there is one."""
        return await self.wait_for(lambda: self.answer(query), what=f"an answer to {query}")

    async def called(self, method: str, count: int = 1, chat: Chat | None = None) -> list[Call]:
        """The calls of a method, once there are so many."""

        def enough() -> list[Call] | None:
            found = self.calls(method, chat)
            return found if len(found) >= count else None

        return await self.wait_for(enough, what=f"{count} calls of {method}")

    @look
    def _chat(self, post: Post) -> Chat:
        return self._world.chats[post.chat]

    def _after(self, chat: Chat, post: Post, count: int) -> list[Post] | None:
        found = [sent for sent in self.sent(chat) if sent.id > post.id and sent.thread in {None, post.thread}]
        return found if len(found) >= count else None

    def _last_calls(self, problem: str) -> str:
        calls = [call for call in self.calls() if call.method != "getUpdates" or call.outcome != "ok"]
        shown = "\n  ".join(str(call) for call in calls[-_CALLS_SHOWN:]) or "none"
        return f"{problem}. Updates waiting: {self.pending()}. The last calls:\n  {shown}"
