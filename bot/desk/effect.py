"""What a change of the knowledge would do: which test questions it takes from whom; pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intents.meaning import Meaning, Understood
from intents.understand import Understanding
from knowledge.model import Knowledge


@dataclass(frozen=True)
class Moved:
    """A test question that is answered by another entry than before."""

    question: str
    before: str | None
    """The entry that answered; None: none did."""
    after: str | None
    harm: bool
    """Whether it was right before and is not any more."""


@dataclass(frozen=True)
class Effect:
    """Everything that changes."""

    tried: int
    moved: tuple[Moved, ...]
    asked: tuple[tuple[str, str | None], ...]
    """What the questions that the change was made for would get."""

    @property
    def harmful(self) -> tuple[Moved, ...]:
        """Return what would get worse."""
        return tuple(moved for moved in self.moved if moved.harm)


def effect(
    before: tuple[Knowledge, Understanding], after: tuple[Knowledge, Understanding], asked: Iterable[str] = ()
) -> Effect:
    """Compare the answers to all test questions; takes about a millisecond for each."""
    old, new = before[1], after[1]
    questions = list(_questions(before[0]))
    moved = []
    for question, right in questions:
        was, now = answering(old.understand(question)), answering(new.understand(question))
        if was != now:
            was_right, is_right = (was in right if right else was is None), (now in right if right else now is None)
            moved.append(Moved(question, was, now, harm=was_right and not is_right))
    return Effect(len(questions), tuple(moved), tuple((one, answering(new.understand(one))) for one in asked))


def answering(meaning: Meaning) -> str | None:
    """Return the entry that answers, if one does."""
    return meaning.candidates[0].entry if isinstance(meaning, Understood) else None


def _questions(knowledge: Knowledge) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield every test question with the entries that answer it; none for what is not covered."""
    answers: dict[str, set[str]] = {}
    for entry, questions in knowledge.questions.items():
        for question in questions:
            answers.setdefault(question, set()).add(entry)
    yield from ((question, frozenset(entries)) for question, entries in answers.items())
    yield from ((question, frozenset()) for question in knowledge.not_covered)
