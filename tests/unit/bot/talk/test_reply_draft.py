"""Drafts of replies to letters, on a base of seven entries."""

import datetime
from dataclasses import replace

import pytest

from bot.talk.reply_draft import ReplyDraft, ReplyDrafts
from intents.compose import AskedQuestion, ReadLetter
from intents.meaning import Ambiguous, Candidate, Meaning, NotCovered, OutOfScope, Understood
from intents.understand import Understanding
from knowledge.model import Knowledge

TODAY = datetime.date(2024, 3, 1)
MAIL = """Guten Morgen,

ich habe zwei Fragen. Was ist die Kaffeemaschine? Und was kostet der Drucker?

Mit freundlichen Grüßen
Petra Schulze
Hauptamt
"""


class Reading:
    """Reads every letter alike."""

    def __init__(self, *meanings: tuple[str, Meaning], left_out: tuple[str, ...] = ()) -> None:
        self.read = ReadLetter(tuple(AskedQuestion(text, meant) for text, meant in meanings), left_out)

    def letter(self, _text: str) -> ReadLetter:
        return self.read


def understood(*entries: str, score: float = 0.9, missing: tuple[str, ...] = ()) -> Understood:
    return Understood(tuple(Candidate(entry, score) for entry in entries), missing)


def drafted(small: Knowledge, *meanings: tuple[str, Meaning], left_out: tuple[str, ...] = ()) -> ReplyDraft:
    reading = Reading(*meanings, left_out=left_out)
    draft = ReplyDrafts(small, reading).of("x", TODAY)  # type: ignore[arg-type]  # as much of it as is used
    assert draft is not None
    return draft


def test_a_whole_reply(small: Knowledge, small_understanding: Understanding) -> None:
    """Each question in its order, with its answer and source; a place for the name at the end."""
    draft = ReplyDrafts(small, small_understanding).of(MAIL, TODAY)
    assert draft is not None
    assert draft.text == (
        "Guten Tag,\n\nzu Ihren Fragen:\n\n"
        "1. Was ist die Kaffeemaschine?\nAntwort kaffee-was.\n"
        f"{draft.answers[0].said.splitlines()[-1]}\n\n"
        "2. Was kostet der Drucker?\nAntwort drucker-kosten.\n"
        f"{draft.answers[1].said.splitlines()[-1]}\n\n"
        "Gruß\n[bitte ergänzen: Name]"
    )
    assert draft.answers[0].said.splitlines()[-1].startswith("Quellen: ")
    assert draft.entries == ("kaffee-was", "drucker-kosten")


def test_one_question_has_no_number(small: Knowledge) -> None:
    """It is repeated in the sentence that leads to its answer."""
    draft = drafted(small, ("Was ist der Drucker?", understood("drucker-was")))
    assert draft.opening == "zu „Was ist der Drucker?“:"
    assert draft.headings == ()
    assert "\n\nAntwort drucker-was.\nQuelle" in draft.text


def test_a_letter_without_a_question_has_no_reply(small: Knowledge, small_understanding: Understanding) -> None:
    """Thanks and news ask nothing."""
    assert ReplyDrafts(small, small_understanding).of("Anbei die Liste vom Freitag.\n\nGruß\nMax", TODAY) is None


@pytest.mark.parametrize(
    ("meant", "text"),
    [
        (OutOfScope(), "[bitte ergänzen]"),
        (OutOfScope(("drucker-was", "kaffee-was")), "[bitte ergänzen, bekannt ist: Antwort drucker-was.]"),
        (
            NotCovered("drucker", "ort", ("drucker-was", "drucker-ort", "drucker-kosten")),
            "[bitte ergänzen, bekannt ist: Antwort drucker-was. Antwort drucker-ort.]",
        ),
    ],
)
def test_what_nothing_answers_is_left_to_a_human(small: Knowledge, meant: Meaning, text: str) -> None:
    """With what is known nearby."""
    [answer] = drafted(small, ("Warum?", meant)).answers
    assert (answer.text, answer.entries, answer.citations) == (text, (), ())


def test_what_may_be_meant_stands_side_by_side(small: Knowledge) -> None:
    """The answers of which one is meant, for a human to strike out the other."""
    meant = Ambiguous(tuple(Candidate(entry, 0.4) for entry in ("drucker-was", "drucker-ort", "drucker-kosten")))
    [answer] = drafted(small, ("Drucker?", meant)).answers
    assert answer.text == (
        "[bitte prüfen: „Was ist der Drucker?“ / „Wo steht der Drucker?“]\nAntwort drucker-was.\n\nAntwort drucker-ort."
    )


def test_an_answer_that_may_not_fit_is_marked(small: Knowledge) -> None:
    """So is one that leaves something open."""
    meant = understood("drucker-was", score=0.5, missing=("wer putzt ihn",))
    [answer] = drafted(small, ("Drucker?", meant)).answers
    assert answer.text == "[bitte prüfen, ob es passt]\nAntwort drucker-was.\n[bitte ergänzen: Wer putzt ihn?]"
    [alone] = drafted(small, ("Drucker?", Ambiguous((Candidate("drucker-was", 0.4),)))).answers
    assert alone.text == "[bitte prüfen, ob es passt]\nAntwort drucker-was."


def test_no_answer_is_told_twice(small: Knowledge) -> None:
    """The second time it is named."""
    told = drafted(small, ("Was ist er?", understood("drucker-was")), ("Und was macht er?", understood("drucker-was")))
    assert told.answers[1].said == "Siehe „Was ist er?“."


def test_an_answer_past_its_time_is_marked(small: Knowledge) -> None:
    """Somebody has to look whether it still holds."""
    old = replace(small, entries={**small.entries})
    old.entries["drucker-was"] = small.entries["drucker-was"].model_copy(update={"gueltig_bis": "2023-12-31"})  # type: ignore[index]  # a dict, by the line above
    [answer] = drafted(old, ("Was ist er?", understood("drucker-was"))).answers
    assert answer.text == "Antwort drucker-was.\n[bitte prüfen, galt bis 31.12.2023]"


def test_questions_beyond_the_sixth_are_named(small: Knowledge) -> None:
    """Nothing is lost in silence; neither is the end of a letter that is too long."""
    draft = drafted(small, ("Was?", understood("drucker-was")), left_out=("und wer kommt", "Wo?"))
    assert draft.remarks == ("[bitte ergänzen, noch offen: „Wer kommt?“ „Wo?“]",)
    reading = Reading(("Was?", understood("drucker-was")))
    long = ReplyDrafts(small, reading).of("x" * 10_000, TODAY)  # type: ignore[arg-type]  # as above
    assert long is not None
    assert long.remarks == ("[bitte prüfen, abgeschnitten]",)


def test_six_of_eight_questions_are_answered(small: Knowledge, small_understanding: Understanding) -> None:
    """In a list as well as in a paragraph."""
    ask = "Was kostet der Drucker?"
    for letter in ("\n".join([f"- {ask}"] * 8), f"Hallo,\n{' '.join([ask] * 8)}\nGruß\nMax"):
        draft = ReplyDrafts(small, small_understanding).of(letter, TODAY)
        assert draft is not None
        assert len(draft.answers) == 6
        assert draft.remarks[0].count(ask) == 2


@pytest.mark.parametrize(
    ("asked", "repeated"),
    [
        ("und was kostet das", "Was kostet das?"),
        ("Kurze Frage: wie geht das?", "Wie geht das?"),
        ("Außerdem wüsste ich gern, wer das Portal betreibt.", "Wer das Portal betreibt"),
        ("Mein Chef möchte wissen, ob das geht.", "Ob das geht"),
        ("Wie erkläre ich, was das ist?", "Wie erkläre ich, was das ist?"),
        ("Wer hilft mir?\nMax Mustermann, Tel. 0371 1234567", "Wer hilft mir? [Name], Tel. [Telefon]"),
        ("Was " + "x" * 100 + " " + "y" * 100 + "?", "Was " + "x" * 100 + " …"),
    ],
)
def test_how_a_question_is_repeated(small: Knowledge, asked: str, repeated: str) -> None:
    """In short, and without what identifies anybody."""
    [answer] = drafted(small, (asked, understood("drucker-was"))).answers
    assert answer.question == repeated


@pytest.mark.parametrize(
    ("end", "greeting"),
    [
        ("Mit freundlichen Grüßen\nPetra Schulze\nHauptamt", "Guten Tag Petra Schulze,"),
        ("Gruß\ni. A. Petra Schulze", "Guten Tag Petra Schulze,"),
        ("Viele Grüße\nFrau Dr. Renate Vogel", "Guten Tag Frau Vogel,"),
        ("Viele Grüße\nOlli", "Guten Tag,"),
        ("Viele Grüße\nK. Scholz", "Guten Tag,"),
        ("Viele Grüße\nGemeinde Musterau", "Guten Tag,"),
        ("Petra Schulze", "Guten Tag,"),
        ("LG\nPetra Schulze\n\nVon: Jens Krause\nWann?", "Guten Tag,"),
    ],
)
def test_who_is_greeted_by_name(small: Knowledge, small_understanding: Understanding, end: str, greeting: str) -> None:
    """Only who signed the only letter there is, with a name that is none of an office."""
    letter, drafts = f"Hallo,\nwas kostet der Drucker?\n\n{end}", ReplyDrafts(small, small_understanding)
    draft = drafts.of(letter, TODAY)
    assert draft is not None
    assert draft.greeting == "Guten Tag,"
    assert drafts.by_name(draft, letter).greeting == greeting
