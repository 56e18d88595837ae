"""What is stored of somebody: handed out, or erased after a confirmation; in a private room only."""

import json
from dataclasses import dataclass, field, replace

from bot.channels.matrix.incoming import Reaction, RoomText
from bot.channels.matrix.letters import CHANNEL, letter, messages
from bot.channels.matrix.markup import text_as_messages
from bot.channels.matrix.parts import MatrixParts
from bot.exchange.lotsen import Lotsen
from bot.store.records import Received

ERASE, KEEP = "erase", "keep"
_EXPORT = "lotsenbot-meine-daten.json"
_CONFIRMATION = "ja"


@dataclass(frozen=True)
class MatrixOwnData:
    """Export and erasure."""

    parts: MatrixParts
    lotsen: Lotsen
    _asked: set[str] = field(default_factory=set)
    """Who was asked whether to erase, since this process began."""

    async def answer(self, text: RoomText, received: Received) -> bool:
        """Take a number as the answer to what was asked last; False if nothing was, or it is none."""
        person = self.parts.person(text.user, text.place)
        if person not in self._asked:
            return False
        self._asked.discard(person)
        match text.text.strip(" ."):
            case "1":
                await self.erase(text, received)
            case "2":
                await self.keep(text, received)
            case _:
                return False
        return True

    async def export(self, text: RoomText, received: Received) -> None:
        """Send everything as a file."""
        if not text.place.private:
            await self.parts.say(text, received, self.parts.words.private_only)
            return
        stored = await self.parts.dispatcher.export(CHANNEL, text.user)
        content = json.dumps(stored, ensure_ascii=False, indent=2).encode()
        post = self.parts.answer_to(text)
        told = messages(post, text_as_messages(self.parts.words.export))
        await self.parts.settle(received, [*told, letter(replace(post, kind="document", name=_EXPORT), content)])

    async def ask_erase(self, text: RoomText, received: Received) -> None:
        """Ask whether everything is to be erased; whoever confirms in the same line is not asked."""
        words = self.parts.words
        if not text.place.private:
            await self.parts.say(text, received, words.private_only)
            return
        if text.text.casefold().strip(" .!") == _CONFIRMATION:
            await self.erase(text, received)
            return
        self._asked.add(self.parts.person(text.user, text.place))
        said = f"{words.ask_erase}\n\n{words.confirm_erase}"
        post = replace(self.parts.answer_to(text), choices=(ERASE, KEEP))
        await self.parts.settle(received, messages(post, text_as_messages(said, choices=(words.erase, words.keep))))

    async def erase(self, said: RoomText | Reaction, received: Received) -> None:
        """Erase everything, and the keys of what they wrote."""
        dispatcher = self.parts.dispatcher
        live = await self.lotsen.live_tickets_of(dispatcher.pseudonym(CHANNEL, said.user))
        erased = await dispatcher.delete(CHANNEL, said.user)
        self.parts.client.drop_sessions(said.user)
        await self.lotsen.withdrawn(live, self.parts.now())
        await self.parts.say(said, received, self.parts.words.erased if erased else self.parts.words.nothing_stored)

    async def keep(self, said: RoomText | Reaction, received: Received) -> None:
        """Leave everything as it is."""
        await self.parts.say(said, received, self.parts.words.kept)
