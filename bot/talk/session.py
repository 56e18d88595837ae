"""What is kept of one conversation between two messages: immutable, and never in a state that cannot be."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot.talk.actions import CodedAction
from bot.talk.interview.log import InterviewLog
from bot.talk.message import Choice
from bot.talk.states import Idle, Interviewing, State, WithHuman, stepped
from intents.context import NOTHING_SO_FAR, Context

_MOST_PARKED = 20


@dataclass(frozen=True)
class ParkedTalk:
    """Where an earlier talk stands that can be gone on with."""

    number: int
    state: State = field(default_factory=Idle)
    context: Context = NOTHING_SO_FAR
    offered: tuple[CodedAction, ...] = ()
    asked: str = ""


@dataclass(frozen=True)
class Session:
    """One person's conversation in one channel."""

    state: State = field(default_factory=Idle)
    context: Context = NOTHING_SO_FAR
    """What the conversation was about so far, so that the next message can leave it out."""
    offered: tuple[CodedAction, ...] = ()
    """The actions of the choices shown last, so that "2" picks the second of them."""
    asked: str = ""
    """The last question, redacted, so that it can be passed on to a human."""
    interviews: tuple[InterviewLog, ...] = ()
    """All interviews of this person, the oldest first."""
    talk: int = 0
    """Which of the person's talks this is, where a channel keeps several."""
    parked: tuple[ParkedTalk, ...] = ()
    """Their other talks, the one led last at the end."""

    def __post_init__(self) -> None:
        if isinstance(self.state, Interviewing) and self.interview(self.state.log) is None:
            raise ValueError("the interview that is under way is none of this person's")

    def interview(self, log: str) -> InterviewLog | None:
        """Return one of the interviews by its id."""
        return next((interview for interview in self.interviews if interview.id == log), None)

    def step(self, state: State) -> "Session":
        """Return the session in its next state. Raises IllegalStepError."""
        parked = self.parked
        if isinstance(state, WithHuman):  # who answers in one talk only
            parked = tuple(_without_human(talk) for talk in parked)
        return replace(self, state=stepped(self.state, state), parked=parked)

    def anew(self) -> "Session":
        """Return the session in which nothing was said yet; interviews and other talks stay."""
        return Session(interviews=self.interviews, talk=self.talk, parked=self.parked)

    def in_talk(self, number: int) -> "Session":
        """Return the session in another talk, as that was left."""
        if number == self.talk:
            return self
        others = tuple(talk for talk in self.parked if talk.number not in {number, self.talk})
        left = ParkedTalk(self.talk, self.state, self.context, self.offered, self.asked)
        found = next((talk for talk in self.parked if talk.number == number), ParkedTalk(number))
        state: State = found.state
        if isinstance(state, Interviewing) and self.interview(state.log) is None:
            state = Idle()
        parked = (*others, left)[-_MOST_PARKED:]
        return Session(state, found.context, found.offered, found.asked, self.interviews, number, parked)

    def without_human(self) -> "Session":
        """Return the session in which no human listens any more."""
        ended = replace(self, parked=tuple(_without_human(talk) for talk in self.parked))
        return ended.step(Idle()).offering(()) if isinstance(self.state, WithHuman) else ended

    def offering(self, choices: Iterable[Choice]) -> "Session":
        """Return the session that knows what was offered last."""
        return replace(self, offered=tuple(choice.action for choice in choices))


def _without_human(talk: ParkedTalk) -> ParkedTalk:
    return replace(talk, state=Idle(), offered=()) if isinstance(talk.state, WithHuman) else talk
