"""Which wording is still somebody's own; pure."""

from collections import defaultdict
from collections.abc import Iterable

from bot.insight.disclosure import FEWEST
from bot.store.records import Missed
from knowledge.folding import fold


def borrowed(texts: Iterable[str], asked: Iterable[Missed]) -> tuple[str, ...]:
    """Return those of the texts that are a question of fewer than three people, word for word.

    What more people asked in the same words is nobody's own.
    """
    people: defaultdict[str, set[object]] = defaultdict(set)
    for one in asked:
        people[fold(one.question)].add(one.person.partition(".")[0] if one.person else None)
    return tuple(dict.fromkeys(text for text in texts if 0 < len(people.get(fold(text), ())) < FEWEST))
