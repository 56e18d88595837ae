"""One layer of labelled phrases: learnt by itself, so that no other layer changes what it makes of a text.

What lies below it is known to it as an example of what it is not about. Knows nothing of other layers' labels.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import chain, pairwise
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from intents.concepts import Concepts
from intents.evidence import Evidence, Found, Seen
from intents.normalise import Lexicon, is_filler, stem
from intents.written import Written

_MANY = 3_000
"""With this many phrases, features that occur in only one of them are left out: they cost more than they tell."""
_EXACTLY = 15.0
"""The evidence for the label of a phrase that was typed word by word, however its words were joined."""
_LEAST_FORCE, _LOOKED_AT = 0.02, 100
_FEW_PHRASES = 20
"""With fewer phrases for each label, what people use one word for another tells something."""
_NAMED, _SLIGHTLY_NAMED = 0.8, 1.2
"""How much the names of things count, where much is known and where little is."""
_TOLD = 0.6
"""How much a sentence of an answer counts, where a phrase counts 1."""

Floats = NDArray[np.float64]
Kinds = Sequence[tuple[float, Evidence, Found]]


@dataclass(frozen=True)
class Reading:
    """A text as it was understood word by word."""

    words: tuple[str, ...]
    concepts: Mapping[str, float]
    typed: tuple[str, ...] = ()
    """The words as they were typed, but for what folding ignores."""
    places: tuple[tuple[int, int, str], ...] = ()
    """From which word up to which a concept is named as a whole, and which."""
    alike: tuple[tuple[str, str], ...] = ()
    """The concepts of words that are used one for the other, each with the stem of the word."""

    @property
    def telling(self) -> int:
        """How many words carry meaning."""
        return sum(not is_filler(word) for word in self.words)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stems that carry meaning, each once."""
        return tuple(dict.fromkeys(stem(word) for word in self.words if not is_filler(word)))

    def names(self, one: str) -> tuple[str, ...]:
        """Return the concepts that a stem names, or helps to name."""
        return self._names.get(one, ())

    def used_for(self, one: str) -> tuple[str, ...]:
        """Return the concepts of the words that are used for one another, of which a stem is one."""
        return tuple(concept for concept, first in self.alike if first == one)

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for start, end, concept in self.places:
            for word in self.words[start:end]:
                found.setdefault(stem(word), {})[concept] = None
        return {one: tuple(concepts) for one, concepts in found.items()}


@dataclass(frozen=True)
class Phrase:
    """A phrase to learn from."""

    text: str
    typed: tuple[str, ...]
    words: tuple[str, ...]
    """The same, translated where they are foreign."""
    label: str | None
    told: bool = False
    """Whether it is a part of what the label answers: nobody asks so, but it tells what the label is about."""


def bare(words: Sequence[str]) -> str:
    """Return the stems of the words that carry meaning, whatever their order; all words if none does."""
    telling = [stem(word) for word in words if not is_filler(word)]
    return " ".join(sorted(telling or words))


def origin_of(phrases: Iterable[Phrase], others: Iterable[Phrase]) -> bytes:
    """Return a digest of everything that a layer learns from, but for the concepts."""
    digest = blake2b(digest_size=16)
    for part in (phrases, others):
        for phrase in part:
            digest.update(repr((phrase.label, phrase.text, phrase.words, phrase.told)).encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    return digest.digest()


class Layer:
    """What is known of some labels."""

    def __init__(self, phrases: Sequence[Phrase], others: Sequence[Phrase], concepts: Concepts) -> None:
        """Learn from the phrases of labels, and from those of the layers below, labelled or not.

        The nearer one of these is to a phrase of a label, the less it counts.
        """
        self.origin = origin_of(phrases, others)
        self.labels = sorted({phrase.label for phrase in phrases if phrase.label is not None})
        self.number = {label: number for number, label in enumerate(self.labels)}
        own = sorted((p for p in phrases if p.label is not None), key=lambda phrase: self.number[phrase.label or ""])
        asked = [phrase for phrase in own if not phrase.told]
        below = [phrase for phrase in others if phrase.label is not None]
        outside = [phrase for phrase in chain(others, phrases) if phrase.label is None]
        learnt = [*own, *below, *outside]
        none = len(self.labels) + bool(below)
        counted = [*(self.number[p.label or ""] for p in own), *[len(self.labels)] * len(below), *[none] * len(outside)]
        numbers = np.array(counted, dtype=np.intp)
        self.vocabulary = frozenset(chain.from_iterable(phrase.words for phrase in phrases))
        lexicon = Lexicon(self.vocabulary.union(*(phrase.words for phrase in others)))
        read = (
            (p.typed, lexicon.read(list(p.words)), int(n)) for p, n in zip(learnt, numbers, strict=True) if not p.told
        )
        self.written = Written(read)
        self.has_none = bool(outside)
        self._count = none + self.has_none
        self.numbered = _numbered(asked)
        self._texts = [phrase.text for phrase in asked]
        self._bare = [bare(phrase.words) for phrase in asked]
        groups = [self.number[phrase.label or ""] for phrase in asked]
        self._groups = np.searchsorted(groups, np.arange(len(self.labels) + 1))
        self._total = len(learnt)
        forces = np.array([_TOLD if phrase.told else 1.0 for phrase in learnt], dtype=np.float32)
        lower = slice(len(own), len(own) + len(others))
        forces[lower] = _forces(learnt[lower], asked)
        self.is_slight = len(asked) < _FEW_PHRASES * len(self.labels)
        self._learn([(p.words, self._named(p.words, concepts, lexicon)) for p in learnt], numbers, forces)

    def _named(self, words: Sequence[str], concepts: Concepts, lexicon: Lexicon) -> list[str]:
        alike = (concept for concept, _ in concepts.alike(words)) if self.is_slight else ()
        return [*concepts.find(words, lexicon), *alike]

    def _learn(
        self,
        read: Iterable[tuple[Sequence[str], Iterable[str]]],
        numbers: NDArray[np.intp],
        forces: NDArray[np.float32],
    ) -> None:
        """Learn from the words and concepts of each phrase, in the order of the labels."""
        in_words, in_letters, in_names = Seen(), Seen(), Seen()
        for known, named in read:
            in_words.add(_word_features(known))
            in_letters.add(_letter_features(known))
            in_names.add(map(digest, named))
        rarest = 1 if self._total < _MANY else 2
        self._in_words, self._in_letters, self._in_names = (
            Evidence(seen, numbers, self._count, forces, rarest) for seen in (in_words, in_letters, in_names)
        )

    def frequency(self, feature: str) -> int:
        """Return in how many phrases the name of a concept or a stem is."""
        known = digest(feature)
        return self._in_names.count(known) or self._in_words.count(known)

    def find(self, reading: Reading) -> Kinds:
        """Return each kind of evidence with its weight and what of it the text has."""
        return [
            (1.0, self._in_words, self._in_words.find(_word_features(reading.words))),
            (1.0, self._in_letters, self._in_letters.find(_letter_features(reading.words))),
            (
                _SLIGHTLY_NAMED if self.is_slight else _NAMED,
                self._in_names,
                self._in_names.find(self._concepts(reading)),
            ),
        ]

    def _concepts(self, reading: Reading) -> list[int]:
        alike = (concept for concept, _ in reading.alike) if self.is_slight else ()
        return list(map(digest, (*reading.concepts, *alike)))

    def _names(self, reading: Reading, one: str) -> list[int]:
        alike = reading.used_for(one) if self.is_slight else ()
        return list(map(digest, (*reading.names(one), *alike)))

    def score(self, found: Kinds, reading: Reading, favour: Mapping[str, float]) -> tuple[Floats, float]:
        """Return the evidence for each label, and that for none of them."""
        scores = np.zeros(self._count)
        for weight, kind, features in found:
            scores += weight * kind.speak(features)
        for label in self.written.exactly(reading.typed) or self.written.exactly(reading.words):
            scores[label] += _EXACTLY
        for name, evidence in favour.items():
            if name in self.number:
                scores[self.number[name]] += evidence
        return scores[: len(self.labels)], float(scores[-1]) if self.has_none else -np.inf

    def likeness(self, found: Kinds, labels: Sequence[int]) -> Floats:
        """Return how like a text is to the centroid and to the nearest phrase of each of `labels`."""
        kinds = [one for one in (found if self.is_slight else found[:2]) if one[2].has_any] or found[:1]
        several: Floats = sum((kind.likeness(has, labels) for _, kind, has in kinds), np.zeros((len(labels), 2)))
        return several / len(kinds)

    def rarities(self, reading: Reading) -> tuple[Floats, float]:
        """Return the share of each stem that carries meaning in all they tell, and that of the unknown ones."""
        frequency = self._in_words.frequency([digest(s) for s in reading.stems])
        for place, one in enumerate(reading.stems):
            if names := reading.names(one):
                frequency[place] = max(frequency[place], *self._in_names.frequency([digest(n) for n in names]))
            elif not frequency[place] and (alike := self._names(reading, one)):
                frequency[place] = max(self._in_names.frequency(alike))
        rarity: Floats = np.log((1 + self._total) / (1 + frequency))
        rarity /= rarity.sum() or 1.0
        return rarity, float(rarity[frequency == 0].sum())

    def rarity(self, feature: str) -> float:
        """Return how telling a concept or a stem is: the logarithm of how few phrases have it."""
        return log((1 + self._total) / (1 + self.frequency(feature)))

    def covered(self, reading: Reading, labels: Sequence[int]) -> NDArray[np.bool_]:
        """Return, for each stem that carries meaning, which of `labels` have it, or what it names, in their phrases."""
        covered = self._in_words.have([digest(s) for s in reading.stems], labels)
        for place, one in enumerate(reading.stems):
            if names := self._names(reading, one):
                covered[place] |= self._in_names.have(names, labels).any(axis=0)
        return covered

    def has(self, one: str, names: Iterable[str], label: int) -> bool:
        """Whether a label has a stem, or one of the concepts `names`, in its phrases; that after the last is none."""
        return self._in_words.has(digest(one), label) or any(self._in_names.has(digest(name), label) for name in names)

    def nearest(self, label: int, text: str) -> tuple[float, str]:
        """Return how similar the nearest phrase of a label is to the bare `text`, and that phrase."""
        start, end = self._groups[label], self._groups[label + 1]
        _, similarity, nearest = process.extractOne(text, self._bare[start:end], scorer=fuzz.ratio)
        return similarity / 100, self._texts[start + nearest]

    def phrases(self, label: int) -> int:
        """Return how many phrases are known of a label."""
        return int(self._groups[label + 1] - self._groups[label])


def _forces(others: Sequence[Phrase], own: Sequence[Phrase]) -> list[float]:
    """Return how much each of `others` counts: 1, and the less the nearer it is to one of `own`."""
    with_stem: dict[str, list[int]] = {}
    sets = [frozenset(stem(w) for w in phrase.words if not is_filler(w)) for phrase in own]
    for place, stems in enumerate(sets):
        for one in stems:
            with_stem.setdefault(one, []).append(place)
    forces = []
    for other in others:
        stems = frozenset(stem(w) for w in other.words if not is_filler(w))
        known = sorted((len(with_stem[one]), one) for one in stems if one in with_stem)
        near = {place for _, one in known[:2] for place in with_stem[one][:_LOOKED_AT]}
        best = max((len(stems & sets[place]) / len(stems | sets[place]) for place in near), default=0.0)
        forces.append(max(_LEAST_FORCE, (1 - best) ** 2))
    return forces


def _numbered(phrases: Iterable[Phrase]) -> dict[str, set[tuple[str, str]]]:
    """Return the numbers in the phrases of each label, each with the word before it."""
    found: dict[str, set[tuple[str, str]]] = {}
    for phrase in phrases:
        if phrase.label and (pairs := {pair for pair in pairwise(phrase.words) if pair[1].isdecimal()}):
            found.setdefault(phrase.label, set()).update(pairs)
    return found


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
    if word.isdecimal() and len(word) > 2:  # 2022 is no evidence for 2020
        return ()
    padded = f" {word} "
    return tuple(digest(padded[i : i + size], may_go=True) for size in (3, 4) for i in range(len(padded) - size + 1))
