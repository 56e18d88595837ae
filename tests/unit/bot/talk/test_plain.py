"""Replies as plain text."""

from bot.talk.message import Citation, Reply, Status
from bot.talk.plain import sources_line, with_sources

ONE = Citation("Handbuch: Seite 1", "Stand März 2022")
TWO = Citation("Aushang: Flur", "ohne Datum (Inhalte von 2022)")


def test_sources_stand_in_one_line_with_their_dates() -> None:
    """One source or several are announced as such; none is not announced at all."""
    assert sources_line([]) == ""
    assert sources_line([ONE]) == "Quelle: Handbuch: Seite 1, Stand März 2022"
    expected = "Quellen: Handbuch: Seite 1, Stand März 2022; Aushang: Flur, ohne Datum (Inhalte von 2022)"
    assert sources_line([ONE, TWO]) == expected


def test_sources_follow_the_text_after_an_empty_line() -> None:
    """A reply without sources is its text alone."""
    assert with_sources(Reply(Status.ANSWER, "So ist es.", citations=(ONE,))) == (
        "So ist es.\n\nQuelle: Handbuch: Seite 1, Stand März 2022"
    )
    assert with_sources(Reply(Status.SOCIAL, "Gern.")) == "Gern."
