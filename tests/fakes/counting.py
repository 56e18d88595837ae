"""In memory: which questions nobody answered well, and how often what was asked."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.store.records import (
    Breakdown,
    Complaint,
    Counted,
    EntryUse,
    HandoverCourse,
    InterviewCourse,
    InterviewOutcome,
    Missed,
    MissReason,
    Rating,
    Span,
    Unhelpful,
)
from bot.store.tallying import Event, local_day, tallied
from bot.talk.interview.log import Asked, Finished
from bot.talk.message import NONE_OF_THESE, Status
from tests.fakes.memory import KeptTurn, Memory

_QUESTIONS = {Status.ANSWER, Status.CLARIFY, Status.FALLBACK}


@dataclass(frozen=True)
class MemoryUnanswered:
    memory: Memory

    async def since(self, since: datetime.datetime, workshop: int | None = None) -> list[Missed]:
        found = [(turn, why) for turn, why in self._missed().items() if turn not in self.memory.settled]
        turns = self.memory.turns
        return [
            self._shown(turn, why)
            for turn, why in found
            if turns[turn].turn.at >= since and workshop in {None, turns[turn].workshop}
        ]

    async def unhelpful(self, since: datetime.datetime) -> list[Unhelpful]:
        numbers: dict[object, int] = {}
        return [
            Unhelpful(
                next(iter(one.turn.entries), None),
                numbers.setdefault(one.person or one.id, len(numbers)),
                one.complaint or Complaint(None),
            )
            for one in self.memory.turns.values()
            if one.verdict is Rating.UNHELPFUL and one.turn.at >= since
        ]

    async def of_draft(self, draft: int) -> list[Missed]:
        return [
            self._shown(turn, why) for turn, why in self._missed().items() if self.memory.settled.get(turn) == draft
        ]

    def _missed(self) -> dict[int, MissReason]:
        reasons: dict[int, set[MissReason]] = defaultdict(set)
        for one in self.memory.turns.values():
            for turn, why in self._complaints(one):
                asked = self.memory.turns.get(turn)
                if asked and asked.turn.question is not None and asked.turn.outcome in _QUESTIONS:
                    reasons[turn].add(why)
        return {turn: min(reasons[turn]) for turn in sorted(reasons)}

    def _complaints(self, one: KeptTurn) -> Iterator[tuple[int, MissReason]]:
        earlier = [k for k, other in self.memory.turns.items() if other.person == one.person and k < one.id]
        before = max(earlier, default=0) if one.person is not None else 0
        if one.turn.outcome is Status.FALLBACK and one.turn.choice is None:
            yield one.id, MissReason.NONE_KNOWN
        if one.turn.choice == NONE_OF_THESE:
            yield before, MissReason.NONE_OF_THESE
        if one.verdict is Rating.UNHELPFUL and one.turn.outcome in {Status.ANSWER, Status.CLARIFY}:
            yield one.id if one.turn.choice is None else before, MissReason.UNHELPFUL

    def _shown(self, turn: int, why: MissReason) -> Missed:
        one = self.memory.turns[turn]
        return Missed(turn, one.person, one.turn.at, one.turn.question or "", why)


@dataclass(frozen=True)
class MemoryUsage:
    memory: Memory

    async def of_span(self, span: Span, breakdown: Breakdown = Breakdown()) -> Counted:  # noqa: B008 - it is frozen
        found = (event for one in self._those(span) for event in _events(one))
        wanted = span.entries
        return tallied((one for one in found if wanted is None or _entry(one) in {"", *wanted}), breakdown)

    async def of_entries(self) -> Mapping[str, EntryUse]:
        return (await self.of_span(Span())).entries

    async def count(self) -> None:
        pass

    async def recount(self) -> None:
        pass

    async def of_interview_courses(self) -> list[InterviewCourse]:
        people = sorted({person for person, _ in self.memory.interviews})
        found = []
        for (person, _), log in self.memory.interviews.items():
            asked = [event.step for event in log.events if isinstance(event, Asked)]
            finished = any(isinstance(event, Finished) for event in log.events)
            last = max(event.at for event in log.events)
            step = asked[-1] if asked else None
            found.append(InterviewCourse(log.start.definition, people.index(person), last, finished, step))
        return found

    async def of_handovers(self, since: datetime.datetime) -> list[HandoverCourse]:
        numbers: dict[object, int] = {}
        found = []
        for one in self.memory.tickets.values():
            if one.lines and one.opened_at >= since:
                who = numbers.setdefault(one.person or one.id, len(numbers))
                answered = min((line.at for line in one.lines if line.author == "lotse"), default=None)
                found.append(HandoverCourse(who, one.opened_at, answered, one.state))
        return found

    async def of_interviews(self) -> list[InterviewOutcome]:
        last = {(one.person, one.outcome.definition): one for one in self.memory.outcomes}
        return [
            one.outcome
            for one in self.memory.outcomes
            if one.person is None or last[one.person, one.outcome.definition] is one
        ]

    def _those(self, span: Span) -> Iterator[KeptTurn]:
        for one in self.memory.turns.values():
            day = local_day(one.turn.at)
            if (
                (span.first is None or day >= span.first)
                and (span.last is None or day <= span.last)
                and span.workshop in {None, one.workshop}
                and span.channel in {None, one.turn.channel}
                and (span.entries is None or set(one.turn.entries) & set(span.entries))
            ):
                yield one


def _entry(event: Event) -> str:
    """Return the entry that something happened with; empty for a message as a whole."""
    return event.what.partition(" ")[2]


def _events(one: KeptTurn) -> Iterator[Event]:
    """Return what happened in a turn."""
    unhelpful = one.verdict is Rating.UNHELPFUL
    what = [_kind(one), *(["unhelpful"] if unhelpful else [])]
    for entry in one.turn.entries if one.turn.outcome is Status.ANSWER else ():
        what.append(f"entry {entry}")
        what += [f"choice {entry}"] if one.turn.choice is not None else []
        what += [f"{'bad' if unhelpful else 'good'} {entry}"] if one.verdict else []
    who = one.person.partition(".")[0] if one.person is not None else one.id
    return (Event(happening, local_day(one.turn.at), one.turn.channel, who) for happening in what)


def _kind(one: KeptTurn) -> str:
    if one.turn.choice == NONE_OF_THESE:
        return "none"
    if one.turn.outcome is Status.ANSWER:
        return "at_once" if one.turn.choice is None else "after_choice"
    return {Status.CLARIFY: "asked_back", Status.FALLBACK: "missed"}.get(one.turn.outcome, "apart")
