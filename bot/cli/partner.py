"""Joins assistant, dispatcher and database to what the terminal chat talks to."""

import datetime
import getpass
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from bot.channels.terminal import NAME
from bot.channels.terminal.history import forget_typed
from bot.config import base_folder, history_file, interview_timing, knowledge_folders, load_settings, public_origin
from bot.curation.assistant import AssistantVersion, assemble
from bot.exchange.dispatch import Dispatcher
from bot.exchange.results import ResultLinks
from bot.exchange.sharing import SharingLinks
from bot.secret import keys_of
from bot.service.storage import open_store
from bot.store.records import Erasure, Rating
from bot.talk.message import Message, Reply
from knowledge.folding import fold


class Connected:
    """The assistant with its memory, for one person at this terminal."""

    def __init__(self, assistant: AssistantVersion, dispatcher: Dispatcher, person: str, opening: Reply) -> None:
        self._assistant, self._dispatcher, self._person, self._opening = assistant, dispatcher, person, opening

    def opening_with(self, opening: Reply) -> "Connected":
        """Return the same partner, who begins with something else than a welcome."""
        return Connected(self._assistant, self._dispatcher, self._person, opening)

    def welcome(self) -> Reply:
        return self._opening

    def understands(self, command: str) -> bool:
        knowledge = self._assistant.knowledge
        steering = knowledge.interview_wording.command_names if knowledge.interview_wording else {}
        if knowledge.wording.letter_in(command) is not None:
            return True
        word = fold(command.partition(":")[0])
        return word in steering or knowledge.command(word) is not None

    def agrees(self, text: str) -> bool:
        return self._assistant.knowledge.wording.agrees(fold(text))

    async def answer(self, message: Message) -> tuple[Reply, ...]:
        return await self._dispatcher.dispatch(NAME, self._person, message)

    async def rate(self, verdict: Rating) -> bool:
        return await self._dispatcher.feedback(NAME, self._person, verdict)

    async def export(self) -> dict[str, object]:
        return await self._dispatcher.export(NAME, self._person)

    async def erase(self) -> Erasure:
        return await self._dispatcher.delete(NAME, self._person)


@asynccontextmanager
async def connect(overlays: Iterable[Path]) -> AsyncIterator[tuple[Connected, Path]]:
    """Open everything; yields the partner and where to keep what is typed. Raises what the parts raise.

    What was asked longer ago than the settings allow is erased on the way.
    """
    settings = load_settings()
    async with open_store(settings) as store:
        before = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=settings.retention_days)
        await store.personal_data.purge(before)
        forget_typed(history_file(settings), before)
        assistant = assemble(knowledge_folders(settings, overlays), interview_timing(settings), base_folder(settings))
        keys, public = await keys_of(settings, store), public_origin(settings)
        dispatcher = Dispatcher(assistant, store, keys)
        dispatcher.results = ResultLinks(keys.newest, public)
        dispatcher.sharing = SharingLinks(keys.newest, public)
        yield Connected(assistant, dispatcher, _who(), assistant.conversation.welcome()), history_file(settings)


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without a name, as in containers
        return "?"
