"""What is kept of one conversation between two messages: immutable, and never in a state that cannot be."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot.talk.actions import CodedAction
from bot.talk.interview.log import InterviewLog
from bot.talk.message import Choice
from bot.talk.states import Idle, Interviewing, State, stepped
from intents.context import NOTHING_SO_FAR, Context


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

    def __post_init__(self) -> None:
        if isinstance(self.state, Interviewing) and self.interview(self.state.log) is None:
            raise ValueError("the interview that is under way is none of this person's")

    def interview(self, log: str) -> InterviewLog | None:
        """Return one of the interviews by its id."""
        return next((interview for interview in self.interviews if interview.id == log), None)

    def step(self, state: State) -> "Session":
        """Return the session in its next state. Raises IllegalStepError."""
        return replace(self, state=stepped(self.state, state))

    def offering(self, choices: Iterable[Choice]) -> "Session":
        """Return the session that knows what was offered last."""
        return replace(self, offered=tuple(choice.action for choice in choices))
