"""What is taken out of a text before it is stored, and what stays."""

import datetime

import pytest

from bot.talk.message import Message
from bot.talk.privacy import MAX_CHARS, pseudonym, redact


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("meine mail ist p.mueller@gemeinde-x.de, danke", "meine mail ist [E-Mail], danke"),
        ("max.muster (at) web.de", "[E-Mail]"),
        ("Digital-Lotsen@SSG-Sachsen.de", "[E-Mail]"),
        ("Rückruf 0351/123 45-67 bitte", "Rückruf [Telefon] bitte"),
        ("(0351) 123456", "[Telefon]"),
        ("+49 (0)351 8024-115", "[Telefon]"),
        ("0049 351 123456", "[Telefon]"),
        ("0 35 91 / 525 0", "[Telefon]"),
        ("Handy 0151-23456789", "Handy [Telefon]"),
        ("Tel. 45 67 89", "Tel. [Telefon]"),
        ("IBAN DE89 3704 0044 0532 0130 00", "IBAN [IBAN]"),
        ("de89370400440532013000", "[IBAN]"),
        ("NL91 ABNA 0417 1643 00", "[IBAN]"),
        ("https://u:geheim@x.de/a und https://x.de/a?token=abc", "[Link] und [Link]"),
        ("Mein Kennzeichen ist DD-AB 123 oder GR XY 1234", "Mein Kennzeichen ist [Kennzeichen] oder [Kennzeichen]"),
        ("Vorgang 123456", "Vorgang [Nummer]"),
        ("Aktenzeichen: 32.4-2023/117", "Aktenzeichen: [Nummer]"),
        ("Steuernummer 12 345 678 901", "Steuernummer [Nummer]"),
        ("Ausweis L01X00T47", "Ausweis [Nummer]"),
        ("Schreiben Sie @max_muster", "Schreiben Sie [Name]"),
        ("Ich wohne Hauptstraße 12a, 02625 Bautzen.", "Ich wohne [Anschrift]."),
        ("Dresdner Str. 7 und Am Markt 5", "[Anschrift] und [Anschrift]"),
        ("Straße der Einheit 4", "[Anschrift]"),
        ("geboren am 3. Mai 1980", "geboren am [Datum]"),
        ("geb. 03.05.80", "geb. [Datum]"),
        ("1980-05-03", "[Datum]"),
        ("Wer ist bei Frau Dr. von der Leyen zuständig?", "Wer ist bei Frau Dr. [Name] zuständig?"),
        ("frau schulze aus dem bauamt fragt", "frau [Name] aus dem bauamt fragt"),
        ("Herrn Kretschmer-Müller", "Herrn [Name]"),
        ("Familie Nowak-Šołta zieht um", "Familie [Name] zieht um"),
        ("mein name ist peter müller und ich brauche hilfe", "mein name ist [Name] und ich brauche hilfe"),
        ("Mein Name ist Herr Müller", "Mein Name ist Herr [Name]"),
        ("Ich heiße Anna", "Ich heiße [Name]"),
        ("Ich bin Peter Schmidt, hallo", "Ich bin [Name], hallo"),
        ("ich bin der Peter", "ich bin der [Name]"),
        ("Was kostet das? Viele Grüße, Max Muster!", "Was kostet das? Viele Grüße, [Name]!"),
        ("Was kostet das? VG Max Müller", "Was kostet das? VG [Name]"),
        ("Geht das?\nGruß\nMax", "Geht das?\nGruß\n[Name]"),
        (
            "Geht das?\nMit freundlichen Grüßen\n\nMax von Müller\nHauptamt\nTel. 0351 123456\nAm Markt 1\n01099 X",
            "Geht das?\nMit freundlichen Grüßen\n\n[Name]\nHauptamt\nTel. [Telefon]\n[Anschrift]",
        ),
        ("Beste Grüße, Petra Lehmann, Kämmerei Musterdorf", "Beste Grüße, [Name], Kämmerei Musterdorf"),
        ("Hallo, hier ist Petra Lehmann, ich brauche Hilfe", "Hallo, hier ist [Name], ich brauche Hilfe"),
        ("hier spricht petra", "hier spricht [Name]"),
        ("Petra Lehmann hier. Was ist Amt24?", "[Name] hier. Was ist Amt24?"),
        ("Guten Tag,\nPetra hier, eine Frage:", "Guten Tag,\n[Name] hier, eine Frage:"),
        ("meine Kollegin Sabine fragt nach dem KDN", "meine Kollegin [Name] fragt nach dem KDN"),
        ("Ich frage für unseren Kollegen Max Müller.", "Ich frage für unseren Kollegen [Name]."),
    ],
)
def test_what_identifies_a_person_is_replaced_by_a_mark(text: str, redacted: str) -> None:
    """Contact data, numbers, addresses, birth dates and introduced names do not reach the database."""
    assert redact(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "Ist die Behördenrufnummer 115 in Amt24 zu sehen?",
        "Was steht in § 22 Abs. 3 und in §§ 2, 3, 22, 23, 26, 30?",
        "Was steht in § 10 SGB X 45, in SGB II 22 und in DIN EN 301 549?",
        "Was passiert in Schritt 4, was in den Schritten 0 1 2 3 4 5 6?",
        "Dauert es 1-4 Wochen?",
        "Kostet das 250.000 Euro im Haushalt 2022 2023?",
        "https://amt24.sachsen.de",
        "Ich bin Kämmerin, was kostet die Zahlungskomponente?",
        "Ich bin neu hier. Ich bin bei der Gemeinde.",
        "Vereinbarkeit von Familie und Beruf",
        "Hallo, hier ist die Hauptamtsleiterin",
        "hier ist Kämmerin gefragt",
        "hier schreibt das Einwohnermeldeamt",
        "Können Kollegen Anträge stellen?",
        "Welche Kosten hier?",
        "Was ist hier Pflicht?",
        "Viele Grüße aus dem Rathaus und danke für die Antwort zu Amt24",
        "Wer ist Herr über die Daten?",
        "Auf welchem Weg kommt das Geld?",
        "",
        "😀 \u200f\x00<b>'; DROP TABLE turns; --</b>",
    ],
)
def test_an_ordinary_question_stays_as_it_is(text: str) -> None:
    """Numbers of laws, steps, years and amounts, roles and plain addresses are no personal data."""
    assert redact(text) == text


def test_a_message_is_cut_before_anything_reads_it_and_nothing_is_left_of_what_was_cut_in_two() -> None:
    """Half of an address or of a number would no longer be known as one."""
    at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    for end in (" p.mueller@gemeinde-x.de", " Rückruf 0351 123 45 67", " Petra Lehmann"):
        for overlap in range(1, len(end)):
            message = Message("ja " * ((MAX_CHARS - overlap) // 3) + end + " ja" * 1_000, at)
            assert len(message.text) == MAX_CHARS + 1
            assert set(message.redacted.split()) <= {"ja", "j"}


def test_half_a_character_becomes_storable() -> None:
    """A lone surrogate, as invalid input leaves it, would make SQLite refuse the turn."""
    assert redact("Amt\udc9324") == "Amt?24"


def test_a_pseudonym_is_the_same_only_for_the_same_person_channel_and_secret() -> None:
    """It links a person's turns, tells nothing without the secret, and no two channels share one."""
    mine = pseudonym(b"s" * 32, "telegram", "4711")
    assert mine == pseudonym(b"s" * 32, "telegram", "4711")
    others = {
        pseudonym(b"t" * 32, "telegram", "4711"),
        pseudonym(b"s" * 32, "web", "4711"),
        pseudonym(b"s" * 32, "telegram", "4712"),
        pseudonym(b"s" * 32, "telegram4", "711"),
        pseudonym(b"s" * 32, "telegram", "\udc93"),
    }
    assert len(others | {mine}) == 6
    assert len(bytes.fromhex(mine)) == 32
    assert "4711" not in mine
