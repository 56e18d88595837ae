"""What goes into a conversation and what comes out, the same for every channel."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from bot.talk.actions import CodedAction, DocumentFormat
from bot.talk.interview.result import Result
from bot.talk.privacy import MAX_CHARS, redact
from knowledge.folding import fold, without_invisible

NONE_OF_THESE = "none"
"""What is stored as chosen by somebody who picked "keine davon"."""


class Status(StrEnum):
    """What kind of reply a message got."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    FALLBACK = "fallback"
    SOCIAL = "social"
    INTERVIEW = "interview"
    HANDOVER = "handover"
    """Something about, or for, the human who takes over."""


@dataclass(frozen=True)
class Message:
    """What a person sent: a text, or the `action` of a choice they picked (then `text` is its label).

    What nobody sees in it is no part of it, and what is longer than `MAX_CHARS` is cut before anything reads it.
    """

    text: str
    at: datetime.datetime
    """When it was sent, with time zone."""
    action: CodedAction | None = None
    id: str | None = None
    """What the channel calls the message, if it can be edited there."""
    edited: bool = False
    """Whether it was sent before, in other words."""
    whole: str = ""
    """The text with the addresses that lie behind its words, if there are any: for humans, not for understanding."""
    public: bool = False
    """Whether others read along where it is answered."""
    talk: int | None = None
    """Which of the person's talks it belongs to, where a channel keeps several."""

    def __post_init__(self) -> None:
        """Clean the text and cut it, to one character more than is read, so that `redact` knows that it was cut."""
        for name, text in (("text", self.text), ("whole", self.whole)):
            read = without_invisible(text)[: MAX_CHARS + 1]
            if read != text:
                object.__setattr__(self, name, read)

    @cached_property
    def folded(self) -> str:
        """The text as it is compared."""
        return fold(self.text)

    @cached_property
    def redacted(self) -> str:
        """The text as it may be stored."""
        return redact(self.text)

    @cached_property
    def for_human(self) -> str:
        """What a human gets to see of it."""
        return presentable(redact(self.whole)) if self.whole else presentable(self.redacted)

    @property
    def is_cut(self) -> bool:
        """Whether a human gets to see only the beginning."""
        return len(self.whole or self.text) > MAX_CHARS


def presentable(redacted: str) -> str:
    """Return what a human gets to see of a text: redacted already, and no longer than one can read."""
    return redacted.strip()[:MAX_CHARS]


@dataclass(frozen=True)
class Choice:
    """Something a person can pick: a button, or a number in the terminal."""

    label: str
    action: CodedAction
    """Given back as `Message.action`."""


@dataclass(frozen=True)
class Citation:
    """Where an answer comes from, ready to be shown."""

    text: str
    dated: str
    """What is said of its date: "Stand 10.03.2020"."""
    address: str = ""
    """Where it can be read, if it is a page."""

    def __str__(self) -> str:
        return f"{self.text}, {self.dated}"


@dataclass(frozen=True)
class Alternative:
    """One of the answers between which a clarification asks to choose."""

    entry: str
    text: str
    score: float


class RelayKind(StrEnum):
    """What the Digital-Lotsen get to see of a person's side."""

    OPEN = "open"
    """A new question for them."""
    LINE = "line"
    """Another message to the question they have."""
    BACK = "back"
    """The person goes on with the assistant instead."""


@dataclass(frozen=True)
class Relay:
    """Something to pass on to the Digital-Lotsen: redacted, as the person saw and confirmed it."""

    kind: RelayKind
    text: str = ""


@dataclass(frozen=True)
class ResultDocument:
    """A file that a person asked for: what is in it, and in which form; `bot.documents` makes the file."""

    format: DocumentFormat
    result: Result


@dataclass(frozen=True)
class LetterQuestion:
    """A question of a letter to which a reply was drafted: redacted, and what answers it, if anything does."""

    question: str
    entries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """What the assistant says: plain text in paragraphs, and what a channel may offer beside it."""

    status: Status
    text: str
    """Empty if nothing is said, because a human has taken over."""
    entries: tuple[str, ...] = ()
    """The entries that the answer was made of, the best first."""
    citations: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    """What the person is asked to choose from."""
    next: tuple[Choice, ...] = ()
    """Questions that may follow."""
    candidates: tuple[Alternative, ...] = ()
    score: float = 0.0
    """How sure the understanding was, from 0 to 1."""
    chosen: str | None = None
    """What the person picked in a clarification: an entry, or NONE_OF_THESE."""
    list_of: CodedAction | None = None
    """The action that shows this list again, for channels that show a long one by pages."""
    rateable: bool = False
    """Whether 👍/👎 makes sense for it."""
    relay: Relay | None = None
    progress: tuple[int, int] | None = None
    """How many questions of an interview lie behind, and of how many, for channels that draw a bar."""
    document: ResultDocument | None = None
    """A file to hand over with it."""
    to_copy: str = ""
    """A text to take along as it is, without markup: the draft of a reply to somebody."""
    of_letter: tuple[LetterQuestion, ...] = ()
    """What that draft answers."""
    result_of: str | None = None
    """The interview whose result it tells, for channels that show or link it as a page."""
    shares: str | None = None
    """The interview of which sections can be left to others, for channels that lead to the page where one does it."""

    @property
    def all_choices(self) -> tuple[Choice, ...]:
        """Everything that can be picked, as it is counted: "2" is the second of these."""
        return (*self.choices, *self.next)


@dataclass(frozen=True)
class Card:
    """An answer that can be put into somebody else's conversation."""

    entry: str
    title: str
    reply: Reply
