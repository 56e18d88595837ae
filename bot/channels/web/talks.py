"""The talks that a visitor has led: which one a page shows, and how they are listed."""

import datetime
from dataclasses import dataclass

from bot.channels.web.routes import number_in
from bot.channels.web.said import said_in
from bot.store.ports import Transcript
from bot.store.records import StoredTalk

NEW = "neu"
"""What stands in an address for a talk that begins."""
_FIRST = 1
_MOST_TITLE = 80


@dataclass(frozen=True)
class ListedTalk:
    """A talk as a template lists it."""

    number: int
    title: str
    """What the person said first."""
    last_at: datetime.datetime


@dataclass(frozen=True)
class Talks:
    """A visitor's talks, the one led last first."""

    listed: tuple[ListedTalk, ...]

    @property
    def next(self) -> int:
        """The number of the talk that would be new."""
        return max((talk.number for talk in self.listed), default=_FIRST - 1) + 1

    @property
    def latest(self) -> int:
        """The number of the talk that was led last; of a new one, if there is none."""
        return self.listed[0].number if self.listed else _FIRST

    def named(self, written: str) -> int:
        """Return the talk that somebody names; the latest, if that is none of theirs."""
        number = number_in(written)
        known = {talk.number for talk in self.listed} | {self.next}
        return number if number in known else self.latest

    def besides(self, number: int) -> tuple[ListedTalk, ...]:
        """Return the other ones."""
        return tuple(talk for talk in self.listed if talk.number != number)


def address_of_talk(prefix: str, talk: int) -> str:
    """Return the address of the page that shows a talk, below `prefix`."""
    return f"{prefix or '/'}?gespraech={talk}"


async def talks_of(transcript: Transcript, person: str) -> Talks:
    """Return the talks of a person (the pseudonym). Raises StoreError."""
    return Talks(tuple(map(_listed, await transcript.talks(person))))


def _listed(talk: StoredTalk) -> ListedTalk:
    said = said_in(talk.first)
    text = (said.text or (said.reply.text if said.reply else "")) if said else ""
    title = " ".join(text.split())
    return ListedTalk(talk.number, title if len(title) <= _MOST_TITLE else title[: _MOST_TITLE - 1] + "…", talk.last_at)
