"""Figures of how the assistant is used: what counts as what, and what is never shown."""

import datetime

import pytest

from bot.insight.charts import draw
from bot.insight.figures import breakdown, courses, figures, with_a_course
from bot.store.tallying import Event, local_day, tallied

FIRST, LAST = datetime.date(2026, 3, 27), datetime.date(2026, 3, 31)


def visits(kind, count, at="2026-03-28T10:00:00+00:00", people=9):
    """So many messages, spread evenly over so many people."""
    day = local_day(datetime.datetime.fromisoformat(at))
    shares = [count // people + (n < count % people) for n in range(people)]
    return [Event(kind, day, "web", n, share) for n, share in enumerate(shares) if share]


def uses(entry, count, people, helpful=0):
    """So many answers of an entry, spread over so many people; the first of them rated it."""
    return [*visits(f"entry {entry}", count, people=people), *([Event(f"good {entry}", FIRST, "web", 0, helpful)])]


def seen(*hours, entries=(), knowledge, first=FIRST, last=LAST):
    events = [event for rows in (*hours, *entries) for event in rows]
    told = [
        figures(tallied(events, breakdown(knowledge, course)), None, knowledge, course)
        for course in courses(first, last)
    ]
    return with_a_course(told)


def test_a_question_that_was_asked_back_counts_once(knowledge):
    """Asking back and the pick are one question; "keine davon" is one; what nobody picked is one."""
    hours = [("at_once", 12), ("asked_back", 18), ("after_choice", 6), ("none", 3), ("missed", 6)]
    told = seen(*(visits(*hour) for hour in hours), knowledge=knowledge)
    assert told.questions == 12 + 18 + 6
    shares = {share.key: share.count for share in told.shares}
    assert shares == {"at_once": 12, "after_choice": 6, "none": 3, "missed": 6, "left": 9}


def test_small_talk_is_no_question(knowledge):
    """Thanks, interviews and handovers are not counted, nor who only said these."""
    assert seen(visits("at_once", 6), visits("apart", 60), knowledge=knowledge).questions == 6
    assert not seen(visits("at_once", 6, people=2), visits("apart", 60), knowledge=knowledge).enough


@pytest.mark.parametrize(("questions", "people"), [(2, 10), (10, 2), (0, 1)])
def test_too_few_show_nothing(knowledge, questions, people):
    """Below three questions or three people there are no figures at all."""
    told = seen(visits("at_once", questions, people=people), knowledge=knowledge)
    assert not told.enough
    assert (told.questions, told.people, told.entries, told.trend) == (0, 0, (), ())


def test_a_day_is_a_day_in_germany(knowledge):
    """A question at 23:30 UTC belongs to the next day; around the change of the clocks each day is there once."""
    hours = visits("at_once", 6, "2026-03-28T23:00:00+00:00"), visits("at_once", 3, "2026-03-29T22:00:00+00:00")
    told = seen(*hours, knowledge=knowledge)
    assert [bucket.begins.day for bucket in told.trend] == [27, 28, 29, 30, 31]
    assert [bucket.total for bucket in told.trend] == [0, 0, 6, 3, 0]


def test_longer_spans_have_coarser_buckets(knowledge):
    """A quarter is shown by weeks, two years by months; the first bucket begins with the span."""
    found, ends = visits("at_once", 9, "2025-12-31T10:00:00+00:00"), datetime.date(2026, 1, 10)
    quarter = seen(found, knowledge=knowledge, first=datetime.date(2025, 10, 15), last=ends)
    years = seen(found, knowledge=knowledge, first=datetime.date(2024, 2, 10), last=ends)
    assert (quarter.unit, years.unit) == ("week", "month")
    assert (quarter.trend[0].begins, years.trend[0].begins) == (datetime.date(2025, 10, 15), datetime.date(2024, 2, 10))
    assert years.trend[1].begins == datetime.date(2024, 3, 1)


def test_a_rare_entry_is_folded_into_the_others(knowledge):
    """What two people asked is not named, however often they did; nor is a rating by one."""
    rows = [uses("amt24-was", 20, 9, helpful=4), uses("sakd-rolle", 7, 5), uses("komm24-rolle", 9, 2)]
    told = seen(visits("at_once", 36), entries=rows, knowledge=knowledge)
    assert [(row.key, row.count) for row in told.entries] == [("amt24-was", 21), ("sakd-rolle", 6)]
    assert told.others == 9
    assert told.entries[0].helpful is None
    assert told.entries[0].unhelpful == 0


def test_a_topic_of_one_person_is_not_named(knowledge):
    """Three entries of one topic that one person asked about are not three people."""
    rows = [uses(entry, 3, 1) for entry in ("amt24-was", "amt24-adresse")]
    assert knowledge.entries["amt24-was"].about == knowledge.entries["amt24-adresse"].about
    assert seen(visits("at_once", 6), entries=rows, knowledge=knowledge).subjects == ()


def test_a_day_of_one_person_is_not_shown(knowledge):
    """Neither the day nor one of its parts, where fewer than three people are behind it."""
    told = seen(
        visits("at_once", 9, "2026-03-28T10:00:00+00:00"),
        visits("missed", 2, "2026-03-28T10:00:00+00:00"),
        visits("at_once", 9, "2026-03-29T10:00:00+00:00", people=1),
        knowledge=knowledge,
    )
    days = {bucket.begins.day: (bucket.total, bucket.at_once, bucket.missed) for bucket in told.trend}
    assert days[28] == (12, 9, None)
    assert days[29] == (None, None, 0)


def test_one_question_more_is_not_told_by_the_difference(knowledge):
    """A second look, or a span longer by a day, shows the same although one person asked more."""
    before, after = (
        seen(visits("at_once", count), entries=[uses("amt24-was", count, 5)], knowledge=knowledge) for count in (6, 7)
    )
    assert (before.questions, before.shares, before.entries) == (after.questions, after.shares, after.entries)


def test_a_bar_alone_is_no_course(knowledge):
    """Where days have too little to show, weeks may have enough; where they have not, nothing is drawn."""
    month = {"first": datetime.date(2026, 3, 2), "last": datetime.date(2026, 3, 29)}
    days = [visits("at_once", 2, f"2026-03-{day:02}T10:00:00+00:00", people=2) for day in range(2, 28, 2)]
    rare = [[visit._replace(who=visit.who + n) for visit in day] for n, day in enumerate(days)]
    told = seen(*rare, knowledge=knowledge, **month)
    assert told.unit == "week"
    assert told.shows_a_course
    alone = seen(visits("at_once", 30), knowledge=knowledge, **month)
    assert alone.unit == "day"
    assert not alone.shows_a_course


def test_every_share_is_of_the_same_whole(knowledge):
    """What a tile says is what the chart says."""
    told = seen(*(visits(kind, 31) for kind in ("at_once", "missed", "asked_back")), knowledge=knowledge)
    at_once = next(share.count for share in told.shares if share.key == "at_once")
    assert f"({told.percent(at_once)} %)" in draw("shares", told).decode()
    assert told.percent(10 * told.questions) == 100
