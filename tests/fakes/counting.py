"""In memory: which questions nobody answered well, and how often what was asked."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bot.store.records import (
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
    Visit,
)
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

    async def of_span(self, span: Span) -> Counted:
        numbers: dict[object, int] = {}
        visits: dict[tuple[datetime.datetime, str, str, int], list[KeptTurn]] = defaultdict(list)
        for one in self._those(span):
            hour = one.turn.at.astimezone(datetime.UTC).replace(minute=0, second=0, microsecond=0)
            visits[hour, one.turn.channel, _kind(one), _number(one, numbers)].append(one)
        shown = (
            Visit(*key, count=len(turns), unhelpful=sum(one.verdict is Rating.UNHELPFUL for one in turns))
            for key, turns in sorted(visits.items())
        )
        return Counted(tuple(shown), self._entries(span, numbers))

    async def of_entries(self) -> tuple[EntryUse, ...]:
        return self._entries(Span(), {})

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

    def _entries(self, span: Span, numbers: dict[object, int]) -> tuple[EntryUse, ...]:
        uses: dict[tuple[str, int], list[KeptTurn]] = defaultdict(list)
        for one in self._those(span):
            for entry in one.turn.entries if one.turn.outcome is Status.ANSWER else ():
                uses[entry, _number(one, numbers)].append(one)
        return tuple(
            EntryUse(
                *key,
                count=len(turns),
                after_choice=sum(one.turn.choice is not None for one in turns),
                helpful=sum(one.verdict is Rating.HELPFUL for one in turns),
                unhelpful=sum(one.verdict is Rating.UNHELPFUL for one in turns),
            )
            for key, turns in sorted(uses.items())
        )

    def _those(self, span: Span) -> Iterator[KeptTurn]:
        for one in self.memory.turns.values():
            if (
                (span.since is None or one.turn.at >= span.since)
                and (span.until is None or one.turn.at < span.until)
                and span.workshop in {None, one.workshop}
                and span.channel in {None, one.turn.channel}
                and (span.entries is None or set(one.turn.entries) & set(span.entries))
            ):
                yield one


def _kind(one: KeptTurn) -> str:
    if one.turn.choice == NONE_OF_THESE:
        return "none"
    if one.turn.outcome is Status.ANSWER:
        return "at_once" if one.turn.choice is None else "after_choice"
    return {Status.CLARIFY: "asked_back", Status.FALLBACK: "missed"}.get(one.turn.outcome, "apart")


def _number(one: KeptTurn, numbers: dict[object, int]) -> int:
    """Return a person's number, the same wherever they write; whoever is forgotten is somebody else each time."""
    same = one.person.partition(".")[0] if one.person is not None else one.id
    return numbers.setdefault(same, len(numbers))
