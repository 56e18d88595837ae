"""The handover's letters in Telegram: to a person's chat, and to the Lotsen's group; pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.telegram.html import text_as_html
from bot.channels.telegram.incoming import Place
from bot.channels.telegram.letters import Envelope, messages
from bot.store.records import Letter, Mark


class TelegramCourier:
    """Writes to persons."""

    def to_person(self, address: str, text: str, heading: str = "") -> list[Letter]:
        """Return the letters with this text."""
        chat, thread, private = json.loads(address)
        return messages(Envelope(Place(chat, thread, private)), text_as_html(text, heading))


@dataclass(frozen=True)
class TelegramGroup:
    """Writes to the Lotsen's group."""

    chat: int

    def post(self, text: str, ticket: int, instead: Sequence[Letter] = ()) -> list[Letter]:
        """Return the letters with this text; who replies to one of them answers the ticket."""
        envelope = Envelope(Place(self.chat, private=False), mark=Mark(ticket=ticket), instead=tuple(instead))
        return messages(envelope, text_as_html(text))


def address_of(place: Place) -> str:
    """Return where a person is reached, as a ticket keeps it."""
    return json.dumps([place.chat, place.thread, place.private])
