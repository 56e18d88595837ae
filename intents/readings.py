"""What a message may be read as after what was said before; which reading is meant is judged elsewhere, all alike."""

from collections.abc import Iterator
from dataclasses import dataclass

from intents.context import Context, Matter
from intents.naming import family
from knowledge.model import Knowledge, Role

_LONGEST = 16
"""How many words a message has at most that leaves something out."""
_MOST_SUBJECTS = 4


@dataclass(frozen=True)
class Alone:
    """The message says all that is needed."""


@dataclass(frozen=True)
class SubjectCarried:
    """The message leaves out what it is about: that was said some turns ago."""

    subject: str
    age: int = 0
    """How many turns ago; 0: in the last one."""


@dataclass(frozen=True)
class AspectCarried:
    """The message names another subject, and leaves out what of it is asked: the same as before."""

    subject: str
    aspects: tuple[str, ...]


@dataclass(frozen=True)
class ChosenInWords:
    """The message picks one of the entries that were shown, in words."""


@dataclass(frozen=True)
class Again:
    """The message asks for something that the last answer said already."""


Reading = Alone | SubjectCarried | AspectCarried | ChosenInWords | Again


@dataclass(frozen=True)
class Utterance:
    """A message, or a part of one, as far as it can be read without what was said before."""

    words: tuple[str, ...]
    named: Matter
    """What it names, the longest names first counted; without what it denies."""
    denied: tuple[str, ...] = ()
    """The subjects that it says are not meant."""
    corrects: bool = False
    """Whether it corrects the question before it."""
    only_names: bool = False
    """Whether it says nothing but names, pronouns and filler words."""
    plain: bool = False
    """The same, but it may name aspects as well: all that it asks is known."""
    defines: bool = False
    """Whether it asks in so many words what something is, so that no other aspect was left out."""

    @property
    def leaves_room(self) -> bool:
        """Whether it is short enough to leave something out."""
        return 0 < len(self.words) <= _LONGEST


def readings(said: Utterance, context: Context, knowledge: Knowledge) -> Iterator[Reading]:
    """Yield the readings of what was `said`; the first is the message as it stands."""
    yield Alone()
    if not said.leaves_room:
        return
    if context.offered:
        yield ChosenInWords()
    if context.told and not said.corrects:
        yield Again()
    yield from _with_subject(said, context, knowledge)
    yield from _with_aspect(said, context, knowledge)


def _with_subject(said: Utterance, context: Context, knowledge: Knowledge) -> Iterator[Reading]:
    related = {wider for subject in said.named.subjects for wider in family(subject, knowledge)}
    for subject, age in list(carried_subjects(context, knowledge).items())[:_MOST_SUBJECTS]:
        around = family(subject, knowledge)
        if said.named.subjects and not (subject in related or around.intersection(said.named.subjects)):
            continue  # it names one of its own
        if subject not in said.denied:
            yield SubjectCarried(subject, age)


def _with_aspect(said: Utterance, context: Context, knowledge: Knowledge) -> Iterator[Reading]:
    if aspects := left_out_aspects(said, context, knowledge):
        yield from (AspectCarried(subject, aspects) for subject in said.named.subjects)


def carried_subjects(context: Context, knowledge: Knowledge) -> dict[str, int]:
    """Return what the last turns were about, the newest first, and how many turns ago that was."""
    found: dict[str, int] = {}
    for age, turn in enumerate(context.turns):
        about = (knowledge.entries[entry].about for entry in turn.told)
        for subject in (*turn.matter.subjects, *about):
            if subject in knowledge.subjects:
                found.setdefault(subject, age)
    return found


def carried_aspects(context: Context, knowledge: Knowledge) -> tuple[str, ...]:
    """Return which aspects the last turn asked for, or else told of; one that was about neither is passed over."""
    for turn in context.turns:
        told = (knowledge.entries[entry].aspect for entry in turn.told)
        if found := tuple(dict.fromkeys(turn.matter.aspects or told)):
            return found
    return ()


def left_out_aspects(said: Utterance, context: Context, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the aspects that were asked for before, if what was said names none of its own."""
    return () if asked_aspects(said, knowledge) else carried_aspects(context, knowledge)


def asked_aspects(said: Utterance, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the aspects that were named; the one that any question may name only if nothing else was asked for."""
    other = tuple(a for a in said.named.aspects if a not in _any_question(knowledge))
    return other or (said.named.aspects if said.defines else ())


def _any_question(knowledge: Knowledge) -> frozenset[str]:
    return frozenset({knowledge.roles.get(Role.DEFINITION, "")})
