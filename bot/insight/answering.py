"""How the entries answered, as far as that may be shown; pure."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.insight.disclosure import ranked, told
from bot.store.records import EntryUse


class Counts(NamedTuple):
    """What may be shown of one entry; None where it may not."""

    answers: int | None = None
    after_choice: int | None = None
    helpful: int | None = None
    unhelpful: int | None = None


class Answering:
    """The answers of all entries."""

    def __init__(self, uses: Mapping[str, EntryUse]) -> None:
        self._uses = uses

    def counts(self, entry: str) -> Counts:
        """Return what may be shown of an entry; nothing of the parts where the whole may not be shown."""
        use = self._uses.get(entry, EntryUse())
        if (answers := told(use.answers)) is None:
            return Counts()
        return Counts(answers, told(use.after_choice), told(use.helpful), told(use.unhelpful))

    def ranked(self) -> list[tuple[str, int]]:
        """Return the entries that may be named with their answers, the most used first."""
        return ranked({entry: use.answers for entry, use in self._uses.items()})

    def total(self, *without: str) -> int:
        """Return how many answers there were in all, but for some entries."""
        return sum(use.answers.count for entry, use in self._uses.items() if entry not in without)
