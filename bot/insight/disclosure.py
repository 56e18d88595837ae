"""What may be shown of counts without telling of a person; pure.

Too small counts are withheld, and the others rounded to multiples of three, as official statistics do: so the rest of a
sum, two spans that differ by a day, and a page watched while it changes say little of what one person asked.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable
from typing import Generic, TypeVar

FEWEST = 3
"""Below this, nobody could be sure not to be recognised."""
RULE = (
    f"Was weniger als {FEWEST} Fragen oder Personen betrifft, wird nicht gezeigt. Alle Zahlen sind auf Vielfache von "
    f"{FEWEST} gerundet, damit sich aus Unterschieden nichts über Einzelne ablesen lässt."
)
COUNTED = (
    "Gezählt sind Fragen: Eine, bei der der Assistent nachfragte, zählt einmal; Dank, Interviews und Weitergaben "
    "zählen nicht. Alle Anteile sind Anteile an diesen Fragen."
)

Key = TypeVar("Key", bound=Hashable)


def shown(count: int, people: int = FEWEST) -> int | None:
    """Return a count as it may be shown, rounded; None where it is too small or of too few people, 0 where it is 0."""
    if not count:
        return 0
    return None if min(count, people) < FEWEST else FEWEST * round(count / FEWEST)


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
