"""From a message and the topic so far to what the person means."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf, log

from intents.concepts import Concepts
from intents.confidence import STANDARD, Confidence, Signals
from intents.followup import is_about_topic, may_follow_up, neighbour, with_topic
from intents.match import NO_FAVOUR, Favour, Match, Matcher, Ranking
from intents.meaning import (
    NO_TOPIC,
    Ambiguous,
    Candidate,
    Command,
    Explanation,
    Meaning,
    NotCovered,
    OutOfScope,
    Social,
    Topic,
    Understood,
)
from intents.naming import ASPECT, SUBJECT, WHAT_IT_IS, concept_names, family
from intents.normalise import MAX_CHARS, words
from intents.questions import split_clauses, split_sentences
from knowledge.folding import fold
from knowledge.model import Entry, Knowledge

_SMALL_TALK = "~"
"""Marks the labels of small talk among those of the entries."""

_SUBJECT_NAMED, _ASPECT_NAMED = 2.0, 2.0
_NUMBERED, _OTHER_NUMBER = frozenset({"§", "paragraf", "paragraph", "paragrafen", "schritt"}), -40.0
"""A paragraph or step of another number is another matter, however alike the words are."""
_MOST_QUESTIONS = 3
_MOST_CHOICES = 3
_MOST_PLEASANTRIES = 5
_PERHAPS = 0.12
"""The least `covered` at which something near is offered, though nothing of ours was named."""
_ALIKE, _ALMOST_SAID = 0.55, 0.75
"""How near to a phrase of small talk a message must be, with and without more evidence than for anything else."""

_WEIGHED = 6


class Understanding:
    """Understands messages, from all that is known."""

    def __init__(self, knowledge: Knowledge, confidence: Confidence = STANDARD) -> None:
        """Learn the phrases of `knowledge`; takes about a second for ten thousand of them."""
        self._knowledge = knowledge
        self._confidence = confidence
        names = concept_names(knowledge)
        self._matcher = Matcher(
            _examples(knowledge),
            Concepts(names, {SUBJECT: ASPECT + WHAT_IT_IS}),
            (word for spellings in names.values() for spelling in spellings for word in words(spelling)),
            {fold(foreign): fold(german) for foreign, german in knowledge.translations.items()},
        )
        self._families = {subject: family(subject, knowledge) for subject in knowledge.subjects}
        self._numbers = {label: _numbers(self._matcher.numbered(label)) for label in self._matcher.labels}
        self._known = {(entry.about, entry.aspect) for entry in knowledge.entries.values()}

    def understand(self, text: str, topic: Topic = NO_TOPIC) -> Meaning:
        """Return what `text` means after `topic`."""
        return self.explain(text, topic).meaning

    def explain(self, text: str, topic: Topic = NO_TOPIC) -> Explanation:
        """Return what `text` means, and why."""
        if command := self._knowledge.command(fold(text)):
            return Explanation(Command(command))
        text = text[:MAX_CHARS]
        if not words(text):
            return Explanation(OutOfScope())
        whole = self._one(text, topic)
        return self._several(whole, text, topic) or self._pleasantries(whole, text) or whole

    def _several(self, whole: Explanation, text: str, topic: Topic) -> Explanation | None:
        """Understand each question in `text` by itself; None unless each has an answer of its own.

        Parts that are no sentences are taken apart only if the whole suggests these answers as well.
        """
        for parts, surely in ((split_sentences(text), True), (split_clauses(text), False)):
            if len(parts) < 2:
                continue
            candidates = self._each(parts[:_MOST_QUESTIONS], topic)
            suggested = {match.label for match, _, _ in whole.candidates}
            if len(candidates) > 1 and (surely or suggested.issuperset(candidates)):
                return replace(whole, meaning=Understood(tuple(candidates.values())))
        return None

    def _pleasantries(self, whole: Explanation, text: str) -> Explanation | None:
        """Take a message that means nothing as a whole for small talk, if every part of it is."""
        parts = split_clauses(text)
        if not 2 <= len(parts) <= _MOST_PLEASANTRIES or not isinstance(whole.meaning, OutOfScope | NotCovered):
            return None
        meanings = [self._read(part).meaning for part in parts]
        return replace(whole, meaning=meanings[0]) if all(isinstance(m, Social) for m in meanings) else None

    def _each(self, parts: list[str], topic: Topic) -> dict[str, Candidate]:
        """Return the answer to each part, in order; nothing if a part has none."""
        candidates: dict[str, Candidate] = {}
        for part in parts:
            match self._one(part, topic).meaning:
                case Understood((candidate,)):
                    candidates.setdefault(candidate.entry, candidate)
                    topic = Topic(candidate.entry)
                case Social():
                    continue
                case _:
                    return {}
        return candidates

    def _one(self, text: str, topic: Topic) -> Explanation:
        alone = self._read(text)
        last = self._knowledge.entries.get(topic.entry or "")
        if last is None:
            return alone
        if step := neighbour(alone, last, self._knowledge):
            return replace(alone, meaning=Understood((Candidate(step.id, 1.0),)), followed_up=True)
        if not may_follow_up(alone):
            return alone
        followed = replace(self._read(*with_topic(text, alone, last, self._knowledge)), followed_up=True)
        return followed if is_about_topic(alone, followed) else alone

    def _read(self, text: str, favour: Favour = NO_FAVOUR) -> Explanation:
        reading = self._matcher.read(text)
        fitting = self._fitting(reading.concepts)
        for label in self._with_other_numbers(reading.words):
            fitting[label] = fitting.get(label, 0) + _OTHER_NUMBER
        both = {label: fitting.get(label, 0) + favour.labels.get(label, 0) for label in (*fitting, *favour.labels)}
        return self._weigh(self._matcher.rank(reading, Favour(favour.concepts, both)))

    def _with_other_numbers(self, read: Sequence[str]) -> list[str]:
        """Return the entries that know nothing of the paragraph or step whose number stands in the text."""
        asked = _numbers(pairwise(read))
        return [label for label, known in self._numbers.items() if not asked <= known] if asked else []

    def _fitting(self, concepts: Collection[str]) -> dict[str, float]:
        """Return how much likelier the named subjects and aspects make the entries about them."""
        labels: dict[str, float] = {}
        for concept in concepts:
            if concept.startswith(SUBJECT):
                for entry in self._knowledge.by_subject.get(concept.removeprefix(SUBJECT), ()):
                    fits = ASPECT + entry.aspect in concepts
                    labels[entry.id] = _SUBJECT_NAMED + (_ASPECT_NAMED if fits else 0)
        return labels

    def _weigh(self, ranking: Ranking) -> Explanation:
        """Decide what a ranking means."""
        if not ranking.matches:
            return Explanation(OutOfScope())
        following = [match.evidence for match in ranking.matches[1 : _WEIGHED + 1]] + [-inf]
        weighed = [
            (match, self._signals(match, after, ranking))
            for match, after in zip(ranking.matches[:_WEIGHED], following, strict=False)
        ]
        rated = tuple((match, signals, self._confidence.right(signals)) for match, signals in weighed)
        covered = self._confidence.covered(rated[0][1])
        return Explanation(
            meaning=self._decide(rated, covered, ranking),
            read_as=ranking.reading.words,
            concepts=tuple(ranking.reading.concepts),
            candidates=rated,
            covered=covered,
            thresholds={
                "answer_above": self._confidence.answer_above,
                "sure_above": self._confidence.sure_above,
                "ask_above": self._confidence.ask_above,
            },
        )

    def _decide(self, rated: tuple[tuple[Match, Signals, float], ...], covered: float, ranking: Ranking) -> Meaning:
        best, _, right = rated[0]
        if best.label.startswith(_SMALL_TALK):
            if not _is_small_talk(best, ranking):
                return OutOfScope(score=1 - covered)
            return Social(best.label.removeprefix(_SMALL_TALK), covered)
        if best.label in self._with_other_numbers(ranking.reading.words):
            return self._missing(ranking, covered)
        if covered >= self._confidence.answer_above and right >= self._confidence.sure_above:
            return Understood((Candidate(best.label, covered * right),))
        if covered >= self._confidence.ask_above:
            entries = [(m.label, covered * r) for m, _, r in rated if not m.label.startswith(_SMALL_TALK)]
            return Ambiguous(tuple(Candidate(label, score) for label, score in entries[:_MOST_CHOICES]))
        return self._missing(ranking, covered)

    def _missing(self, ranking: Ranking, covered: float) -> Meaning:
        """Say of which subject nothing (more) is known, if one was named."""
        concepts = ranking.reading.concepts
        near = [match.label for match in ranking.matches if match.label in self._knowledge.entries]
        subjects = [c.removeprefix(SUBJECT) for c in concepts if c.startswith(SUBJECT)]
        told = [subject for subject in subjects if subject in self._knowledge.by_subject]
        if not told:
            return OutOfScope(tuple(near[:_MOST_CHOICES]) if covered >= _PERHAPS else (), 1 - covered)
        subject = max(told, key=lambda s: (concepts[SUBJECT + s], len(self._families[s])))
        about = [entry.id for entry in self._knowledge.by_subject[subject]]
        nearest = dict.fromkeys([*(label for label in near if label in about), *about])
        aspects = [c.removeprefix(ASPECT) for c in concepts if c.startswith(ASPECT)]
        missing = next((aspect for aspect in aspects if (subject, aspect) not in self._known), None)
        return NotCovered(subject, missing, tuple(nearest)[:_MOST_CHOICES], 1 - covered)

    def _signals(self, match: Match, after: float, ranking: Ranking) -> Signals:
        entry = self._knowledge.entries.get(match.label)
        concepts = ranking.reading.concepts
        subjects = [c.removeprefix(SUBJECT) for c in concepts if c.startswith(SUBJECT)]
        aspects = [c.removeprefix(ASPECT) for c in concepts if c.startswith(ASPECT)]
        gap = subjects and aspects and not any((s, a) in self._known for s in subjects for a in aspects)
        return Signals(
            margin=min(20.0, match.evidence - after) / 10,
            against=min(50.0, match.evidence - ranking.against) / 10,
            evidence=match.evidence / 10,
            similarity=match.similarity,
            coverage=match.coverage,
            unknown=ranking.unknown,
            length=log(1 + len(ranking.reading.words)),
            telling=log(1 + ranking.reading.telling),
            few=min(3, ranking.reading.telling),
            subject=self._agreement(entry, subjects),
            aspect=0.0 if entry is None or not aspects else 1.0 if entry.aspect in aspects else -1.0,
            gap=1.0 if gap else 0.0,
        )

    def _agreement(self, entry: Entry | None, subjects: list[str]) -> float:
        if entry is None or not subjects:
            return 0.0
        related = any(entry.about in self._families[s] or s in self._families[entry.about] for s in subjects)
        return 1.0 if related else -1.0


def _is_small_talk(best: Match, ranking: Ranking) -> bool:
    """Whether a message whose best match is small talk really is; such words occur in any message."""
    if not ranking.reading.telling:  # "na du": nothing that could be a question
        return True
    if best.evidence < ranking.against:
        return best.similarity >= _ALMOST_SAID
    return max(best.similarity, best.coverage) >= _ALIKE


def _numbers(pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the numbers of paragraphs and steps among pairs of neighbouring words."""
    return frozenset(number for before, number in pairs if before in _NUMBERED and number.isdecimal())


def _examples(knowledge: Knowledge) -> Iterator[tuple[str, str | None]]:
    for entry in knowledge.entries.values():
        for phrase in (*entry.phrases, entry.question, entry.title, *knowledge.phrases.get(entry.id, ())):
            yield phrase, entry.id
    for talk in knowledge.smalltalk.values():
        for phrase in talk.phrases:
            yield phrase, _SMALL_TALK + talk.id
    for phrase in knowledge.outside:
        yield phrase, None
