"""From a message and the topic so far to what the person means."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, product
from math import inf, log

from intents.concepts import Concepts
from intents.confidence import STANDARD, Confidence, Signals
from intents.followup import asks_for_an_aspect, beside_named, beside_topic, is_about_topic, may_follow_up, with_topic
from intents.gist import emphasis, gist
from intents.match import NO_FAVOUR, Example, Favour, Learnt, Match, Matcher, Ranking
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
from intents.naming import ASPECT, SUBJECT, concept_names, family
from intents.normalise import MAX_CHARS, Lexicon, words
from intents.questions import without_courtesies
from intents.several import in_parts, indirectly, pleasantries
from knowledge.folding import fold
from knowledge.model import Entry, Knowledge, Role

_SMALL_TALK = "~"
"""Marks the labels of small talk among those of the entries."""

_SUBJECT_NAMED, _ASPECT_NAMED = 2.0, 2.0
_NUMBERED, _OTHER_NUMBER = frozenset({"§", "paragraf", "paragraph", "paragrafen", "schritt"}), -40.0
"""A paragraph or step of another number is another matter, however alike the words are."""
_MOST_CHOICES = 3
_PERHAPS = 0.12
"""The least `covered` at which something near is offered, though nothing of ours was named."""
_ALIKE, _ALMOST_SAID = 0.55, 0.75
"""How near to a phrase of small talk a message must be, with and without more evidence than for anything else."""

_WEIGHED = 6


class Understanding:
    """Understands messages, from all that is known."""

    def __init__(self, knowledge: Knowledge, confidence: Confidence = STANDARD, before: Learnt | None = None) -> None:
        """Learn the phrases of `knowledge`; takes about a second for ten thousand of them.

        What `before` has learnt from the same phrases is taken over.
        """
        self._knowledge = knowledge
        self._confidence = confidence
        names = concept_names(knowledge)
        definition = knowledge.roles.get(Role.DEFINITION)
        self._concepts = Concepts(names, {SUBJECT: ASPECT + definition} if definition else {})
        self._matcher = Matcher(
            _examples(knowledge),
            self._concepts,
            (word for spellings in names.values() for spelling in spellings for word in words(spelling)),
            {fold(foreign): fold(german) for foreign, german in knowledge.translations.items()},
            before,
        )
        self._families = {subject: family(subject, knowledge) for subject in knowledge.subjects}
        self._numbers = {label: _numbers(self._matcher.numbered(label)) for label in self._matcher.labels}
        asked = list(product(knowledge.by_subject, knowledge.aspects))
        self._telling = {pair: _telling(*pair, knowledge) for pair in asked}
        """The entries on a subject and an aspect of it."""
        self._instead = {pair: _instead(*pair, knowledge) for pair in asked}
        """The entries that answer where there is none on that aspect."""

    @property
    def lexicon(self) -> Lexicon:
        """Return the known words."""
        return self._matcher.lexicon

    @property
    def learnt(self) -> Learnt:
        """Return what an understanding of other knowledge may take over."""
        return self._matcher.learnt

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
        text = without_courtesies(text)
        if claimed := self._claimed(text, topic):
            return claimed
        whole = self._one(text, topic)
        return (
            in_parts(whole, text, topic, self._one)
            or pleasantries(whole, text, self._read)
            or indirectly(whole, text, topic, self._one)
            or whole
        )

    def gist(self, text: str) -> dict[str, float]:
        """Return what `text` is about, and how telling each part is, so that texts can be compared with each other."""
        read = self._matcher.read(text).words
        parts = gist(read, self._concepts, self._matcher.lexicon)
        return {part: self._matcher.rarity(part) * emphasis(part) for part in parts}

    def _claimed(self, text: str, topic: Topic) -> Explanation | None:
        """Return what a text means that stands under entries word by word: nothing may overrule what was written.

        After a topic a single word may be about that.
        """
        reading = self._matcher.read(text)
        claims = [label for label in self._matcher.written(reading) if label in self._knowledge.entries]
        if not claims or (topic.entry and reading.telling < 2):
            return None
        candidates = tuple(Candidate(entry, 1.0) for entry in claims[:_MOST_CHOICES])
        return replace(self._read(text), meaning=Understood(candidates) if len(claims) == 1 else Ambiguous(candidates))

    def _one(self, text: str, topic: Topic) -> Explanation:
        alone = self._read(text)
        if step := beside_named(alone.read_as, self._concepts.places(alone.read_as), self._knowledge):
            return replace(alone, meaning=Understood((Candidate(step.id, 1.0),)))
        last = self._knowledge.entries.get(topic.entry or "")
        if last is None:
            return alone
        topics = [last.about, *_named(SUBJECT, self._matcher.read(last.title).concepts)]
        if step := beside_topic(alone, topics, self._knowledge):
            return replace(alone, meaning=Understood((Candidate(step.id, 1.0),)), followed_up=True)
        if not may_follow_up(alone) or self._tells_of(alone, last):
            return alone
        named, favour = with_topic(text, alone, last, self._knowledge)
        followed = replace(self._read(named, favour, strictly=asks_for_an_aspect(alone)), followed_up=True)
        return followed if is_about_topic(alone, followed, last) else alone

    def _tells_of(self, alone: Explanation, last: Entry) -> bool:
        """Whether a message by itself already asks for something else about the subject of the last answer."""
        if not isinstance(alone.meaning, Understood):
            return False
        found = self._knowledge.entries[alone.meaning.candidates[0].entry]
        return found.about == last.about and found.id != last.id

    def _read(self, text: str, favour: Favour = NO_FAVOUR, *, strictly: bool = False) -> Explanation:
        """Understand `text` without a topic; `strictly`: nothing but what is known of the named aspect answers."""
        reading = self._matcher.read(text)
        fitting = self._fitting(reading.concepts)
        for label in self._with_other_numbers(reading.words):
            fitting[label] = fitting.get(label, 0) + _OTHER_NUMBER
        both = {label: fitting.get(label, 0) + favour.labels.get(label, 0) for label in (*fitting, *favour.labels)}
        return self._weigh(self._matcher.rank(reading, Favour(both)), strictly)

    def _with_other_numbers(self, read: Sequence[str]) -> list[str]:
        """Return the entries that know nothing of the paragraph or step whose number stands in the text."""
        asked = _numbers(pairwise(read))
        return [label for label, known in self._numbers.items() if not asked <= known] if asked else []

    def _fitting(self, concepts: Collection[str]) -> dict[str, float]:
        """Return how much likelier the named subjects and aspects make the entries about them."""
        subjects, aspects = _named(SUBJECT, concepts), _named(ASPECT, concepts)
        telling = self._told(subjects, aspects)
        return {
            entry.id: _SUBJECT_NAMED + (_ASPECT_NAMED if entry.id in telling else 0)
            for subject in subjects
            for entry in self._knowledge.by_subject.get(subject, ())
        }

    def _told(self, subjects: Sequence[str], aspects: Sequence[str]) -> frozenset[str]:
        """Return the entries that answer for any of the subjects in any of the aspects."""
        told = frozenset().union(*(self._telling.get(asked, ()) for asked in product(subjects, aspects)))
        asked = [aspect for aspect in aspects if aspect != self._knowledge.roles.get(Role.DEFINITION)] or aspects
        if told or len(asked) > 1:
            return told
        return frozenset().union(*(self._instead.get(pair, ()) for pair in product(subjects, asked)))

    def _weigh(self, ranking: Ranking, strictly: bool) -> Explanation:  # noqa: FBT001 - as in _read
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
            meaning=self._missing(ranking, covered)
            if strictly and rated[0][1].gap
            else self._decide(rated, covered, ranking),
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
        best, signals, right = rated[0]
        if best.label.startswith(_SMALL_TALK):
            if not _is_small_talk(best, ranking):
                return OutOfScope(score=1 - covered)
            return Social(best.label.removeprefix(_SMALL_TALK), covered)
        if best.label in self._with_other_numbers(ranking.reading.words) or self._confidence.is_beside(signals):
            return self._missing(ranking, covered)
        if self._confidence.is_clear(signals, covered):
            return Understood((Candidate(best.label, covered * right),))
        if covered >= self._confidence.ask_above:
            entries = [(m.label, covered * r) for m, _, r in rated if not m.label.startswith(_SMALL_TALK)]
            return Ambiguous(tuple(Candidate(label, score) for label, score in entries[:_MOST_CHOICES]))
        return self._missing(ranking, covered)

    def _missing(self, ranking: Ranking, covered: float) -> Meaning:
        """Say of which subject nothing (more) is known, if one was named."""
        concepts = ranking.reading.concepts
        near = [match.label for match in ranking.matches if match.label in self._knowledge.entries]
        told = [subject for subject in _named(SUBJECT, concepts) if subject in self._knowledge.by_subject]
        if not told:
            return OutOfScope(tuple(near[:_MOST_CHOICES]) if covered >= _PERHAPS else (), 1 - covered)
        subject = max(told, key=lambda s: (concepts[SUBJECT + s], len(self._families[s])))
        about = [entry.id for entry in self._knowledge.by_subject[subject]]
        nearest = dict.fromkeys([*(label for label in near if label in about), *about])
        unknown = [aspect for aspect in _named(ASPECT, concepts) if not self._told([subject], [aspect])]
        missing = unknown[-1] if unknown else None  # "wie viel kostet" asks for the costs
        return NotCovered(subject, missing, tuple(nearest)[:_MOST_CHOICES], 1 - covered)

    def _signals(self, match: Match, after: float, ranking: Ranking) -> Signals:
        entry = self._knowledge.entries.get(match.label)
        concepts = ranking.reading.concepts
        subjects, aspects = _named(SUBJECT, concepts), _named(ASPECT, concepts)
        telling = self._told(subjects, aspects)
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
            aspect=0.0
            if entry is None or not aspects
            else 1.0
            if entry.aspect in aspects or entry.id in telling
            else -1.0,
            gap=1.0 if subjects and aspects and not telling else 0.0,
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


def _named(kind: str, concepts: Iterable[str]) -> list[str]:
    """Return the names of the concepts of one kind."""
    return [concept.removeprefix(kind) for concept in concepts if concept.startswith(kind)]


def _telling(subject: str, aspect: str, knowledge: Knowledge) -> frozenset[str]:
    """Return the entries on this aspect of the subject."""
    return frozenset(entry.id for entry in knowledge.by_subject[subject] if entry.aspect == aspect)


def _instead(subject: str, aspect: str, knowledge: Knowledge) -> frozenset[str]:
    """Return the entries that answer as well; the only one there is for who asks what the subject is."""
    other = knowledge.aspects[aspect].instead
    if other and (found := _telling(subject, other, knowledge) or _instead(subject, other, knowledge)):
        return found
    only = knowledge.by_subject[subject]
    if aspect == knowledge.roles.get(Role.DEFINITION) and len(only) == 1:
        return frozenset(entry.id for entry in only)
    return frozenset()


def _numbers(pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the numbers of paragraphs and steps among pairs of neighbouring words."""
    return frozenset(number for before, number in pairs if before in _NUMBERED and number.isdecimal())


def _examples(knowledge: Knowledge) -> Iterator[Example]:
    for entry in knowledge.entries.values():
        for phrase in (*entry.phrases, entry.question, entry.title, *knowledge.phrases.get(entry.id, ())):
            yield Example(phrase, entry.id, knowledge.layers.get(entry.id, 0))
    for talk in knowledge.smalltalk.values():
        for phrase in talk.phrases:
            yield Example(phrase, _SMALL_TALK + talk.id)
    for phrase in knowledge.outside:
        yield Example(phrase, None, knowledge.outside_layers.get(phrase, 0))
