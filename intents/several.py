"""Understands the parts of a message: each of several questions by itself, or the one that the rest leads up to."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from intents.meaning import Candidate, Explanation, NotCovered, OutOfScope, Social, Topic, Understood
from intents.normalise import is_filler
from intents.questions import (
    indirect_question,
    is_question,
    only_tells,
    points_elsewhere,
    split_clauses,
    split_sentences,
)

_MOST_QUESTIONS = 3
_MOST_PARTS = 10
_MOST_PLEASANTRIES = 5

Read = Callable[[str, Topic], Explanation]


def in_parts(whole: Explanation, text: str, topic: Topic, read: Read) -> Explanation | None:
    """Return what each question in `text` means; None unless the message is better understood in parts.

    Parts that are no sentences are taken apart only if each begins as a question, or the whole suggests their answers.
    """
    sentences = split_sentences(text)
    told = [] if all(map(only_tells, sentences)) else list(filter(only_tells, sentences))
    answers = _each(sentences, topic, read, told) if len(sentences) > 1 else None
    if answers and answers.are_several:
        return replace(whole, meaning=answers.meaning)
    if told:  # what is told may say what the question is about: the whole comes first
        helps = answers and answers.candidates and not isinstance(whole.meaning, Understood)
        return replace(whole, meaning=answers.meaning) if answers and helps else None
    clauses = split_clauses(text)
    if len(clauses) < 2 or any(map(points_elsewhere, clauses[1:])):
        return None
    if not (answers := _each(clauses, topic, read)) or not answers.are_several:
        return None
    if len(answers.candidates) == 1:  # the rest may belong to it, unless the whole says nothing else
        understood = whole.meaning.candidates if isinstance(whole.meaning, Understood) else ()
        fits = all(map(is_question, clauses)) and {c.entry for c in understood} == answers.candidates.keys()
    else:
        suggested = {match.label for match, _, _ in whole.candidates}
        fits = all(map(is_question, clauses)) or suggested.issuperset(answers.candidates)
    return replace(whole, meaning=answers.meaning) if fits else None


def indirectly(whole: Explanation, text: str, topic: Topic, read: Read) -> Explanation | None:
    """Return what is asked in the end, if a message that does not say enough as a whole only leads up to it."""
    asked = None if isinstance(whole.meaning, Understood) else indirect_question(text)
    understood = read(asked, topic) if asked else None
    return understood if understood and isinstance(understood.meaning, Understood) else None


def pleasantries(whole: Explanation, text: str, read: Callable[[str], Explanation]) -> Explanation | None:
    """Take a message that means nothing as a whole for small talk, if every part of it is."""
    parts = split_clauses(text)
    if not 2 <= len(parts) <= _MOST_PLEASANTRIES or not isinstance(whole.meaning, OutOfScope | NotCovered):
        return None
    meanings = [read(part).meaning for part in parts]
    return replace(whole, meaning=meanings[0]) if all(isinstance(m, Social) for m in meanings) else None


@dataclass
class _Answers:
    """What was found for the parts so far."""

    candidates: dict[str, Candidate] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    left_out: int = 0

    @property
    def are_several(self) -> bool:
        return bool(self.candidates) and len(self.candidates) + len(self.missing) > 1

    @property
    def meaning(self) -> Understood:
        return Understood(tuple(self.candidates.values()), tuple(self.missing), self.left_out)


def _each(parts: list[str], topic: Topic, read: Read, told: Collection[str] = ()) -> _Answers | None:
    """Return what is known of each part, in order; None if a part that is no question has no answer.

    Those of the parts that are `told` want no answer: they only set the topic.
    """
    answers, asked = _Answers(), 0
    for part in parts[:_MOST_PARTS]:
        understood = read(part, topic)
        if part in told:
            if isinstance(understood.meaning, Understood):
                topic = Topic(understood.meaning.candidates[0].entry)
            continue
        if isinstance(understood.meaning, Social):
            continue
        if asked == _MOST_QUESTIONS:
            answers.left_out += 1
            continue
        asked += 1
        match understood.meaning:
            case Understood((candidate,)):
                answers.candidates.setdefault(candidate.entry, candidate)
                topic = Topic(candidate.entry)
            case NotCovered() | OutOfScope() if _asks_something(part, understood):
                answers.missing.append(part)
            case _:
                return None
    return answers


def _asks_something(part: str, understood: Explanation) -> bool:
    return is_question(part) and not all(map(is_filler, understood.read_as))
