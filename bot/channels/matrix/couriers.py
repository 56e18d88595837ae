"""The handover's letters in Matrix: to a person's room, and to a room of the Lotsen; pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.matrix.incoming import RoomPlace
from bot.channels.matrix.letters import Post, messages
from bot.channels.matrix.markup import text_as_messages
from bot.store.records import Letter, Mark


class MatrixCourier:
    """Writes to persons."""

    def to_person(self, address: str, text: str, heading: str = "") -> list[Letter]:
        """Return the letters with this text."""
        room, thread, private, user = json.loads(address)
        return messages(Post("send", RoomPlace(room, thread, private), user=user), text_as_messages(text, heading))


@dataclass(frozen=True)
class MatrixGroup:
    """Writes to a room of the Lotsen."""

    room: str

    def post(self, text: str, ticket: int, instead: Sequence[Letter] = ()) -> list[Letter]:
        """Return the letters with this text; who replies to one of them answers the ticket."""
        place = RoomPlace(self.room, private=False)
        post = Post("send", place, mark=Mark(ticket=ticket), instead=tuple(instead))
        return messages(post, text_as_messages(text))


def address_of(place: RoomPlace, user: str) -> str:
    """Return where a person is reached, as a ticket keeps it."""
    return json.dumps([place.room, place.thread, place.private, user if place.private else ""])
