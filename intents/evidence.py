"""What features tell of labels: complement naive Bayes, with each feature weighed by how rare it is.

Knows numbers only: which features a text has, and what a label is, is not known here. Everything learnt is in a few
flat arrays, so that a hundred thousand phrases take seconds and some dozen megabytes.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]

_SMOOTHING = 0.02
_LEAST_PHRASES = 15
"""A label with fewer phrases speaks as if it had so many of the same: what little is known of it must not drown."""
_FEW_PHRASES = 12
_DENSE_SHARE = 8
_DENSE_CELLS = 4_000_000
"""Features that more than one in eight labels have are kept as rows of a table, as far as it has no more cells."""
_CELLS_AT_ONCE = 1_000_000
_NOTHING = (np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0))


class _Numbers(dict[int, int]):
    """Gives each new digest the next number."""

    def __missing__(self, digest: int) -> int:
        self[digest] = number = len(self)
        return number


class Seen:
    """The features of one kind in each example, as numbers: there may be millions of them."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self.features, self.ends = array("i"), array("q", [0])

    def add(self, digests: Iterable[int]) -> None:
        """Take the digests of the features of the next example."""
        self.features.extend(map(self._numbers.__getitem__, set(digests)))
        self.ends.append(len(self.features))

    @property
    def digests(self) -> NDArray[np.uint32]:
        """The digest of each number."""
        return np.fromiter(self._numbers, dtype=np.uint32, count=len(self._numbers))


class Found:
    """The features of a text, of one kind, as far as they are known."""

    def __init__(self, features: NDArray[np.intp], rarity: Floats, length: float) -> None:
        self.features, self.rarity = features, rarity
        self.has_any = length > 0
        """Whether the text has features of this kind at all, known or not."""
        self.length = length or 1.0
        """Of the vector of all features of the text, those included that are unknown."""


class Evidence:
    """One kind of feature: how much each speaks for each label, log P(feature | label) - log P(feature | others).

    Most features never occur with most labels: their odds are a sum of one term for the feature and one for the label.
    Only by how much the odds of those that do occur exceed it is kept one by one.
    """

    def __init__(self, seen: Seen, labels: NDArray[np.intp], count: int, weights: Floats, rarest: int = 1) -> None:
        """Weigh the features.

        `labels` are those of the examples, in rising order, out of `count`; `weights` say how much an example counts.
        Features in fewer than `rarest` examples are left out, but for those with even digests of labels with few
        phrases, of which hardly anything else is known.
        """
        features = np.frombuffer(seen.features, dtype=np.int32)
        ends = np.frombuffer(seen.ends, dtype=np.int64)
        digests = seen.digests
        in_examples = np.bincount(features, minlength=len(digests))
        kept = in_examples >= rarest
        kept[features[np.repeat(_of_few(labels, count), np.diff(ends))]] = True
        kept &= (in_examples >= rarest) | (digests % 2 == 0)
        order = np.argsort(digests[kept], kind="stable")
        self._digests = digests[kept][order]
        self._examples = len(labels)
        place = np.full(len(digests), -1, dtype=np.int32)
        place[np.flatnonzero(kept)[order]] = np.arange(len(order), dtype=np.int32)
        self._frequency = in_examples[kept][order].astype(np.int32)
        self._rarity = (np.log((1 + len(labels)) / (1 + self._frequency)) + 1).astype(np.float32)
        cells = place[features]
        known = cells >= 0
        before = np.concatenate([[0], np.cumsum(known)])
        self._cells, self._ends = cells[known], before[ends].astype(np.int64)
        self._of_label_ends = np.searchsorted(labels, np.arange(count + 1))
        self._measure(count)
        self._weigh(weights, count)

    def _measure(self, count: int) -> None:
        """Keep the length of each example, and of the sum of those of each label."""
        squares = np.square(self._rarity)[self._cells]
        self._lengths = np.sqrt(np.maximum(1e-9, _sums(squares, self._ends))).astype(np.float32)
        self._centroids = np.zeros(count, dtype=np.float32)

    def _weigh(self, weights: Floats, count: int) -> None:
        sizes = np.diff(self._of_label_ends)
        scale = np.maximum(1, _LEAST_PHRASES / np.maximum(1, sizes))
        labels, features, counts = map(np.concatenate, zip(_NOTHING, *self._counted(weights, count), strict=True))
        counts *= scale[labels]
        kinds = len(self._rarity)
        smoothed = _SMOOTHING * max(1, kinds)
        per_label = np.bincount(labels, counts, minlength=count)
        per_feature = np.bincount(features, counts, minlength=kinds)
        self._of_label = np.log(counts.sum() - per_label + smoothed) - np.log(per_label + smoothed)
        self._of_feature = log(_SMOOTHING) - np.log(per_feature + _SMOOTHING)
        elsewhere = np.maximum(per_feature[features] - counts, 0)
        excess = np.log(counts + _SMOOTHING) - np.log(elsewhere + _SMOOTHING) - self._of_feature[features]
        order = np.argsort(features, kind="stable")
        self._labels, self._excess = labels[order], excess[order].astype(np.float32)
        self._sizes = np.bincount(features, minlength=kinds)
        self._starts = np.cumsum(self._sizes) - self._sizes
        self._spread(count)

    def _counted(self, weights: Floats, count: int) -> Iterator[tuple[Integers, Integers, NDArray[np.float64]]]:
        """Yield for some labels at a time which features they have, and how often; examples count by their weights."""
        first = 0
        while first < count:
            start = self._of_label_ends[first]
            limit = self._ends[start] + _CELLS_AT_ONCE
            last = first + 1
            while last < count and self._ends[self._of_label_ends[last + 1]] <= limit:
                last += 1
            yield self._counted_in(first, last, weights)
            first = last

    def _counted_in(self, first: int, last: int, weights: Floats) -> tuple[Integers, Integers, NDArray[np.float64]]:
        start, end = self._of_label_ends[first], self._of_label_ends[last]
        cells = self._cells[self._ends[start] : self._ends[end]]
        sizes = np.diff(self._ends[start : end + 1])
        owners = np.repeat(np.arange(first, last), np.diff(self._of_label_ends[first : last + 1]))
        values = self._rarity[cells] * np.repeat(weights[start:end] / self._lengths[start:end], sizes)
        unique, places = np.unique(np.repeat(owners, sizes) * np.int64(len(self._rarity)) + cells, return_inverse=True)
        counts = np.bincount(places, values, minlength=len(unique)).astype(np.float64, copy=False)
        labels, features = np.divmod(unique, len(self._rarity))
        squares = np.bincount(labels - first, counts * counts, minlength=last - first)
        self._centroids[first:last] = np.sqrt(squares)
        return labels.astype(np.int32), features.astype(np.int32), counts

    def _spread(self, count: int) -> None:
        """Write out in full what the commonest features say."""
        common = np.argsort(-self._sizes, kind="stable")[: _DENSE_CELLS // max(1, count)]
        common = common[self._sizes[common] * _DENSE_SHARE > count]
        self._row = np.full(len(self._sizes), -1, dtype=np.int32)
        self._row[common] = np.arange(len(common), dtype=np.int32)
        self._rows = np.zeros((len(common), count), dtype=np.float32)
        for row, feature in enumerate(common):
            cells = slice(self._starts[feature], self._starts[feature] + self._sizes[feature])
            self._rows[row, self._labels[cells]] = self._excess[cells]

    def find(self, digests: Iterable[int]) -> Found:
        """Return which features of a text are known."""
        wanted = np.array(sorted(set(digests)), dtype=np.uint32)
        places = self.places(wanted)
        found = places[places >= 0]
        rarity = self._rarity[found]
        unknown = (len(wanted) - len(found)) * (log(1 + self._examples) + 1) ** 2
        return Found(found, rarity, sqrt(float(rarity @ rarity) + unknown))

    def places(self, wanted: NDArray[np.uint32]) -> NDArray[np.intp]:
        """Return the number of each feature, and -1 for those that are unknown."""
        if not len(self._digests):
            return np.full(len(wanted), -1)
        places = self._digests.searchsorted(wanted)
        places[places == len(self._digests)] = 0
        places[self._digests[places] != wanted] = -1
        return places

    def speak(self, found: Found) -> NDArray[np.float64] | float:
        """Return what the features say for each label; 0 where none is known."""
        if not len(found.features):
            return 0.0
        rows = self._row[found.features]
        single = rows < 0
        evidence = found.rarity[~single] @ self._rows[rows[~single]] + self._sum_single(
            found.features[single], found.rarity[single]
        )
        evidence += found.rarity @ self._of_feature[found.features] + found.rarity.sum() * self._of_label
        normalised: NDArray[np.float64] = evidence / np.sqrt(found.rarity @ found.rarity)
        return normalised

    def _sum_single(self, features: NDArray[np.intp], rarity: Floats) -> NDArray[np.float64]:
        sizes = self._sizes[features]
        before = np.cumsum(sizes) - sizes
        cells = np.repeat(self._starts[features] - before, sizes) + np.arange(sizes.sum())
        excess = np.repeat(rarity, sizes) * self._excess[cells]
        summed = np.bincount(self._labels[cells], excess, minlength=len(self._of_label))
        return summed.astype(np.float64, copy=False)

    def likeness(self, found: Found, labels: Sequence[int]) -> NDArray[np.float64]:
        """Return for each of `labels` the cosine of a text with its centroid, and with the nearest of its examples."""
        known = np.zeros(len(self._rarity), dtype=np.float32)
        known[found.features] = found.rarity * found.rarity / found.length
        firsts, lasts = self._of_label_ends[labels], self._of_label_ends[np.add(labels, 1)]
        cells = np.concatenate([self._cells[self._ends[i] : self._ends[j]] for i, j in zip(firsts, lasts, strict=True)])
        examples = np.concatenate([np.arange(i, j) for i, j in zip(firsts, lasts, strict=True)])
        sizes = self._ends[examples + 1] - self._ends[examples]
        ends = np.concatenate([[0], np.cumsum(sizes)])
        cosines = _sums(known[cells], ends) / self._lengths[examples]
        groups = np.concatenate([[0], np.cumsum(lasts - firsts)[:-1]])
        centroids = np.add.reduceat(cosines, groups) / np.maximum(1e-9, self._centroids[labels])
        return np.stack([centroids, np.maximum.reduceat(cosines, groups)], axis=1)

    def frequency(self, digests: Sequence[int]) -> NDArray[np.int32]:
        """Return in how many examples each feature is."""
        places = self.places(np.array(digests, dtype=np.uint32))
        return (
            np.where(places < 0, 0, self._frequency[places])
            if len(self._frequency)
            else np.zeros(len(places), np.int32)
        )

    def count(self, digest: int) -> int:
        """Return in how many examples one feature is; for one alone much faster than `frequency`."""
        place = self._place(digest)
        return int(self._frequency[place]) if place >= 0 else 0

    def has(self, digest: int, label: int) -> bool:
        """Return whether a label has one feature; for one alone much faster than `have`."""
        place = self._place(digest)
        if place < 0:
            return False
        owners = self._labels[self._starts[place] : self._starts[place] + self._sizes[place]]
        near = owners.searchsorted(owners.dtype.type(label))
        return bool(near < len(owners) and owners[near] == label)

    def _place(self, digest: int) -> int:
        place = int(self._digests.searchsorted(np.uint32(digest)))
        return place if place < len(self._digests) and self._digests[place] == digest else -1

    def have(self, digests: Sequence[int], labels: Sequence[int]) -> NDArray[np.bool_]:
        """Return, for each feature, which of `labels` have it."""
        having = np.zeros((len(digests), len(labels)), dtype=bool)
        for row, place in enumerate(self.places(np.array(digests, dtype=np.uint32))):
            if place >= 0:
                owners = self._labels[self._starts[place] : self._starts[place] + self._sizes[place]]
                near = owners.searchsorted(labels)
                having[row] = owners[np.minimum(near, len(owners) - 1)] == labels
        return having


def _of_few(labels: NDArray[np.intp], count: int) -> NDArray[np.bool_]:
    """Return for each example whether there are few of its label."""
    return np.bincount(labels, minlength=count)[labels] < _FEW_PHRASES


def _sums(values: NDArray[np.float32], ends: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the sums of the stretches of `values` that end at `ends`, the first of which is a start."""
    sums = np.zeros(len(ends) - 1, dtype=np.float32)
    filled = ends[1:] > ends[:-1]
    if filled.any():
        sums[filled] = np.add.reduceat(values, ends[:-1][filled])
    return sums
