"""Messages, taken apart."""

import pytest

from intents.questions import indirect_question, split_clauses, split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Was ist Amt24? Wo liegt es?", ["Was ist Amt24?", "Wo liegt es?"]),
        ("Was ist Amt24?\nWo liegt es", ["Was ist Amt24?", "Wo liegt es"]),
        ("Guten Morgen. Was ist Amt24?", ["Guten Morgen.", "Was ist Amt24?"]),
        ("Was sagt § 10 Abs. 2 SächsEGovG?", ["Was sagt § 10 Abs. 2 SächsEGovG?"]),
        ("z. B. eine Frage", ["z. B. eine Frage"]),
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


@pytest.mark.parametrize("piece", ["a,", "und ", "?", "\n", ". ", "abc. ", " "])
def test_long_messages_are_taken_apart_at_once(piece: str) -> None:
    """100,000 characters of any sort take no noticeable time."""
    assert all(part.strip() for part in split_sentences(piece * 50_000) + split_clauses(piece * 50_000))


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
