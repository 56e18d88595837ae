"""What the shipped knowledge promises: short answers in our own words, everything covered, nothing tuned to a test."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.fields import GENERAL_SUBJECT
from knowledge.load import SHIPPED, load
from knowledge.model import Entry, Knowledge

MOST_WORDS = 60
MOST_CHARACTERS_OF_A_LIST = 900
MOST_LINES = 230
FEWEST_PHRASES = 12

ELEVEN = {
    "amt24": "Amt24",
    "formulareservice": "FormulareService",
    "signatur": "Elektronische Signatur und Verschlüsselung",
    "temporaere-identifikation": "Temporäre Identifikation",
    "geodaten": "Geodaten",
    "epaybl": "Zahlungsverkehr",
    "cms": "Content Management System",
    "prozessplattform": "Prozessplattform",
    "beteiligungsportal": "Beteiligungsportal",
    "antragsmanagement": "Antragsmanagement",
    "servicekonto": "Servicekonto",
}

YES_OR_NO = re.compile(r"(ja|nein|doch)\b", re.IGNORECASE)
FAMILIAR = re.compile(r"\b(du|dich|dir|dein\w*|euch|euer|eure[mnrs]?)\b", re.IGNORECASE)


def phrases_of(entry: Entry, knowledge: Knowledge) -> tuple[str, ...]:
    return (*entry.phrases, *knowledge.phrases.get(entry.id, ()))


def spoken(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Yield all that the assistant says of itself, with the place of each sentence."""
    for entry in knowledge.entries.values():
        yield entry.id, f"{entry.title}\n{entry.question}\n{entry.answer}\n{entry.details or ''}"
    for talk in knowledge.smalltalk.values():
        yield talk.id, talk.reply
    for key, text in knowledge.wording:
        if isinstance(text, str):
            yield key, text


def test_it_loads_without_a_problem(knowledge: Knowledge) -> None:
    """The shipped base is whole, and so large that nothing of it can have been lost."""
    assert len(knowledge.entries) >= 250
    assert len(knowledge.smalltalk) >= 5
    assert knowledge.version == load().version


def is_list(answer: str) -> bool:
    return "\n- " in answer


def test_answers_are_short(knowledge: Knowledge) -> None:
    """Every answer has at most 60 words; one that counts up, line by line, fits a screen."""
    answers = {entry.id: entry.answer for entry in knowledge.entries.values()}
    assert not {e: len(a.split()) for e, a in answers.items() if not is_list(a) and len(a.split()) > MOST_WORDS}
    assert not {e: len(a) for e, a in answers.items() if is_list(a) and len(a) > MOST_CHARACTERS_OF_A_LIST}


def test_no_answer_opens_with_yes_or_no(knowledge: Knowledge) -> None:
    """Whoever asks who, where or when must not read "Ja"; the fact itself answers either sort of question."""
    assert not [entry.id for entry in knowledge.entries.values() if YES_OR_NO.match(entry.answer)]


def test_readers_are_addressed_politely(knowledge: Knowledge) -> None:
    """Nothing that the assistant says calls its reader "du"."""
    assert not {place: found.group() for place, text in spoken(knowledge) if (found := FAMILIAR.search(text))}


def test_many_phrases(knowledge: Knowledge) -> None:
    """Every entry can be asked for in at least twelve ways."""
    few = {e.id: count for e in knowledge.entries.values() if (count := len(phrases_of(e, knowledge))) < FEWEST_PHRASES}
    assert not few


def test_every_entry_leads_on(knowledge: Knowledge) -> None:
    """Every entry names others that are worth reading next, none of them twice."""
    for entry in knowledge.entries.values():
        assert entry.related, entry.id
        assert len(set(entry.related)) == len(entry.related), entry.id


def test_every_subject_has_an_entry(knowledge: Knowledge) -> None:
    """Nothing is known by name without a word about it."""
    assert not knowledge.subjects.keys() - knowledge.by_subject.keys() - {GENERAL_SUBJECT}


def test_the_eleven_components(knowledge: Knowledge) -> None:
    """Each of the eleven components has an entry that says what it is, and the list names them all."""
    kinds = {"component", "account"}
    listed = knowledge.entries["liste-komponenten"].answer
    for subject, name in ELEVEN.items():
        assert knowledge.subjects[subject].kind in kinds
        assert "was" in {entry.aspect for entry in knowledge.by_subject[subject]}, subject
        assert name in listed


def test_every_passage_is_cited(knowledge: Knowledge) -> None:
    """No part of the source was noted without an answer from it."""
    cited = {source for entry in knowledge.entries.values() for source in entry.sources}
    assert not knowledge.passages.keys() - cited


def test_no_answer_is_newer_than_what_it_cites(knowledge: Knowledge) -> None:
    """The date of an entry is the date of a document that it cites."""
    for entry in knowledge.entries.values():
        stands = {source.document.stand for source in knowledge.sources(entry)}
        assert entry.stand in stands, (entry.id, stands)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("entries/*.yaml")), ids=lambda path: path.stem)
def test_files_can_be_overlooked(path: Path) -> None:
    """A file of entries is short enough to be read as a whole."""
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES
