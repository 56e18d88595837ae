"""Tells a trainer how their own entries fare: what was written is typed again, as it stands and with slips.

Pure: what is said about the figures, and where they are shown, is not known here.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from intents.meaning import Ambiguous, Meaning, OutOfScope, Understood
from intents.normalise import is_filler, stem, words
from intents.selftest import describe, variants
from intents.understand import Understanding
from knowledge.folding import fold
from knowledge.model import Entry, Knowledge

ENOUGH, SURE = 4, 12
"""How many ways to ask make an entry well known, and how many make it sure."""
_SLIPS = 3
_NEAR = 60.0
"""How near (0 to 100) an example of what is foreign must be to be named as the reason."""
_FEW_WORDS = 1.5
"""Fewer telling words of its own in each phrase than this are the same words in another order."""


class Part(StrEnum):
    """What of an entry was typed."""

    QUESTION = "Frage"
    TITLE = "Titel"
    PHRASE = "Formulierung"
    TEST = "Testfrage"


class TrialResult(StrEnum):
    """What came of it."""

    FOUND = "gefunden"
    OFFERED = "in der Rückfrage angeboten"
    FOREIGN = "ein anderer Eintrag antwortet"
    REFUSED = "nicht beantwortet"


@dataclass(frozen=True)
class Trial:
    """One text that was typed, and what came of it."""

    text: str
    written: Part
    slipped: bool
    """Whether it was typed otherwise than it stands."""
    result: TrialResult
    got: str
    """What was understood instead; empty if it was found."""
    because: str
    """The phrase or the example that spoke for that."""


@dataclass(frozen=True)
class OwnEntry:
    """How one entry fares."""

    entry: str
    trials: tuple[Trial, ...]
    phrases: int
    """In how many ways it can be asked for, its question and title among them."""
    advisable: int
    """How many more of them are worth being written."""
    same_words: bool
    """Whether those that it has are mostly the same words in another order."""

    def count(self, *, slipped: bool, result: TrialResult | None = None) -> int:
        """Return how many texts were typed, or had that result."""
        return sum(t.slipped == slipped and result in {None, t.result} for t in self.trials)

    @property
    def failures(self) -> tuple[Trial, ...]:
        return tuple(trial for trial in self.trials if trial.result is not TrialResult.FOUND)

    @property
    def passed(self) -> bool:
        """Whether everything that stands there is found as it stands."""
        return not any(
            t.result is not TrialResult.FOUND and not t.slipped and t.written is not Part.TEST for t in self.trials
        )


@dataclass(frozen=True)
class Taken:
    """A test question of somebody else's entry that one of these entries answers."""

    question: str
    expected: tuple[str, ...]
    """None: nothing should answer it."""
    got: str


def own_entries(knowledge: Knowledge) -> list[str]:
    """Return the entries of the layers that are laid over the base."""
    return [entry for entry in knowledge.entries if knowledge.layers.get(entry)]


def fares(entry: str, knowledge: Knowledge, understanding: Understanding) -> OwnEntry:
    """Type what is written of an entry; takes some milliseconds."""
    known = knowledge.entries[entry]
    typing = _Typing(entry, knowledge, understanding)
    trials = [trial for written, text in _texts(known, knowledge) for trial in typing.tried(written, text)]
    texts = {fold(text) for written, text in _texts(known, knowledge) if written is not Part.TEST}
    missed = any(t.result is not TrialResult.FOUND for t in trials)
    wanted = SURE if missed and len(texts) >= ENOUGH else ENOUGH
    return OwnEntry(entry, tuple(trials), len(texts), max(0, wanted - len(texts)), _same_words(texts))


def taken(own: Collection[str], knowledge: Knowledge, understanding: Understanding) -> Iterator[Taken]:
    """Yield the test questions of others that these entries answer; those that they may answer are no such."""
    asked: dict[str, tuple[str, ...]] = dict.fromkeys(knowledge.not_covered, ())
    for entry, questions in knowledge.questions.items():
        for question in questions:
            asked[question] = (*asked.get(question, ()), entry)
    for question, expected in asked.items():
        if set(expected) & set(own):
            continue
        meaning = understanding.understand(question)
        got = {c.entry for c in meaning.candidates} if isinstance(meaning, Understood) else set()
        if got & set(own) and not got & set(expected):
            yield Taken(question, expected, describe(meaning))


def _texts(entry: Entry, knowledge: Knowledge) -> Iterator[tuple[Part, str]]:
    yield Part.QUESTION, entry.question
    if fold(entry.title) != fold(entry.question):
        yield Part.TITLE, entry.title
    for phrase in (*entry.phrases, *knowledge.phrases.get(entry.id, ())):
        yield Part.PHRASE, phrase
    for question in knowledge.questions.get(entry.id, ()):
        yield Part.TEST, question


@dataclass(frozen=True)
class _Typing:
    """Types texts of an entry."""

    entry: str
    knowledge: Knowledge
    understanding: Understanding

    def tried(self, written: Part, text: str) -> Iterator[Trial]:
        """Yield what comes of a text as it stands, and with slips."""
        yield self._trial(written, text, slipped=False)
        for variant in variants(text)[:_SLIPS] if written is not Part.TEST else ():
            yield self._trial(written, variant.text, slipped=True)

    def _trial(self, written: Part, text: str, *, slipped: bool) -> Trial:
        explanation = self.understanding.explain(text)
        result = _result(self.entry, explanation.meaning)
        if result is TrialResult.FOUND:
            return Trial(text, written, slipped, result, "", "")
        nearest = next((one.match.phrase for one in explanation.judged if one.match.label != self.entry), "")
        foreign = _foreign(text, self.knowledge) if isinstance(explanation.meaning, OutOfScope) else ""
        return Trial(text, written, slipped, result, describe(explanation.meaning), foreign or nearest)


def _result(entry: str, meaning: Meaning) -> TrialResult:
    match meaning:
        case Understood(candidates):
            return TrialResult.FOUND if entry in {c.entry for c in candidates} else TrialResult.FOREIGN
        case Ambiguous(candidates) if entry in {c.entry for c in candidates}:
            return TrialResult.OFFERED
        case _:
            return TrialResult.REFUSED


def _foreign(text: str, knowledge: Knowledge) -> str:
    """Return the example of what is foreign that is nearest to a text, if any is near."""
    found = process.extractOne(
        fold(text), knowledge.outside, scorer=fuzz.token_sort_ratio, processor=fold, score_cutoff=_NEAR
    )
    return str(found[0]) if found else ""


def _same_words(texts: Iterable[str]) -> bool:
    """Whether several phrases have few telling words of their own."""
    read = [{stem(word) for word in words(text) if not is_filler(word)} for text in texts]
    return len(read) > 2 and len(set().union(*read)) < _FEW_WORDS * len(read)
