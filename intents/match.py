"""Ranks labels by how well a text fits the phrases known for them.

Naive Bayes over three kinds of evidence (words and pairs of words, groups of letters, named concepts), each weighed by
how rare it is; rapidfuzz then compares the text with the phrases of the best labels. Knows nothing of our topics: any
labelled phrases will do. A phrase labelled None is an example of what belongs to no label.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, compress, islice, pairwise, product
from math import log

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from intents.concepts import Concepts
from intents.normalise import Lexicon, is_filler, stem, words
from intents.written import Written

_SMOOTHING = 0.02
_MANY = 3_000
"""With this many phrases, features that occur in only one of them are left out: they cost more than they tell."""
_EXACTLY = 15.0
"""The evidence for the label of a phrase that was typed word by word, however its words were joined."""
_MOST_READINGS = 48
"""How many ways to read a text with slips are tried."""
_COMPARED = 4
"""How many labels' phrases are compared with the text one by one."""


@dataclass(frozen=True)
class Reading:
    """A text as it was understood word by word."""

    words: tuple[str, ...]
    concepts: dict[str, float]
    typed: tuple[str, ...] = ()
    """The words as they were typed, but for what folding ignores."""

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


class _Numbers(dict[str, int]):
    """Gives each new text the next number."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


class _Seen:
    """The features of one kind in each example, as numbers: there may be millions of them."""

    def __init__(self) -> None:
        self.numbers = _Numbers()
        self.features, self.ends = array("i"), array("q", [0])

    def add(self, features: Iterable[int]) -> None:
        """Take the features of the next example."""
        self.features.extend(set(features))
        self.ends.append(len(self.features))


class _Evidence:
    """One kind of feature: how much each speaks for each label, log P(feature | label) - log P(feature | others).

    Most features never occur with most labels: their odds are a sum of one term for the feature and one for the label.
    Only by how much the odds of those that do occur exceed it is kept one by one.
    """

    def __init__(self, seen: _Seen, labels: NDArray[np.intp], count: int, rarest: int) -> None:
        """Weigh the features; `labels` are those of the examples, in rising order.

        Features in fewer than `rarest` examples are left out.
        """
        features = np.frombuffer(seen.features, dtype=np.int32)
        in_examples = np.bincount(features, minlength=len(seen.numbers))
        kept = in_examples >= rarest
        self._index = {feature: i for i, feature in enumerate(compress(seen.numbers, kept))}
        self._rarity = np.log((1 + len(labels)) / (1 + in_examples[kept].astype(np.float32))) + 1
        place = np.where(kept, np.cumsum(kept) - 1, -1)
        ends = np.frombuffer(seen.ends, dtype=np.int64)
        groups = np.searchsorted(labels, np.arange(count + 1))
        found = [self._count(place, features, ends[first : last + 1]) for first, last in pairwise(groups)]
        self._keep(found)

    def _count(
        self, place: NDArray[np.intp], features: NDArray[np.int32], ends: NDArray[np.int64]
    ) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Return which features the examples of one label have, and how often; each example counts alike."""
        cells = place[features[ends[0] : ends[-1]]]
        examples = np.repeat(np.arange(len(ends) - 1), np.diff(ends))[cells >= 0]
        cells = cells[cells >= 0]
        rarity = self._rarity[cells]
        lengths = np.sqrt(np.bincount(examples, rarity * rarity))
        counts = np.bincount(cells, rarity / lengths[examples], minlength=len(self._rarity))
        present = np.flatnonzero(counts)
        return present, counts[present].astype(np.float64)

    def _keep(self, found: list[tuple[NDArray[np.intp], NDArray[np.float64]]]) -> None:
        """Turn what was counted for each label into odds, ordered by feature."""
        features = np.concatenate([present for present, _ in found])
        counts = np.concatenate([times for _, times in found])
        labels = np.repeat(np.arange(len(found), dtype=np.int32), [len(present) for present, _ in found])
        kinds = len(self._rarity)
        smoothed = _SMOOTHING * max(1, kinds)
        per_label = np.array([times.sum() for _, times in found])
        per_feature = np.bincount(features, counts, minlength=kinds)
        self._of_label = np.log(counts.sum() - per_label + smoothed) - np.log(per_label + smoothed)
        self._of_feature = log(_SMOOTHING) - np.log(per_feature + _SMOOTHING)
        elsewhere = np.maximum(per_feature[features] - counts, 0)
        excess = np.log(counts + _SMOOTHING) - np.log(elsewhere + _SMOOTHING) - self._of_feature[features]
        order = np.argsort(features, kind="stable")
        self._labels, self._excess = labels[order], excess[order].astype(np.float32)
        self._sizes = np.bincount(features, minlength=kinds)
        self._starts = np.cumsum(self._sizes) - self._sizes

    def speak(self, features: Iterable[str]) -> NDArray[np.float64] | float:
        """Return what `features` say for each label; 0 where none is known."""
        found = [i for feature in features if (i := self._index.get(feature)) is not None]
        if not found:
            return 0.0
        rarity, sizes = self._rarity[found], self._sizes[found]
        before = np.cumsum(sizes) - sizes
        cells = np.repeat(self._starts[found] - before, sizes) + np.arange(sizes.sum())
        excess = np.repeat(rarity, sizes) * self._excess[cells]
        evidence = np.bincount(self._labels[cells], excess, minlength=len(self._of_label))
        evidence += rarity @ self._of_feature[found] + rarity.sum() * self._of_label
        normalised: NDArray[np.float64] = evidence / np.sqrt(rarity @ rarity)
        return normalised


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
        self._concepts = concepts or Concepts({})
        typed_phrases = [(text, label, words(text)) for text, label in examples]
        phrases = [(text, label, self._translated(typed)) for text, label, typed in typed_phrases]
        self.lexicon = Lexicon({*more_words, *(word for _, _, typed in phrases for word in typed)})
        self.labels = sorted({label for _, label, _ in phrases if label is not None})
        self._number: dict[str | None, int] = {label: i for i, label in enumerate(self.labels)}
        self._has_none = any(label is None for _, label, _ in phrases)
        if self._has_none:
            self._number[None] = len(self.labels)
        self._written = Written(
            (typed, self.lexicon.read(known), self._number[label])
            for (_, label, typed), (_, _, known) in zip(typed_phrases, phrases, strict=True)
        )
        phrases.sort(key=lambda phrase: self._number[phrase[1]])
        self._evidence: list[tuple[float, Callable[[Reading], Iterable[str]], _Evidence]] = []
        self._learn(phrases)

    def _learn(self, phrases: Sequence[tuple[str, str | None, list[str]]]) -> None:
        """Learn from (text, label, words), ordered by label."""
        count = len(self._number)
        self._phrases: list[list[str]] = [[] for _ in range(count)]
        self._bare: list[list[str]] = [[] for _ in range(count)]
        self._stems: list[set[str]] = [set() for _ in range(count)]
        self._numbered: list[set[tuple[str, str]]] = [set() for _ in range(count)]
        self._with_stem: Counter[str] = Counter()
        self._with_concept: Counter[str] = Counter()
        self._total = len(phrases)
        in_words, in_letters, in_names = _Seen(), _Seen(), _Seen()
        letters = cache(lambda word: tuple(map(in_letters.numbers.__getitem__, _letter_groups(word))))
        for text, label_name, typed in phrases:
            reading = Reading(tuple(typed), self._concepts.find(typed, self.lexicon))
            in_words.add(map(in_words.numbers.__getitem__, _words(reading)))
            in_letters.add(frozenset[int]().union(*map(letters, reading.words)))
            in_names.add(map(in_names.numbers.__getitem__, reading.concepts))
            label, stems = self._number[label_name], set(map(stem, reading.words))
            self._phrases[label].append(text)
            self._bare[label].append(bare(typed))
            self._stems[label] |= stems
            self._numbered[label].update(pair for pair in pairwise(typed) if pair[1].isdecimal())
            self._with_stem.update(stems)
            self._with_concept.update(reading.concepts)
        labels = np.repeat(np.arange(count), list(map(len, self._phrases)))
        if not phrases:
            return
        rarest = 1 if len(phrases) < _MANY else 2
        self._evidence = [
            (1.0, _words, _Evidence(in_words, labels, count, rarest)),
            (1.0, _letters, _Evidence(in_letters, labels, count, rarest)),
            (0.8, _names, _Evidence(in_names, labels, count, 1)),
        ]

    def numbered(self, label: str) -> set[tuple[str, str]]:
        """Return the numbers in the phrases of `label`, each with the word before it."""
        return self._numbered[self._number[label]]

    def rarity(self, feature: str) -> float:
        """Return how telling the name of a concept or a stem is: the logarithm of how few phrases have it."""
        phrases = self._with_concept.get(feature, self._with_stem.get(feature, 0))
        return log((1 + self._total) / (1 + phrases))

    def read(self, text: str) -> Reading:
        """Return `text` as known words, slips corrected, with the concepts named in it."""
        typed = words(text)
        read = tuple(self._known(typed))
        return Reading(read, self._concepts.find(read, self.lexicon), tuple(typed))

    def _translated(self, typed: Iterable[str]) -> list[str]:
        translated = (self._translations.get(word, word) for word in typed)
        return [word for word in translated if word]

    def _known(self, typed: Iterable[str]) -> list[str]:
        return self.lexicon.read(self._translated(typed))

    def written(self, reading: Reading) -> tuple[str, ...]:
        """Return the labels of the phrases that the text is, word by word, but for slips and what has no bearing.

        There are several where several labels claim it, and none where it only is an example of no label.
        """
        labels = self._exactly(reading) or self._written.nearly(reading.words) or self._with_slips(reading.typed)
        return tuple(self.labels[label] for label in labels if label < len(self.labels))

    def _exactly(self, reading: Reading) -> tuple[int, ...]:
        return self._written.exactly(reading.typed) or self._written.exactly(reading.words)

    def _with_slips(self, typed: Sequence[str]) -> tuple[int, ...]:
        """Return the labels of the phrase that was meant if a word is a slip of another known word than the nearest."""
        meant = [self.lexicon.readings(word) or [word] for word in typed]
        for choice in islice(product(*meant), _MOST_READINGS):
            if found := self._written.nearly(self._known(choice)):
                return found
        return ()

    def rank(self, reading: Reading, favour: Favour = NO_FAVOUR) -> Ranking:
        """Rank all labels for what was read."""
        scores = np.zeros(len(self._phrases))
        for weight, features, kind in self._evidence:
            scores = scores + weight * kind.speak(features(reading))
        for label in self._exactly(reading):
            scores[label] += _EXACTLY
        for name, evidence in favour.labels.items():
            if name in self._number:
                scores[self._number[name]] += evidence
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


def _words(reading: Reading) -> set[str]:
    stems = list(map(stem, reading.words))
    return {*stems, *(f"{a} {b}" for a, b in pairwise(stems))}


def _letters(reading: Reading) -> set[str]:
    return set(chain.from_iterable(map(_letter_groups, reading.words)))


def _names(reading: Reading) -> Iterable[str]:
    return reading.concepts


def _letter_groups(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[i : i + size] for size in (3, 4) for i in range(len(padded) - size + 1)]
