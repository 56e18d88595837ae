"""A person in an interview: says things at given moments, through the whole conversation, and remembers the session."""

import datetime

from bot.talk.actions import Action, decode
from bot.talk.conversation import Conversation
from bot.talk.interview.log import InterviewLog
from bot.talk.interview.progress import Progress, progress
from bot.talk.message import Choice, Message, Reply
from bot.talk.session import Session
from knowledge.model import Knowledge

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)


class Interviewee:
    """Talks to a conversation."""

    def __init__(self, conversation: Conversation, knowledge: Knowledge) -> None:
        self._conversation, self._knowledge = conversation, knowledge
        self.session, self.at = Session(), NOON
        self.replies: tuple[Reply, ...] = ()

    def says(self, *texts: str) -> Reply:
        """Type something, one after the other; return the last reply."""
        for text in texts:
            self._send(Message(text, self.at))
        return self.last

    def edits(self, text: str) -> Reply:
        """Change what was typed before into this."""
        self._send(Message(text, self.at, edited=True))
        return self.last

    def presses(self, action: str | Action) -> Reply:
        """Press a button, which may be an old one."""
        self._send(Message("", self.at, decode(action) if isinstance(action, str) else action))
        return self.last

    def chooses(self, label: str) -> Reply:
        """Press the button with this label."""
        offered = {choice.label: choice.action for choice in self.offered}
        return self.presses(offered[label])

    def waits(self, **delta: float) -> None:
        self.at += datetime.timedelta(**delta)

    @property
    def last(self) -> Reply:
        return self.replies[-1]

    @property
    def offered(self) -> tuple[Choice, ...]:
        return self.last.all_choices

    @property
    def log(self) -> InterviewLog:
        return self.session.interviews[-1]

    @property
    def state(self) -> Progress:
        return progress(self.log, self._knowledge.interviews[self.log.start.definition])

    @property
    def given(self) -> dict[str, str]:
        return {step: given.answer for step, given in self.state.given.items()}

    def _send(self, message: Message) -> None:
        self.at += datetime.timedelta(seconds=5)
        self.replies, self.session = self._conversation.handle(message, self.session)
