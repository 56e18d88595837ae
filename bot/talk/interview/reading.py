"""From what somebody typed to an answer of the question at hand, or to a command; typing slips included.

What is no answer is left to the conversation: it may be a question of the person's own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.talk.privacy import redact
from intents.normalise import is_filler, words
from knowledge.folding import fold
from knowledge.interview import InterviewCommand, InterviewDefinition, InterviewWording, Meaning

_MOST_NOTE = 300
_STARTS_WITHIN = 8
"""An answer begins early; what is said after as many words belongs to something else."""
_TOKEN = re.compile(r"\S+")
_AROUND_NOTE = " \t\n,.;:–-"
_REPEATED = re.compile(r"(.)\1+")


@dataclass(frozen=True)
class Note:
    """A remark, as it may be stored."""

    text: str
    had_names: bool
    """Whether something that identifies a person was taken out."""


@dataclass(frozen=True)
class Chosen:
    """An answer was given."""

    answer: str
    note: Note | None = None


@dataclass(frozen=True)
class Steered:
    """A command was given, perhaps with something after it."""

    command: InterviewCommand
    rest: str = ""


@dataclass(frozen=True)
class Unread:
    """Neither."""


Reading = Chosen | Steered | Unread


@dataclass(frozen=True)
class _Span:
    """Where in the words a phrase of an answer was found."""

    start: int
    end: int
    answer: str

    def overlaps(self, other: "_Span") -> bool:
        return self.start < other.end and other.start < self.end


class Reader:
    """Reads answers to the questions of one interview."""

    def __init__(
        self, definition: InterviewDefinition, wording: InterviewWording, without_courtesy: Callable[[str], str] = str
    ) -> None:
        """Read answers to `definition`; `without_courtesy` takes the polite words off a folded command."""
        self._definition, self._without_courtesy = definition, without_courtesy
        self._commands = wording.command_names
        self._questions = tuple(tuple(words(text)) for text in wording.question_words)
        self._negations = frozenset(map(fold, wording.negations))
        self._spellings = {fold(typed): fold(meant) for typed, meant in wording.spellings.items()}
        self._note_words = frozenset(map(fold, wording.commands.get("note", ())))
        self._phrases = {step: self._phrases_of(step) for step in definition.step}

    def read(self, text: str, step: str) -> Reading:
        """Return what `text` means while `step` is asked."""
        folded = fold(text[:1000])
        if answer := self._phrases[step].get(folded):
            return Chosen(answer)
        if steered := self.command(text):
            return steered
        said = [self._spellings.get(word, word) for word in words(text)]
        if self.asks(text):
            return Unread()
        answer, spans = self._answer(said, step)
        return Chosen(answer, self._note(text, said, spans)) if answer else Unread()

    def command(self, text: str) -> Steered | None:
        """Return the command that `text` is, if it is one."""
        head, colon, rest = text.partition(":")
        if colon and fold(head) in self._note_words:
            return Steered("note", rest.strip())
        typed = fold(text[:100])
        folded = typed if typed in self._commands else self._without_courtesy(typed)
        meant = folded if folded in self._commands else next((c for c in self._commands if _same(folded, c)), None)
        return Steered(self._commands[meant]) if meant else None

    def _phrases_of(self, step: str) -> Mapping[str, str]:
        """Return what may be typed for each answer of a step; what the step says itself goes before what all share."""
        definition = self._definition.step[step]
        shared = {
            fold(text): answer
            for answer in definition.answers
            for text in (self._definition.option[answer].label, *self._definition.option[answer].phrases)
        }
        own = {fold(text): answer for answer, texts in definition.phrases.items() for text in texts}
        return shared | own

    def asks(self, text: str) -> bool:
        """Whether this is a question of the person's own."""
        said = words(text)
        marked = "?" in text and len(said) > 1
        return marked or any(tuple(said[: len(question)]) == question for question in self._questions)

    def _answer(self, said: list[str], step: str) -> tuple[str | None, list[_Span]]:
        spans = _longest(self._spans(said, step))
        answers = list(dict.fromkeys(span.answer for span in spans))
        means = {answer: self._definition.option[answer].means for answer in answers}
        if self._negations.intersection(said):  # "haben wir leider nicht" is no "haben wir"
            negated = {i for i, word in enumerate(said) if word in self._negations}
            inside = {span.answer for span in spans if negated.intersection(range(span.start, span.end))}
            answers = [answer for answer in answers if answer in inside or means[answer] is not Meaning.SETTLED]
        partly = [answer for answer in answers if means[answer] is Meaning.PARTLY]
        contrary = {Meaning.SETTLED, Meaning.MISSING} <= {means[answer] for answer in answers}  # "ja nein"
        first = [span.answer for span in spans if span.start == 0 and span.answer in answers and not contrary]
        for certain in (partly, answers if len(answers) == 1 else [], first):
            if certain:
                return certain[0], [span for span in spans if span.answer == certain[0]]
        return None, []

    def _spans(self, said: list[str], step: str) -> Iterator[_Span]:
        phrases = self._phrases[step]
        between = {word for word in said if is_filler(word)} - self._negations - phrases.keys()
        for phrase, answer in phrases.items():
            for start in range(min(_STARTS_WITHIN, len(said))):
                if end := _end(said, start, phrase.split(), between):
                    yield _Span(start, end, answer)

    def _note(self, text: str, said: list[str], spans: list[_Span]) -> Note | None:
        """Return what a person said beside the answer itself."""
        covered = {i for span in spans for i in range(span.start, span.end)}
        if all(i in covered or is_filler(word) for i, word in enumerate(said)):
            return None
        first = spans[0]
        label = fold(self._definition.option[first.answer].label)
        one_word = first.end == 1 and said[0] not in self._negations
        bare = first.start == 0 and (one_word or " ".join(said[: first.end]) == label)
        return remark(text, after=first.end if bare else 0)


def remark(text: str, after: int = 0) -> Note | None:
    """Return a note as it may be stored, without its first words if so wanted; None if nothing is left of it."""
    redacted = redact(text)
    kept = " ".join(_rest(redacted, after).split())[:_MOST_NOTE].strip(_AROUND_NOTE)
    return Note(kept, redacted != text) if kept else None


def _end(said: list[str], start: int, parts: list[str], between: Set[str]) -> int | None:
    """Return where a phrase ends that starts at `start`, perhaps with some of the words `between` its own."""
    at = start
    for part in parts:
        while at > start and at < len(said) and said[at] in between and not _same(said[at], part):
            at += 1
        if at == len(said) or not _same(said[at], part):
            return None
        at += 1
    return at if parts else None


def _longest(spans: Iterable[_Span]) -> list[_Span]:
    """Return the spans in their order, without those that overlap with a longer one."""
    kept: list[_Span] = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        if not any(span.overlaps(other) and span.answer != other.answer for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)


def _same(typed: str, meant: str) -> bool:
    """Whether one word is the other, perhaps with a slip."""
    if typed == meant:
        return True
    if typed[:1] != meant[:1] or is_filler(typed):
        return False
    shortest = min(len(typed), len(meant))
    if shortest < 5:
        return sorted(typed) == sorted(meant) or _REPEATED.sub(r"\1", typed) == _REPEATED.sub(r"\1", meant)
    return OSA.distance(typed, meant, score_cutoff=2) <= (1 if shortest < 8 else 2)


def _rest(text: str, count: int) -> str:
    """Return `text` without its first `count` words."""
    for token in _TOKEN.finditer(text):
        if count <= 0:
            return text[token.start() :]
        count -= len(words(token.group()))
    return ""
