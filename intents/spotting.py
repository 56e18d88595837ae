"""Spots what a text names: subjects, aspects, several of them side by side, and what it says is not meant."""

from collections.abc import Sequence

from intents.concepts import Concepts
from intents.context import Context, Matter
from intents.match import Matcher
from intents.match import Reading as Words
from intents.naming import ASPECT, SUBJECT, family, named
from intents.normalise import is_filler, stem, words
from intents.readings import Utterance, carried_subjects
from knowledge.model import Knowledge, Role

_TWO = frozenset({"beiden", "beide", "zwei", "zweien", "zwein"})

Place = tuple[int, int, str]
"""From which word up to which a subject is named."""

_AND = frozenset({"und", "oder", "sowie", "bzw"})
_JOINING = _AND | frozenset({"der", "die", "das", "den", "dem", "vom", "von", "fur", "beim", "bei", "zu", "zum", "zur"})
"""What may stand between subjects that are named side by side."""


class Spotter:
    """Reads texts for what they name."""

    def __init__(self, knowledge: Knowledge, concepts: Concepts, matcher: Matcher) -> None:
        self._knowledge, self._concepts, self._matcher = knowledge, concepts, matcher
        self._name_stems = {s.id: frozenset(map(stem, words(s.name))) for s in knowledge.subjects.values()}

    def said(self, read: Words, *, denied: str = "", corrects: bool = False) -> Utterance:
        """Return what was read as what was said, with what the text `denied` says is not meant."""
        places = self.places(read.words)
        longest = tuple(dict.fromkeys(subject for _, _, subject in places))
        names = {i for start, end, _ in places for i in range(start, end)}
        defines = self._defines(read)
        aspects = {i for s, e, c in self._concepts.places(read.words) if c.startswith(ASPECT) for i in range(s, e)}
        bare = [i in names or is_filler(word) for i, word in enumerate(read.words)]
        return Utterance(
            read.words,
            Matter(longest or tuple(named(SUBJECT, read.concepts)), tuple(named(ASPECT, read.concepts))),
            denied=self._denied(denied) if denied else (),
            corrects=corrects,
            only_names=not defines and all(bare),
            plain=all(known or i in aspects for i, known in enumerate(bare)),
            defines=defines,
        )

    def _defines(self, read: Words) -> bool:
        definition = ASPECT + self._knowledge.roles.get(Role.DEFINITION, "")
        return any(concept == definition for _, _, concept in self._concepts.places(read.words))

    def matter(self, text: str) -> Matter:
        """Return what `text` names."""
        return self.said(self._matcher.read(text)).named

    def subjects(self, text: str) -> tuple[str, ...]:
        """Return the subjects that `text` names, in their order."""
        return self.matter(text).subjects

    def names_only(self, text: str) -> bool:
        """Whether `text` has nothing but names of subjects and aspects, and words that carry no meaning."""
        read = self._matcher.read(text).words
        places = ((start, end) for start, end, c in self._concepts.places(read) if c[0] in {SUBJECT, ASPECT})
        names = {i for start, end in places for i in range(start, end)}
        return bool(names) and all(i in names or is_filler(word) for i, word in enumerate(read))

    def compares(self, text: str) -> bool:
        """Whether `text` asks for a difference."""
        return self._knowledge.roles.get(Role.DIFFERENCE) in self.matter(text).aspects

    def without_name(self, text: str, subject: str) -> str | None:
        """Return what is left of `text` without the name of `subject`; None if it is not named once, or nothing is."""
        read = self._matcher.read(text).words
        places = self.places(read)
        if [name for _, _, name in places] != [subject]:
            return None
        start, end, _ = places[0]
        return " ".join((*read[:start], *read[end:])) or None

    def spread(self, text: str) -> Sequence[str]:
        """Return `text` for each of several subjects that it names side by side; empty if it names none so."""
        read = self._matcher.read(text).words
        group = self._side_by_side(read, listed="," in text)
        if len(group) < 2:
            return ()
        names = [read[start:end] for start, end, _ in group]
        before, behind = read[: group[0][0]], read[group[-1][1] :]
        if self.compares(text):
            return [" ".join(name) for name in names]
        return [" ".join((*before, *name, *behind)) for name in names]

    def both(self, text: str, context: Context) -> Sequence[str]:
        """Return the names of the last two things that were talked about, if "die beiden" are to be compared."""
        read = self._matcher.read(text).words
        if not _TWO.intersection(read) or self.places(read) or not self.compares(text):
            return ()
        subjects = list(carried_subjects(context, self._knowledge))
        apart = [s for i, s in enumerate(subjects) if not any(self._nested(s, other) for other in subjects[:i])]
        return [self._knowledge.subjects[subject].name for subject in apart[:2]] if len(apart) > 1 else ()

    def places(self, read: Sequence[str]) -> list[Place]:
        """Return where subjects are named, without those whose name is only a part of a longer one."""
        spans = [(s, e, c.removeprefix(SUBJECT)) for s, e, c in self._concepts.places(read) if c.startswith(SUBJECT)]
        return [
            (start, end, subject)
            for start, end, subject in spans
            if not any(s <= start and end <= e and (s, e) != (start, end) for s, e, _ in spans)
        ]

    def _side_by_side(self, read: Sequence[str], *, listed: bool) -> list[Place]:
        """Return the places of the first subjects that are named in a row, with hardly anything between them.

        Where it is `listed` what is asked for, a comma may stand in place of a word.
        """
        group: list[Place] = []
        for place in self.places(read):
            between = read[group[-1][1] : place[0]] if group else ()
            joined = _AND.intersection(between) or (listed and not between)
            if group and not (_JOINING.issuperset(between) and joined):
                if len(group) > 1:
                    break
                group = []
            if not any(self._nested(place[2], other) for _, _, other in group):
                group.append(place)
        return group

    def _nested(self, one: str, other: str) -> bool:
        """Whether one of two subjects lies within the other."""
        return one in family(other, self._knowledge) or other in family(one, self._knowledge)

    def _denied(self, text: str) -> tuple[str, ...]:
        """Return the subjects that are not meant; a part of a name is enough: "nicht das persönliche"."""
        stems = {stem(word) for word in self._matcher.read(text).words if not is_filler(word)}
        called = (subject for subject, name in self._name_stems.items() if stems & name)
        return tuple(dict.fromkeys([*self.subjects(text), *called]))
