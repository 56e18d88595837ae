"""Puts questions that mean the same together; pure, and the same for the same questions.

A question is what it is about (`Understanding.gist`), each part weighed by how telling it is. Words that differ by a
slip count as one. Two questions are near when the parts that they share outweigh the others. The question that is near
to most others is the label of a group of them; then comes the next one among those that are left.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from bot.insight.disclosure import FEWEST
from bot.store.records import Missed
from intents.understand import Understanding
from knowledge.folding import fold
from knowledge.model import Entry, Knowledge

Gist = Callable[[str], Mapping[str, float]]

_NEAR = 0.5
"""The least similarity (the cosine, from 0 to 1) of two questions of one group."""
_SAME_WORD = 84
"""The least likeness (rapidfuzz, to 100) of two spellings of one word."""
_SHORTEST_SLIP = 5
"""Shorter words that differ are different words."""
_CHUNK = 256


@dataclass(frozen=True)
class QuestionGroup:
    """Questions that mean the same."""

    label: str
    """The most central one."""
    questions: tuple[Missed, ...]
    """All of them with the label, the nearest to it first."""

    @property
    def people(self) -> int:
        """How many people surely asked; those who can't be told apart any more count as one."""
        return len({one.person.partition(".")[0] if one.person else None for one in self.questions})

    @property
    def turns(self) -> tuple[int, ...]:
        """The turns in which it was asked, the nearest to the label first."""
        return tuple(one.turn for one in self.questions)

    @property
    def wordings(self) -> tuple[str, ...]:
        """The different ways in which it was asked, the nearest to the label first."""
        return tuple({fold(one.question): one.question for one in reversed(self.questions)}.values())[::-1]


@dataclass(frozen=True)
class Grouped:
    """What may be shown of unanswered questions."""

    groups: tuple[QuestionGroup, ...]
    """Those of enough people, the largest first."""
    hidden: int
    """How many further questions there are."""

    def of(self, turn: int) -> QuestionGroup | None:
        """Return the group with the question of this turn."""
        return next((group for group in self.groups if turn in group.turns), None)


def grouped(questions: Iterable[Missed], gist: Gist) -> Grouped:
    """Group the questions, but for those without a letter; only groups of three people and more are shown."""
    asked = sorted((one for one in questions if any(map(str.isalpha, one.question))), key=lambda one: one.turn)
    found = list(_groups(asked, gist))
    shown = [one for one in found if one.people >= FEWEST]
    shown.sort(key=lambda one: (-one.people, -len(one.questions), one.turns))
    return Grouped(tuple(shown), len(asked) - sum(len(one.questions) for one in shown))


def nearest(text: str, understanding: Understanding, knowledge: Knowledge, most: int = 3) -> list[Entry]:
    """Return the entries that might answer a question, the likeliest first."""
    labels = dict.fromkeys(judged.match.label for judged in understanding.explain(text).judged)
    return [knowledge.entries[label] for label in labels if label in knowledge.entries][:most]


def _groups(asked: Sequence[Missed], gist: Gist) -> Iterator[QuestionGroup]:
    kinds: defaultdict[tuple[str, ...], list[Missed]] = defaultdict(list)
    weights: dict[str, float] = {}
    for one in asked:
        told = gist(one.question)
        weights.update(told)
        kinds[tuple(sorted(told)) or (fold(one.question),)].append(one)
    alike = list(kinds.values())
    vectors = _vectors(list(kinds), weights)
    for centre, members in _stars(vectors, [len(same) for same in alike]):
        label = Counter(one.question for one in alike[centre]).most_common(1)[0][0]
        yield QuestionGroup(label, tuple(one for member in members for one in alike[member]))


def _vectors(kinds: Sequence[tuple[str, ...]], weights: Mapping[str, float]) -> list[dict[int, float]]:
    """Return each kind of question as parts with their weights; the squares of these add up to one."""
    spelt = _spellings(Counter(part for kind in kinds for part in kind))
    numbers: dict[str, int] = {}
    vectors = []
    for kind in kinds:
        parts = {numbers.setdefault(spelt[part], len(numbers)): weights.get(part, 1.0) or 1.0 for part in kind}
        length = sqrt(sum(weight * weight for weight in parts.values()))
        vectors.append({part: weight / length for part, weight in parts.items()})
    return vectors


def _spellings(counts: Mapping[str, int]) -> dict[str, str]:
    """Return the most usual spelling of each part."""
    spelt = {part: part for part in counts}
    words = sorted((p for p in counts if p.isalpha() and len(p) >= _SHORTEST_SLIP), key=lambda p: (-counts[p], p))
    for start in range(0, len(words), _CHUNK):
        rows = words[start : start + _CHUNK]
        near = process.cdist(rows, words, scorer=fuzz.ratio, score_cutoff=_SAME_WORD, dtype=np.uint8)
        for word, first in zip(rows, (near > 0).argmax(axis=1), strict=True):
            spelt[word] = spelt[words[int(first)]]
    return spelt


def _stars(vectors: Sequence[Mapping[int, float]], sizes: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield the centre of each group and its members, the nearest first; every vector is in one group."""
    near = _neighbours(vectors)
    count = np.array(sizes)
    left = np.ones(len(sizes), dtype=bool)
    reach = np.array([count[others] @ likeness for others, likeness in near])
    while left.any():
        centre = int(np.where(left, reach, -1).argmax())
        others, likeness = near[centre]
        free = left[others]
        order = np.argsort(-likeness[free], kind="stable")
        members = others[free][order]
        left[members] = False
        for member in members:  # whoever had it as a neighbour reaches one less
            others, likeness = near[int(member)]
            reach[others] -= count[member] * likeness
        yield centre, [int(member) for member in members]


def _neighbours(
    vectors: Sequence[Mapping[int, float]],
) -> list[tuple[NDArray[np.intp], NDArray[np.float64]]]:
    """Return for each vector which are near to it, itself included, and how near."""
    having: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for i, vector in enumerate(vectors):
        for part, weight in vector.items():
            having[part].append((i, weight))
    postings = {part: tuple(map(np.array, zip(*found, strict=True))) for part, found in having.items()}
    near = []
    for i, vector in enumerate(vectors):
        likeness = np.zeros(len(vectors))
        for part, weight in vector.items():
            who, weights = postings[part]
            likeness[who] += weight * weights
        likeness[i] = 1.0
        others = np.flatnonzero(likeness >= _NEAR)
        near.append((others, likeness[others]))
    return near
