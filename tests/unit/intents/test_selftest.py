"""The knowledge base's test of itself, on a base of three entries."""

from dataclasses import dataclass, field

import pytest

from intents.meaning import Ambiguous, Candidate, Meaning, NotCovered, Understood
from intents.selftest import Compounds, Kind, Report, describe, run, variants
from knowledge.folding import fold
from knowledge.model import PosedQuestion, ScriptedDialogue

COMPOUNDS = Compounds(
    ["behorden", "konto", "behordenkonto", "test", "system", "testsystem", "service", "servicesystem"]
)


def of(kind: Kind, phrase: str) -> list[str]:
    return [variant.text for variant in variants(phrase, COMPOUNDS) if variant.kind is kind]


def test_variants_are_always_the_same() -> None:
    """A phrase has the same variants in every run, no two alike and none equal to it."""
    made = variants("Behördenkonto für Bürger beantragen", COMPOUNDS)
    assert made == variants("Behördenkonto für Bürger beantragen", COMPOUNDS)
    texts = [variant.text for variant in made]
    assert len(texts) == len(set(texts))
    assert "Behördenkonto für Bürger beantragen" not in texts


def test_umlauts() -> None:
    """Umlauts are spelt out, and left bare."""
    assert of(Kind.UMLAUT, "größe ändern") == ["groesse aendern", "grosse andern"]
    assert of(Kind.UMLAUT, "was ist amt24") == []


def test_typos() -> None:
    """Every typo changes one long word by one slip, its first and last letter left alone."""
    typos = of(Kind.TYPO, "wer hilft beim antrag")
    assert len(typos) >= 3
    for typo in typos:
        changed = [(a, b) for a, b in zip(["wer", "hilft", "beim", "antrag"], typo.split(), strict=True) if a != b]
        [(right, wrong)] = changed
        assert right in {"hilft", "antrag"}
        assert abs(len(right) - len(wrong)) <= 1
        assert (wrong[0], wrong[-1]) == (right[0], right[-1])


def test_compounds() -> None:
    """Known compounds are split at their joint, and words that occur in compounds are joined."""
    assert of(Kind.SPLIT, "Behördenkonto anlegen") == ["Behörden konto anlegen"]
    assert of(Kind.JOINED, "behörden System") == ["behördensystem"]
    assert of(Kind.JOINED, "anlegen konto") == []


def test_hyphens() -> None:
    """A hyphen is written as a blank, and left out."""
    assert of(Kind.SPLIT, "e-payment") == ["e payment"]
    assert of(Kind.JOINED, "e-payment") == ["epayment"]


@pytest.mark.parametrize("phrase", ["", " ", "?", "a", "äöü", "1 2 3", "😀 zehnbuchstaben", "-", "ein-"])
def test_odd_phrases(phrase: str) -> None:
    """Phrases without a word to change have few or no variants, but never fail."""
    assert all(variant.text != phrase for variant in variants(phrase, COMPOUNDS))


class FakeEntry:
    def __init__(self, identity: str, *phrases: str) -> None:
        self.id, self.phrases = identity, phrases


@dataclass
class FakeKnowledge:
    """What the test of the base looks at, and no more."""

    entries: dict[str, FakeEntry]
    phrases: dict[str, tuple[str, ...]]
    questions: dict[str, tuple[str, ...]]
    not_covered: tuple[str, ...]
    asked: dict[str, tuple[PosedQuestion, ...]] = field(default_factory=dict)
    dialogues: tuple[ScriptedDialogue, ...] = ()


KNOWLEDGE = FakeKnowledge(
    entries={"a": FakeEntry("a", "Amt24 Übersicht", "was ist amt24"), "b": FakeEntry("b", "bezahlen mit epaybl")},
    phrases={"b": ("gebühren bei epaybl",)},
    questions={"a": ("frage zu amt24", "beides"), "b": ("beides", "frage zu epaybl und amt24")},
    not_covered=("wetter", "amt24 als spiel"),
)


class FakeUnderstanding:
    """Understands by one word; typos of that word are lost, and epaybl only leads to a choice."""

    def understand(self, text: str) -> Meaning:
        if "amt24" in fold(text):
            return Understood((Candidate("a", 1.0),))
        if "epaybl" in fold(text):
            return Ambiguous((Candidate("b", 0.5), Candidate("a", 0.4)))
        return NotCovered("x", "y")


@pytest.fixture(scope="module")
def report() -> Report:
    return run(KNOWLEDGE, FakeUnderstanding())  # type: ignore[arg-type]  # as much of it as is used


def test_report_counts_variants(report: Report) -> None:
    """Every variant tried is answered, offered or lost, and phrases beside the entries count as well."""
    assert report.tried.total() == report.found.total() + report.offered.total() + len(report.lost)
    assert report.offered.total() > 0
    assert {failure.expected for failure in report.lost} <= {"a", "b"}


def test_report_tells_foreign_answers(report: Report) -> None:
    """A test question answered by another entry is foreign; one of two acceptable entries is right."""
    assert report.questions == 3
    assert report.answered == 1
    assert [(f.text, f.expected, f.got) for f in report.foreign] == [("frage zu epaybl und amt24", "b", "a")]


def test_report_tells_invented_answers(report: Report) -> None:
    """A question that nothing answers must not be answered."""
    assert [failure.text for failure in report.invented] == ["amt24 als spiel"]
    assert not report.passed


def test_empty_report_of_nothing() -> None:
    """Where nothing could be tried, nothing is claimed to have been found."""
    assert not Report().passed


def test_describe() -> None:
    """An outcome is told in one line."""
    assert describe(Ambiguous((Candidate("a", 1.0), Candidate("b", 0.5)))) == "Rückfrage: a / b"
    assert describe(NotCovered("x", None)) == "NotCovered"
