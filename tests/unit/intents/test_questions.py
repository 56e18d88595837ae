"""Messages, taken apart."""

import pytest

from intents.questions import (
    indirect_question,
    only_tells,
    points_elsewhere,
    split_clauses,
    split_questions,
    split_sentences,
    without_courtesies,
)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Was ist Amt24? Wo liegt es?", ["Was ist Amt24?", "Wo liegt es?"]),
        ("Was ist Amt24?\nWo liegt es", ["Was ist Amt24?", "Wo liegt es"]),
        ("Guten Morgen. Was ist Amt24?", ["Guten Morgen.", "Was ist Amt24?"]),
        ("Was sagt § 10 Abs. 2 SächsEGovG?", ["Was sagt § 10 Abs. 2 SächsEGovG?"]),
        ("z. B. eine Frage", ["z. B. eine Frage"]),
        ("Der Zugang ist da. Reicht das?", ["Der Zugang ist da.", "Reicht das?"]),
        ("Was sagt Nr. Drei dazu?", ["Was sagt Nr. Drei dazu?"]),
        ("Was ist Amt24?!? 😀", ["Was ist Amt24?!?"]),
        ("", []),
        ("? ! ?", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    """A message falls into its sentences, but not at abbreviations; what has hardly a letter is none."""
    assert split_sentences(text) == sentences


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("was ist amt24 und wo liegt es", ["was ist amt24", "wo liegt es"]),
        ("was ist amt24, wer macht das", ["was ist amt24", "wer macht das"]),
        ("what is it AND where is it", ["what is it", "where is it"]),
        ("Hundesteuer", ["Hundesteuer"]),
        ("hund und kat", []),
        ("", []),
    ],
)
def test_clauses(text: str, clauses: list[str]) -> None:
    """Commas and conjunctions part clauses; "und" inside a word does not."""
    assert split_clauses(text) == clauses


@pytest.mark.parametrize(
    ("sentence", "questions"),
    [
        ("Was ist Amt24 und wer macht das?", ["Was ist Amt24?", "wer macht das?"]),
        ("Ist das zulässig, und was gilt sonst?", ["Ist das zulässig?", "was gilt sonst?"]),
        (
            "Wo stelle ich den Antrag und brauche ich dafür ein Konto?",
            ["Wo stelle ich den Antrag?", "brauche ich dafür ein Konto?"],
        ),
        ("Was ist der Unterschied zwischen Amt24 und ePayBL?", ["Was ist der Unterschied zwischen Amt24 und ePayBL?"]),
        ("Wer und wann?", ["Wer und wann?"]),
        ("Können Sie sagen, was das ist und wer es macht?", ["Können Sie sagen, was das ist und wer es macht?"]),
    ],
)
def test_questions_within_a_sentence(sentence: str, questions: list[str]) -> None:
    """Whole questions are parted, two names or two question words of one are not."""
    assert split_questions(sentence) == questions


@pytest.mark.parametrize("piece", ["a,", "und ", "?", "\n", ". ", ", ", "abc. ", " ", "hallo, "])
def test_long_messages_are_taken_apart_at_once(piece: str) -> None:
    """100,000 characters of any sort take no noticeable time."""
    text = piece * 50_000
    assert all(part.strip() for part in split_sentences(text) + split_clauses(text))
    assert without_courtesies(text) in text


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("mein chef will wissen was dieses Amt24 ist", "was dieses Amt24 ist"),
        ("Ich wollte mal fragen, wie lange das dauert", "wie lange das dauert"),
        ("kannst du mir sagen ob das geht", "ob das geht"),
        ("Was ist Amt24?", None),
        ("Ich habe eine Frage. Was ist Amt24?", None),
        ("wissen", None),
    ],
)
def test_what_a_sentence_leads_up_to(text: str, asked: str | None) -> None:
    """Who wants to know it, and for whom, is no part of the question."""
    assert indirect_question(text) == asked


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Hallo zusammen, was ist Amt24?", "was ist Amt24?"),
        ("Sehr geehrte Damen und Herren, was ist Amt24? Mit freundlichen Grüßen, A. Muster", "was ist Amt24?"),
        ("Was ist Amt24? LG Sandra", "Was ist Amt24?"),
        ("Guten Morgen!\nWas ist Amt24?\n\nViele Gruesse", "Was ist Amt24?"),
        ("Guten Tag, ", "Guten Tag, "),
        ("Hallo was ist Amt24, und was kostet es?", "Hallo was ist Amt24, und was kostet es?"),
        ("Mit freundlichen Grüßen", "Mit freundlichen Grüßen"),
        ("Was ist Amt24?", "Was ist Amt24?"),
    ],
)
def test_the_courtesies_of_a_letter_are_no_part_of_its_question(text: str, bare: str) -> None:
    """But a message that is nothing else stays as it is: it is small talk."""
    assert without_courtesies(text) == bare


@pytest.mark.parametrize(
    ("sentence", "telling"),
    [
        ("Wir haben schon bestellt.", True),
        ("Mein Chef sagt, das geht nicht.", True),
        ("Mein Chef will wissen, was Amt24 ist.", False),
        ("Wir brauchen eine Liste der Komponenten.", False),
        ("Unser Formular hat eine Seite?", False),
        ("Was ist Amt24", False),
    ],
)
def test_what_only_tells(sentence: str, telling: bool) -> None:
    """Who tells of oneself does not ask, but for what that leads up to or is wanted."""
    assert only_tells(sentence) is telling


def test_the_other_choice_is_no_question_of_its_own() -> None:
    """Unless it begins as one."""
    assert split_clauses("Gilt das für Städte oder nur für das Land?") == ["Gilt das für Städte oder nur für das Land"]
    assert split_clauses("Was kostet ePayBL oder wie bestellt man es?") == ["Was kostet ePayBL", "wie bestellt man es"]


def test_what_lies_between_two_concerns_both() -> None:
    """Nobody asks for each of them alone."""
    assert len(split_clauses("Was ist der Unterschied zwischen SAKD und KISA?")) == 1
    assert len(split_clauses("Was liegt zwischen SAKD und KISA und wer ist das?")) == 2


def test_what_points_elsewhere() -> None:
    """ "das" stands for what was said beside it; before a noun it is an article."""
    assert points_elsewhere("kann ich das im Dienst nehmen")
    assert not points_elsewhere("das Servicekonto")
    assert not points_elsewhere("was kostet das")
