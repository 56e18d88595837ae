"""What a trainer is told of their own entries."""

from dataclasses import replace

import pytest

from intents.ownentries import Part, TrialResult, fares, own_entries, taken
from intents.understand import Understanding
from knowledge.model import Entry, Knowledge

NEW = Entry(
    id="kopierer-papier",
    title="Papier nachlegen",
    question="Wie lege ich Papier nach?",
    about="drucker",
    aspect="ort",
    phrases=("papierfach leer",),
    answer="Von vorn.",
    sources=("seite-1",),
    stand="2024",
)


def layered(small: Knowledge, *entries: Entry, **more: object) -> Knowledge:
    own = {entry.id: entry for entry in entries}
    return replace(small, entries={**small.entries, **own}, layers=dict.fromkeys(own, 1), **more)


def test_what_was_written_is_found(small: Knowledge) -> None:
    """Question, title and phrases are typed as they stand and with slips."""
    knowledge = layered(small, NEW)
    assert own_entries(knowledge) == ["kopierer-papier"]
    one = fares("kopierer-papier", knowledge, Understanding(knowledge))
    assert one.passed
    assert {trial.written for trial in one.trials} == {Part.QUESTION, Part.TITLE, Part.PHRASE}
    assert one.count(slipped=False, result=TrialResult.FOUND) == one.count(slipped=False) == 3
    assert one.count(slipped=True) >= 6
    assert (one.phrases, one.advisable) == (3, 1)


def test_a_test_question_that_fails(small: Knowledge) -> None:
    """It is told what is answered instead, because of what, and that other words would help."""
    knowledge = layered(small, NEW, questions={"kopierer-papier": ("was ist der drucker",)})
    one = fares("kopierer-papier", knowledge, Understanding(knowledge))
    (failure,) = [trial for trial in one.failures if trial.written is Part.TEST]
    assert (failure.result, failure.got) == (TrialResult.FOREIGN, "drucker-was")
    assert failure.because
    assert one.passed


def test_what_is_foreign_is_named(small: Knowledge) -> None:
    """Where an example of what is foreign stands near a text that is refused, it is the reason."""
    knowledge = layered(small, NEW, questions={"kopierer-papier": ("wie wird das wetter heute",)})
    one = fares("kopierer-papier", knowledge, Understanding(knowledge))
    (failure,) = [trial for trial in one.failures if trial.written is Part.TEST]
    assert failure.result is TrialResult.REFUSED
    assert failure.because in {"wie wird das wetter", ""}


@pytest.mark.parametrize(
    ("phrases", "same"),
    [
        (("papier nachlegen wie", "nachlegen papier", "wie papier nachlegen bitte"), True),
        (("papierfach leer", "blätter einfüllen", "neuer stapel drucksachen", "es fehlen seiten"), False),
    ],
)
def test_the_same_words_in_another_order(small: Knowledge, phrases: tuple[str, ...], same: bool) -> None:
    """Phrases that only turn words around are told apart from those with words of their own."""
    knowledge = layered(small, NEW.model_copy(update={"phrases": phrases}))
    assert fares("kopierer-papier", knowledge, Understanding(knowledge)).same_words is same


def test_questions_that_are_taken_from_others(small: Knowledge) -> None:
    """A test question of another entry that an own one answers is told; one that it may answer is not."""
    other = "papierfach leer"
    knowledge = layered(small, NEW, questions={"drucker-was": (other,)}, not_covered=("wie lege ich papier nach",))
    understanding = Understanding(knowledge)
    found = list(taken(["kopierer-papier"], knowledge, understanding))
    assert {(one.question, one.expected) for one in found} == {
        (other, ("drucker-was",)),
        ("wie lege ich papier nach", ()),
    }
    accepted = replace(knowledge, questions={"drucker-was": (other,), "kopierer-papier": (other,)}, not_covered=())
    assert list(taken(["kopierer-papier"], accepted, understanding)) == []
