"""What may be shown of counts."""

from hypothesis import given
from hypothesis import strategies as st

from bot.insight.disclosure import FEWEST, Tally

counts = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 6), st.integers(0, 5)), max_size=20)


@given(counts)
def test_nothing_of_few_is_shown_and_no_count_exactly(counted):
    """Whatever is shown has at least three things and people behind it, and could be one less or one more."""
    tally = Tally[str]()
    for key, person, count in counted:
        tally.add(key, person, count)
    for key in "abc":
        told, true, people = tally.shown(key), tally.counts[key], tally.people(key)
        if not true:
            assert told == 0
        elif told is None:
            assert min(true, people) < FEWEST
        else:
            assert min(true, people) >= FEWEST
            assert abs(told - true) <= 1
            assert told % FEWEST == 0


def test_the_most_comes_first():
    """By the true counts; what is counted equally by name."""
    tally = Tally[str]()
    for key, count in (("b", 4), ("a", 4), ("c", 5), ("d", 1)):
        for person in range(3):
            tally.add(key, person, count if not person else 0 if key == "d" else 1)
    assert [key for key, _ in tally.ranked()] == ["c", "a", "b"]
