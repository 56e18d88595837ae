"""What is stored of somebody: handed out, or erased after a confirmation; in the private chat only."""

import json
from dataclasses import dataclass

from bot.channels.telegram import buttons
from bot.channels.telegram.html import text_as_html
from bot.channels.telegram.incoming import Press, Text
from bot.channels.telegram.letters import CHANNEL, Body, Envelope, edited, letter, messages
from bot.channels.telegram.parts import TelegramParts
from bot.exchange.lotsen import Lotsen
from bot.store.records import Erasure, Received

_EXPORT = "lotsenbot-meine-daten.json"


@dataclass(frozen=True)
class TelegramOwnData:
    """Export and erasure."""

    parts: TelegramParts
    lotsen: Lotsen

    async def export(self, text: Text, received: Received) -> None:
        """Send everything as a file."""
        if not text.place.private:
            await self.parts.say(text, received, self.parts.words.private_only)
            return
        stored = await self.parts.dispatcher.export(CHANNEL, str(text.user))
        content = json.dumps(stored, ensure_ascii=False, indent=2).encode()
        [caption] = text_as_html(self.parts.words.export)
        body = Body("document", text.place.chat, text=caption, name=_EXPORT)
        await self.parts.settle(received, [letter(body, content)])

    async def ask_erase(self, text: Text, received: Received) -> None:
        """Ask whether everything is to be erased."""
        words = self.parts.words
        if not text.place.private:
            await self.parts.say(text, received, words.private_only)
            return
        signer = self.parts.signer(text.user, text.place)
        rows = [((words.erase, signer.sign(buttons.ERASE)),), ((words.keep, signer.sign(buttons.KEEP)),)]
        await self.parts.settle(received, messages(Envelope(text.place), text_as_html(words.ask_erase), rows))

    async def erase(self, press: Press, received: Received) -> None:
        """Erase everything, also what was set aside to be sent again."""
        dispatcher, user = self.parts.dispatcher, str(press.user)
        live = await self.lotsen.live_tickets_of(dispatcher.pseudonym(CHANNEL, user))
        erased = await dispatcher.delete(CHANNEL, user)
        await self.parts.held_letters.forget(CHANNEL, str(press.place.chat))
        await self.lotsen.withdrawn(live, self.parts.now())
        words = self.parts.words
        said = {Erasure.DONE: words.erased, Erasure.LATER: words.erased_later, Erasure.NOTHING: words.nothing_stored}
        await self._change(press, received, said[erased])

    async def keep(self, press: Press, received: Received) -> None:
        """Leave everything as it is."""
        await self._change(press, received, self.parts.words.kept)

    async def _change(self, press: Press, received: Received, said: str) -> None:
        await self.parts.settle(received, edited(Envelope(press.place), text_as_html(said), (), press.message))
