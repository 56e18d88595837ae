"""Judges readings of a message: how probable it is that an entry answers the message as one reading has it.

All readings are judged on the words that the message itself says. What is carried over from the turns before gives no
evidence: it only narrows which entries may answer, and tells how well one of them fits.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import inf, log

from intents.confidence import Confidence, Signals, Ties, Traces
from intents.context import Context
from intents.match import Favour, Match, Matcher, Ranking
from intents.match import Reading as Words
from intents.meaning import Judged
from intents.naming import ASPECT, SUBJECT, concept_names, family, named, widening
from intents.normalise import stem
from intents.normalise import words as words_of
from intents.numbers import Numbers
from intents.readings import (
    Again,
    Alone,
    AspectCarried,
    ChosenInWords,
    Reading,
    SubjectCarried,
    Utterance,
    asked_aspects,
    carried_subjects,
    left_out_aspects,
    readings,
)
from knowledge.model import Entry, Knowledge, Role

SMALL_TALK = "~"
"""Marks the labels of small talk among those of the entries."""

_SUBJECT_NAMED, _ASPECT_NAMED = 2.0, 2.0
_THE_NUMBER, _OTHER_NUMBER = 6.0, -40.0
"""What has another number is another matter, however alike the words are."""
_WEIGHED, _CARRIED = 6, 3
"""How many entries of a reading are weighed: of the message as it stands, and of each other one."""
_SELF, _PART, _WIDER, _BESIDE, _FAR = 0, 1, 2, 3, 4.0
_NEARNESS = {_SELF: 2.0, _PART: 0.0, _WIDER: 0.0, _BESIDE: 0.0}
"""How much a carried subject favours the entries about it, its parts, what is wider, and what lies beside it."""
_TOLD = -1.0
_NOT_DENIED = 4.0
"""How much what lies beside something denied is favoured."""
_JUST_THAT = 8.0
"""How much an entry is favoured that tells of the subject carried over just the aspect that was named."""
_HARDLY_OURS = 0.12
"""The probability of being one of ours below which a message that leaves nothing out is none, whatever came before."""
_MUCH_UNKNOWN = 0.3
"""The share of unknown words with which a message speaks of something else, though it may point back."""
_ENOUGH_TO_TELL = 2
"""With so many words that carry meaning, an entry answers only if its phrases know one of them."""
_ALL_UNKNOWN = 0.999
"""The share of unknown words in a message of which nothing is known."""
_QUESTION_WORDS = frozenset(
    ["wer", "wo", "wann", "warum", "wieso", "weshalb", "wie", "wieviel", "wohin", "woher", "wen", "wem"]
)
_POINTS_BACK = frozenset(
    [
        "da",
        "davon",
        "dazu",
        "daran",
        "darin",
        "dort",
        "dafur",
        "damit",
        "dabei",
        "daruber",
        "dahin",
        "dorthin",
        "es",
        "das",
        "sie",
        "die",
        "der",
        "den",
        "dem",
        "dies",
        "dieses",
        "diese",
        "dieser",
        "deren",
        "dessen",
        "ihn",
        "ihm",
        "ihr",
    ]
)
_CONTINUING = frozenset(["und", "auch", "oder", "aber", "dann", "sowie", "also"])


@dataclass(frozen=True)
class Question:
    """A message, as far as it is known when its readings are judged."""

    said: Utterance
    ranking: Ranking
    context: Context
    alone: tuple[Judged, ...]
    """The best labels for the message as it stands."""
    covered: float
    """How probable it is that the message by itself is one of ours."""
    just_that: frozenset[str] = frozenset()
    """The entries on just the subject and aspect that are asked for, one of the two carried over."""


class Judge:
    """Judges readings by what is known of the entries and their phrases."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher, confidence: Confidence) -> None:
        self._knowledge, self._matcher, self.confidence = knowledge, matcher, confidence
        self._families = {subject: family(subject, knowledge) for subject in knowledge.subjects}
        self.numbers = Numbers(knowledge, matcher)
        self._asking = {label: _asking(label, matcher) for label in matcher.labels}
        asked = list(product(knowledge.by_subject, knowledge.aspects))
        self._telling = {pair: _telling(*pair, knowledge) for pair in asked}
        """The entries on a subject and an aspect of it."""
        self._instead = {pair: _instead(*pair, knowledge) for pair in asked}
        """The entries that answer where there is none on that aspect."""
        self._names = {concept: words_of(names[0]) for concept, names in concept_names(knowledge).items()}
        titles = {entry.id: matcher.read(entry.title).concepts for entry in knowledge.entries.values()}
        self._around = {subject: self._distances(subject, titles) for subject in knowledge.subjects}
        """How far the entries around a subject are from it."""

    def rank(self, words: Words) -> Ranking:
        """Rank all entries for what was read; those about a subject that it names are favoured."""
        subjects, aspects = named(SUBJECT, words.concepts), named(ASPECT, words.concepts)
        telling = self.told(subjects, aspects)
        about = (entry.id for subject in subjects for entry in self._knowledge.by_subject.get(subject, ()))
        favour = dict.fromkeys(about, _SUBJECT_NAMED) | dict.fromkeys(telling, _SUBJECT_NAMED + _ASPECT_NAMED)
        for label in self.numbers.about(words.words):
            favour[label] = favour.get(label, 0) + _THE_NUMBER
        for label in self.numbers.others(words.words):
            favour[label] = favour.get(label, 0) + _OTHER_NUMBER
        return self._matcher.rank(words, Favour(favour))

    def alone(self, ranking: Ranking, context: Context) -> tuple[float, tuple[Judged, ...]]:
        """Judge the message as it stands: return how probable it is that it is one of ours, and its best labels.

        Each layer judges by itself, so that nothing that is laid over another makes that one less sure; what is
        more probable goes first.
        """
        lowest, *above = ranking.layers
        found = [
            (match, self._signals(match, rival, lowest))
            for match, rival in _with_rivals(lowest.matches[: _WEIGHED + 1], [0.0] * (_WEIGHED + 1))[:_WEIGHED]
        ]
        standing = self.confidence.perhaps if context.turns or context.offered else self.confidence.whole
        covered, scores = standing.rate([signals for _, signals in found])
        judged = [(covered, tuple(Judged(Alone(), *one, score) for one, score in zip(found, scores, strict=True)))]
        judged += [self._of_layer(layer, ranking) for layer in above]
        first = max((one for one in judged if one[1]), key=lambda one: one[1][0].score, default=(0.0, ()))
        rest = [one for several in judged if several is not first for one in several[1]]
        return first[0], (*first[1], *sorted(rest, key=lambda one: -one.score))

    def _of_layer(self, layer: Ranking, ranking: Ranking) -> tuple[float, tuple[Judged, ...]]:
        """Judge what a layer that lies above others makes of a message."""
        ahead = layer.fit - max(other.fit for other in ranking.layers if other is not layer)
        compared = [match for match in layer.matches if match.phrases]
        found = [
            (match, self._traces(match, rival, layer, ahead))
            for match, rival in _with_rivals(compared, [0.0] * len(compared))
        ]
        covered, scores = self.confidence.above.rate([traces for _, traces in found])
        return covered, tuple(Judged(Alone(), *one, score) for one, score in zip(found, scores, strict=True))

    def all(self, question: Question) -> tuple[Judged, ...]:
        """Judge all readings of a message alike; it stands alone where nothing was said before, or it is foreign."""
        if self.is_foreign(question) or not (question.context.turns or question.context.offered):
            return question.alone
        question = replace(question, just_that=self.just_that(question.said, question.context))
        return self.in_context(readings(question.said, question.context, self._knowledge), question)

    def is_foreign(self, question: Question) -> bool:
        """Whether a message speaks for itself as none of ours: it does not become one by what was said before."""
        named = question.said.named.subjects or asked_aspects(question.said, self._knowledge)
        ranking = question.ranking
        telling = ranking.reading.telling
        strange = telling and ranking.unknown >= _ALL_UNKNOWN
        whole = telling >= _ENOUGH_TO_TELL and not continues(question.said.words)
        whole &= ranking.unknown >= _MUCH_UNKNOWN or not points_back(question.said.words)
        alien = whole and question.covered < _HARDLY_OURS
        return not named and bool(strange or alien or ranking.matches[0].evidence < ranking.against)

    def just_that(self, said: Utterance, context: Context) -> frozenset[str]:
        """Return the entries on an aspect that is named of the subject before, or the other way round."""
        aspects = asked_aspects(said, self._knowledge)
        before = [
            s for s, age in carried_subjects(context, self._knowledge).items() if age == 0 and s not in said.denied
        ]
        if aspects and not said.named.subjects:
            found = (self.told([subject], [aspect]) for subject in before for aspect in aspects)
            return next(filter(None, found), frozenset())
        carried = left_out_aspects(said, context, self._knowledge) if said.only_names else ()
        named = [subject for subject in said.named.subjects if subject not in before]
        return frozenset().union(*(self._telling.get(pair, frozenset()) for pair in product(named, carried)))

    def in_context(self, several: Iterable[Reading], question: Question) -> tuple[Judged, ...]:
        """Judge the best entries of each reading by what they have to do with what was said before."""
        found = []
        for reading in several:
            matches, favours = self._best(reading, question)
            for (match, rival), favour in list(zip(_with_rivals(matches, favours), favours, strict=True))[:_CARRIED]:
                lead = match.evidence + favour - _evidence(rival, matches, favours)
                found.append((reading, match, self._ties(reading, question, match, lead)))
        scores = self.confidence.carried.rate([ties for _, _, ties in found])
        return tuple(Judged(*one, score) for one, score in zip(found, scores, strict=True))

    def _best(self, reading: Reading, question: Question) -> tuple[list[Match], list[float]]:
        """Return the entries that fit a reading best, and how much each is favoured."""
        if isinstance(reading, Alone):
            matches = list(question.ranking.matches[: _CARRIED + 1])
            return matches, [0.0] * len(matches)
        pool = self._pool(reading, question)
        matches = self._matcher.among(question.ranking, pool, _CARRIED + 1)
        # It is picked by words that tell it from the others; and what was told before is no answer by itself.
        if isinstance(reading, ChosenInWords) or question.ranking.reading.telling >= _ENOUGH_TO_TELL:
            matches = [match for match in matches if match.coverage > 0.15 or match.label in question.just_that]
        return matches, [pool[match.label] for match in matches]

    def told(self, subjects: Sequence[str], aspects: Sequence[str]) -> frozenset[str]:
        """Return the entries that answer for any of the subjects in any of the aspects."""
        told = frozenset().union(*(self._telling.get(asked, ()) for asked in product(subjects, aspects)))
        asked = [aspect for aspect in aspects if aspect != self._knowledge.roles.get(Role.DEFINITION)] or aspects
        if told or len(asked) > 1:
            return told
        return frozenset().union(*(self._instead.get(pair, ()) for pair in product(subjects, asked)))

    def mentions(self, subject: str, aspect: str) -> bool:
        """Whether an entry about a subject, or a part of it, is on an aspect, or asked for by its words."""
        near = (entry for entry, distance in self._around[subject].items() if distance <= _PART)
        return any(
            self._knowledge.entries[one].aspect == aspect or self._matcher.knows(one, aspect, [ASPECT + aspect])
            for one in near
        )

    def _pool(self, reading: Reading, question: Question) -> dict[str, float]:
        """Return the entries that a reading lets answer, and how much each is favoured."""
        said, context = question.said, question.context
        aspects = asked_aspects(said, self._knowledge)
        others = {self._knowledge.subjects[subject].within for subject in said.denied} - {None}
        pool = {}
        for one, near in self._let_in(reading, context).items():
            entry = self._knowledge.entries[one]
            fits = entry.aspect in aspects
            just_that = one in question.just_that or (fits and near >= _NEARNESS[_SELF])
            asked = _JUST_THAT if just_that else _ASPECT_NAMED if fits else 0.0
            meant = _NOT_DENIED if self._knowledge.subjects[entry.about].within in others else 0.0
            if entry.about not in said.denied:
                pool[one] = near + asked + meant + (_TOLD if one in context.told else 0.0)
        return pool

    def _let_in(self, reading: Reading, context: Context) -> dict[str, float]:
        """Return the entries that a reading lets answer, the nearer to what it carries over the more favoured."""
        match reading:
            case ChosenInWords():
                return dict.fromkeys(context.offered, 0.0)
            case Again():
                return dict.fromkeys(context.told, 0.0)
            case SubjectCarried(subject, age):
                known = self._around[subject]
                return {e: _NEARNESS[d] for e, d in known.items() if d == _SELF or age == 0}
            case AspectCarried(subject, aspects):
                told = self.told([subject], aspects)
                about = (entry.id for entry in self._knowledge.by_subject.get(subject, ()))
                return dict.fromkeys(about, 0.0) | dict.fromkeys(told, _JUST_THAT)
            case _:
                return {}

    def _distances(self, subject: str, titles: Mapping[str, Container[str]]) -> dict[str, int]:
        """Return how far the entries around a subject are from it, by what their `titles` name."""
        found: dict[str, int] = {}
        within = self._knowledge.subjects[subject].within
        for other in self._knowledge.subjects.values():
            if other.id == subject:
                distance = _SELF
            elif other.id in self._families[subject]:
                distance = _WIDER
            elif other.within == subject:
                distance = _PART
            elif within and other.within == within:
                distance = _BESIDE
            else:
                continue
            found |= {entry.id: distance for entry in self._knowledge.by_subject.get(other.id, ())}
        found |= dict.fromkeys((entry for entry, names in titles.items() if SUBJECT + subject in names), _PART)
        found |= {entry.id: _SELF for entry in self._knowledge.by_subject.get(subject, ())}
        for entry in self._knowledge.by_subject.get(subject, ()):
            found |= {related: _PART for related in entry.related if related not in found}
        return found

    def _signals(self, match: Match, rival: Match | None, ranking: Ranking) -> Signals:
        entry = self._knowledge.entries.get(match.label)
        beside = self._knowledge.entries.get(rival.label) if rival else None
        subjects, aspects = named(SUBJECT, ranking.reading.concepts), named(ASPECT, ranking.reading.concepts)
        telling = self.told(subjects, aspects)
        foreign, strange = self._strangeness(match.label, ranking.reading)
        return Signals(
            margin=max(-20.0, min(20.0, match.evidence - rival.evidence if rival else inf)) / 10,
            against=min(50.0, match.evidence - ranking.against) / 10,
            evidence=match.evidence / 10,
            similarity=match.similarity,
            coverage=match.coverage,
            unknown=ranking.unknown,
            foreign=foreign,
            strange=strange,
            length=log(1 + len(ranking.reading.words)),
            telling=log(1 + ranking.reading.telling),
            few=min(3.0, ranking.reading.telling),
            subject=self._agreement(entry, subjects),
            aspect=0.0 if entry is None or not aspects else _sign(entry.aspect in aspects or entry.id in telling),
            gap=1.0 if subjects and aspects and not telling else 0.0,
            asking=self._asks_alike(match.label, ranking.reading.words),
            number=self.numbers.agrees(match.label, ranking.reading.words),
            sibling=0.0 if entry is None or beside is None else _sign(entry.about == beside.about),
        )

    def _traces(self, match: Match, rival: Match | None, layer: Ranking, ahead: float) -> Traces:
        words = layer.reading
        return Traces(
            centroid=match.centroid,
            nearest=match.nearest,
            similarity=match.similarity,
            coverage=match.coverage,
            unknown=layer.unknown,
            foreign=self._strangeness(match.label, words)[0],
            margin=max(-20.0, min(20.0, match.evidence - rival.evidence if rival else inf)) / 10,
            against=max(-50.0, min(50.0, match.evidence - layer.against)) / 10,
            ahead=max(-1.0, min(1.0, ahead)),
            phrases=log(1 + match.phrases),
            telling=log(1 + words.telling),
            asking=self._asks_alike(match.label, words.words),
            opposed=1.0 if match.opposed else 0.0,
        )

    def _ties(self, reading: Reading, question: Question, match: Match, lead: float) -> Ties:
        said, ranking, context = question.said, question.ranking, question.context
        entry, words = self._knowledge.entries.get(match.label), ranking.reading
        aspects = asked_aspects(said, self._knowledge)
        distance, age = self._distance(reading, entry, context)
        before = left_out_aspects(said, context, self._knowledge) if entry else ()
        foreign, strange = self._strangeness(match.label, words)
        alone = {one.match.label: one.score for one in question.alone}
        return Ties(
            lead=max(-30.0, match.evidence - ranking.matches[0].evidence) / 10,
            against=max(-50.0, min(50.0, match.evidence - ranking.against)) / 10,
            margin=max(-20.0, min(20.0, lead)) / 10,
            similarity=match.similarity,
            completed=self._completed(reading, match, words.words),
            coverage=match.coverage,
            unknown=ranking.unknown,
            foreign=foreign,
            strange=strange,
            few=min(3.0, words.telling),
            telling=log(1 + words.telling),
            asking=self._asks_alike(match.label, words.words),
            aspect=_sign(entry.aspect in aspects) if aspects and entry else 0.0,
            carried=1.0 if entry and entry.aspect in before else 0.0,
            just_that=0.0 if not question.just_that else _sign(match.label in question.just_that),
            subject=self._agreement(entry, list(said.named.subjects)),
            number=self.numbers.agrees(match.label, words.words),
            distance=distance,
            age=age,
            gap=1.0 if self._gap(reading, aspects) else 0.0,
            points=1.0 if points_back(words.words) else 0.0,
            bare=1.0 if said.only_names else 0.0,
            told=1.0 if match.label in context.told else 0.0,
            offered=(1.0 if context.asked_back else 0.5) if match.label in context.offered else 0.0,
            corrects=1.0 if said.corrects else 0.0,
            talk=1.0 if entry is None else 0.0,
            alone=alone.get(match.label, 0.0),
            rival=max((score for label, score in alone.items() if label != match.label), default=0.0),
            covered=question.covered,
        )

    def _completed(self, reading: Reading, match: Match, read: Sequence[str]) -> float:
        match reading:
            case SubjectCarried(subject, _):
                left_out = self._names[SUBJECT + subject]
            case AspectCarried(_, aspects):
                left_out = self._names[ASPECT + aspects[0]]
            case _:
                return match.similarity
        return max(match.similarity, self._matcher.similarity(match.label, (*left_out, *read)))

    def _distance(self, reading: Reading, entry: Entry | None, context: Context) -> tuple[float, float]:
        """Return how far an entry is from what was talked about, and how many turns ago that came up."""
        if entry is None:
            return _FAR, 0.0
        match reading:
            case SubjectCarried(subject, age):
                return float(self._around[subject].get(entry.id, _FAR)), float(age)
            case AspectCarried(subject, _):
                return float(self._around[subject].get(entry.id, _FAR)), 0.0
            case _:
                subjects = carried_subjects(context, self._knowledge).items()
                return min(
                    ((float(self._around[s].get(entry.id, _FAR)), float(age)) for s, age in subjects),
                    default=(_FAR, 0.0),
                )

    def _gap(self, reading: Reading, aspects: Sequence[str]) -> bool:
        """Whether nothing is known of the subject of a reading in what was asked of it."""
        match reading:
            case SubjectCarried(subject, _):
                return bool(aspects) and not self.told([subject], aspects)
            case AspectCarried(subject, carried):
                return not self.told([subject], carried)
            case _:
                return False

    def _agreement(self, entry: Entry | None, subjects: Sequence[str]) -> float:
        if entry is None or not subjects:
            return 0.0
        related = any(entry.about in self._families[s] or s in self._families[entry.about] for s in subjects)
        return _sign(related)

    def _strangeness(self, label: str, words: Words) -> tuple[float, float]:
        """Return the share of words that other matters know and `label` does not, and how telling an unknown one is."""
        rarity = {one: self._matcher.rarity(one, words.names(one)) for one in words.stems}
        strange = {
            one: rare
            for one, rare in rarity.items()
            if not self._matcher.knows(label, one, (*words.names(one), *words.used_for(one)))
        }
        foreign = sum(rare for one, rare in strange.items() if self._matcher.knows(None, one))
        return foreign / (sum(rarity.values()) or 1.0), max(strange.values(), default=0.0) / 10

    def _asks_alike(self, label: str, words: Iterable[str]) -> float:
        asked = _QUESTION_WORDS.intersection(words)
        return _sign(bool(asked & self._asking[label])) if asked else 0.0


def _with_rivals(matches: Sequence[Match], favours: Sequence[float]) -> list[tuple[Match, Match | None]]:
    """Return each match with the best of the others."""
    order = sorted(range(len(matches)), key=lambda i: -matches[i].evidence - favours[i])
    first, second = [*(matches[i] for i in order[:2]), None, None][:2]
    return [(match, second if match is first else first) for match in matches]


def _evidence(rival: Match | None, matches: Sequence[Match], favours: Sequence[float]) -> float:
    return -inf if rival is None else rival.evidence + favours[matches.index(rival)]


def _sign(agrees: bool) -> float:  # noqa: FBT001 - it is all that is asked
    return 1.0 if agrees else -1.0


def points_back(words: Sequence[str]) -> bool:
    """Whether a word stands for, or continues, what was said before."""
    return continues(words) or not _POINTS_BACK.isdisjoint(words)


def continues(words: Sequence[str]) -> bool:
    """Whether the first word goes on with what was said before."""
    return words[:1] != () and words[0] in _CONTINUING


def leaves_nothing_out(words: Sequence[str]) -> bool:
    """Whether no word asks, points back, or goes on."""
    return not points_back(words) and _QUESTION_WORDS.isdisjoint(words)


def _asking(label: str, matcher: Matcher) -> frozenset[str]:
    """Return the question words in the phrases of a label."""
    return frozenset(word for word in _QUESTION_WORDS if matcher.knows(label, stem(word)))


def _telling(subject: str, aspect: str, knowledge: Knowledge) -> frozenset[str]:
    """Return the entries on this aspect of the subject."""
    return frozenset(entry.id for entry in knowledge.by_subject[subject] if entry.aspect == aspect)


def _instead(subject: str, aspect: str, knowledge: Knowledge) -> frozenset[str]:
    """Return the entries that answer as well; the only one there is for who asks what the subject is."""
    other = knowledge.aspects[aspect].instead
    if other and (found := _telling(subject, other, knowledge) or _instead(subject, other, knowledge)):
        return found
    if knowledge.aspects[aspect].applies_to == "parts":
        wider = (one for one in widening(subject, knowledge) if one != subject and one in knowledge.by_subject)
        found = next(filter(None, (_telling(one, aspect, knowledge) for one in wider)), frozenset())
        if found:
            return found
    only = knowledge.by_subject[subject]
    if aspect == knowledge.roles.get(Role.DEFINITION) and len(only) == 1:
        return frozenset(entry.id for entry in only)
    return frozenset()
