"""What features say, counted from examples."""

import numpy as np
import pytest

from intents.evidence import Evidence, Seen

EXAMPLES = [(0, {2, 4, 6}), (0, {2, 8}), (1, {2, 4}), (2, {2**32 - 2})]


@pytest.fixture
def evidence() -> Evidence:
    seen = Seen()
    for _, features in EXAMPLES:
        seen.add(features)
    labels = np.array([label for label, _ in EXAMPLES])
    return Evidence(seen, labels, 3, np.ones(len(EXAMPLES), dtype=np.float32))


@pytest.mark.parametrize("digest", [0, 2, 3, 4, 6, 8, 10, 2**32 - 2])
def test_one_feature_says_the_same_alone_as_among_others(evidence: Evidence, digest: int) -> None:
    """In how many examples it is, and which labels have it; also one that is unknown."""
    assert evidence.count(digest) == evidence.frequency([digest])[0] == sum(digest in own for _, own in EXAMPLES)
    having = [evidence.has(digest, label) for label in range(3)]
    assert having == evidence.have([digest], range(3))[0].tolist()
    assert having == [any(digest in own for label, own in EXAMPLES if label == one) for one in range(3)]


def test_nothing_is_known_of_no_examples() -> None:
    """Not even of a feature that might be the last."""
    nothing = Evidence(Seen(), np.array([], dtype=np.intp), 1, np.array([], dtype=np.float32))
    assert nothing.count(2) == 0
    assert not nothing.has(2, 0)
