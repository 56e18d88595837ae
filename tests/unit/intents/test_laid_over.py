"""What somebody lays over the rest: found by its answer and by everyday words, and never in the way of the rest."""

from dataclasses import replace

import pytest

from intents.confidence import Traces
from intents.meaning import OutOfScope, Understood
from intents.understand import Understanding
from knowledge.fields import GENERAL_KIND
from knowledge.load import load
from knowledge.model import Entry, Knowledge, Subject

QUESTIONS = {
    "fahrzeug-abmelden": (
        "Wie melde ich mein Fahrzeug ab?",
        "Bringen Sie Fahrzeugschein und Kennzeichenschilder zu einer Zulassungsbehörde.",
    ),
    "fahrzeugschein-verloren": (
        "Ich habe den Fahrzeugschein verloren. Was muss ich tun?",
        "Melden Sie den Verlust der Zulassungsbehörde und beantragen Sie einen neuen.",
    ),
    "wunschkennzeichen": (
        "Wie reserviere ich ein Wunschkennzeichen?",
        "Im Internet wählen Sie eine freie Kombination; die Reservierung gilt neunzig Tage.",
    ),
}


@pytest.fixture(scope="module")
def shipped() -> Knowledge:
    return load()


@pytest.fixture(scope="module")
def below(shipped: Knowledge) -> Understanding:
    return Understanding(shipped)


@pytest.fixture(scope="module")
def over(shipped: Knowledge, below: Understanding) -> Understanding:
    """The shipped base with three entries over it, each with nothing but its question."""
    source = next(iter(shipped.passages))
    entries = {
        entry: Entry(
            id=entry,
            title=question[:60],
            question=question,
            about="zulassung",
            aspect="anliegen",
            answer=answer,
            sources=(source,),
            stand="2024",
        )
        for entry, (question, answer) in QUESTIONS.items()
    }
    subject = Subject(id="zulassung", kind=GENERAL_KIND, name="Zulassungsstelle")
    knowledge = replace(
        shipped,
        entries={**shipped.entries, **entries},
        subjects={**shipped.subjects, subject.id: subject},
        layers=dict.fromkeys(entries, 1),
    )
    return Understanding(knowledge, before=below.learnt)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("fahrzeug abmelden wie geht das", "fahrzeug-abmelden"),
        ("der Fahrzeugschein ist weg", "fahrzeugschein-verloren"),
        ("wo reserviere ich mein wunschkennzeichen", "wunschkennzeichen"),
    ],
)
def test_the_question_alone_is_enough(over: Understanding, text: str, entry: str) -> None:
    """Nobody wrote a further phrase."""
    meaning = over.understand(text)
    assert isinstance(meaning, Understood)
    assert meaning.candidates[0].entry == entry


@pytest.mark.parametrize("text", ["Was ist Amt24?", "was kostet epaybl", "wer entscheidet im kooperationsrat"])
def test_nothing_laid_over_makes_what_lies_below_less_sure(
    below: Understanding, over: Understanding, text: str
) -> None:
    """The same entry, with the same probability."""
    without, with_it = below.explain(text), over.explain(text)
    assert with_it.meaning == without.meaning
    assert [one for one in with_it.alone if not isinstance(one.signals, Traces)] == list(without.alone)


@pytest.mark.parametrize("text", ["wie wechsle ich einen reifen", "wo kann ich mein pferd waschen"])
def test_what_is_close_by_is_refused(over: Understanding, text: str) -> None:
    """That something is known of vehicles does not make everything on them ours."""
    assert isinstance(over.understand(text), OutOfScope)
