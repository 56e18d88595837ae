"""Addresses that stand bare in a text."""

import time

import pytest

from knowledge.addresses import addresses


@pytest.mark.parametrize(
    ("text", "shown", "target"),
    [
        ("Dort: https://amt24.sachsen.de.", "https://amt24.sachsen.de", None),
        ("„https://amt24.sachsen.de/“ und", "https://amt24.sachsen.de/", None),
        ("(siehe https://amt24.sachsen.de/a?b=c&d#e)!", "https://amt24.sachsen.de/a?b=c&d#e", None),
        ("https://de.wikipedia.org/wiki/Amt_(Recht)", "https://de.wikipedia.org/wiki/Amt_(Recht)", None),
        ("Schreiben Sie an A-B.c+d@e-f.de, bitte", "A-B.c+d@e-f.de", "mailto:A-B.c+d@e-f.de"),
        ("E-Mail:info@example.de", "info@example.de", "mailto:info@example.de"),
        ("HTTPS://EXAMPLE.DE/A", "HTTPS://EXAMPLE.DE/A", None),
    ],
)
def test_an_address_ends_where_people_think_that_it_ends(text: str, shown: str, target: str | None) -> None:
    """Before the full stop, the bracket and the German quotation mark around it; a mailbox gets its scheme."""
    [found] = addresses(text)
    assert text[found.start : found.end] == shown
    assert found.target == (target or shown)


@pytest.mark.parametrize(
    "text", ["amt24.sachsen.de", "z.B. um 9.30", "a@b", "//x.de/y", "ftp://x.de", "javascript://x", "@"]
)
def test_nothing_else_is_one(text: str) -> None:
    """What only looks like one is left as it is: a name is no link, and nothing runs."""
    assert list(addresses(text)) == []


@pytest.mark.parametrize("part", ["a@", "http://", "https://a.", "x@a.", "https://(", "a-", "@@:", "„https://"])
def test_in_linear_time(part: str) -> None:
    """Whatever is repeated, a long text is read quickly."""
    start = time.process_time()
    list(addresses(part * 20_000))
    assert time.process_time() - start < 2
