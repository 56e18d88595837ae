"""Ranks labels by how well a text fits the phrases known for them.

Naive Bayes over three kinds of evidence (words and pairs of words, groups of letters, named concepts), each weighed by
how rare it is; rapidfuzz then compares the text with the phrases of the best labels. Knows nothing of our topics: any
labelled phrases will do. A phrase labelled None is an example of what belongs to no label. Phrases may come in layers:
each is learnt by itself, and to which a text belongs is judged by the best that each has to offer.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from intents.concepts import Concepts
from intents.layer import Kinds, Layer, Phrase, Reading, bare, origin_of
from intents.normalise import Lexicon, words

__all__ = ["Example", "Favour", "Match", "Matcher", "Ranking", "Reading"]

_MOST_READINGS = 48
"""How many ways to read a text with slips are tried."""
_RANKED, _COMPARED = 20, 4
"""How many labels are ranked, and how many labels' phrases are compared with the text one by one."""
_OF_CENTROID = 0.6
_OF_SIMILARITY, _OF_COVERAGE, _OF_UNKNOWN, _OF_AHEAD, _MOST_AHEAD = 0.45, 0.06, -0.35, 0.004, 30.0
"""What counts beside likeness where layers are compared, fitted on entries that were moved to a layer of their own."""
_EVIDENCE_OF_FIT = 40.0
"""How much evidence a difference of 1 in how well two layers fit amounts to."""
_NEGATION = re.compile(r"\b(?:nicht|nich|nix|nichts|kein\w*|ohne|nie|niemals|not|without|never)\b", re.IGNORECASE)
_REMEMBERED = 50
"""How many texts are read but once: each is looked at from several sides."""


class Example(NamedTuple):
    """A phrase, and the label that it is an example of; None: of no label."""

    text: str
    label: str | None
    layer: int = 0
    """0 for what was known first, 1 for what was laid over it, and so on."""
    told: bool = False
    """Whether it is a part of what the label answers, and no way to ask for it."""


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
    opposed: bool = False
    """Whether the text denies what the nearest phrase does not, or the other way round."""

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
    fit: float = 0.0
    """How well the best label fits, so that what several layers make of a text can be compared."""
    layers: tuple["Ranking", ...] = field(default=(), repr=False, compare=False)
    """What each layer makes of the text by itself, the lowest first."""


@dataclass(frozen=True)
class _View:
    """What one layer makes of a text."""

    layer: Layer
    found: Kinds
    evidence: NDArray[np.float64]
    against: float
    order: list[int]
    """Its best labels, the best first."""
    unknown: float
    matches: list[Match]
    """Those that were compared with the text."""

    @property
    def fit(self) -> float:
        """How well the best of its labels fits, so that layers of any size can be compared."""
        if not self.matches:
            return -np.inf
        best = self.matches[0]
        ahead = max(-_MOST_AHEAD, min(_MOST_AHEAD, best.evidence - self.against))
        known = _OF_SIMILARITY * best.similarity + _OF_COVERAGE * best.coverage + _OF_UNKNOWN * self.unknown
        return best.likeness + known + _OF_AHEAD * ahead


class Learnt(NamedTuple):
    """What a matcher has learnt, by layers; it holds as long as the concepts are the same."""

    concepts: Concepts
    layers: tuple[Layer, ...]


class Matcher:
    """Ranks the labels of the phrases that it was built from."""

    def __init__(
        self,
        examples: Iterable[tuple[str, str | None] | Example],
        concepts: Concepts | None = None,
        more_words: Iterable[str] = (),
        translations: Mapping[str, str] | None = None,
        before: "Learnt | None" = None,
    ) -> None:
        """Learn from examples, but for the layers that were learnt from just the same `before`.

        `more_words` are spelt right too, though in no phrase; `translations` replaces folded foreign words.
        """
        self._translations = translations or {}
        self._read: dict[str, Reading] = {}
        self._concepts = concepts or Concepts({})
        given: dict[int, list[Phrase]] = {0: []}
        for text, label, layer, told in (Example(*example) for example in examples):
            typed = tuple(words(text))
            given.setdefault(layer, []).append(Phrase(text, typed, tuple(self._translated(typed)), label, told))
        usable = before.layers if before is not None and before.concepts.same_as(self._concepts) else ()
        known = {layer.origin: layer for layer in usable}
        self._layers = list(self._learn([given[layer] for layer in sorted(given)], known))
        self.lexicon = Lexicon(frozenset(more_words).union(*(layer.vocabulary for layer in self._layers)))
        self.labels = list(chain.from_iterable(layer.labels for layer in self._layers))
        self._number = {label: number for number, label in enumerate(self.labels)}
        self._starts = np.cumsum([0, *(len(layer.labels) for layer in self._layers)])

    @property
    def learnt(self) -> "Learnt":
        """Return what another matcher may take over."""
        return Learnt(self._concepts, tuple(self._layers))

    def _learn(self, given: Sequence[Sequence[Phrase]], known: Mapping[bytes, Layer]) -> Iterator[Layer]:
        """Yield what each layer learns; a label belongs to the lowest layer that has phrases of it."""
        owners: dict[str, int] = {}
        for layer, phrases in enumerate(given):
            for phrase in phrases:
                if phrase.label is not None:
                    owners.setdefault(phrase.label, layer)
        everything = [(phrase, layer) for layer, phrases in enumerate(given) for phrase in phrases]
        for number in range(len(given)):
            own = [p for p, layer in everything if (layer if p.label is None else owners[p.label]) == number]
            below = [p for p, layer in everything if (layer if p.label is None else owners[p.label]) < number]
            yield known.get(origin_of(own, below)) or Layer(own, below, self._concepts)

    def numbered(self, label: str) -> set[tuple[str, str]]:
        """Return the numbers in the phrases of `label`, each with the word before it."""
        return self._of(label)[0].numbered.get(label, set())

    def rarity(self, feature: str, names: Iterable[str] = ()) -> float:
        """Return how telling a stem is, or what it names: the logarithm of how few phrases have it."""
        return min(layer.rarity(one) for one in (feature, *names) for layer in self._layers)

    def _of(self, label: str) -> tuple[Layer, int]:
        """Return the layer of a label, and its number there."""
        layer = next(layer for layer in self._layers if label in layer.number)
        return layer, layer.number[label]

    def read(self, text: str) -> Reading:
        """Return `text` as known words, slips corrected, with the concepts named in it."""
        if (reading := self._read.get(text)) is None:
            typed = words(text)
            known = tuple(self._known(typed))
            named = self._concepts.find(known, self.lexicon)
            places, alike = self._concepts.places(known), self._concepts.alike(known)
            reading = Reading(known, named, tuple(typed), tuple(places), tuple(alike))
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
        return self._claims(reading.typed, reading.words) or self._nearly(reading.words) or self._with_slips(reading)

    def _claims(self, *readings: Sequence[str]) -> tuple[str, ...]:
        """Return the labels that have a phrase of just these words."""
        return self._named(
            (layer, found) for read in readings for layer in self._layers for found in [layer.written.exactly(read)]
        )

    def _nearly(self, read: Sequence[str]) -> tuple[str, ...]:
        return self._named((layer, layer.written.nearly(read)) for layer in self._layers)

    def _with_slips(self, reading: Reading) -> tuple[str, ...]:
        """Return the labels of the phrase that was meant if a word is a slip of another known word than the nearest."""
        meant = [self.lexicon.readings(word) for word in reading.typed]
        if not any(meant):
            return ()
        choices = product(*(found or [word] for found, word in zip(meant, reading.typed, strict=True)))
        readings = (self._nearly(self._known(choice)) for choice in islice(choices, _MOST_READINGS))
        return next(filter(None, readings), ())

    def _named(self, found: Iterable[tuple[Layer, Sequence[int]]]) -> tuple[str, ...]:
        """Return the names of labels, each once, without what stands for none."""
        return tuple(
            dict.fromkeys(layer.labels[n] for layer, numbers in found for n in numbers if n < len(layer.labels))
        )

    def rank(self, reading: Reading, favour: Favour = NO_FAVOUR, compared: int = _COMPARED) -> Ranking:
        """Rank the best labels for what was read, with the phrases of the first `compared` looked at one by one.

        The evidence of other layers than the one that fits best is moved: their best label lies as far behind as they
        fit less.
        """
        views = [self._look(layer, reading, favour, compared) for layer in self._layers]
        first = max(views, key=lambda view: view.fit)
        moved = {id(view): _moved(view, first) for view in views}
        evidence = np.concatenate([view.evidence + moved[id(view)] for view in views])
        matches = [
            replace(match, evidence=match.evidence + moved[id(view)]) if moved[id(view)] else match
            for view in views
            for match in (*view.matches, *_unseen(view, len(view.matches)))
        ]
        matches.sort(key=lambda match: -match.evidence)
        layers = tuple(_by_itself(view, reading) for view in views)
        best = tuple(matches[: max(compared, _RANKED)])
        return Ranking(reading, best, first.against, first.unknown, evidence, first.fit, layers)

    def _look(self, layer: Layer, reading: Reading, favour: Favour, compared: int) -> _View:
        found = layer.find(reading)
        evidence, against = layer.score(found, reading, favour.labels)
        order = _highest(evidence, max(compared, _RANKED))
        unknown = layer.rarities(reading)[1]
        matches = _compare(layer, order[:compared], evidence, reading, found)
        return _View(layer, found, evidence, against, order, unknown, matches)

    def among(self, ranking: Ranking, labels: Mapping[str, float], most: int = _COMPARED) -> list[Match]:
        """Return the best of some `labels`, each favoured by its number, without reading or weighing anything anew."""
        known = {label: self._number[label] for label in labels if label in self._number}
        best = sorted(known, key=lambda label: (-ranking.evidence[known[label]] - labels[label], label))[:most]
        found: dict[str, Match] = {}
        for start, layer in zip(self._starts, self._layers, strict=False):
            here = [layer.number[label] for label in best if label in layer.number]
            evidence = ranking.evidence[start : start + len(layer.labels)]
            found |= {m.label: m for m in _compare(layer, here, evidence, ranking.reading, layer.find(ranking.reading))}
        return [found[label] for label in best]

    def similarity(self, label: str, read: Sequence[str]) -> float:
        """Return how near the words `read` are to the nearest phrase of `label`, from 0 to 1."""
        layer, number = self._of(label)
        return layer.nearest(number, bare(read))[0]

    def knows(self, label: str | None, one: str, names: Iterable[str] = ()) -> bool:
        """Whether a phrase of `label` has a stem, or one of the concepts that it `names`; None: an example of none."""
        if label is None:
            base = self._layers[0]
            return base.has_none and base.has(one, names, len(base.labels))
        layer, number = self._of(label)
        return layer.has(one, names, number)


def _compare(
    layer: Layer, labels: Sequence[int], evidence: NDArray[np.float64], reading: Reading, found: Kinds
) -> list[Match]:
    """Return how well some labels of a layer fit, looking at their phrases one by one."""
    if not labels:
        return []
    rarity, _ = layer.rarities(reading)
    covered = rarity @ layer.covered(reading, labels)
    text, denied = bare(reading.words), denies(" ".join(reading.words))
    matches = []
    for label, cover, likeness in zip(labels, covered, layer.likeness(found, labels), strict=True):
        similarity, nearest = layer.nearest(label, text)
        centroid, phrase = map(float, likeness)
        told = (float(evidence[label]), similarity, float(cover), layer.phrases(label), centroid, phrase)
        opposed = denies(nearest) is not denied
        matches.append(Match(layer.labels[label], nearest, *told, opposed))
    return matches


def denies(text: str) -> bool:
    """Whether a text holds a negation."""
    return bool(_NEGATION.search(text))


def _unseen(view: _View, compared: int) -> Iterator[Match]:
    return (Match(view.layer.labels[n], "", float(view.evidence[n]), 0.0, 0.0) for n in view.order[compared:])


def _by_itself(view: _View, reading: Reading) -> Ranking:
    """Return what a layer makes of a text."""
    matches = (*view.matches, *_unseen(view, len(view.matches)))
    return Ranking(reading, matches, view.against, view.unknown, view.evidence, view.fit)


def _moved(view: _View, first: _View) -> float:
    """Return by how much the evidence of a layer moves to be comparable with that of the first."""
    if view is first or not view.matches:
        return 0.0
    behind = _EVIDENCE_OF_FIT * (first.fit - view.fit)
    return first.matches[0].evidence - behind - view.matches[0].evidence


def _highest(scores: NDArray[np.float64], most: int) -> list[int]:
    """Return the places of the highest scores, the highest first; of equals the first."""
    if len(scores) > 4 * most:
        least = np.partition(scores, len(scores) - most)[len(scores) - most]
        places = np.flatnonzero(scores >= least)
    else:
        places = np.arange(len(scores))
    order = places[np.argsort(-scores[places], kind="stable")]
    return [int(place) for place in order[:most]]
