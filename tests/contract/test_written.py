"""What stands in the knowledge is found as it stands, with ordinary slips, whatever else there is."""

from itertools import chain
from pathlib import Path

import pytest

from intents.meaning import Ambiguous, Understood
from intents.normalise import words
from intents.selftest import Compounds, Kind, variants
from intents.understand import Understanding
from knowledge.load import load
from knowledge.model import Knowledge

OVERLAY = """\
entries:
  - id: sperrmuell-anmelden
    title: "Sperrmüll anmelden"
    question: "Wie melde ich Sperrmüll an?"
    about: {subject}
    aspect: {aspect}
    phrases:
      - "sofa loswerden"
    answer: "Sperrmüll melden Sie beim Bauhof an."
    sources: [{source}]
    stand: "2022"
"""


def phrases(knowledge: Knowledge) -> list[tuple[str, str]]:
    return [
        (phrase, entry.id)
        for entry in knowledge.entries.values()
        for phrase in (*entry.phrases, entry.question, entry.title, *knowledge.phrases.get(entry.id, ()))
    ]


def claims(understanding: Understanding, text: str) -> set[str]:
    meaning = understanding.understand(text)
    return {c.entry for c in meaning.candidates} if isinstance(meaning, Understood | Ambiguous) else set()


def test_every_phrase_typed_as_it_stands_is_answered_by_its_entry(
    knowledge: Knowledge, understanding: Understanding
) -> None:
    """Questions, titles and phrases alike: no weighing overrules what was written. Of twelve, one is tried."""
    lost = [phrase for phrase, entry in phrases(knowledge)[::12] if entry not in claims(understanding, phrase)]
    assert lost == []


def test_phrases_typed_with_slips_are_answered_by_their_entry(
    knowledge: Knowledge, understanding: Understanding
) -> None:
    """All of them, but for slips that make another word that is known; those may be weighed, and few are lost.

    Of sixty, one is tried; `lotsenbot knowledge test` tries all.
    """
    everything = phrases(knowledge)
    compounds = Compounds(chain.from_iterable(words(phrase) for phrase, _ in everything))
    unsure, tried = [], 0
    for phrase, entry in everything[::60]:
        for variant in variants(phrase, compounds):
            tried += 1
            if entry not in claims(understanding, variant.text):
                unsure.append((variant.kind, variant.text))
    assert {kind for kind, _ in unsure} <= {Kind.TYPO, Kind.JOINED}
    assert len(unsure) <= 0.01 * tried


@pytest.fixture(scope="module")
def overlay(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("overlay")
    known = next(iter(knowledge.entries.values()))
    text = OVERLAY.format(subject=known.about, aspect=known.aspect, source=known.sources[0])
    (folder / "entries").mkdir()
    (folder / "entries" / "muell.yaml").write_text(text, encoding="utf-8")
    (folder / "outside").mkdir()
    near = 'outside:\n  - "wie melde ich meinen hund an"\n  - "sperrmüll"\n  - "wie melde ich sperrmüll wieder ab"\n'
    (folder / "outside" / "fremd.yaml").write_text(near, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def laid_over(overlay: Path, understanding: Understanding) -> Understanding:
    return Understanding(load([overlay]), before=understanding.learnt)


@pytest.mark.parametrize(
    "text",
    [
        "Wie melde ich Sperrmüll an?",
        "wie melde ich sperrmuell an",
        "Wie melde ich Sperr-Müll an?",
        "wie meld ich Sperrmül an",
        "Hallo, wie melde ich denn den Sperrmüll an?",
        "Wie melden wir Sperrmüll an?",
        "Sperrmüll anmelden",
        "Sofa loswerden",
        "sofa losewrden",
    ],
)
def test_the_only_entry_of_an_overlay_answers_what_it_says(laid_over: Understanding, text: str) -> None:
    """One phrase among twelve thousand, and examples of what is not ours beside it, change nothing."""
    meaning = laid_over.understand(text)
    assert isinstance(meaning, Understood)
    assert [candidate.entry for candidate in meaning.candidates] == ["sperrmuell-anmelden"]


@pytest.mark.parametrize("text", ["Wie melde ich keinen Sperrmüll an?", "Wann melde ich Sperrmüll an?"])
def test_what_changes_the_sense_is_not_what_was_written(laid_over: Understanding, text: str) -> None:
    """A negation or another question word makes another question, which has to be weighed."""
    matcher = laid_over._matcher
    assert matcher.written(matcher.read(text)) == ()
