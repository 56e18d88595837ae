"""Tests a knowledge base against itself: every phrase, written otherwise, should still find its own entry.

Pure: what is said about the figures, and where they are shown, is not known here.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from itertools import chain, pairwise

from intents.choosing import Picked, choose
from intents.context import NOTHING_SO_FAR, Context
from intents.meaning import (
    AboutAnswer,
    Ambiguous,
    Candidate,
    Command,
    Meaning,
    NotCovered,
    OutOfScope,
    Social,
    Understood,
)
from intents.normalise import Lexicon, words
from intents.remembering import beside, remember
from intents.understand import Understanding
from knowledge.folding import fold
from knowledge.model import DialogueTurn, Expected, Knowledge, Response

LEAST_FOUND = 0.97
"""The share of variants that must find their own entry."""

_PER_PHRASE = 2
_SHORTEST_TYPO = 5
_SHORTEST_PART = 4

_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_BARE = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "Ä": "A", "Ö": "O", "Ü": "U"})
_KEYBOARD = ("qwertzuiopü", "asdfghjklöä", "yxcvbnm")


class Kind(StrEnum):
    """How a variant differs from its phrase."""

    UMLAUT = "Umlaut"
    TYPO = "Tippfehler"
    SPLIT = "getrennt"
    JOINED = "zusammengeschrieben"
    CASE = "Groß- und Kleinschreibung"


@dataclass(frozen=True)
class Variant:
    """A phrase, written otherwise."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Failure:
    """A question that was not answered as it should be."""

    text: str
    expected: str
    """The entry, or the entries; empty where nothing should answer."""
    got: str


@dataclass(frozen=True)
class Played:
    """A test question by its manner, or a message of a dialogue, and what it was taken for."""

    dialogue: str
    """Empty for a question by itself."""
    kind: str
    said: tuple[str, ...]
    """All that was said so far, this message last."""
    expected: Expected
    meaning: Meaning
    right: bool


@dataclass
class Report:
    """What came of it."""

    tried: Counter[Kind] = field(default_factory=Counter)
    found: Counter[Kind] = field(default_factory=Counter)
    offered: Counter[Kind] = field(default_factory=Counter)
    """Variants whose entry was not answered but is among the choices."""
    lost: list[Failure] = field(default_factory=list)
    """Variants that did not find their own entry."""
    questions: int = 0
    answered: int = 0
    """Test questions that their own entry answers."""
    foreign: list[Failure] = field(default_factory=list)
    """Test questions that another entry answers."""
    not_covered: int = 0
    invented: list[Failure] = field(default_factory=list)
    """Questions answered though nothing here answers them."""
    played: list[Played] = field(default_factory=list)
    """The questions by manner and the messages of the dialogues."""

    @property
    def share_found(self) -> float:
        """The share of variants that were answered by their own entry, or offered it."""
        return (self.found.total() + self.offered.total()) / max(1, self.tried.total())

    @property
    def passed(self) -> bool:
        """Whether all that must hold does; how many messages of dialogues come out right is told, and not demanded."""
        return self.share_found >= LEAST_FOUND and not self.foreign and not self.invented


class Compounds:
    """The compounds that are known, so that words are parted and joined only as people would."""

    def __init__(self, known: Iterable[str]) -> None:
        """Learn from folded words."""
        known = frozenset(known)
        self._lexicon = Lexicon(known)
        parted = [parts for word in known if (parts := self._lexicon.parts(word))]
        self._heads = {parts[0] for parts in parted}
        self._tails = {parts[-1] for parts in parted}

    def cut(self, word: str) -> tuple[str, str] | None:
        """Return `word` in two, cut before the last part that it is made of; None if it is no compound."""
        parts = self._lexicon.parts(fold(word)) if word.isalpha() else ()
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1) if parts else ():
            if fold(word[cut:]) == parts[-1]:
                return word[:cut], word[cut:]
        return None

    def may_join(self, first: str, second: str) -> bool:
        """Whether both occur in compounds: the one in front, the other behind."""
        return fold(first) in self._heads and fold(second) in self._tails


_NO_COMPOUNDS = Compounds(())


def variants(phrase: str, compounds: Compounds = _NO_COMPOUNDS) -> list[Variant]:
    """Return other ways to write `phrase`, always the same."""
    chance = random.Random(phrase)  # noqa: S311  # nothing secret: the same typos in every run
    made = chain(
        ((Kind.UMLAUT, phrase.translate(table)) for table in (_SPELT_OUT, _BARE)),
        ((Kind.TYPO, typo) for typo in _typos(phrase, chance)),
        ((Kind.SPLIT, text) for text in _split(phrase, compounds)),
        ((Kind.JOINED, text) for text in _joined(phrase, compounds)),
        ((Kind.CASE, text) for text in (phrase.upper(), phrase.lower())),
    )
    texts: dict[str, Kind] = {}
    for kind, text in made:
        if text != phrase:
            texts.setdefault(text, kind)
    return [Variant(kind, text) for text, kind in texts.items()]


def run(knowledge: Knowledge, understanding: Understanding) -> Report:
    """Try a sample of the variants of every phrase, and all test questions."""
    report = Report()
    compounds = Compounds(chain.from_iterable(words(phrase) for _, phrase in _phrases(knowledge)))
    spoken_for = {fold(phrase) for _, phrase in _phrases(knowledge)}
    for entry, phrase in _phrases(knowledge):
        for variant in _sample(phrase, compounds):
            if fold(variant.text) == fold(phrase) or fold(variant.text) not in spoken_for:
                _try_variant(report, understanding.understand(variant.text), entry, variant)
    _try_questions(report, knowledge, understanding)
    report.played += play(knowledge, understanding)
    return report


def _phrases(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for entry in knowledge.entries.values():
        for phrase in (*entry.phrases, *knowledge.phrases.get(entry.id, ())):
            yield entry.id, phrase


def _sample(phrase: str, compounds: Compounds) -> list[Variant]:
    """Return one typo, since those are the hardest, and some of the others."""
    made = variants(phrase, compounds)
    chance = random.Random(phrase)  # noqa: S311  # the same sample in every run
    typos = [variant for variant in made if variant.kind is Kind.TYPO]
    others = [variant for variant in made if variant.kind is not Kind.TYPO]
    return typos[:1] + chance.sample(others, min(len(others), _PER_PHRASE - len(typos[:1])))


def _try_variant(report: Report, meaning: Meaning, entry: str, variant: Variant) -> None:
    report.tried[variant.kind] += 1
    match meaning:
        case Understood(candidates) if entry in {c.entry for c in candidates}:
            report.found[variant.kind] += 1
        case Ambiguous(candidates) if entry in {c.entry for c in candidates}:
            report.offered[variant.kind] += 1
        case _:
            report.lost.append(Failure(variant.text, entry, describe(meaning)))


def play(knowledge: Knowledge, understanding: Understanding) -> Iterator[Played]:
    """Ask all questions by manner, and play all dialogues; each as an assistant would that understands like this."""
    for manner, questions in knowledge.asked.items():
        for asked in questions:
            meaning = understanding.understand(asked.ask)
            yield Played("", manner, (asked.ask,), asked, meaning, meets(meaning, asked, knowledge))
    for dialogue in knowledge.dialogues:
        context: Context = NOTHING_SO_FAR
        said: tuple[str, ...] = ()
        for turn in dialogue.turns:
            said = (*said, turn.say)
            meaning, expected = _understand(turn, context, understanding)
            yield Played(dialogue.id, turn.kind, said, turn, meaning, meets(meaning, expected, knowledge))
            context = _shown(remember(meaning, context, knowledge), meaning, knowledge)


def _understand(turn: DialogueTurn, context: Context, understanding: Understanding) -> tuple[Meaning, Expected]:
    """Return what a message means after `context`, and what is expected of it now that it is known what is offered."""
    places = [int(pick) - (int(pick) > 0) for pick in turn.picks]
    wanted = [context.offered[place] for place in places if place < len(context.offered) and context.offered]
    expected = turn.model_copy(update={"all": tuple(wanted)}) if wanted else turn
    shown = range(len(context.offered))
    match choose(turn.say, len(shown), shown, asked_back=context.asked_back):
        case Picked(chosen):
            return Understood(tuple(Candidate(context.offered[place], 1.0) for place in chosen)), expected
        case _:
            return understanding.understand(turn.say, context), expected


def _shown(context: Context, meaning: Meaning, knowledge: Knowledge) -> Context:
    """Return the context with the entries that are offered beside an answer."""
    if not isinstance(meaning, Understood):
        return context
    return context.offering(beside((candidate.entry for candidate in meaning.candidates), knowledge))


def meets(meaning: Meaning, expected: Expected, knowledge: Knowledge) -> bool:
    """Whether a reply with this meaning is a good one."""
    match meaning:
        case Understood(candidates):
            told = {candidate.entry for candidate in candidates}
        case AboutAnswer(entries=entries):
            told = set(entries)
        case Ambiguous():
            return Response.ASKED_BACK in expected.outcomes
        case Social():
            return Response.SOCIAL in expected.outcomes
        case NotCovered() | OutOfScope():
            return Response.REFUSED in expected.outcomes
        case Command(name):
            return name == Response.INTERVIEW and Response.INTERVIEW in expected.outcomes
    offering = {entry for interview in knowledge.interviews.values() for entry in interview.offered_with}
    if Response.INTERVIEW in expected.outcomes and told & offering:
        return True
    groups = expected.groups
    return bool(groups) and all(told.intersection(group) for group in groups) and told.isdisjoint(expected.never)


def _try_questions(report: Report, knowledge: Knowledge, understanding: Understanding) -> None:
    acceptable: dict[str, list[str]] = {}
    for entry, questions in knowledge.questions.items():
        for question in questions:
            acceptable.setdefault(question, []).append(entry)
    report.questions, report.not_covered = len(acceptable), len(knowledge.not_covered)
    for question, entries in acceptable.items():
        meaning = understanding.understand(question)
        if isinstance(meaning, Understood):
            if {c.entry for c in meaning.candidates} & set(entries):
                report.answered += 1
            else:
                report.foreign.append(Failure(question, " / ".join(entries), describe(meaning)))
    for question in knowledge.not_covered:
        meaning = understanding.understand(question)
        if isinstance(meaning, Understood):
            report.invented.append(Failure(question, "", describe(meaning)))


def describe(meaning: Meaning) -> str:
    """Return what was understood, in one short line."""
    match meaning:
        case Understood(candidates):
            return " + ".join(c.entry for c in candidates)
        case Ambiguous(candidates):
            return "Rückfrage: " + " / ".join(c.entry for c in candidates)
        case _:
            return type(meaning).__name__


def _typos(phrase: str, chance: random.Random) -> Iterator[str]:
    """One slip of each sort, each in a word that is long enough to bear it; in an order by chance."""
    slips: list[Callable[[str, int], str]] = [_swap, _omit, _double, partial(_neighbour, chance=chance)]
    chance.shuffle(slips)
    typed = phrase.split(" ")
    bearing = [i for i, word in enumerate(typed) if len(word) >= _SHORTEST_TYPO and word.isalpha()]
    for slip in slips if bearing else ():
        i = chance.choice(bearing)
        slipped = slip(typed[i], chance.randrange(1, len(typed[i]) - 1))
        yield " ".join([*typed[:i], slipped, *typed[i + 1 :]])


def _swap(word: str, at: int) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _omit(word: str, at: int) -> str:
    return word[:at] + word[at + 1 :]


def _double(word: str, at: int) -> str:
    return word[:at] + word[at] + word[at:]


def _neighbour(word: str, at: int, chance: random.Random) -> str:
    near = _NEIGHBOURS.get(word[at].lower())
    return word[:at] + chance.choice(near) + word[at + 1 :] if near else word


def _neighbours(rows: Iterable[str]) -> dict[str, str]:
    near: dict[str, str] = {}
    for row in rows:
        for a, b in pairwise(row):
            near[a] = near.get(a, "") + b
            near[b] = near.get(b, "") + a
    return near


_NEIGHBOURS = _neighbours(_KEYBOARD)


def _split(phrase: str, compounds: Compounds) -> Iterator[str]:
    """Compounds with a blank where their last part begins, and hyphens as blanks."""
    typed = phrase.split(" ")
    for i, word in enumerate(typed):
        if halves := compounds.cut(word):
            yield " ".join([*typed[:i], *halves, *typed[i + 1 :]])
    if "-" in phrase:
        yield phrase.replace("-", " ")


def _joined(phrase: str, compounds: Compounds) -> Iterator[str]:
    """Without hyphens, and two words written as one."""
    if "-" in phrase:
        yield phrase.replace("-", "")
    typed = phrase.split(" ")
    for i, (first, second) in enumerate(pairwise(typed)):
        if compounds.may_join(first, second):
            yield " ".join([*typed[:i], first + second.lower(), *typed[i + 2 :]])
