"""What is stored, whichever engine keeps it: frozen, and free of how it is written or found."""

import datetime
import hashlib
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal, TypeAlias

from bot.talk.message import Relay, Status

# Conversations


class Rating(StrEnum):
    """What a person thought of an answer."""

    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"


class UnhelpfulBecause(StrEnum):
    """What was wrong with an answer, as the person says."""

    MISUNDERSTOOD = "misunderstood"
    INCOMPLETE = "incomplete"
    WRONG = "wrong"
    """Or out of date."""


@dataclass(frozen=True)
class Complaint:
    """Why an answer did not help."""

    reason: UnhelpfulBecause | None
    remark: str = ""
    """What was missing, in the person's words; redacted."""


@dataclass(frozen=True)
class Turn:
    """A message and what the assistant made of it."""

    at: datetime.datetime
    """When the message was sent, with time zone."""
    channel: str
    question: str | None
    """Redacted; None once it was erased, and of a letter, whose questions are turns of their own."""
    outcome: Status
    entries: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    choice: str | None = None
    """What was picked in a clarification: an entry's id, or `bot.talk.message.NONE_OF_THESE`."""
    knowledge_version: str = ""
    microseconds: int = 0
    """How long understanding took."""
    message: str | None = None
    """What the channel calls the message, if it can be edited there."""

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError("a turn's time needs a time zone")
        if not all(map(math.isfinite, self.scores)):
            raise ValueError("a score is a finite number")


@dataclass(frozen=True)
class StoredTurn:
    """A turn as it lies in the store."""

    id: int
    turn: Turn
    verdict: Rating | None = None
    complaint: Complaint | None = None


@dataclass(frozen=True)
class StoredSession:
    """One person's conversation, as it is listed for whoever looks after the store: no texts."""

    person: str
    """The pseudonym."""
    channel: str | None
    """Where it was led last; None if no turn of it is stored."""
    used_at: datetime.datetime
    turns: int


class Erasure(StrEnum):
    """What became of everything that is stored of a person; false if that was nothing."""

    NOTHING = ""
    LATER = "later"
    """It is gone but for a rest in a file beside the store, from which somebody reads; soon that is too."""
    DONE = "done"


@dataclass(frozen=True)
class Purged:
    """How much a purge removed."""

    questions: int
    sessions: int


@dataclass(frozen=True)
class InterviewOutcome:
    """What came out of a finished interview, without anything that says whose it was."""

    definition: str
    month: str
    """When it was finished: "2026-01"."""
    verdict: str
    blocking: tuple[str, ...]
    """The steps that block; and so on."""
    missing: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class SharedSection:
    """A link by which others answer a section of an interview."""

    code: str
    """Drawn by chance; who knows it but not our signature gets nowhere."""
    person: str
    """The pseudonym of who leads the interview."""
    interview: str
    section: str
    lent_at: datetime.datetime
    expires_at: datetime.datetime
    ended_at: datetime.datetime | None = None
    """When it was withdrawn, or the interview closed."""

    def is_open(self, at: datetime.datetime) -> bool:
        """Whether others can answer by it."""
        return self.ended_at is None and at < self.expires_at


@dataclass(frozen=True)
class TranscriptLine:
    """Something that was said; `body` is JSON that only the channel understands."""

    id: int
    at: datetime.datetime
    body: str
    talk: int = 0
    """Which of the person's talks it belongs to."""


@dataclass(frozen=True)
class StoredTalk:
    """One of a person's talks, for a page that lists them."""

    number: int
    last_at: datetime.datetime
    first: str
    """The body of what was said first."""


# Post


@dataclass(frozen=True)
class Received:
    """An update that waits to be dealt with."""

    id: str
    """By which it is known from now on."""
    body: str


@dataclass(frozen=True)
class Letter:
    """Something to send; it is stored first, and gone once it was delivered."""

    channel: str
    lane: str
    """Letters of one lane go out one after the other; usually the chat."""
    body: str
    """What to send and where, as JSON that only the channel understands."""
    file: bytes | None = None
    fetched: bool = False
    """Whether a page fetches it (then the lane is the person's pseudonym, and it stays), instead of being sent."""
    patient: bool = False
    """Whether it may wait while others have something that somebody waits for."""
    topic: str = ""
    """What it is about: others of its topic stay in order, and patient ones that wait may become one."""
    ticket: int = 0
    """The ticket of which it brings something to the person; should it never arrive, the ticket says so."""
    talk: int = 0
    """Which of the person's talks it belongs to, for a page that fetches it."""


Listener: TypeAlias = Callable[[Letter], None]
"""Hears of every letter once it is stored; must neither raise nor take long."""


@dataclass(frozen=True)
class StoredLetter:
    """A letter that waits to be sent."""

    id: int
    letter: Letter
    begun: bool
    """Whether sending had begun when the process ended: it may have been delivered."""
    tries: int
    due_at: datetime.datetime
    written_at: datetime.datetime


@dataclass(frozen=True)
class Mark:
    """What to remember of a letter when it has become a message."""

    person: str | None = None
    question: str | None = None
    """The message that it answers."""
    ticket: int | None = None
    chat: str = ""


NO_MARK = Mark()


@dataclass(frozen=True)
class Queues:
    """How much waits to be dealt with."""

    counts: Mapping[str, int]
    """Of "inbox", "outbox", "held" (letters that may have arrived) and "tickets" (that are open)."""
    oldest_letter: datetime.datetime | None = None
    """When the oldest letter was written that waits to be sent."""


@dataclass(frozen=True)
class RowIds:
    """What the rows of one transaction are called; 0 where there is none."""

    turn: int = 0
    ticket: int = 0


def _no_letters(_: RowIds) -> Iterable[Letter]:
    return ()


@dataclass(frozen=True)
class Attached:
    """What is kept in the same transaction as something else, mostly a turn: all of it or nothing."""

    received: tuple[str, str] | None = None
    """The channel and id of the update that this deals with: its content is erased, its id stays."""
    relay: Relay | None = None
    """What goes to the person's live ticket, or opens one."""
    address: str = ""
    """Where the person is reached, for a ticket."""
    letters: Callable[[RowIds], Iterable[Letter]] = _no_letters
    replaces: bool = False
    """Whether the turn takes the place of the one about the same message, which was edited."""
    besides: tuple[Turn, ...] = ()
    """Further turns of the same message: the questions of a letter."""


ALONE = Attached()


# Tickets


class TicketState(StrEnum):
    """How it stands with a question that was passed on to the Digital-Lotsen."""

    OPEN = "open"
    ANSWERED = "answered"
    """Somebody replied; more may follow."""
    CLOSED = "closed"
    RETURNED = "returned"
    """Given back to the assistant, by a Lotse or by the person."""
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    """The person had everything about them erased."""


@dataclass(frozen=True)
class TicketLine:
    """One message of a ticket: of the person redacted, of a Lotse as it was sent."""

    at: datetime.datetime
    author: Literal["person", "lotse", "failure"]
    """A failure: what a Lotse said or did last never reached the person; then there is no text."""
    text: str


@dataclass(frozen=True)
class Ticket:
    """A question that was passed on; the person is a pseudonym, the address is erased when it ends."""

    id: int
    person: str | None
    channel: str
    address: str | None
    """Where the person is reached, in the channel's own words; None once the ticket has ended."""
    state: TicketState
    opened_at: datetime.datetime
    touched_at: datetime.datetime
    """When either side last wrote."""
    lines: tuple[TicketLine, ...] = ()


@dataclass(frozen=True)
class TicketCare:
    """That somebody at the desk looks after a ticket."""

    account: str
    since: datetime.datetime


# The desk

COMMAND_LINE = "Kommandozeile"
"""Who changes accounts, on record: whoever runs the assistant."""
LOGIN_REST = 4
"""A login ends after its time divided by this without use."""
WORKSHOP_LASTS = datetime.timedelta(days=14)
"""How long after its day a workshop stays open at most."""


class AccountRole(StrEnum):
    """What somebody may do at the desk."""

    TRAINER = "trainer"
    LOTSE = "lotse"


@dataclass(frozen=True)
class Account:
    """Somebody who may use the desk."""

    name: str
    role: AccountRole
    created_at: datetime.datetime


@dataclass(frozen=True)
class KnownAccount:
    """An account with the hash of its password, for whoever lets people in."""

    account: Account
    hash: str


@dataclass(frozen=True)
class Deed:
    """Something that somebody changed at the desk; `detail` never holds what a person wrote."""

    at: datetime.datetime
    account: str
    deed: str
    detail: str

    def about(self, what: int) -> "Deed":
        """Return the deed as it says to what it was done, if it does not yet."""
        return replace(self, detail=self.detail or str(what))


class AccountDeed(StrEnum):
    """What a store keeps on record by itself, since it belongs to changing an account."""

    ADDED = "konto-anlegen"
    PASSWORD_SET = "passwort-setzen"  # noqa: S105 - the name of a deed
    REMOVED = "konto-entfernen"
    LOGGED_IN = "anmelden"


@dataclass(frozen=True)
class Workshop:
    """A workshop, open for its participants or closed."""

    id: int
    code: str
    title: str
    held_on: datetime.date
    opened_at: datetime.datetime
    """When it was opened last."""
    closed_at: datetime.datetime | None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True)
class WorkshopQuestion:
    """A question of a workshop, redacted, and what came of it."""

    question: str
    person: str | None
    outcome: str
    entries: tuple[str, ...]


# What changes the knowledge

FileTexts: TypeAlias = Mapping[str, str | None]
"""Files of a folder by their names in it, such as "entries/amt24.yaml"; None: there is none of that name."""


class DraftState(StrEnum):
    """What became of a draft."""

    OPEN = "open"
    LIVE = "live"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class StoredDraft:
    """A draft as it lies in the store."""

    id: int
    body: str
    """JSON that only the desk understands."""
    state: DraftState
    author: str
    created_at: datetime.datetime
    changed_at: datetime.datetime

    @property
    def version(self) -> str:
        """What tells whether somebody else changed it in the meantime."""
        return hashlib.sha256(self.body.encode()).hexdigest()[:16]


class ChangeState(StrEnum):
    """Whether the files are as the change says; a change that was interrupted is completed at the next start."""

    BEGUN = "begun"
    LIVE = "live"
    UNDOING = "undoing"
    UNDONE = "undone"


@dataclass(frozen=True)
class KnowledgeChange:
    """What was done to the desk's own folder of knowledge."""

    id: int
    at: datetime.datetime
    account: str
    summary: str
    before: FileTexts
    after: FileTexts
    state: ChangeState
    draft: int | None
    undone_at: datetime.datetime | None


# What is counted


class MissReason(StrEnum):
    """What was wrong with the answer."""

    NONE_KNOWN = "fallback"
    """Nothing was known."""
    NONE_OF_THESE = "none"
    """Of the choices offered, none was right."""
    UNHELPFUL = "unhelpful"
    """The person said so."""


@dataclass(frozen=True)
class Missed:
    """A question without a good answer."""

    turn: int
    person: str | None
    """The pseudonym; None once the person is forgotten."""
    at: datetime.datetime
    question: str
    why: MissReason = MissReason.NONE_KNOWN


FEW = 3
"""So many people behind a count are told exactly up to one less: whether there are fewer is what matters."""


@dataclass(frozen=True)
class Unhelpful:
    """That an answer did not help somebody."""

    entry: str | None
    """What was answered, the best first; None if nothing was."""
    person: int
    """A number that means something only among what was counted with it."""
    complaint: Complaint


@dataclass(frozen=True)
class InterviewCourse:
    """How far one interview got whose events are still there."""

    definition: str
    person: int
    """A number that means something only among what was counted with it."""
    last_at: datetime.datetime
    finished: bool
    step: str | None
    """The question that was put last."""


@dataclass(frozen=True)
class HandoverCourse:
    """What became of one question that was passed on."""

    person: int
    """As above; whoever had their data erased counts as somebody else each time."""
    opened_at: datetime.datetime
    answered_at: datetime.datetime | None
    """When a human first wrote; None if nobody did."""
    state: TicketState


@dataclass(frozen=True)
class Span:
    """What is counted: all turns from the day `first` to `last` in Germany, and of those only what the rest says."""

    first: datetime.date | None = None
    last: datetime.date | None = None
    workshop: int | None = None
    channel: str | None = None
    entries: Collection[str] | None = None
    """Only what was answered by one of these, and of the entries only these."""


@dataclass(frozen=True)
class Breakdown:
    """What is counted apart beside kinds, channels and entries."""

    begins: tuple[datetime.date, ...] = ()
    """When each part of the trend begins, the first with the span."""
    groups: Mapping[str, str] = field(default_factory=dict)
    """What entries are counted together, by their ids."""


@dataclass(frozen=True)
class Amount:
    """How often something happened."""

    count: int = 0
    people: int = 0
    """To how many it did: at least so many; exactly, if they are fewer than `FEW`."""


@dataclass(frozen=True)
class EntryUse:
    """How one entry answered."""

    answers: Amount = Amount()
    after_choice: Amount = Amount()
    helpful: Amount = Amount()
    unhelpful: Amount = Amount()


@dataclass(frozen=True)
class Counted:
    """Everything that was counted of a span."""

    people: int = 0
    """Exactly how many asked something; one person is the same wherever they write."""
    kinds: Mapping[str, Amount] = field(default_factory=dict)
    """By what became of a message; see `bot.store.tallying.KINDS`."""
    channels: Mapping[str, Amount] = field(default_factory=dict)
    """Questions alone; and so on."""
    trend: Mapping[tuple[datetime.date, str], Amount] = field(default_factory=dict)
    """By the begin of a part and "at_once", "after_choice", "missed" or, for all of them, "total"."""
    unhelpful: Amount = Amount()
    entries: Mapping[str, EntryUse] = field(default_factory=dict)
    groups: Mapping[str, Amount] = field(default_factory=dict)
