"""How the entries answered, as far as that may be shown; pure."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.insight.disclosure import Tally
from bot.store.records import EntryUse


class Counts(NamedTuple):
    """What may be shown of one entry; None where it may not."""

    answers: int | None = None
    after_choice: int | None = None
    helpful: int | None = None
    unhelpful: int | None = None


class Answering:
    """The answers of all entries, with the people who got them."""

    def __init__(self, uses: Iterable[EntryUse] = ()) -> None:
        self.answers = Tally[str]()
        self._parts = Tally[str](), Tally[str](), Tally[str]()
        for use in uses:
            self.answers.add(use.entry, use.person, use.count)
            for part, count in zip(self._parts, (use.after_choice, use.helpful, use.unhelpful), strict=True):
                part.add(use.entry, use.person, count)

    def counts(self, entry: str) -> Counts:
        """Return what may be shown of an entry; nothing of the parts where the whole may not be shown."""
        answers = self.answers.shown(entry)
        return Counts() if answers is None else Counts(answers, *(part.shown(entry) for part in self._parts))
