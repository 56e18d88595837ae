"""From messages to meanings, on a base of seven entries; what the shipped base understands is tested in `contract/`."""

from dataclasses import replace

import pytest

from intents.confidence import Signals, Standing, Thresholds, Weighing, calibrated
from intents.context import after
from intents.meaning import (
    Ambiguous,
    Command,
    Explanation,
    Meaning,
    NotCovered,
    OutOfScope,
    Social,
    Understood,
)
from intents.readings import Alone, SubjectCarried
from intents.understand import Understanding
from knowledge.model import Knowledge

SURE, UNSURE = Weighing(Signals, {}, 9.0), Weighing(Signals, {}, -9.0)
AGAINST = Weighing(Signals, {"against": 9.0}, 0.0)
"""Covered exactly where there is more evidence for an entry than for nothing."""
EVEN = Thresholds(covered_above=0.5, answer_above=0.5, ahead_above=0.0, ask_above=0.3)


def strict(
    small: Knowledge,
    *,
    covered: Weighing[Signals] | None = None,
    right: Weighing[Signals] | None = None,
    limits: Thresholds = EVEN,
) -> Understanding:
    """Understand with thresholds in the middle, `limits`, and weighings of how sure a message is as it stands."""
    fitted = calibrated()
    standing = Standing(covered or fitted.whole.covered, right or fitted.whole.right)
    return Understanding(small, replace(fitted, whole=standing, perhaps=standing, first=limits, later=limits))


def answered(meaning: Meaning) -> tuple[str, ...]:
    return tuple(c.entry for c in meaning.candidates) if isinstance(meaning, Understood) else ()


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Was ist die Kaffeemaschine?", ("kaffee-was",)),
        ("KAFEEMASCHINE standort", ("kaffee-ort",)),
        ("kaffee maschine standort", ("kaffee-ort",)),
        ("DRK Preis", ("drucker-kosten",)),
        ("where is the Kaffeeautomat standort", ("kaffee-ort",)),
        ("Danke! Was kostet der Drucker?", ("drucker-kosten",)),
    ],
)
def test_one_question_has_one_answer(small_understanding: Understanding, text: str, entries: tuple[str, ...]) -> None:
    """Subject and aspect, however they are spelt, lead to the entry about both."""
    assert answered(small_understanding.understand(text)) == entries


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Was ist der Drucker? Wo steht die Kaffeemaschine?", ("drucker-was", "kaffee-ort")),
        ("Wo steht die Kaffeemaschine? Und was ist der Drucker?", ("kaffee-ort", "drucker-was")),
        ("was ist der drucker und wo steht der drucker", ("drucker-was", "drucker-ort")),
        ("Hallo! Was ist der Drucker? Wo steht die Kaffeemaschine? Danke!", ("drucker-was", "kaffee-ort")),
        ("Was ist der Drucker? Was ist der Drucker?", ("drucker-was",)),
    ],
)
def test_two_questions_have_two_answers(
    small_understanding: Understanding, text: str, entries: tuple[str, ...]
) -> None:
    """Each question is answered, in the order of the message, none of them twice."""
    assert answered(small_understanding.understand(text)) == entries


@pytest.mark.parametrize(
    ("text", "entries", "missing"),
    [
        ("Was ist der Drucker? Wie wird das Wetter?", ("drucker-was",), ("Wie wird das Wetter?",)),
        ("Wie wird das Wetter? Hallo! Was ist der Drucker?", ("drucker-was",), ("Wie wird das Wetter?",)),
        ("Was ist der Drucker? Danke!", ("drucker-was",), ()),
        ("Wie wird das Wetter? Wann fährt der Bus?", (), ()),
    ],
)
def test_a_question_without_an_answer_is_named(
    small: Knowledge, text: str, entries: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    """It is not dropped in silence because another one in the message has an answer."""
    meaning = strict(small, covered=AGAINST).understand(text)
    assert answered(meaning) == entries
    assert getattr(meaning, "missing", ()) == missing


def test_questions_beyond_the_sixth_are_counted(small_understanding: Understanding) -> None:
    """Six are answered; pleasantries are no questions."""
    asked = "Was ist der Drucker? Wo steht der Drucker? Was kostet der Drucker? Was ist die Kaffeemaschine? "
    asked += "Wo steht die Kaffeemaschine? Was passiert beim Einkaufen? "
    meaning = small_understanding.understand(f"Hallo! {asked} Danke!")
    assert isinstance(meaning, Understood)
    assert (len(meaning.candidates), meaning.left_out) == (6, 0)
    more = small_understanding.understand(f"{asked} Was passiert beim Aufbauen?")
    assert isinstance(more, Understood)
    assert (answered(more), more.left_out) == (answered(meaning), 1)


def test_a_second_question_may_leave_out_what_the_first_named(small_understanding: Understanding) -> None:
    """Within one message, too, a question follows up on the one before."""
    meaning = small_understanding.understand("Wo steht die Kaffeemaschine? Und der Drucker?")
    assert answered(meaning) == ("kaffee-ort", "drucker-ort")


@pytest.mark.parametrize(
    ("last", "text", "entry"),
    [
        ("einkauf", "und danach?", "aufbau"),
        ("aufbau", "und davor?", "einkauf"),
        ("kaffee-was", "und nach dem Einkaufen?", "aufbau"),
        ("kaffee-was", "und der Standort?", "kaffee-ort"),
        ("kaffee-ort", "und der Drucker?", "drucker-ort"),
        ("kaffee-was", "und der Drucker?", "drucker-was"),
        ("drucker-was", "und was kostet das?", "drucker-kosten"),
        ("kaffee-was", "Was ist der Drucker?", "drucker-was"),
    ],
)
def test_follow_ups(small_understanding: Understanding, last: str, text: str, entry: str) -> None:
    """What is left out comes from the last answer: its subject, its aspect or its neighbour; a new topic resets it."""
    assert answered(small_understanding.understand(text, after(last))) == (entry,)


def test_the_explanation_tells_which_reading_won(small_understanding: Understanding) -> None:
    """What is left out is carried over, and only that."""
    told = after("kaffee-was")
    assert small_understanding.explain("und der Standort?", told).reading == SubjectCarried("kaffeemaschine")
    assert small_understanding.explain("Was ist der Drucker?", told).reading == Alone()


@pytest.mark.parametrize("text", ["danke", "hallo", "wie wird das wetter", "Rezept für Kuchen", "hilfe"])
@pytest.mark.parametrize("last", ["kaffee-was", "drucker-ort", "aufbau"])
def test_what_is_no_question_of_ours_does_not_become_one(
    small_understanding: Understanding, last: str, text: str
) -> None:
    """Small talk, commands and foreign matters mean the same in the middle of a conversation as at its start."""
    [here, alone] = (small_understanding.understand(text, said) for said in (after(last), after()))
    assert (type(here), getattr(here, "id", None)) == (type(alone), getattr(alone, "id", None))
    assert getattr(here, "near", ()) == getattr(alone, "near", ())
    assert not answered(small_understanding.understand(text, after(last)))


def test_a_topic_that_is_gone_is_none(small_understanding: Understanding) -> None:
    """A session may outlive the entry that it is about."""
    meaning = small_understanding.understand("und danach?", after("no-such-entry"))
    assert meaning == small_understanding.understand("und danach?")


@pytest.mark.parametrize(("text", "name"), [("Hilfe!", "help"), ("/START", "help"), ("themen", "topics")])
def test_commands_are_whole_messages(small_understanding: Understanding, text: str, name: str) -> None:
    """A command is recognised in any spelling of case and punctuation."""
    assert small_understanding.understand(text) == Command(name)


def test_a_command_inside_a_question_is_none(small_understanding: Understanding) -> None:
    """Who asks about help gets an answer, not the help."""
    assert not isinstance(small_understanding.understand("hilfe der drucker wo steht der"), Command)


@pytest.mark.parametrize(
    ("text", "talk"), [("Danke schön!", "dank"), ("Servus", "gruss"), ("Danke, vielen Dank", "dank")]
)
def test_small_talk(small_understanding: Understanding, text: str, talk: str) -> None:
    """Pleasantries are told apart, also several in one message."""
    meaning = small_understanding.understand(text)
    assert isinstance(meaning, Social)
    assert meaning.id == talk


def test_what_is_only_a_little_like_small_talk_is_foreign(small_understanding: Understanding) -> None:
    """Nobody is greeted who asked something else."""
    assert isinstance(small_understanding.understand("servusbrot backt krustenblech"), OutOfScope)


@pytest.mark.parametrize("text", ["", " ", "?!", "😀", "\u202e", "\x00"])
def test_a_text_without_words_means_nothing(small_understanding: Understanding, text: str) -> None:
    """There is nothing to understand in it, also within a conversation."""
    assert small_understanding.understand(text, after("kaffee-was")) == OutOfScope()


def test_a_doubtful_question_is_asked_back(small: Knowledge) -> None:
    """Covered, but not sure which: up to three choices, all of them entries, the best first."""
    meaning = strict(small, covered=SURE, right=Weighing(Signals, {"margin": 1.0}, -1.0)).understand("raum")
    assert isinstance(meaning, Ambiguous)
    assert 2 <= len(meaning.candidates) <= 3
    assert meaning.candidates[0].entry in {"kaffee-ort", "drucker-ort"}
    assert {c.entry for c in meaning.candidates} <= set(small.entries)


def test_a_choice_is_offered_between_the_two_thresholds(small: Knowledge) -> None:
    """Too unsure to answer, too likely to refuse."""
    even, between = Weighing(Signals, {}, 0.0), replace(EVEN, answer_above=0.6, ask_above=0.4)
    meaning = strict(small, covered=even, right=Weighing(Signals, {"margin": 9.0}, 0.0), limits=between).understand(
        "standort drucker flur"
    )
    assert isinstance(meaning, Ambiguous)
    assert meaning.candidates[0].entry == "drucker-ort"


def test_a_known_subject_with_an_unknown_aspect_is_not_covered(small: Knowledge) -> None:
    """It is said what is missing, and what is known of the subject is offered; something else is not told."""
    meaning = strict(small, covered=UNSURE).understand("Was kostet die Kaffeemaschine?")
    assert isinstance(meaning, NotCovered)
    assert (meaning.subject, meaning.aspect) == ("kaffeemaschine", "kosten")
    assert sorted(meaning.near) == ["kaffee-ort", "kaffee-was"]


def test_what_is_known_of_the_aspect_is_not_called_missing(small: Knowledge) -> None:
    """The place of the printer is known: something else about it was not understood, and what is near is offered."""
    meaning = strict(small, covered=UNSURE).understand("Standort des Druckers seit wann")
    assert isinstance(meaning, OutOfScope)
    assert meaning.near[0] == "drucker-ort"


def test_a_gap_is_a_signal(small: Knowledge) -> None:
    """Subject and aspect both known, but nothing of the one in the other: that speaks against an answer."""
    understanding = strict(small)
    asked = understanding.explain("Was kostet die Kaffeemaschine?").alone[0].signals
    known = understanding.explain("Was kostet der Drucker?").alone[0].signals
    assert isinstance(asked, Signals)
    assert isinstance(known, Signals)
    assert (asked.gap, known.gap) == (1.0, 0.0)
    assert (known.subject, known.aspect) == (1.0, 1.0)


def test_a_foreign_matter_is_out_of_scope(small: Knowledge) -> None:
    """Without a subject of ours there is nothing to offer."""
    far = strict(small, covered=AGAINST).understand("wie wird das wetter")
    assert isinstance(far, OutOfScope)
    assert far.near == ()


def test_scores_are_probabilities(small_understanding: Understanding) -> None:
    """Each outcome's score lies between 0 and 1."""
    for text in ("Was ist der Drucker?", "danke", "wetter", "raum", "Was kostet die Kaffeemaschine?"):
        meaning = small_understanding.understand(text)
        scores = [c.score for c in getattr(meaning, "candidates", ())] or [getattr(meaning, "score", 0.0)]
        assert all(0 <= score <= 1 for score in scores)


def test_an_explanation_shows_how_it_came_about(small_understanding: Understanding) -> None:
    """Words as read, concepts, readings with signals, and the thresholds that decided."""
    explanation = small_understanding.explain("Standrot des Drukcers")
    assert explanation.read_as == ("standort", "des", "druckers")
    assert {"@drucker", "#ort"} <= set(explanation.concepts)
    best = explanation.judged[0]
    assert (best.reading, best.match.label) == (Alone(), "drucker-ort")
    assert 0 < explanation.sureness == best.score <= explanation.covered
    assert explanation.limits == calibrated().first


def test_nothing_understood_is_not_sure_at_all() -> None:
    """An explanation without candidates has the least score."""
    assert Explanation(OutOfScope()).sureness == 0


def test_understanding_does_not_change_by_use(small: Knowledge) -> None:
    """The same message means the same, whatever was asked in between."""
    understanding = Understanding(small)
    first = understanding.explain("Was kostet der Drucker?")
    for text in ("danke", "drukcer", "kaffeemaschinendrucker", "x" * 200):
        understanding.understand(text, after("kaffee-was"))
    assert understanding.explain("Was kostet der Drucker?") == first


def test_every_entry_is_found_by_its_question(small: Knowledge, small_understanding: Understanding) -> None:
    """Nobody has to repeat it among the phrases."""
    for entry in small.entries.values():
        assert answered(small_understanding.understand(entry.question)) == (entry.id,)


def test_a_tie_is_asked_back(small: Knowledge) -> None:
    """Where another entry fits as well, the person chooses; here even a clear lead is no lead."""
    text, careful = "Was kostet der Drucker heute?", replace(EVEN, ahead_above=1.0)
    assert answered(strict(small, covered=SURE).understand(text)) == ("drucker-kosten",)
    assert isinstance(strict(small, covered=SURE, limits=careful).understand(text), Ambiguous)


def test_what_is_surely_ours_is_needed_for_an_answer(small: Knowledge) -> None:
    """However sure the match would be, if the question is perhaps none of ours, the person is asked."""
    doubtful, careful = Weighing(Signals, {}, 0.5), replace(EVEN, covered_above=0.9)
    understanding = strict(small, covered=doubtful, right=SURE, limits=careful)
    assert isinstance(understanding.understand("Was kostet der Drucker heute?"), Ambiguous)


@pytest.mark.parametrize("text", ["nein, nicht.", "nicht", "ach nein", "oder?", "?", "doch, doch"])
def test_where_a_correction_leaves_no_word_nothing_fails(
    small: Knowledge, small_understanding: Understanding, text: str
) -> None:
    """Whatever was told before."""
    for entry in small.entries:
        small_understanding.understand(text, after(entry))
