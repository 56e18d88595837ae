"""Why answers did not help, and that it tells of nobody."""

from bot.insight.complaints import complaints
from bot.store.records import Complaint, Unhelpful, UnhelpfulBecause


def said(person: int, reason: UnhelpfulBecause | None = None, remark: str = "", entry: str = "amt24") -> Unhelpful:
    return Unhelpful(entry, person, Complaint(reason, remark))


def test_reasons_are_counted() -> None:
    """Each reason of at least three people; fewer are not told from none but by words."""
    found = [said(n, UnhelpfulBecause.WRONG) for n in range(6)] + [said(7, UnhelpfulBecause.INCOMPLETE)]
    told = complaints([*found, *(said(n) for n in range(10, 13))])
    assert told.ratings == 9
    assert dict(told.reasons) == {
        UnhelpfulBecause.MISUNDERSTOOD: 0,
        UnhelpfulBecause.INCOMPLETE: None,
        UnhelpfulBecause.WRONG: 6,
    }
    assert told.unreasoned == 3
    assert complaints([]).ratings == 0


def test_what_was_written_is_shown_of_three_people() -> None:
    """To the same answer; one who writes thrice is one."""
    two = [said(1, None, "Es fehlt der Preis."), said(2, None, "Preis?"), said(1, None, "Immer noch.")]
    assert complaints(two).remarks == ()
    assert complaints([*two, said(3, None, "x", entry="kdn")]).remarks == ()
    [remarks] = complaints([*two, said(3, None, "Preis?")]).remarks
    assert (remarks.entry, remarks.texts) == ("amt24", ("Es fehlt der Preis.", "Immer noch.", "Preis?"))
