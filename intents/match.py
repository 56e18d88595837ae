"""Ranks labels by how well a text fits the phrases known for them.

Naive Bayes over three kinds of evidence (words and pairs of words, groups of letters, named concepts), each weighed by
how rare it is; rapidfuzz then compares the text with the phrases of the best labels. Knows nothing of our topics: any
labelled phrases will do. A phrase labelled None is an example of what belongs to no label.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice, pairwise, product
from math import log
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from intents.concepts import Concepts
from intents.evidence import Evidence, Found, Seen
from intents.normalise import Lexicon, is_filler, stem, words
from intents.written import Written

_MANY = 3_000
"""With this many phrases, features that occur in only one of them are left out: they cost more than they tell."""
_EXACTLY = 15.0
"""The evidence for the label of a phrase that was typed word by word, however its words were joined."""
_MOST_READINGS = 48
"""How many ways to read a text with slips are tried."""
_RANKED, _COMPARED = 20, 4
"""How many labels are ranked, and how many labels' phrases are compared with the text one by one."""
_OF_CENTROID = 0.6
_REMEMBERED = 50
"""How many texts are read but once: each is looked at from several sides."""


class Example(NamedTuple):
    """A phrase, and the label that it is an example of; None: of no label."""

    text: str
    label: str | None
    layer: int = 0
    """0 for what was known first, 1 for what was laid over it, and so on."""


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


def bare(words: Sequence[str]) -> str:
    """Return the stems of the words that carry meaning, whatever their order; all words if none does."""
    telling = [stem(word) for word in words if not is_filler(word)]
    return " ".join(sorted(telling or words))


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
    phrases: int = 0
    """How many phrases are known of it."""
    centroid: float = 0.0
    """The cosine with the centroid of its phrases, in words and groups of letters weighed by rarity; from 0 to 1."""
    nearest: float = 0.0
    """The cosine with the nearest of them."""

    @property
    def likeness(self) -> float:
        """How like the text is to what is known of the label, however much that is; from 0 to 1."""
        return _OF_CENTROID * self.centroid + (1 - _OF_CENTROID) * self.nearest


@dataclass(frozen=True)
class Ranking:
    """All labels, the best first, and what speaks for none of them."""

    reading: Reading
    matches: tuple[Match, ...]
    against: float
    """The evidence for "none of these"; minus infinity if there were no such examples."""
    unknown: float
    """The share of the text's telling words, weighed by rarity, that no phrase knows; from 0 to 1."""
    evidence: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)
    """For every label, in their order."""


class Matcher:
    """Ranks the labels of the phrases that it was built from."""

    def __init__(
        self,
        examples: Iterable[tuple[str, str | None] | Example],
        concepts: Concepts | None = None,
        more_words: Iterable[str] = (),
        translations: Mapping[str, str] | None = None,
    ) -> None:
        """Learn from examples.

        `more_words` are spelt right too, though in no phrase; `translations` replaces folded foreign words.
        """
        self._translations = translations or {}
        self._read: dict[str, Reading] = {}
        self._concepts = concepts or Concepts({})
        given = [Example(*example) for example in examples]
        self.labels = sorted({example.label for example in given if example.label is not None})
        self._number: dict[str | None, int] = {label: i for i, label in enumerate(self.labels)}
        self._has_none = any(example.label is None for example in given)
        if self._has_none:
            self._number[None] = len(self.labels)
        given.sort(key=lambda example: self._number[example.label])
        typed = [words(example.text) for example in given]
        translated = list(map(self._translated, typed))
        self.lexicon = Lexicon({*more_words, *chain.from_iterable(translated)})
        self._written = Written(
            (as_typed, self.lexicon.read(known), self._number[example.label])
            for example, as_typed, known in zip(given, typed, translated, strict=True)
        )
        self._phrases = [example.text for example in given]
        self._bare = list(map(bare, translated))
        self._labels = np.array([self._number[example.label] for example in given], dtype=np.intp)
        self._groups = np.searchsorted(self._labels, np.arange(len(self._number) + 1))
        self._numbered: dict[str, set[tuple[str, str]]] = {}
        for example, known in zip(given, translated, strict=True):
            if example.label is not None and (pairs := {pair for pair in pairwise(known) if pair[1].isdecimal()}):
                self._numbered.setdefault(example.label, set()).update(pairs)
        self._learn(translated)

    def _learn(self, phrases: Sequence[list[str]]) -> None:
        """Learn from the words of each phrase, in the order of the labels."""
        in_words, in_letters, in_names = Seen(), Seen(), Seen()
        for known in phrases:
            in_words.add(_word_features(known))
            in_letters.add(_letter_features(known))
            in_names.add(map(digest, self._concepts.find(known, self.lexicon)))
        rarest = 1 if len(phrases) < _MANY else 2
        weights = np.ones(len(phrases), dtype=np.float32)
        self._in_words, self._in_letters, self._in_names = (
            Evidence(seen, self._labels, len(self._number), weights, rarest)
            for seen in (in_words, in_letters, in_names)
        )

    def numbered(self, label: str) -> set[tuple[str, str]]:
        """Return the numbers in the phrases of `label`, each with the word before it."""
        return self._numbered.get(label, set())

    def rarity(self, feature: str) -> float:
        """Return how telling the name of a concept or a stem is: the logarithm of how few phrases have it."""
        known = [digest(feature)]
        frequency = int(self._in_names.frequency(known)[0] or self._in_words.frequency(known)[0])
        return log((1 + len(self._phrases)) / (1 + frequency))

    def read(self, text: str) -> Reading:
        """Return `text` as known words, slips corrected, with the concepts named in it."""
        if (reading := self._read.get(text)) is None:
            typed = words(text)
            known = tuple(self._known(typed))
            reading = Reading(known, self._concepts.find(known, self.lexicon), tuple(typed))
            if len(self._read) >= _REMEMBERED:
                self._read.clear()
            self._read[text] = reading
        return reading

    def _translated(self, typed: Iterable[str]) -> list[str]:
        translated = (self._translations.get(word, word) for word in typed)
        return [word for german in translated for word in german.split()]

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
        meant = [self.lexicon.readings(word) for word in typed]
        if not any(meant):
            return ()
        choices = product(*(found or [word] for found, word in zip(meant, typed, strict=True)))
        readings = (self._written.nearly(self._known(choice)) for choice in islice(choices, _MOST_READINGS))
        return next(filter(None, readings), ())

    def rank(self, reading: Reading, favour: Favour = NO_FAVOUR, compared: int = _COMPARED) -> Ranking:
        """Rank the best labels for what was read, with the phrases of the first `compared` looked at one by one."""
        found = self._find(reading)
        scores = self._score(found, reading, favour)
        against = float(scores[-1]) if self._has_none else -np.inf
        in_labels = scores[: len(self.labels)]
        order = _highest(in_labels, max(compared, _RANKED))
        matches = [
            *self._compare(order[:compared], in_labels, reading, found),
            *(Match(self.labels[i], "", float(in_labels[i]), 0.0, 0.0) for i in order[compared:]),
        ]
        return Ranking(reading, tuple(matches), against, self._rarities(reading)[2], in_labels)

    def among(self, ranking: Ranking, labels: Mapping[str, float], most: int = _COMPARED) -> list[Match]:
        """Return the best of some `labels`, each favoured by its number, without reading or weighing anything anew."""
        known = {label: self._number[label] for label in labels if label in self._number}
        best = sorted(known, key=lambda label: (-ranking.evidence[known[label]] - labels[label], label))[:most]
        found = self._find(ranking.reading)
        return self._compare([known[label] for label in best], ranking.evidence, ranking.reading, found)

    def similarity(self, label: str, read: Sequence[str]) -> float:
        """Return how near the words `read` are to the nearest phrase of `label`, from 0 to 1."""
        return self._nearest(self._number[label], bare(read))[0]

    def knows(self, label: str | None, word: str) -> bool:
        """Whether a phrase of `label` has the stem of `word`."""
        number = self._number.get(label)
        return number is not None and bool(self._in_words.have([digest(stem(word))], [number])[0, 0])

    def _rarities(self, reading: Reading) -> tuple[list[int], NDArray[np.float64], float]:
        """Return the stems that carry meaning, the share of each in all they tell, and that of the unknown ones."""
        stems = [digest(s) for s in {stem(w) for w in reading.words if not is_filler(w)}]
        frequency = self._in_words.frequency(stems)
        rarity = np.log((1 + len(self._phrases)) / (1 + frequency))
        rarity /= rarity.sum() or 1.0
        return stems, rarity, float(rarity[frequency == 0].sum())

    def _find(self, reading: Reading) -> list[tuple[float, Evidence, Found]]:
        """Return each kind of evidence with its weight and what of it the text has."""
        return [
            (1.0, self._in_words, self._in_words.find(_word_features(reading.words))),
            (1.0, self._in_letters, self._in_letters.find(_letter_features(reading.words))),
            (0.8, self._in_names, self._in_names.find(map(digest, reading.concepts))),
        ]

    def _score(
        self, found: Sequence[tuple[float, Evidence, Found]], reading: Reading, favour: Favour
    ) -> NDArray[np.float64]:
        scores = np.zeros(len(self._number))
        for weight, kind, features in found:
            scores += weight * kind.speak(features)
        for label in self._exactly(reading):
            scores[label] += _EXACTLY
        for name, evidence in favour.labels.items():
            if name in self._number:
                scores[self._number[name]] += evidence
        return scores

    def _likeness(self, found: Sequence[tuple[float, Evidence, Found]], labels: Sequence[int]) -> NDArray[np.float64]:
        """Return how like a text is to the centroid and to the nearest phrase of each of `labels`."""
        (_, in_words, of_words), (_, in_letters, of_letters), *_ = found
        both: NDArray[np.float64] = in_words.likeness(of_words, labels) + in_letters.likeness(of_letters, labels)
        return both / 2

    def _compare(
        self,
        labels: Sequence[int],
        evidence: NDArray[np.float64],
        reading: Reading,
        found: Sequence[tuple[float, Evidence, Found]],
    ) -> list[Match]:
        """Return how well some labels fit, looking at their phrases one by one."""
        if not labels:
            return []
        stems, rarity, _ = self._rarities(reading)
        covered = rarity @ self._in_words.have(stems, labels)
        likeness = self._likeness(found, labels)
        text = bare(reading.words)
        matches = []
        for label, cover, (centroid, phrase) in zip(labels, covered, likeness, strict=True):
            similarity, nearest = self._nearest(label, text)
            known = int(self._groups[label + 1] - self._groups[label])
            weighed = float(evidence[label]), similarity, float(cover), known, float(centroid), float(phrase)
            matches.append(Match(self.labels[label], nearest, *weighed))
        return matches

    def _nearest(self, label: int, text: str) -> tuple[float, str]:
        """Return how similar the nearest phrase of a label is to the bare `text`, and that phrase."""
        start, end = self._groups[label], self._groups[label + 1]
        _, similarity, nearest = process.extractOne(text, self._bare[start:end], scorer=fuzz.ratio)
        return similarity / 100, self._phrases[start + nearest]


def _highest(scores: NDArray[np.float64], most: int) -> list[int]:
    """Return the places of the highest scores, the highest first; of equals the first."""
    if len(scores) > 4 * most:
        least = np.partition(scores, len(scores) - most)[len(scores) - most]
        places = np.flatnonzero(scores >= least)
    else:
        places = np.arange(len(scores))
    order = places[np.argsort(-scores[places], kind="stable")]
    return [int(place) for place in order[:most]]


def digest(feature: str, *, may_go: bool = False) -> int:
    """Return a number for a feature: odd for those that may be left out where there are many."""
    return crc32(feature.encode()) & ~1 | may_go


def _word_features(read: Sequence[str]) -> list[int]:
    stems = list(map(stem, read))
    return [*map(digest, stems), *(digest(f"{a} {b}", may_go=True) for a, b in pairwise(stems))]


def _letter_features(read: Iterable[str]) -> set[int]:
    return set(chain.from_iterable(map(_letter_groups, read)))


@lru_cache(maxsize=20_000)
def _letter_groups(word: str) -> tuple[int, ...]:
    padded = f" {word} "
    return tuple(digest(padded[i : i + size], may_go=True) for size in (3, 4) for i in range(len(padded) - size + 1))
