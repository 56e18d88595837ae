"""The shapes of knowledge: which texts, dates and addresses they accept."""

import datetime
import time

import pytest
from pydantic import TypeAdapter, ValidationError

from knowledge.fields import (
    Date,
    Id,
    Line,
    SourceName,
    Text,
    Title,
    broken_addresses,
    german_date,
    last_day,
    web_source,
)
from knowledge.model import Document, Passage, Source


def accepts(shape: object, value: object) -> bool:
    try:
        TypeAdapter(shape).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "text",
    [
        "https://amt24.sachsen.de.",
        "(siehe https://a.de/x?y=1&z=%20#top)",
        "„https://www.zwönitz.de/“",
        "HTTPS://A.DE:8080/",
        "Digital-Lotsen@SSG-Sachsen.de, danach",
        "um 1:30 Uhr und/oder per HTTPS",
        "eID: siehe dort",
    ],
)
def test_whole_addresses(text: str) -> None:
    """Addresses may stand in brackets, quotation marks and at the end of a sentence; other text is none."""
    assert broken_addresses(text) == []


@pytest.mark.parametrize(
    "address",
    [
        "https://amt24",
        "https:/amt24.sachsen.de",
        "https:amt24.sachsen.de",
        "http//amt24.sachsen.de",
        "htp://amt24.sachsen.de",
        "ftp://amt24.sachsen.de",
        "https://amt24..sachsen.de",
        "https://-amt24.de",
        "https://amt_24.de",
        "www.amt24.de",
        "mailto:post@ssg.de",
        "post@ssg",
        "@ssg.de",
        "post@@ssg.de",
    ],
)
def test_broken_addresses(address: str) -> None:
    """What is meant as an address but is none is found."""
    assert broken_addresses(f"Sie finden es unter {address}, wie gesagt.") == [address]


@pytest.mark.parametrize(
    "text", ["a" * 500_000, "a@" * 250_000, "https://" + "a-" * 250_000, "https://" + "a." * 250_000]
)
def test_addresses_in_linear_time(text: str) -> None:
    """A text of half a million characters without a blank is searched quickly."""
    start = time.process_time()
    broken_addresses(text)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("date", "day", "written"),
    [
        ("2022", datetime.date(2022, 12, 31), "2022"),
        ("2024-02", datetime.date(2024, 2, 29), "Februar 2024"),
        ("2020-03-10", datetime.date(2020, 3, 10), "10.03.2020"),
    ],
)
def test_dates(date: str, day: datetime.date, written: str) -> None:
    """A date covers a day, a month or a year, and is written as Germans do."""
    assert accepts(Date, date)
    assert last_day(date) == day
    assert german_date(date) == written


@pytest.mark.parametrize(
    "date", ["2022-13", "2022-00", "2023-02-29", "2022-1-1", "22", "10.13.2020", "0000", "٢٠٢٢", "2022-03-01-01", ""]
)
def test_wrong_dates(date: str) -> None:
    """Dates that don't exist or are written otherwise are refused."""
    assert not accepts(Date, date)


@pytest.mark.parametrize("name", ["Amt24", "amt 24", "-a", "a-", "a--b", "ä", "", "a" * 40, "a_b"])
def test_wrong_ids(name: str) -> None:
    """An id is of lower-case letters, digits and single hyphens; a button holds no more than 39."""
    assert not accepts(Id, name)
    assert accepts(Id, "amt24-was-1")


@pytest.mark.parametrize("sign", ["\x07", "\x1b", "\u202e", "\u200e", "\u2066", "\ud800"])
def test_invisible_signs(sign: str) -> None:
    """Control characters and marks of direction are refused everywhere."""
    for shape in (Line, Title, Text):
        assert not accepts(shape, f"vor{sign}nach")


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("Sperr\u00admüll", "Sperrmüll"),
        ("Sperr\u200bmüll\ufeff", "Sperrmüll"),
        ("10\u00a0Euro\tje Stück", "10 Euro je Stück"),
        ("Mu\u0308ll", "Müll"),
    ],
)
def test_pasted_signs_are_mended(pasted: str, kept: str) -> None:
    """What copying from pages leaves in a text is mended, not refused: nobody could see what to remove."""
    for shape in (Line, Title, Text):
        assert TypeAdapter(shape).validate_python(pasted) == kept


def test_pasted_addresses_and_dates_are_mended() -> None:
    """An address without its scheme, and dates as Germans write them, become what the files hold."""
    assert TypeAdapter(Text).validate_python("Siehe WWW.stadt.de/faq.") == "Siehe https://www.stadt.de/faq."
    for written, kept in (("1.3.2022", "2022-03-01"), ("März 2022", "2022-03"), ("03/2022", "2022-03")):
        assert TypeAdapter(Date).validate_python(written) == kept


@pytest.mark.parametrize(
    ("written", "source"),
    [
        ("https://www.stadt.de/faq, 2026-03-01", ("https://www.stadt.de/faq", "2026-03-01")),
        ("https://www.stadt.de/faq (gelesen am 1.3.2026)", ("https://www.stadt.de/faq", "2026-03-01")),
        ("https://www.stadt.de/faq", None),
        ("https://www.stadt.de/faq, 2026-03", None),
        ("https://www.stadt.de/faq, 31.02.2026", None),
    ],
)
def test_a_page_is_a_source_with_the_day_it_was_read(written: str, source: tuple[str, str] | None) -> None:
    """An address alone says nothing of when its page said what is cited."""
    if source is None:
        assert not accepts(SourceName, written)
    else:
        assert web_source(TypeAdapter(SourceName).validate_python(written)) == source


def test_lines_and_texts() -> None:
    """Only a text may have several lines; neither is empty."""
    assert accepts(Text, "eins\nzwei")
    for shape, longest in ((Line, 200), (Title, 60)):
        assert not accepts(shape, "eins\nzwei")
        assert accepts(shape, "x" * longest)
        assert not accepts(shape, "x" * (longest + 1))
    for shape in (Line, Title, Text):
        assert not accepts(shape, " \n ")
        assert not accepts(shape, 5)
        assert not accepts(shape, None)
        assert accepts(shape, "Grüße – „§ 10“ 😀")


def test_a_source_names_its_place() -> None:
    """A source reads as document, paragraph and section."""
    document = Document(id="dvo", title="Verordnung", stand="2020")
    passage = Passage(id="p", document="dvo", section="Anlage", paragraph="§ 1")
    assert str(Source(document, passage)) == "Verordnung: § 1, Anlage"
    assert str(Source(document, Passage(id="p", document="dvo", section="Anlage"))) == "Verordnung: Anlage"


def test_a_source_is_cited_with_what_is_said_of_its_date() -> None:
    """The date as Germans write it; of a document that carries none, what is to be said in its place."""
    passage = Passage(id="p", document="dvo", section="Anlage")
    dated = Document(id="dvo", title="Verordnung", stand="2020-03-10")
    assert Source(dated, passage).cited == "Verordnung: Anlage, Stand 10.03.2020"
    undated = Document(id="dvo", title="Verordnung", stand="2020-03-10", undated="ohne Datum")
    assert Source(undated, passage).cited == "Verordnung: Anlage, ohne Datum"


def test_sources_and_subjects(small) -> None:
    """An entry's sources come in its own order; every subject knows its entries in the order of the files."""
    entry = small.entries["kaffee-was"]
    assert [str(source) for source in small.sources(entry)] == ["Handbuch: Seite 1", "Aushang: § 2, Flur"]
    assert [e.id for e in small.by_subject["kaffeemaschine"]] == ["kaffee-was", "kaffee-ort"]
    assert "geraete" not in small.by_subject
