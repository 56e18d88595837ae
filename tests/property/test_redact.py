"""What holds for every redacted text, whatever somebody types."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from bot.talk.privacy import redact

_CUES = [
    "Frau ",
    "frau ",
    "Herr ",
    "Familie ",
    "mein Name ist ",
    "ich bin ",
    "ich heiße ",
    "Tel. ",
    "Az. ",
    "Grüße, ",
    "VG ",
    "hier ist ",
    "hier spricht ",
    " hier",
    "Kollegin ",
    "unserem Kollegen ",
    "Bürgermeisterin ",
    "Antrag von ",
    "Akte ",
    "i. A. ",
    "Ansprechpartner: ",
    "Durchwahl ",
    "Kundennummer ist ",
    "Flurstück ",
    "Passwort: ",
    "geboren am ",
    "Kennzeichen ",
    "wohnhaft ",
]
_WORDS = [
    "Dr. ",
    "von der ",
    "Müller ",
    "peter ",
    "Anna-Lena ",
    "O'Neill ",
    "Sabine ",
    "ernst ",
    "Wolf ",
    "K.-H. ",
    "und ",
    "Leiter ",
    "DE",
    "AB",
    "X",
    "DIN ",
]
_PLACES = ["Weg ", "Hauptstraße ", "Am ", "Str. ", "geb. ", "3. ", "Mai ", "1980", "05", "x://", "?x=", "web", ".de"]
_DIGITS = ["12", "0351", "0", "00", "+49", "123456", "1", "4711", "٣", "L01X00T47"]
_SIGNS = [
    *"-/ .,:()[]@_ß\n",
    "(at)",
    " at ",
    " punkt ",
    "www.",
    "xing.com/",
    "DE89 ",
    "@x",
    "a@b",
    "[Name]",
    "[Telefon]",
]
_FRAGMENTS = st.sampled_from([*_CUES, *_WORDS, *_PLACES, *_DIGITS, *_SIGNS])
_TEXTS = st.one_of(st.text(), st.lists(_FRAGMENTS, max_size=14).map("".join))


@given(_TEXTS)
@example("Frau A B C D")
@example("0351 1234 5678 9012 3456 7890")
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    """A stored question can go through `redact` again, for instance when a clarification keeps it."""
    once = redact(text)
    assert redact(once) == once


@given(_TEXTS)
def test_no_long_number_and_no_address_is_left(text: str) -> None:
    """No run of six digits in any script and nothing of the form "a@b" survives."""
    redacted = redact(text)
    assert not re.search(r"\d{6}", redacted)
    assert not re.search(r"\w@\w", redacted)


@given(_TEXTS, _TEXTS)
def test_an_address_is_found_in_any_surroundings(before: str, after: str) -> None:
    """What stands around an e-mail address cannot hide its domain."""
    assert "gemeinde-x.de" not in redact(f"{before} p.mueller@gemeinde-x.de {after}")
