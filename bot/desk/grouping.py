"""Groups questions by what they ask; pure. A group that fewer than three people asked is only counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from bot.store.unanswered import Missed
from intents.normalise import Lexicon, is_filler, stem, words

FEWEST = 3
_ALIKE = 72
"""From how many per cent two questions count as the same (token_sort_ratio of what they say)."""
_MOST_DIFFERENT = 2500
"""Of more different wordings, only the newest are compared."""


@dataclass(frozen=True)
class Group:
    """Questions that ask for the same."""

    label: str
    """The most central of them."""
    people: int
    turns: tuple[int, ...]
    wordings: tuple[str, ...]
    """The different ways in which it was asked, the most central first."""


@dataclass(frozen=True)
class Grouped:
    """All questions, as far as they may be shown."""

    groups: tuple[Group, ...]
    hidden: int
    """How many questions are left that fewer than three people asked."""


def grouped(missed: Sequence[Missed], lexicon: Lexicon) -> Grouped:
    """Return the groups, the largest first; the same questions always give the same groups."""
    by_key: dict[str, list[Missed]] = {}
    for one in missed:
        by_key.setdefault(said(one.question, lexicon), []).append(one)
    keys = sorted(by_key, key=lambda key: (-by_key[key][0].turn, key))[:_MOST_DIFFERENT]
    if not keys:
        return Grouped((), 0)
    alike = process.cdist(keys, keys, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE, dtype=np.uint8, workers=-1)
    weights = np.array([len(by_key[key]) for key in keys])
    groups = []
    free = np.ones(len(keys), dtype=bool)
    while free.any():
        central = int(np.argmax(np.where(free, alike @ (weights * free), -1)))
        members = np.flatnonzero(free & (alike[central] > 0))
        free[members] = False
        free[central] = False
        order = sorted(members, key=lambda i: (-int(alike[central][i]), -int(weights[i]), keys[i]))
        groups.append([one for i in order for one in by_key[keys[i]]])
    shown = [group for group in map(_group, groups) if group.people >= FEWEST]
    told = sum(len(group.turns) for group in shown)
    return Grouped(tuple(sorted(shown, key=lambda g: (-g.people, g.label))), len(missed) - told)


def said(question: str, lexicon: Lexicon) -> str:
    """Return what a question says, for comparing: stems of its telling words, slips corrected, compounds in parts."""
    read = lexicon.read(words(question))
    telling = [part for word in read if not is_filler(word) for part in lexicon.parts(word) or (word,)]
    return " ".join(sorted({stem(word) for word in telling or read}))


def _group(missed: list[Missed]) -> Group:
    wordings: dict[str, None] = dict.fromkeys(one.question for one in missed)
    return Group(missed[0].question, _people(missed), tuple(one.turn for one in missed), tuple(wordings))


def _people(missed: Iterable[Missed]) -> int:
    """Count those who asked; whoever had their data erased is somebody else each time."""
    return len({one.person or one.turn for one in missed})
