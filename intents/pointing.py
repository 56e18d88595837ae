"""Finds out what a message points at among what was told: "die zweite davon", "zu 3", "und der nächste Schritt"."""

from collections.abc import Sequence

from intents.choosing import pointed
from intents.concepts import Concepts
from intents.context import Context, Matter, PastTurn
from intents.match import Matcher
from intents.match import Reading as Words
from intents.naming import SUBJECT, family, named
from intents.neighbours import beside_named, beside_topic
from intents.normalise import words
from intents.readings import carried_subjects
from intents.spotting import Spotter
from knowledge.model import Entry, Knowledge, Role
from knowledge.sentences import sentences


class Pointing:
    """Knows what can be counted in an answer, and what comes after what."""

    def __init__(self, knowledge: Knowledge, concepts: Concepts, matcher: Matcher, spotter: Spotter) -> None:
        self._knowledge, self._concepts, self._matcher, self._spotter = knowledge, concepts, matcher, spotter

    def focused(self, read: Sequence[str], context: Context) -> Context:
        """Return the context with what the words `read` point at as its last turn; as it is, if at nothing."""
        for turn in context.turns:
            listed = self._listed(turn)
            if len(listed) > 1 and (place := pointed(read, len(listed))) is not None:
                entry = listed[place]
                return context.after(PastTurn(Matter((entry.about,), turn.matter.aspects), (entry.id,)))
        return context

    def beside(self, read: Words, context: Context) -> Entry | None:
        """Return the entry on the step before or after one, if just that is asked for."""
        if step := beside_named(read.words, self._concepts.places(read.words), self._knowledge):
            return step
        told = [self._knowledge.entries[entry] for entry in context.told[-1:]]
        titled = [subject for entry in told for subject in named(SUBJECT, self._matcher.read(entry.title).concepts)]
        carried = carried_subjects(context, self._knowledge)
        topics = list(dict.fromkeys([*(entry.about for entry in told), *titled, *carried]))
        return beside_topic(read, topics, self._knowledge) if topics else None

    def _listed(self, turn: PastTurn) -> list[Entry]:
        """Return the entries that a person may count: those told at once, or one for each subject that one lists."""
        told = [self._knowledge.entries[entry] for entry in turn.told]
        if len(told) != 1:
            return told
        within = family(told[0].about, self._knowledge)
        others = (subject for subject in self._subjects_in(told[0]) if subject not in within)
        return [entry for subject in others if (entry := self._first(subject))]

    def _subjects_in(self, entry: Entry) -> tuple[str, ...]:
        """Return the subjects that an answer names, in their order."""
        read = [word for part in sentences(entry.answer) for word in words(part)]
        return tuple(dict.fromkeys(subject for _, _, subject in self._spotter.places(read)))

    def _first(self, subject: str) -> Entry | None:
        """Return the entry that says what a subject is, or else the first one about it."""
        about = self._knowledge.by_subject.get(subject, ())
        definition = self._knowledge.roles.get(Role.DEFINITION)
        return next((entry for entry in about if entry.aspect == definition), next(iter(about), None))
