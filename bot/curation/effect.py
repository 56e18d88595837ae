"""What other knowledge would change: which test questions and which asked ones get another answer; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intents import meaning
from intents.understand import Understanding
from knowledge.folding import fold
from knowledge.model import Knowledge


@dataclass(frozen=True)
class Outcome:
    """What somebody gets who asks."""

    entries: tuple[str, ...] = ()
    """The entries that answer, or between which to choose; none: there is no answer."""
    asks_back: bool = False

    def answers(self, expected: Iterable[str]) -> bool:
        """Whether one of these entries is the answer."""
        return not self.asks_back and bool(set(self.entries) & set(expected))


@dataclass(frozen=True)
class Shift:
    """A test question that gets another answer."""

    question: str
    expected: tuple[str, ...]
    """The entries that should answer; none: nothing should."""
    before: Outcome
    after: Outcome

    @property
    def is_loss(self) -> bool:
        """Whether it was right before and is not any more."""
        if self.expected:
            return self.before.answers(self.expected) and not self.after.answers(self.expected)
        return bool(self.after.entries) and not self.after.asks_back and not self.before.answers(self.before.entries)

    @property
    def is_gain(self) -> bool:
        """Whether it is right now and was not before."""
        if self.expected:
            return self.after.answers(self.expected) and not self.before.answers(self.expected)
        return self.before.answers(self.before.entries) and not self.after.answers(self.after.entries)


@dataclass(frozen=True)
class Effect:
    """What a change of the knowledge does."""

    shifts: tuple[Shift, ...]
    tried: int
    """How many test questions were asked."""
    asked: tuple[tuple[str, Outcome], ...]
    """What the questions that the change is for would get."""

    @property
    def losses(self) -> tuple[Shift, ...]:
        return tuple(shift for shift in self.shifts if shift.is_loss)

    @property
    def gains(self) -> tuple[Shift, ...]:
        return tuple(shift for shift in self.shifts if shift.is_gain)

    @property
    def others(self) -> tuple[Shift, ...]:
        return tuple(shift for shift in self.shifts if not shift.is_loss and not shift.is_gain)

    @property
    def taken(self) -> Mapping[str, int]:
        """How many questions the change takes from each entry."""
        return Counter(entry for shift in self.losses for entry in shift.expected[:1])


def outcome(text: str, understanding: Understanding) -> Outcome:
    """Return what somebody gets who asks this."""
    match understanding.understand(text):
        case meaning.Understood(candidates):
            return Outcome(tuple(c.entry for c in candidates))
        case meaning.Ambiguous(candidates):
            return Outcome(tuple(c.entry for c in candidates), asks_back=True)
        case _:
            return Outcome()


def tests_of(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """Return each test question with the entries that should answer it."""
    found: dict[str, tuple[str, ...]] = {}
    for entry, questions in knowledge.questions.items():
        for question in questions:
            found[question] = (*found.get(question, ()), entry)
    return {**dict.fromkeys(knowledge.not_covered, ()), **found}


def outcomes(knowledge: Knowledge, understanding: Understanding) -> dict[str, Outcome]:
    """Return what each test question gets."""
    return {question: outcome(question, understanding) for question in tests_of(knowledge)}


def effect(
    before: Mapping[str, Outcome],
    knowledge: Knowledge,
    understanding: Understanding,
    asked: Iterable[str],
) -> Effect:
    """Return what the new knowledge does to the test questions, of which those `before` had these outcomes."""
    tests = tests_of(knowledge)
    shifts = []
    for question, old in before.items():
        new = outcome(question, understanding)
        if new != old and question in tests:
            shifts.append(Shift(question, tests[question], old, new))
    texts = {fold(text): text for text in asked}
    return Effect(tuple(shifts), len(before), tuple((text, outcome(text, understanding)) for text in texts.values()))
