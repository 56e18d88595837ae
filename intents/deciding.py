"""Decides what a judged message means: an answer, a choice, or that it is not known."""

from collections.abc import Sequence
from itertools import product

from intents.confidence import Thresholds, likely
from intents.context import Matter
from intents.judge import SMALL_TALK, Judge, Question, continues, points_back
from intents.meaning import Ambiguous, Candidate, Judged, Meaning, NotCovered, OutOfScope, Understood
from intents.naming import family
from intents.readings import (
    Alone,
    AspectCarried,
    SubjectCarried,
    Utterance,
    asked_aspects,
    carried_aspects,
    carried_subjects,
    left_out_aspects,
)
from knowledge.model import Knowledge, Role

MOST_CHOICES = 3
_CLEAR = 0.9
"""The probability at which a message means what it says, whatever it names."""
_PERHAPS = 0.1
"""The least probability at which something near is offered, though nothing of ours was named."""


class Decider:
    """Weighs what an answer is worth against what a wrong one costs, by the thresholds."""

    def __init__(self, knowledge: Knowledge, judge: Judge) -> None:
        self._knowledge, self._judge = knowledge, judge

    def decide(self, question: Question, judged: Sequence[Judged]) -> Meaning:
        """Return what a question means whose readings were `judged`, the most probable first."""
        others = self._judge.numbers.others(question.ranking.reading.words)
        entries = [
            one for one in judged if not one.match.label.startswith(SMALL_TALK) and one.match.label not in others
        ]
        if question.said.plain and (meant := self._just_that(question, entries)):
            return meant
        choices = best_choices(entries)
        limits = self.limits(question, entries)
        if not choices or likely(choice.score for choice in choices) < limits.ask_above:
            return self._missing(question, entries)
        matter = self._matter(question, entries[0])
        covered = question.covered >= limits.covered_above or not isinstance(entries[0].reading, Alone)
        sure = choices[0].score >= limits.answer_above and covered
        ahead = len(choices) == 1 or choices[0].score - choices[1].score >= limits.ahead_above
        if not (sure and ahead) and self._is_gap(question, entries[0]):
            return self._missing(question, entries)
        return Understood(choices[:1], matter=matter) if sure and ahead else Ambiguous(choices, matter)

    def _just_that(self, question: Question, entries: Sequence[Judged]) -> Meaning | None:
        """Return what a message means that names no more than an aspect of the subject before, or the other way round.

        Nothing has to be weighed then: either that is known, or it is known that it is not.
        """
        known = self._judge.just_that(question.said, question.context)
        if len(question.said.named.subjects) == 1:
            known |= self._judge.told(question.said.named.subjects, asked_aspects(question.said, self._knowledge))
        if not known and self._is_a_bare_name(question.said):
            known = self._judge.told(question.said.named.subjects, [self._knowledge.roles.get(Role.DEFINITION, "")])
        clear = self.limits(question, entries).answer_above if self._over(entries) else _CLEAR
        if entries and entries[0].score >= clear:
            return None
        fitting = [one for one in entries if one.match.label in known]
        if choices := best_choices(fitting):
            matter = self._matter(question, fitting[0])
            return Understood(choices, matter=matter) if len(choices) == 1 else None
        if question.said.only_names and self._lacks_the_same(question):
            return self._missing(question, entries)
        subjects, aspects = self._asked(question)
        left_out = subjects and aspects and not question.said.named.subjects
        if left_out and not any(self._judge.mentions(*pair) for pair in product(subjects, aspects)):
            return self._missing(question, entries)
        return None

    def _is_a_bare_name(self, said: Utterance) -> bool:
        """Whether a subject is named and nothing else, so that most likely it is to be explained."""
        return said.only_names and not continues(said.words) and not asked_aspects(said, self._knowledge)

    def _is_gap(self, question: Question, best: Judged) -> bool:
        """Whether nothing is known of what was named in what is asked of it, and what is near is something else."""
        subjects, aspects = question.said.named.subjects, asked_aspects(question.said, self._knowledge)
        if not subjects or not aspects or self._judge.told(subjects, aspects):
            return False
        about = self._knowledge.entries[best.match.label].about
        return question.said.plain or not any(about in family(subject, self._knowledge) for subject in subjects)

    def _lacks_the_same(self, question: Question) -> bool:
        """Whether the same is asked of another subject, "und beim Servicekonto?", of which that is not known."""
        said, knowledge = question.said, self._knowledge
        if not continues(said.words):
            return False
        aspects = [knowledge.aspects[a] for a in left_out_aspects(said, question.context, knowledge)]
        asked = [aspect.id for aspect in aspects if not aspect.instead and aspect.role is not Role.DEFINITION]
        subjects = [subject for subject in said.named.subjects if subject in knowledge.by_subject]
        known = any(self._judge.mentions(*pair) for pair in product(subjects, asked))
        return bool(asked and subjects) and not known

    def limits(self, question: Question, judged: Sequence[Judged]) -> Thresholds:
        """Return the thresholds that hold for a question whose readings were `judged`, the most probable first."""
        confidence = self._judge.confidence
        if question.context.turns or question.context.offered:
            return confidence.later
        return confidence.over if self._over(judged) else confidence.first

    def _over(self, judged: Sequence[Judged]) -> bool:
        """Whether the most probable entry was laid over others."""
        return bool(judged) and self._knowledge.layers.get(judged[0].match.label, 0) > 0

    def _matter(self, question: Question, best: Judged) -> Matter:
        """Return what was asked about: what was named, completed by what the reading carries over."""
        named = question.said.named.subjects
        aspects = asked_aspects(question.said, self._knowledge)
        match best.reading:
            case SubjectCarried(subject, _):
                return Matter(tuple(dict.fromkeys([*named, subject])), aspects)
            case AspectCarried(subject, carried):
                return Matter((subject,), carried)
            case _:
                return Matter(named, aspects)

    def _missing(self, question: Question, entries: Sequence[Judged]) -> Meaning:
        """Say that nothing is known where that is certain: of a subject of ours in a known aspect; else ask on."""
        sure = 1 - (entries[0].score if entries else 0.0)
        near = list(dict.fromkeys(one.match.label for one in entries))
        subjects, aspects = self._asked(question)
        for subject in subjects:
            unknown = [aspect for aspect in aspects if not self._judge.told([subject], [aspect])]
            if unknown:
                about = [entry.id for entry in self._knowledge.by_subject[subject]]
                nearest = dict.fromkeys([*(label for label in near if label in about), *about])
                return NotCovered(subject, unknown[-1], tuple(nearest)[:MOST_CHOICES], sure)
        about = [entry.id for subject in subjects for entry in self._knowledge.by_subject[subject]]
        probable = [one.match.label for one in entries if one.score >= _PERHAPS]
        offered = dict.fromkeys([*probable, *(label for label in near if label in about), *about])
        return OutOfScope(tuple(offered)[:MOST_CHOICES], sure, Matter(subjects, aspects))

    def _asked(self, question: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return of which subjects what was asked, as far as something is known of them."""
        said, context = question.said, question.context
        aspects = asked_aspects(said, self._knowledge)
        subjects = [s for s in said.named.subjects if s in self._knowledge.by_subject]
        if subjects and not aspects and points_back(said.words):
            aspects = carried_aspects(context, self._knowledge)
        if not subjects and not question.ranking.unknown and said.leaves_room and not self._judge.is_foreign(question):
            subjects = [s for s in carried_subjects(context, self._knowledge) if s in self._knowledge.by_subject][:1]
        return tuple(subjects), aspects


def best_choices(entries: Sequence[Judged]) -> tuple[Candidate, ...]:
    """Return the most probable entries, each once, the best first."""
    found: dict[str, float] = {}
    for one in entries:
        found.setdefault(one.match.label, one.score)
    return tuple(Candidate(label, score) for label, score in list(found.items())[:MOST_CHOICES])
