"""Figures of how the assistant is used: what counts as what, and what is never shown."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.figures import FEWEST, days_of, figures, withheld
from bot.store.usage import EntryUse, Hour, Usage

FIRST, LAST = datetime.date(2026, 3, 27), datetime.date(2026, 3, 31)


def hour(kind, count, at="2026-03-28T10:00:00+00:00", channel="web"):
    return Hour(datetime.datetime.fromisoformat(at), channel, kind, count)


def used(*hours, entries=(), people=10, unhelpful=0):
    channels = {one.channel: people for one in hours}
    return Usage(tuple(hours), tuple(entries), people, channels, unhelpful)


def test_a_question_that_was_asked_back_counts_once(knowledge):
    """Asking back and the pick are one question; "keine davon" is one; what nobody picked is one."""
    found = used(
        hour("at_once", 10), hour("asked_back", 12), hour("after_choice", 5), hour("none", 3), hour("missed", 4)
    )
    shown = figures(found, None, knowledge, FIRST, LAST)
    assert shown.questions == 10 + 12 + 4
    shares = {share.key: share.count for share in shown.shares}
    assert shares == {"at_once": 10, "after_choice": 5, "none": 3, "missed": 4, "left": 4}


def test_small_talk_is_no_question(knowledge):
    """Thanks, interviews and handovers are not counted."""
    shown = figures(used(hour("at_once", 5), hour("apart", 50)), None, knowledge, FIRST, LAST)
    assert shown.questions == 5


@pytest.mark.parametrize(("questions", "people"), [(2, 10), (10, 2), (0, 0)])
def test_too_few_show_nothing(knowledge, questions, people):
    """Below three questions or three people there are no figures at all."""
    shown = figures(used(hour("at_once", questions), people=people), None, knowledge, FIRST, LAST)
    assert not shown.enough
    assert (shown.questions, shown.people, shown.entries, shown.trend) == (0, 0, (), ())


def test_a_day_is_a_day_in_germany(knowledge):
    """A question at 23:30 UTC belongs to the next day; around the change of the clocks each day is there once."""
    found = used(hour("at_once", 5, "2026-03-28T23:00:00+00:00"), hour("at_once", 4, "2026-03-29T22:00:00+00:00"))
    shown = figures(found, None, knowledge, FIRST, LAST)
    assert [bucket.begins.day for bucket in shown.trend] == [27, 28, 29, 30, 31]
    assert [bucket.total for bucket in shown.trend] == [0, 0, 5, 4, 0]
    since, until = days_of(FIRST, LAST)
    assert (until - since).total_seconds() == (5 * 24) * 3600  # wall clock; in UTC it is an hour less
    assert (until.astimezone(datetime.UTC) - since.astimezone(datetime.UTC)).total_seconds() == (5 * 24 - 1) * 3600


def test_longer_spans_have_coarser_buckets(knowledge):
    """A quarter is shown by weeks, two years by months; the first bucket begins with the span."""
    found = used(hour("at_once", 9, "2025-12-31T10:00:00+00:00"))
    quarter = figures(found, None, knowledge, datetime.date(2025, 10, 15), datetime.date(2026, 1, 10))
    years = figures(found, None, knowledge, datetime.date(2024, 2, 10), datetime.date(2026, 1, 10))
    assert (quarter.unit, years.unit) == ("week", "month")
    assert (quarter.trend[0].begins, years.trend[0].begins) == (datetime.date(2025, 10, 15), datetime.date(2024, 2, 10))
    assert years.trend[1].begins == datetime.date(2024, 3, 1)


def test_a_rare_entry_is_folded_into_the_others(knowledge):
    """What two people asked is not named, and neither is the next, since the sum would tell."""
    rows = [
        EntryUse("amt24-was", 20, 9, 5, 4, 1),
        EntryUse("sakd-rolle", 7, 5, 0, 0, 0),
        EntryUse("komm24-rolle", 9, 2, 0, 0, 0),
    ]
    shown = figures(used(hour("at_once", 36), entries=rows), None, knowledge, FIRST, LAST)
    assert [row.key for row in shown.entries] == ["amt24-was"]
    assert shown.others == 16
    assert shown.entries[0].helpful == 4
    assert shown.entries[0].unhelpful is None


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=8))
def test_nothing_small_is_shown_or_can_be_told(counted):
    """Whatever is shown has at least three questions and people, and never is just one thing hidden among others."""
    counts = {key: n for key, (n, _) in counted.items()}
    people = {key: p for key, (_, p) in counted.items()}
    hidden = withheld(counts, people)
    for key, count in counts.items():
        if key not in hidden and count:
            assert count >= FEWEST
            assert people[key] >= FEWEST
    shown = [key for key, count in counts.items() if count and key not in hidden]
    assert len(hidden) != 1 or not shown
