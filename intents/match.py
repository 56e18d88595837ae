"""Ranks labels by how well a text fits the phrases known for them.

Naive Bayes over three kinds of evidence (words and pairs of words, groups of letters, named concepts), each weighed by
how rare it is; rapidfuzz then compares the text with the phrases of the best labels. Knows nothing of our topics: any
labelled phrases will do. A phrase labelled None is an example of what belongs to no label.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise
from math import log

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from intents.concepts import Concepts
from intents.normalise import Lexicon, is_filler, stem, words

Weights = NDArray[np.float32]

_SMOOTHING = 0.02
_MANY = 3_000
"""With this many phrases, features that occur in only one of them are left out: they cost more than they tell."""
_EXACTLY = 15.0
"""The evidence for the label of a phrase that was typed word by word, however its words were joined."""
_COMPARED = 4
"""How many labels' phrases are compared with the text one by one."""


@dataclass(frozen=True)
class Reading:
    """A text as it was understood word by word."""

    words: tuple[str, ...]
    concepts: dict[str, float]

    @property
    def telling(self) -> int:
        """How many words carry meaning."""
        return sum(not is_filler(word) for word in self.words)


def bare(words: Iterable[str]) -> str:
    """Return the stems of the words that carry meaning, in a row; all words if none does."""
    telling = [stem(word) for word in words if not is_filler(word)]
    return " ".join(telling or words)


@dataclass(frozen=True)
class Favour:
    """What the conversation so far makes likelier, whatever the text itself says."""

    concepts: frozenset[str] = frozenset()
    """Concepts to be taken as named."""
    labels: Mapping[str, float] = field(default_factory=dict)
    """Evidence to be added to labels."""


NO_FAVOUR = Favour()


@dataclass(frozen=True)
class Match:
    """How well one label fits."""

    label: str
    phrase: str
    """The nearest of its phrases; empty for labels that were not compared one by one."""
    evidence: float
    """Logarithmic: the higher the more likely; only differences within one ranking mean something."""
    similarity: float
    """To the nearest phrase, from 0 to 1."""
    coverage: float
    """The share of the text's words, weighed by rarity, that the label's phrases know; from 0 to 1."""


@dataclass(frozen=True)
class Ranking:
    """All labels, the best first, and what speaks for none of them."""

    reading: Reading
    matches: tuple[Match, ...]
    against: float
    """The evidence for "none of these"; minus infinity if there were no such examples."""
    unknown: float
    """The share of the text's telling words, weighed by rarity, that no phrase knows; from 0 to 1."""


@lru_cache(maxsize=50_000)
def _letter_groups(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(padded[i : i + size] for size in (3, 4) for i in range(len(padded) - size + 1))


@dataclass(frozen=True)
class _Occurrences:
    """Which features occur in which examples (rows), as two arrays of one length."""

    names: Sequence[str]
    rows: NDArray[np.intp]
    features: NDArray[np.intp]


class _Vocabulary:
    """Numbers the words of all examples, so that their features can be found by arrays instead of one by one."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.words = list(dict.fromkeys(chain.from_iterable(texts)))
        number = {word: i for i, word in enumerate(self.words)}
        sizes = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
        self.rows = np.repeat(np.arange(len(texts)), sizes)
        self.tokens = np.fromiter((number[w] for w in chain.from_iterable(texts)), np.intp, count=int(sizes.sum()))
        self.stems = list(dict.fromkeys(map(stem, self.words)))
        number = {name: i for i, name in enumerate(self.stems)}
        self.stem_of = np.fromiter((number[stem(word)] for word in self.words), np.intp, count=len(self.words))

    def stem_pairs(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return every stem of every row, each once."""
        pairs = _distinct(self.rows * max(1, len(self.stems)) + self.stem_of[self.tokens])
        return pairs // max(1, len(self.stems)), pairs % max(1, len(self.stems))

    def in_words(self, rarest: int) -> _Occurrences:
        """Find stems, and pairs of neighbouring stems that are not too rare."""
        stems, total = self.stem_of[self.tokens], len(self.stems)
        together = self.rows[1:] == self.rows[:-1]
        pairs, pair_of, times = np.unique(
            stems[:-1][together] * total + stems[1:][together], return_inverse=True, return_counts=True
        )
        often = np.flatnonzero(times >= rarest)
        place = np.full(len(pairs), -1)
        place[often] = np.arange(len(often)) + total
        found = place[pair_of]
        names = self.stems + [f"{self.stems[i // total]} {self.stems[i % total]}" for i in pairs[often]]
        return _Occurrences(
            names,
            np.concatenate([self.rows, self.rows[1:][together][found >= 0]]),
            np.concatenate([stems, found[found >= 0]]),
        )

    def in_letters(self) -> _Occurrences:
        """Find the groups of letters."""
        groups = [_letter_groups(word) for word in self.words]
        names = list(dict.fromkeys(chain.from_iterable(groups)))
        number = {name: i for i, name in enumerate(names)}
        sizes = np.fromiter(map(len, groups), dtype=np.intp, count=len(groups))
        numbers = np.fromiter((number[g] for g in chain.from_iterable(groups)), np.intp, count=int(sizes.sum()))
        of_token = sizes[self.tokens]
        starts = (np.cumsum(sizes) - sizes)[self.tokens]
        within = np.arange(int(of_token.sum())) - np.repeat(np.cumsum(of_token) - of_token, of_token)
        return _Occurrences(names, np.repeat(self.rows, of_token), numbers[np.repeat(starts, of_token) + within])


def _distinct(numbers: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return each number once, in order; numpy's own unique() hashes, which is slower here."""
    numbers = np.sort(numbers)
    return numbers[np.concatenate(([True], numbers[1:] != numbers[:-1]))] if len(numbers) else numbers


def _in_names(named: Sequence[Mapping[str, float]]) -> _Occurrences:
    """Find the concepts."""
    names = list(dict.fromkeys(chain.from_iterable(named)))
    number = {name: i for i, name in enumerate(names)}
    rows = [row for row, concepts in enumerate(named) for _ in concepts]
    features = [number[concept] for concepts in named for concept in concepts]
    return _Occurrences(names, np.array(rows, dtype=np.intp), np.array(features, dtype=np.intp))


class _Evidence:
    """One kind of feature: how much each speaks for each label."""

    def __init__(self, found: "_Occurrences", labels: NDArray[np.intp], count: int, rarest: int) -> None:
        """Weigh the features found in each example; those in fewer than `rarest` examples are left out."""
        total = len(found.names)
        pairs = _distinct(found.rows * total + found.features) if total else found.rows
        rows, features = (pairs // total, pairs % total) if total else (pairs, pairs)
        in_rows = np.bincount(features, minlength=total)
        kept = np.flatnonzero(in_rows >= rarest)
        self._index = {found.names[i]: n for n, i in enumerate(kept)}
        self._rarity = (np.log((1 + len(labels)) / (1 + in_rows[kept])) + 1).astype(np.float32)
        place = np.full(total, -1)
        place[kept] = np.arange(len(kept))
        cells = place[features]
        rows, cells = rows[cells >= 0], cells[cells >= 0]
        rarity = self._rarity[cells]
        lengths = np.sqrt(np.bincount(rows, rarity * rarity, minlength=len(labels)))
        self._weights = _log_odds(cells, labels[rows], rarity / lengths[rows], (len(kept), count))

    def _find(self, row: Iterable[str]) -> list[int]:
        return [i for feature in row if (i := self._index.get(feature)) is not None]

    def speak(self, row: Iterable[str]) -> Weights | float:
        """Return what the features in `row` say for each label; 0 where none is known."""
        if not (found := self._find(row)):
            return 0.0
        rarity = self._rarity[found]
        evidence: Weights = rarity @ self._weights[found] / np.sqrt(rarity @ rarity)
        return evidence


def _log_odds(
    cells: NDArray[np.intp], columns: NDArray[np.intp], values: NDArray[np.float64], shape: tuple[int, int]
) -> Weights:
    """Return log P(feature | label) - log P(feature | any other label), for features x labels.

    Most features never occur with most labels: their odds differ only by a sum of two terms, and just the rest is worked
    out one by one.
    """
    features, labels = shape
    if not len(cells):
        return np.zeros(shape, dtype=np.float32)
    keys, cell_of = np.unique(cells * labels + columns, return_inverse=True)
    counts = np.bincount(cell_of, values)
    rows, cols = keys // labels, keys % labels
    per_feature = np.bincount(rows, counts, minlength=features)
    per_label = np.bincount(cols, counts, minlength=labels)
    smoothed = _SMOOTHING * features
    balance = np.log(counts.sum() - per_label + smoothed) - np.log(per_label + smoothed)
    odds: Weights = (log(_SMOOTHING) - np.log(per_feature + _SMOOTHING)).astype(np.float32)[:, None] + balance.astype(
        np.float32
    )
    inside = np.log(counts + _SMOOTHING) - np.log(np.maximum(per_feature[rows] - counts, 0) + _SMOOTHING)
    odds[rows, cols] = (inside + balance[cols]).astype(np.float32)
    return odds


class Matcher:
    """Ranks the labels of the phrases that it was built from."""

    def __init__(
        self,
        examples: Iterable[tuple[str, str | None]],
        concepts: Concepts | None = None,
        more_words: Iterable[str] = (),
        translations: Mapping[str, str] | None = None,
    ) -> None:
        """Learn from (phrase, label) pairs.

        `more_words` are spelt right too, though in no phrase; `translations` replaces folded foreign words.
        """
        self._translations = translations or {}
        phrases = [(text, label, words(text)) for text, label in examples]
        self._concepts = concepts or Concepts({})
        self.lexicon = Lexicon({*more_words, *(word for _, _, typed in phrases for word in typed)})
        self.labels = sorted({label for _, label, _ in phrases if label is not None})
        self._number = {label: i for i, label in enumerate(self.labels)}
        none = len(self.labels)
        self._has_none = any(label is None for _, label, _ in phrases)
        count = none + self._has_none
        labels = np.array([none if label is None else self._number[label] for _, label, _ in phrases], dtype=np.intp)
        rarest = 1 if len(phrases) < _MANY else 2
        vocabulary = _Vocabulary([typed for _, _, typed in phrases])
        named = [self._concepts.find(typed, self.lexicon) for _, _, typed in phrases]
        self._evidence = [
            (1.0, _words, _Evidence(vocabulary.in_words(rarest), labels, count, rarest)),
            (1.0, _letters, _Evidence(vocabulary.in_letters(), labels, count, rarest)),
            (0.8, _names, _Evidence(_in_names(named), labels, count, 1)),
        ]
        self._exact = {"".join(typed): label for (_, _, typed), label in zip(phrases, labels, strict=True)}
        self._phrases: list[list[str]] = [[] for _ in range(count)]
        self._bare: list[list[str]] = [[] for _ in range(count)]
        for (text, _, typed), label in zip(phrases, labels, strict=True):
            self._phrases[label].append(text)
            self._bare[label].append(bare(typed))
        rows, stems = vocabulary.stem_pairs()
        self._with_stem = dict(zip(vocabulary.stems, np.bincount(stems, minlength=1).tolist(), strict=False))
        self._total = len(phrases)
        self._stems: list[set[str]] = [set() for _ in range(count)]
        for label, name in zip(labels[rows].tolist(), stems.tolist(), strict=True):
            self._stems[label].add(vocabulary.stems[name])

    def read(self, text: str) -> Reading:
        """Return `text` as known words, slips corrected, with the concepts named in it."""
        typed = [self._translations.get(word, word) for word in words(text)]
        read = tuple(self.lexicon.read([word for word in typed if word]))
        return Reading(read, self._concepts.find(read, self.lexicon))

    def rank(self, reading: Reading, favour: Favour = NO_FAVOUR) -> Ranking:
        """Rank all labels for what was read."""
        if favour.concepts:
            reading = Reading(reading.words, {**dict.fromkeys(favour.concepts, 1.0), **reading.concepts})
        scores: Weights = np.zeros(len(self._phrases), dtype=np.float32)
        for weight, features, kind in self._evidence:
            scores = scores + weight * kind.speak(features(reading))
        if (exact := self._exact.get("".join(reading.words))) is not None:
            scores[exact] += _EXACTLY
        for label, evidence in favour.labels.items():
            if label in self._number:
                scores[self._number[label]] += evidence
        against = float(scores[-1]) if self._has_none else -np.inf
        in_labels = scores[: len(self.labels)]
        order = np.argsort(-in_labels, kind="stable")
        rarity = {
            s: log((1 + self._total) / (1 + self._with_stem.get(s, 0)))
            for s in {stem(w) for w in reading.words if not is_filler(w)}
        }
        matches = [self._compare(int(i), float(in_labels[i]), reading, rarity) for i in order[:_COMPARED]]
        matches += [Match(self.labels[i], "", float(in_labels[i]), 0.0, 0.0) for i in order[_COMPARED:20]]
        total = sum(rarity.values()) or 1.0
        unknown = sum(r for s, r in rarity.items() if not self._with_stem.get(s, 0)) / total
        return Ranking(reading, tuple(matches), against, unknown)

    def _compare(self, label: int, evidence: float, reading: Reading, rarity: dict[str, float]) -> Match:
        best = process.extractOne(bare(reading.words), self._bare[label], scorer=fuzz.token_sort_ratio)
        total = sum(rarity.values()) or 1.0
        covered = sum(r for s, r in rarity.items() if s in self._stems[label]) / total
        return Match(self.labels[label], self._phrases[label][best[2]], evidence, best[1] / 100, covered)


def _words(reading: Reading) -> frozenset[str]:
    stems = list(map(stem, reading.words))
    return frozenset(stems).union(f"{a} {b}" for a, b in pairwise(stems))


def _letters(reading: Reading) -> frozenset[str]:
    return frozenset(chain.from_iterable(map(_letter_groups, reading.words)))


def _names(reading: Reading) -> frozenset[str]:
    return frozenset(reading.concepts)
