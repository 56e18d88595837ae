"""What may be shown of counts without telling of a person; pure.

Too small counts are withheld, and the others rounded to multiples of three, as official statistics do: so the rest of a
sum, two spans that differ by a day, and a page watched while it changes say little of what one person asked.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

from bot.store.records import FEW, Amount
from bot.words import words

FEWEST = FEW
"""Below this, nobody could be sure not to be recognised."""

Key = TypeVar("Key", bound=Hashable)
NONE_AT_ALL = Amount()


def shown(count: int, people: int = FEWEST) -> int | None:
    """Return a count as it may be shown, rounded; None where it is too small or of too few people, 0 where it is 0."""
    if not count:
        return 0
    return None if min(count, people) < FEWEST else FEWEST * round(count / FEWEST)


def told(amount: Amount) -> int | None:
    """Return an amount as it may be shown."""
    return shown(amount.count, amount.people)


def ranked(amounts: Mapping[str, Amount]) -> list[tuple[str, int]]:
    """Return what may be shown, the most first; what is counted equally in the order of its names."""
    told_ = [(key, told(amounts[key])) for key in sorted(amounts, key=lambda key: (-amounts[key].count, key))]
    return [(key, count) for key, count in told_ if count]


def rule() -> str:
    """Return the rule in words, for whoever looks at figures."""
    return words().figures.rule.format(fewest=FEWEST)


class Tally(Generic[Key]):
    """Counts, with the people behind each."""

    def __init__(self) -> None:
        self.counts = Counter[Key]()
        self._people: defaultdict[Key, set[Hashable]] = defaultdict(set)

    def add(self, key: Key, person: Hashable, count: int = 1) -> None:
        """Count something of one person; a count of 0 changes nothing."""
        if count:
            self.counts[key] += count
            self._people[key].add(person)

    def people(self, key: Key) -> int:
        """Return how many people are behind a count."""
        return len(self._people.get(key, ()))

    def shown(self, key: Key) -> int | None:
        """Return a count as it may be shown."""
        return shown(self.counts[key], self.people(key))

    def ranked(self) -> list[tuple[Key, int]]:
        """Return what may be shown, the most first; what is counted equally in the order of its names."""
        told = [(key, self.shown(key)) for key in sorted(self.counts, key=lambda key: (-self.counts[key], str(key)))]
        return [(key, count) for key, count in told if count]
