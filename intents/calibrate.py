"""Fits how sure the readings are, and the thresholds, on the test questions and dialogues of a knowledge base.

Everything is cross-validated: what a question's reading is worth is told by weights that were fitted without the
questions on the same entries. The same knowledge gives the same weights, digit by digit.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from itertools import product
from math import inf
from zlib import crc32

import numpy as np

from intents.calibrate_above import OVER, fit_above
from intents.confidence import Confidence, S, Signals, Standing, Thresholds, Ties, Traces, W, Weighing, as_row, likely
from intents.context import NOTHING_SO_FAR, Context, Matter, PastTurn, after
from intents.deciding import MOST_CHOICES
from intents.fitting import Rows, names, regression, with_products
from intents.judge import SMALL_TALK
from intents.meaning import Explanation, Judged
from intents.naming import family
from intents.remembering import beside
from intents.understand import Understanding
from knowledge.model import Expected, Knowledge, Response, Role

_FOLDS = 5
_FEW = 4
"""How many phrases of each small talk are tried after an answer."""
_DAMPING_ALONE = 3.0
"""How strongly the weights of signals without their products are held back."""
_TALKED = 3.0
"""How much a turn of a dialogue counts beside a question that was put after another one: it is what people do say."""
_WRONG, _WRONG_LATER = 3.0, 1.6
"""What a wrong answer costs a person, at first, and later in a conversation, where it is more easily set right."""
_MOST_INVENTED = 0.03
"""The share of the questions that nothing answers which may be answered all the same, when nothing was said before."""
_REFUSED, _REFUSED_NEAR, _ASKED, _ASKED_IN_VAIN = 1.5, 0.7, 1.0, 1.5
"""What it costs to refuse what is known; what is known only in part; to ask back with the right choice, and without."""
Follow = Callable[[Expected, Explanation, Context, Knowledge], Context]
_STEPS = tuple(round(0.05 * step, 2) for step in range(6, 20))
_LEADS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3)


@dataclass(frozen=True)
class Case:
    """One message of a test: its readings, and which entries answer it."""

    manner: str
    talked: bool
    """Whether it is a turn of a dialogue."""
    fold: int
    covered: float
    """How probable it is that the message is one of ours, as it stands."""
    alone: tuple[Judged, ...]
    """The message as it stands."""
    judged: tuple[Judged, ...]
    """All readings; those alone if nothing was said before."""
    accepted: frozenset[str]
    """The labels that are right; empty if nothing answers."""
    may_refuse: bool
    may_ask: bool
    follows: bool
    """Whether something was said before."""

    def is_right(self, judged: Judged) -> bool:
        return judged.match.label in self.accepted


@dataclass(frozen=True)
class Fared:
    """How a group of cases fared."""

    tried: int
    right: int
    asked: int
    """Asked back, with the right choice among those offered."""
    wrong: int
    refused: int
    """Nothing answered, rightly or not."""


@dataclass(frozen=True)
class Calibration:
    """What was fitted, and how it did on what it had not seen."""

    confidence: Confidence
    by_manner: dict[str, Fared]


def calibrate(knowledge: Knowledge, understanding: Understanding) -> Calibration:
    """Fit on all test questions and dialogues of `knowledge`, as `understanding` reads them."""
    cases = [
        *_questions(knowledge, understanding),
        *_after_another(knowledge, understanding),
        *_of_another(knowledge, understanding),
        *_dialogues(knowledge, understanding),
    ]
    unseen: list[Case] = []
    for fold in range(_FOLDS):
        fitted = _fit([case for case in cases if case.fold != fold])
        unseen += [_rated(case, fitted) for case in cases if case.fold == fold]
    first = _thresholds([case for case in unseen if not case.follows], _WRONG, _MOST_INVENTED)
    later = _thresholds([case for case in unseen if case.follows and case.talked], _WRONG_LATER)
    above = fit_above(knowledge, understanding)
    confidence = replace(_fit(cases), first=first, later=later, above=above, over=OVER)
    manners = sorted({case.manner for case in unseen})
    figures = {m: _figures([c for c in unseen if c.manner == m], confidence) for m in manners}
    return Calibration(confidence, {**figures, "all": _figures(unseen, confidence)})


def _thresholds(cases: Sequence[Case], wrong: float, most_invented: float = 1.0) -> Thresholds:
    """Return the thresholds that cost people least, if a wrong answer costs `wrong` and so many may be invented."""
    score, covered, ahead, offered, right, helps, may_refuse, may_ask = np.array([_outcome(case) for case in cases]).T
    known = np.array([bool(case.accepted) for case in cases])
    refusing = np.where(may_refuse, np.where(known, _REFUSED_NEAR, 0.0), _REFUSED)
    asking = np.where(may_ask, 0.0, np.where(helps, _ASKED, _ASKED_IN_VAIN))
    answering = np.where(right, 0.0, wrong)

    def cost(limits: Thresholds) -> float:
        replies = offered >= limits.ask_above
        sure = (score >= limits.answer_above) & (covered >= limits.covered_above)
        answers = replies & sure & (ahead >= limits.ahead_above)
        if (answers & ~known).sum() > most_invented * (~known).sum():
            return inf
        replying = np.where(answers, answering, asking)
        return round(float(np.where(replies, replying, refusing).sum()), 6)

    leads = _LEADS if most_invented == 1.0 else _LEADS[1:]  # to begin with, a tie is no answer
    tried = [Thresholds(*four) for four in product(_STEPS, _STEPS, leads, _STEPS)]
    return min(tried, key=lambda limits: (cost(limits), astuple(limits)))


def as_json(calibration: Calibration) -> dict[str, object]:
    """Return what `calibrated.json` holds."""
    confidence = calibration.confidence
    return {
        "first": asdict(confidence.first),
        "later": asdict(confidence.later),
        "over": asdict(confidence.over),
        "whole": _standing_as_json(confidence.whole),
        "perhaps": _standing_as_json(confidence.perhaps),
        "above": _standing_as_json(confidence.above),
        "carried": _weighing_as_json(confidence.carried),
        "cross_validated": {manner: asdict(figures) for manner, figures in calibration.by_manner.items()},
    }


def _standing_as_json(standing: Standing[W]) -> dict[str, object]:
    return {"covered": _weighing_as_json(standing.covered), "right": _weighing_as_json(standing.right)}


def _weighing_as_json(weighing: Weighing[S]) -> dict[str, object]:
    return {"weights": dict(weighing.weights), "bias": weighing.bias}


def _questions(knowledge: Knowledge, understanding: Understanding) -> Iterator[Case]:
    """Yield the test questions that are one question each."""
    for manner, text, expected in _single(knowledge):
        yield _case(manner, expected, understanding.read(text), knowledge, NOTHING_SO_FAR)


def _after_another(knowledge: Knowledge, understanding: Understanding) -> Iterator[Case]:
    """Yield test questions after an answer: on the same subject, its name left out; on another one; on none of ours.

    Dialogues are few; these are many, and what is right is known just as well.
    """
    entries = list(knowledge.entries.values())
    for _, text, expected in _single(knowledge):
        chance = crc32(text.encode())
        before = entries[chance % len(entries)]
        subjects = {knowledge.entries[entry].about for entry in expected.any}
        if before.about not in subjects:
            context = _told(before.id, knowledge)
            yield _case("another-topic", expected, understanding.read(text, context), knowledge, context)
        for subject in sorted(subjects):
            others = [e.id for e in knowledge.by_subject[subject] if e.id not in expected.any]
            if others and (bare := understanding.spotter.without_name(text, subject)):
                context = _told(others[chance % len(others)], knowledge)
                yield _case("left-out", expected, understanding.read(bare, context), knowledge, context)
    for talk in knowledge.smalltalk.values():
        for phrase in () if talk.request else talk.phrases[:_FEW]:
            context = _told(entries[crc32(phrase.encode()) % len(entries)].id, knowledge)
            social = Expected(outcomes=(Response.SOCIAL,))
            yield _case("small-talk", social, understanding.read(phrase, context), knowledge, context)


def _of_another(knowledge: Knowledge, understanding: Understanding) -> Iterator[Case]:
    """Yield what asks the same of another subject, by naming only that: "und beim Behördenkonto?"."""
    definition = knowledge.roles.get(Role.DEFINITION)
    for entry in knowledge.entries.values():
        same = [
            other for other in knowledge.entries.values() if other.aspect == entry.aspect and other.about != entry.about
        ]
        if not same or entry.aspect == definition:
            continue
        before = same[crc32(entry.id.encode()) % len(same)]
        told = PastTurn(Matter((before.about,), (entry.aspect,)), (before.id,))
        context = NOTHING_SO_FAR.after(told).offering(beside((before.id,), knowledge))
        alike = tuple(e.id for e in knowledge.by_subject[entry.about] if e.aspect == entry.aspect)
        read = understanding.read(knowledge.subjects[entry.about].name, context)
        yield _case("of-another", Expected(any=alike), read, knowledge, context)
    yield from _missing_of_another(knowledge, understanding)
    yield from _missing(knowledge, understanding)


def _missing_of_another(knowledge: Knowledge, understanding: Understanding) -> Iterator[Case]:
    """Yield the same for subjects of which that is not known."""
    for entry in knowledge.entries.values():
        if entry.aspect not in _asked_in_words(knowledge):
            continue
        lacking = [s for s in _beside(entry.about, knowledge) if not understanding.mentions(s, entry.aspect)]
        if not lacking:
            continue
        subject = lacking[crc32(entry.id.encode()) % len(lacking)]
        told = PastTurn(Matter((entry.about,), (entry.aspect,)), (entry.id,))
        context = NOTHING_SO_FAR.after(told).offering(beside((entry.id,), knowledge))
        refused = Expected(outcomes=(Response.REFUSED,))
        read = understanding.read(f"und {knowledge.subjects[subject].name}?", context)
        yield _case("of-another", refused, read, knowledge, context)


def _asked_in_words(knowledge: Knowledge) -> frozenset[str]:
    """Return the aspects that people name who want to know them of several subjects: there are words for them."""
    definition = knowledge.roles.get(Role.DEFINITION)
    instead = {one.id for one in knowledge.aspects.values() if one.instead}
    return frozenset(knowledge.aspects) - instead - {definition or ""}


def _beside(subject: str, knowledge: Knowledge) -> list[str]:
    """Return the subjects of the same kind as `subject`, neither of which lies within the other."""
    own = knowledge.subjects[subject]
    return [
        other
        for other in knowledge.by_subject
        if knowledge.subjects[other].kind == own.kind
        and other not in family(subject, knowledge)
        and subject not in family(other, knowledge)
    ]


def _missing(knowledge: Knowledge, understanding: Understanding) -> Iterator[Case]:
    """Yield what asks for an aspect of which nothing is known of the subject before, nor anything like it said."""
    for entry in knowledge.entries.values():
        lacking = [one for one in knowledge.aspects.values() if not understanding.mentions(entry.about, one.id)]
        if not lacking:
            continue
        chance = crc32(entry.id.encode())
        aspect = lacking[chance % len(lacking)]
        said = aspect.words[chance % len(aspect.words)]
        context = _told(entry.id, knowledge)
        refused = Expected(outcomes=(Response.REFUSED,))
        text = f"{said}?" if chance % 2 else f"und {said}?"
        yield _case("left-out", refused, understanding.read(text, context), knowledge, context)


def _told(entry: str, knowledge: Knowledge) -> Context:
    return after(entry).offering(beside((entry,), knowledge))


def _single(knowledge: Knowledge) -> Iterator[tuple[str, str, Expected]]:
    """Yield manner, text and what is expected of all test questions that are one question each."""
    by_text: dict[str, list[str]] = {}
    for entry, questions in knowledge.questions.items():
        for question in questions:
            by_text.setdefault(question, []).append(entry)
    for question, entries in by_text.items():
        yield "phrased", question, Expected(any=tuple(entries))
    for question in knowledge.not_covered:
        yield "not-covered", question, Expected(outcomes=(Response.REFUSED,))
    for manner, asked in knowledge.asked.items():
        for one in asked:
            if not one.all:
                yield manner, one.ask, one


def _dialogues(knowledge: Knowledge, understanding: Understanding) -> Iterator[Case]:
    """Yield the turns of the dialogues that are one question each.

    They come after what a good assistant has said before, and again after one that misses what stands not first.
    """
    for follow in (_after, _after_a_miss):
        yield from _followed(follow, knowledge, understanding)


def _followed(follow: Follow, knowledge: Knowledge, understanding: Understanding) -> Iterator[Case]:
    for dialogue in knowledge.dialogues:
        context = NOTHING_SO_FAR
        for turn in dialogue.turns:
            read = understanding.read(turn.say, context)
            is_new = follow is _after or context.turns or context.offered  # how one begins depends on no reply
            expects = turn.any or {*turn.outcomes} & {Response.REFUSED, Response.SOCIAL}
            if is_new and expects and not turn.all and not turn.picks:
                case = _case(f"dialogue-{turn.kind}", turn, read, knowledge, context)
                yield replace(case, talked=True, fold=crc32(dialogue.id.encode()) % _FOLDS)
            context = follow(turn, read, context, knowledge)


def _after_a_miss(said: Expected, read: Explanation, context: Context, knowledge: Knowledge) -> Context:
    """Return the context after a reply that is right only where the best-ranked entry is."""
    ranked = [one.match.label for one in read.alone if one.match.label in knowledge.entries]
    if not said.any or said.all or said.picks or (ranked[:1] and ranked[0] in said.any):
        return _after(said, read, context, knowledge)
    named = read.named
    missed = context.after(PastTurn(Matter(named.subjects, named.aspects))) if named.subjects else context
    return missed.offering(ranked[:MOST_CHOICES])


def _after(said: Expected, read: Explanation, context: Context, knowledge: Knowledge) -> Context:
    """Return the context after the best reply to a turn."""
    ranked = [one.match.label for one in read.alone if one.match.label in knowledge.entries]  # whatever the weights are
    found = [label for label in ranked if label in said.any]
    told = found[:1] or list(said.any[:1])
    if Response.ASKED_BACK in said.outcomes:
        return context.offering(ranked[:MOST_CHOICES], asked_back=True)
    if said.all:
        told = [group[0] for group in said.groups]
    if said.picks and context.offered:
        places = [int(pick) - (int(pick) > 0) for pick in said.picks]
        told = [context.offered[place] for place in places if place < len(context.offered)]
    if told:
        turn = PastTurn(Matter(read.named.subjects, read.named.aspects), tuple(told))
        return context.after(turn).offering(beside(told, knowledge))
    return context


def _case(manner: str, expected: Expected, read: Explanation, knowledge: Knowledge, context: Context) -> Case:
    """Return the readings of a message and which of them are right."""
    talks = [talk for talk in knowledge.smalltalk.values() if Response.SOCIAL in expected.outcomes and not talk.request]
    if {*context.told} & {*expected.any}:  # to say it again, in short or with its source, is right as well
        talks += [talk for talk in knowledge.smalltalk.values() if talk.request]
    return Case(
        manner,
        False,  # noqa: FBT003 - only dialogues are
        crc32((expected.any[0] if expected.any else " ".join(read.read_as)).encode()) % _FOLDS,
        read.covered,
        read.alone,
        tuple(sorted(read.judged, key=lambda one: (repr(one.reading), one.match.label))),  # whatever the weights are
        frozenset([*expected.any, *(SMALL_TALK + talk.id for talk in talks)]),
        may_refuse=Response.REFUSED in expected.outcomes,
        may_ask=Response.ASKED_BACK in expected.outcomes,
        follows=bool(context.turns or context.offered),
    )


def _fit(cases: Sequence[Case]) -> Confidence:
    """Fit all weighings; the last one sees how sure the others are."""
    never, nothing = Thresholds(1.0, 1.0, 1.0, 1.0), Weighing(Traces, {}, 0.0)
    whole = _fit_standing([case for case in cases if not case.follows])
    above = Standing(nothing, nothing)
    confidence = Confidence(whole, _fit_standing(cases), above, Weighing(Ties, {}, 0.0), never, never, never)
    turns = [replace(case, judged=_rated(case, confidence).judged) for case in cases]
    rows, right = _rows(Ties, ((case, case.judged, None) for case in turns))
    counts = [_TALKED if case.talked else 1.0 for case in turns for one in case.judged if isinstance(one.signals, Ties)]
    # Without products: what people say next is never quite like the turns that are known.
    fitted = regression(names(Ties), rows, right, _DAMPING_ALONE, np.array(counts))
    return replace(confidence, carried=Weighing(Ties, *fitted))


def _fit_standing(cases: Sequence[Case]) -> Standing[Signals]:
    ours = [case for case in cases if case.accepted]
    return Standing(
        covered=with_products(
            Signals, *_rows(Signals, ((case, case.alone[:1], bool(case.accepted)) for case in cases))
        ),
        right=with_products(Signals, *_rows(Signals, ((case, case.alone, None) for case in ours))),
    )


def _rows(kind: type[S], judged: Iterable[tuple[Case, Sequence[Judged], bool | None]]) -> tuple[Rows, Rows]:
    """Return the signals, and whether each is right; whether the case as a whole is, where that is given."""
    found = [
        (as_row(one.signals), case.is_right(one) if whole is None else whole)
        for case, several, whole in judged
        for one in several
        if isinstance(one.signals, kind)
    ]
    return np.array([row for row, _ in found]), np.array([float(right) for _, right in found])


def _rated(case: Case, confidence: Confidence) -> Case:
    """Return a case whose readings are judged anew, the most probable first."""
    standing = confidence.perhaps if case.follows else confidence.whole
    covered, scores = standing.rate([one.signals for one in case.alone if isinstance(one.signals, Signals)])
    alone = tuple(replace(one, score=score) for one, score in zip(case.alone, scores, strict=True))
    sure = {one.match.label: one.score for one in alone}
    ties = [
        _knowing(one.signals, one.match.label, sure, covered) for one in case.judged if isinstance(one.signals, Ties)
    ]
    if not ties:
        judged = alone
    else:
        rates = confidence.carried.rate(ties)
        judged = tuple(replace(j, signals=t, score=r) for j, t, r in zip(case.judged, ties, rates, strict=True))
    return replace(
        case, covered=covered, alone=alone, judged=tuple(sorted(judged, key=lambda one: (-one.score, one.match.label)))
    )


def _knowing(ties: Ties, label: str, sure: Mapping[str, float], covered: float) -> Ties:
    others = (score for other, score in sure.items() if other != label)
    return replace(ties, alone=sure.get(label, 0.0), rival=max(others, default=0.0), covered=covered)


def _outcome(case: Case) -> tuple[float, ...]:
    """Return what counts of a case: the best score, how surely it is ours, and what is right; all of it as numbers."""
    choices = _choices(case)
    best = choices[0] if choices else None
    return (
        best.score if best else 0.0,
        case.covered,
        choices[0].score - choices[1].score if len(choices) > 1 else 1.0,
        likely(one.score for one in choices),
        best is not None and case.is_right(best),
        any(map(case.is_right, choices)),
        case.may_refuse,
        case.may_ask,
    )


def _choices(case: Case) -> tuple[Judged, ...]:
    """Return the readings that would be offered as choices, the most probable first."""
    found: dict[str, Judged] = {}
    for one in case.judged:
        found.setdefault(one.match.label, one)
    return tuple(found.values())[:MOST_CHOICES]


def _figures(cases: Sequence[Case], confidence: Confidence) -> Fared:
    right = asked = wrong = refused = 0
    for case in cases:
        limits = confidence.later if case.follows else confidence.first
        score, covered, ahead, offered, is_right, helps, may_refuse, may_ask = _outcome(case)
        if offered < limits.ask_above:
            refused += 1
            right += bool(may_refuse)
        elif score >= limits.answer_above and covered >= limits.covered_above and ahead >= limits.ahead_above:
            right += bool(is_right)
            wrong += not is_right
        else:
            asked += bool(helps)
            right += bool(may_ask)
    return Fared(len(cases), right, asked, wrong, refused)
