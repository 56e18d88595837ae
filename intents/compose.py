"""Understands messages that ask several things: sentences, clauses, several subjects of one aspect, a comparison.

Each question gets its own answer, or is named as one that has none; what asks nothing only sets the topic.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from intents.context import NOTHING_SO_FAR, Context, Matter, PastTurn
from intents.corrections import corrected
from intents.letters import ParsedMessage, asks_something
from intents.letters import letter as parted
from intents.meaning import (
    Ambiguous,
    Candidate,
    Explanation,
    Manner,
    Meaning,
    NotCovered,
    OutOfScope,
    Social,
    Understood,
)
from intents.normalise import is_filler
from intents.questions import indirect_question, is_question, points_elsewhere, split_clauses, split_questions
from intents.readings import Alone
from intents.spotting import Spotter

MOST_QUESTIONS = 6
GOOD_ENOUGH = 0.35
"""How probable an answer to one of several questions is at least."""
_MOST_PARTS = 20
_MOST_PLEASANTRIES = 5
_MOST_CLAUSES = 8
_MOST_JOINED = 4


class QuestionReader(Protocol):
    """What reads one question at a time."""

    @property
    def spotter(self) -> Spotter:
        """What tells which subjects and aspects a text names."""

    def one(self, text: str, context: Context) -> Explanation:
        """Understand `text` as one question."""

    def each_number(self, text: str) -> Sequence[str]:
        """Return `text` for each of several numbered things that it names side by side; empty if it names none so."""


@dataclass
class _Answers:
    """What was found for the parts so far."""

    candidates: dict[str, Candidate] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    left_out: int = 0
    subjects: dict[str, None] = field(default_factory=dict)

    @property
    def are_several(self) -> bool:
        return bool(self.candidates) and len(self.candidates) + len(self.missing) > 1

    def meaning(self, manner: Manner = Manner.WHOLE) -> Understood:
        found = tuple(self.candidates.values())
        return Understood(found, tuple(self.missing), self.left_out, Matter(tuple(self.subjects)), manner)

    def take(self, part: str, meaning: Meaning, *, asks: bool) -> bool:
        """Take what a part means; False if it has no answer and is no question that could be named."""
        match meaning:
            case Understood(candidates, missing, left_out, matter):
                for candidate in candidates:
                    self.candidates.setdefault(candidate.entry, candidate)
                self.missing += missing
                self.left_out += left_out
                self.subjects |= dict.fromkeys(matter.subjects)
            case Ambiguous((best, *_), matter) if best.score >= GOOD_ENOUGH:  # among several, nothing can be asked back
                self.candidates.setdefault(best.entry, best)
                self.subjects |= dict.fromkeys(matter.subjects)
            case NotCovered() | OutOfScope() | Ambiguous() if asks:
                self.missing.append(part)
            case Social():
                pass
            case _:
                return False
        return True


def compose(text: str, context: Context, reader: QuestionReader) -> Explanation:
    """Understand a message in its parts, where it has several."""
    letter = parted(text)
    letter = replace(letter, asked=tuple(dict.fromkeys(letter.asked)))  # asked again, it is no further question
    if corrected(text).corrects:  # what corrects something is one thing, however many sentences it takes
        whole = reader.one(text, context)
        if isinstance(whole.meaning, Understood):
            return whole
    topic = _told(letter, context, reader)
    if len(letter.asked) == 1:
        return _one_asked(letter, topic, context, reader)
    answers, first = _Answers(), None
    for at, (part, found) in enumerate(_in_turn(letter, topic, reader)):
        first = first or found
        if not answers.take(part, found.meaning, asks=_asks(part, letter) and _says_something(found)):
            return _as_a_whole(letter, context, reader)
        if len(answers.candidates) + len(answers.missing) >= MOST_QUESTIONS:
            answers.left_out += sum(_asks(part, letter) for part in letter.asked[at + 1 : _MOST_PARTS])
            break
    if first is None or not answers.candidates:
        return _as_a_whole(letter, context, reader)
    return replace(first, meaning=answers.meaning())


@dataclass(frozen=True)
class AskedQuestion:
    """A question of a letter, as typed, and what it means."""

    text: str
    meaning: Meaning


@dataclass(frozen=True)
class ReadLetter:
    """The questions of a letter in their order."""

    asked: tuple[AskedQuestion, ...] = ()
    left_out: tuple[str, ...] = ()
    """Further ones, as typed, that were not understood any more, since they are too many."""


def read_letter(text: str, reader: QuestionReader) -> ReadLetter:
    """Understand each question of a letter by itself; what asks nothing only sets the topic."""
    letter = parted(text)
    topic = _told(letter, NOTHING_SO_FAR, reader)
    read: Iterable[tuple[str, Explanation]] = _in_turn(
        letter, topic, reader, lambda part, context: _joined(part, context, reader)
    )
    if len(letter.asked) == 1 and len(split_questions(letter.asked[0])) == 1:
        read = [(letter.asked[0], _one_asked(letter, topic, NOTHING_SO_FAR, reader))]
    asked = tuple(_questions(letter, read))
    unread = (part for part in letter.asked[_MOST_PARTS:] if _asks(part, letter))
    return ReadLetter(asked[:MOST_QUESTIONS], (*(one.text for one in asked[MOST_QUESTIONS:]), *unread))


def _joined(sentence: str, context: Context, reader: QuestionReader) -> Sequence[str]:
    """Return the whole questions that a sentence joins; itself, where one depends on another that is not ours."""
    questions = split_questions(sentence)
    if len(questions) > _MOST_JOINED:
        return [sentence]
    depends = not all(reader.spotter.matter(question).subjects for question in questions[1:])
    foreign = depends and isinstance(_single(questions[0], context, reader).meaning, OutOfScope)
    return [sentence] if foreign else questions


def _questions(letter: ParsedMessage, read: Iterable[tuple[str, Explanation]]) -> Iterator[AskedQuestion]:
    """Yield those parts that are understood, or surely ask for something."""
    alone = len(letter.asked) == 1 and not letter.told
    for part, found in read:
        understood = isinstance(found.meaning, Understood | Ambiguous | NotCovered if alone else Understood)
        if understood or (_asks(part, letter) and _says_something(found) and not isinstance(found.meaning, Social)):
            yield AskedQuestion(part, found.meaning)


def _in_turn(
    letter: ParsedMessage,
    topic: Context,
    reader: QuestionReader,
    split: Callable[[str, Context], Sequence[str]] = lambda part, _: [part],
) -> Iterator[tuple[str, Explanation]]:
    """Yield what is asked with what it means after what was asked before; in a list, just before."""
    before = topic
    for part in letter.asked[:_MOST_PARTS]:
        for question in split(part, before):
            found = _single(question, before, reader)
            yield question, found
            if isinstance(found.meaning, Understood):
                told = tuple(candidate.entry for candidate in found.meaning.candidates)
                before = (topic if letter.listed else before).after(PastTurn(found.meaning.matter, told))


def _asks(part: str, letter: ParsedMessage) -> bool:
    return letter.listed or asks_something(part)


def _as_a_whole(letter: ParsedMessage, context: Context, reader: QuestionReader) -> Explanation:
    """Read all that was said in a row."""
    return _single(" ".join((*letter.told, *letter.asked)), context, reader)


def _told(letter: ParsedMessage, context: Context, reader: QuestionReader) -> Context:
    """Return the context with what the message itself says its questions are about."""
    if not letter.told:
        return context
    subjects = dict.fromkeys(s for part in (*letter.told, *letter.asked) for s in reader.spotter.matter(part).subjects)
    told = [s for part in letter.told for s in reader.spotter.matter(part).subjects]
    subjects = {**dict.fromkeys(told), **subjects}
    return context.after(PastTurn(Matter(tuple(subjects)))) if subjects else context


def _one_asked(letter: ParsedMessage, topic: Context, context: Context, reader: QuestionReader) -> Explanation:
    """Understand the only question, with and without what is told beside it."""
    alone = _single(letter.asked[0], topic, reader)
    if not letter.told:
        return alone
    whole = reader.one(" ".join((*letter.told, *letter.asked)), context)
    better = isinstance(whole.meaning, Understood) and whole.sureness > alone.sureness
    several = isinstance(alone.meaning, Understood) and len(alone.meaning.candidates) > 1
    return whole if better and not several else alone


def _single(text: str, context: Context, reader: QuestionReader) -> Explanation:
    """Understand what is one sentence, but may ask several things."""
    whole = reader.one(text, context)
    if isinstance(whole.meaning, Social):
        return whole
    return (
        _each_subject(whole, text, context, reader)
        or _each_clause(whole, text, context, reader)
        or _led_up_to(whole, text, context, reader)
        or _pleasantries(whole, text, reader, context)
        or whole
    )


def _each_subject(whole: Explanation, text: str, context: Context, reader: QuestionReader) -> Explanation | None:
    """Understand one question about several subjects, or what is to be compared."""
    spotter = reader.spotter
    named = spotter.spread(text) or reader.each_number(text)
    texts = named or spotter.both(text, context)
    if not texts or (named and _is_about_all(whole, len(texts), compares=spotter.compares(text))):
        return None
    answers = _Answers()
    for each in texts:
        found = reader.one(each, context)
        if not answers.take(each, found.meaning, asks=False):
            return None
    if len(answers.candidates) < len(texts):
        return None
    manner = Manner.SIDE_BY_SIDE if reader.spotter.compares(text) else Manner.WHOLE
    return replace(whole, meaning=answers.meaning(manner))


def _is_about_all(whole: Explanation, count: int, *, compares: bool) -> bool:
    """Whether one entry answers for all the subjects that were named."""
    if not isinstance(whole.meaning, Understood) or not whole.judged:
        return False
    best = whole.judged[0]
    return compares or (isinstance(best.reading, Alone) and best.match.coverage >= _ALL_KNOWN and count > 0)


_ALL_KNOWN = 0.99


def _each_clause(whole: Explanation, text: str, context: Context, reader: QuestionReader) -> Explanation | None:
    """Understand clauses that ask each for something else; None unless that is the better reading."""
    clauses = split_clauses(text)
    if not 2 <= len(clauses) <= _MOST_CLAUSES or any(map(points_elsewhere, clauses[1:])):
        return None
    named = reader.spotter.matter(text).subjects
    before = context.after(PastTurn(Matter(named[:1]))) if named else context
    answers = _Answers()
    for clause in clauses:
        found = _spread_clause(clause, before, reader)
        asks = is_question(clause) and _says_something(found)
        if not answers.take(clause, found.meaning, asks=asks):
            return None
        if isinstance(found.meaning, Understood):
            told = tuple(candidate.entry for candidate in found.meaning.candidates)
            before = before.after(PastTurn(found.meaning.matter, told))
    if not answers.are_several:
        return None
    all_ask = all(map(is_question, clauses))
    suggested = {one.match.label for one in whole.judged}
    if len(answers.candidates) == 1:  # the rest may belong to it, unless the whole says nothing else
        understood = whole.meaning.candidates if isinstance(whole.meaning, Understood) else ()
        fits = all_ask and {c.entry for c in understood} == answers.candidates.keys()
    else:
        listed = all(is_question(clause) or reader.spotter.names_only(clause) for clause in clauses)
        fits = all_ask or ((listed or not context.turns) and suggested.issuperset(answers.candidates))
    return replace(whole, meaning=answers.meaning()) if fits else None


def _spread_clause(clause: str, context: Context, reader: QuestionReader) -> Explanation:
    whole = reader.one(clause, context)
    return _each_subject(whole, clause, context, reader) or whole


def _led_up_to(whole: Explanation, text: str, context: Context, reader: QuestionReader) -> Explanation | None:
    """Return what is asked in the end, if a message that does not say enough as a whole only leads up to it."""
    asked = None if isinstance(whole.meaning, Understood) else indirect_question(text)
    understood = reader.one(asked, context) if asked else None
    return understood if understood and isinstance(understood.meaning, Understood) else None


def _pleasantries(whole: Explanation, text: str, reader: QuestionReader, context: Context) -> Explanation | None:
    """Take a message that means nothing as a whole for small talk, if every part of it is."""
    parts = split_clauses(text)
    if not 2 <= len(parts) <= _MOST_PLEASANTRIES or not isinstance(whole.meaning, OutOfScope | NotCovered):
        return None
    meanings = [reader.one(part, context).meaning for part in parts]
    return replace(whole, meaning=meanings[0]) if all(isinstance(m, Social) for m in meanings) else None


def _says_something(found: Explanation) -> bool:
    return not all(map(is_filler, found.read_as))
