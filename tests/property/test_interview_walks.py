"""Random walks through every interview: nobody gets stuck, nothing is lost, and a replay gives the same."""

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot.store.export import interview_as_json, session_as_json
from bot.talk.actions import Action, GiveAnswer, GoOn, StartUnnamed
from bot.talk.conversation import Conversation
from bot.talk.interview.log import Answered, Finished, InterviewLog, Started
from bot.talk.interview.progress import Phase, Progress, progress
from bot.talk.message import Message, Reply, Status
from bot.talk.session import Session
from bot.talk.states import Interviewing, Preparing
from knowledge.model import Knowledge

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
_SESSION, _LOG = TypeAdapter(Session), TypeAdapter(InterviewLog)
_WORDS = """
ja|nein|teilweise|weiß nicht|haben wir noch nicht|macht bei uns die IT bis März|zurück|überspringen|ändern|pause|weiter
warum|stand|abbrechen|hilfe|ergebnis|notiz: im Mai|Was ist ein Behördenkonto?|themen|hallo|asdf|1|2|9|interview|keine
schritt 3|wir haben bestellt|daten konto||lotse
""".strip().replace("\n", "|").split("|")  # fmt: skip
_MOVES = st.one_of(
    st.tuples(st.just("says"), st.sampled_from(_WORDS)),
    st.tuples(st.just("picks"), st.integers(0, 30)),
    st.tuples(st.just("old"), st.integers(0, 1000)),
    st.tuples(st.just("waits"), st.sampled_from([1, 20, 24 * 7])),
    st.tuples(st.just("restarts"), st.none()),
)
_WALKS = settings(max_examples=25, deadline=None)


class Walk:
    """One person, wandering."""

    def __init__(self, conversation: Conversation, knowledge: Knowledge) -> None:
        self.conversation, self.knowledge = conversation, knowledge
        self.session, self.at, self.seen = Session(), NOON, [GiveAnswer("kdn", "ja")]
        self.reply = self.send("interview")

    def send(self, text: str, action: Action | None = None) -> Reply:
        self.at += datetime.timedelta(seconds=3)
        before = self.session
        message = Message(text, self.at, action)
        replies, self.session = self.conversation.handle(message, before)
        assert (replies, self.session) == self.conversation.handle(message, before)
        _nothing_is_lost(before, self.session)
        self.reply = replies[-1]
        self.seen += [c.action for c in self.reply.all_choices if c.action not in self.seen]
        return self.reply

    def move(self, kind: str, what: Any) -> None:
        offered = self.reply.all_choices
        match kind:
            case "says":
                self.send(what)
            case "picks" if offered:
                self.send("", offered[what % len(offered)].action)
            case "old":
                self.send("", self.seen[what % len(self.seen)])
            case "waits":
                self.at += datetime.timedelta(hours=what)
            case "restarts":
                self.session = stored_and_loaded(self.session)

    def states(self) -> list[Progress]:
        return [progress(log, self.knowledge.interviews[log.start.definition]) for log in self.session.interviews]


def stored_and_loaded(session: Session) -> Session:
    """Return what is left of a session that a store wrote and read."""
    logs = tuple(_LOG.validate_python(interview_as_json(log)) for log in session.interviews)
    loaded: Session = _SESSION.validate_python({**dict(session_as_json(session)), "interviews": logs})  # type: ignore[call-overload]  # it is a mapping
    return loaded


def _nothing_is_lost(before: Session, after: Session) -> None:
    """Logs only grow, at their ends."""
    assert len(after.interviews) >= len(before.interviews)
    for old, new in zip(before.interviews, after.interviews, strict=False):
        assert new.events[: len(old.events)] == old.events


@_WALKS
@given(moves=st.lists(_MOVES, min_size=5, max_size=35))
def test_no_walk_is_a_dead_end_or_loses_anything(
    conversation: Conversation, knowledge: Knowledge, moves: list[tuple[str, Any]]
) -> None:
    """After any moves each answer given last counts or waits for its conditions, and every question has a way out."""
    walk = Walk(conversation, knowledge)
    for kind, what in moves:
        walk.move(kind, what)
        assert walk.reply.text.strip()
        state = walk.session.state
        if isinstance(state, Interviewing | Preparing) and walk.reply.status is Status.INTERVIEW:
            assert walk.reply.choices
        assert stored_and_loaded(walk.session) == walk.session
    for log, state in zip(walk.session.interviews, walk.states(), strict=True):
        assert progress(_LOG.validate_python(interview_as_json(log)), state.definition) == state
        last = {event.step: event.answer for event in log.events if isinstance(event, Answered)}
        kept = {step: [g.answer for (s, _), g in state.said.items() if s == step and g] for step in last}
        assert all(answer in kept[step] for step, answer in last.items())
        assert all(given.answer in kept[step] for step, given in state.given.items())


@_WALKS
@given(moves=st.lists(_MOVES, max_size=25))
def test_from_anywhere_one_gets_to_the_end(
    conversation: Conversation, knowledge: Knowledge, moves: list[tuple[str, Any]]
) -> None:
    """However one wandered: take the interview up again, choose the first answer each time, and there is a result."""
    walk = Walk(conversation, knowledge)
    for kind, what in moves:
        walk.move(kind, what)
    if not walk.session.interviews:
        walk.send("interview")
        walk.send("", StartUnnamed("bereitschaft"))
    walk.send("", GoOn(walk.session.interviews[-1].id))
    for _ in range(60):
        state = walk.states()[-1]
        if state.phase is Phase.FINISHED and state.current is None:
            break
        walk.send("", walk.reply.choices[0].action)
    assert walk.states()[-1].current is None
    assert isinstance(walk.session.interviews[-1].events[-1], Finished)


@pytest.mark.parametrize("pick", [0, 1, 2, 3])
def test_every_interview_can_be_walked_through(conversation: Conversation, knowledge: Knowledge, pick: int) -> None:
    """In each of them, always taking the same answer (or the last one there is) comes to a verdict."""
    for name in knowledge.interviews:
        walk = Walk(conversation, knowledge)
        walk.send("", StartUnnamed(name))
        while walk.session.state == Interviewing("1"):
            walk.send("", walk.reply.choices[min(pick, len(walk.reply.choices) - 1)].action)
        assert walk.states()[0].phase is Phase.FINISHED


_STEPS = st.integers(0, 60)


@_WALKS
@given(choices=st.lists(st.tuples(_STEPS, _STEPS), max_size=60))
def test_any_order_of_answers_is_a_state(knowledge: Knowledge, choices: list[tuple[int, int]]) -> None:
    """Whatever is answered when, an answer counts exactly while its conditions are what they were."""
    for definition in knowledge.interviews.values():
        log = InterviewLog("1", (Started(NOON, definition.id, definition.version),))
        for i, j in choices:
            step = definition.steps[i % len(definition.steps)]
            log = log.with_events(Answered(NOON, step.id, step.answers[j % len(step.answers)]))
        state = progress(log, definition)
        assert set(state.given) <= set(state.applicable)
        assert state.current is None or state.current not in state.given
        for step_id in state.given:
            for other, allowed in definition.step[step_id].asked_if.items():
                supposed = state.given[other].answer if other in state.given else definition.step[other].answers[0]
                assert supposed in allowed
