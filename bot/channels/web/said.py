"""What the page of a conversation holds: the person's messages, the assistant's replies, a Lotse's answers, as JSON."""

from collections.abc import Iterable
from typing import Literal

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from bot.store.records import Letter
from bot.talk.message import Choice, Reply

CHANNEL = "web"


@dataclass(frozen=True)
class Said:
    """One contribution to a conversation."""

    author: Literal["person", "assistant", "lotse"]
    text: str = ""
    """What a person or a Lotse wrote; the person's is redacted."""
    reply: Reply | None = None
    turn: int = 0
    """What the assistant's reply is called in the store, for 👍/👎; 0 if it can't be rated."""
    heading: str = ""
    passed_on: bool = False
    """Whether it went to a human, and not to the assistant."""

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Return everything that can be picked here, as it is counted."""
        return self.reply.all_choices if self.reply else ()


_SAID = TypeAdapter(Said)


def said_in(body: str) -> Said | None:
    """Return what was stored; None if another version wrote it and it can't be read."""
    try:
        return _SAID.validate_json(body)
    except ValueError:
        return None


def letter(person: str, said: Said, talk: int) -> Letter:
    """Return what is stored for the page of a person's talk."""
    return Letter(CHANNEL, person, _SAID.dump_json(said).decode(), fetched=True, talk=talk)


def address_of(person: str, talk: int) -> str:
    """Return where a person is reached: in one of their talks."""
    return f"{person}#{talk}"


def place_of(address: str) -> tuple[str, int]:
    """Return the person and the talk of an address."""
    person, _, talk = address.partition("#")
    return person, int(talk or 0)


class WebCourier:
    """Brings what Lotsen write to the pages of persons."""

    def to_person(self, address: str, text: str, heading: str = "") -> Iterable[Letter]:
        """Return the letter to a person: from a Lotse if it has a heading, else from the assistant."""
        person, talk = place_of(address)
        yield letter(person, Said("lotse" if heading else "assistant", text, heading=heading), talk)
