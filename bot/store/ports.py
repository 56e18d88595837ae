"""What the rest asks of a store, in small protocols; every method raises nothing but `StoreError`."""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.store.records import (
    ALONE,
    Account,
    AccountRole,
    Attached,
    Breakdown,
    Complaint,
    Counted,
    Deed,
    EntryUse,
    Erasure,
    FileTexts,
    HandoverCourse,
    InterviewCourse,
    InterviewOutcome,
    KnowledgeChange,
    KnownAccount,
    Letter,
    Listener,
    Mark,
    Missed,
    Purged,
    Queues,
    Rating,
    Received,
    RowIds,
    SharedSection,
    Span,
    StoredDraft,
    StoredLetter,
    StoredSession,
    StoredTalk,
    Ticket,
    TicketCare,
    TicketState,
    TranscriptLine,
    Turn,
    Unhelpful,
    Workshop,
    WorkshopQuestion,
)
from bot.talk.interview.log import InterviewLog
from bot.talk.session import Session


class Conversations(Protocol):
    """Where each person's conversation stands, and what was said in it."""

    async def load(self, person: str) -> Session:
        """Return the session where this person left it; a new one if none is stored, or none that is readable."""

    async def record(self, person: str, session: Session, turn: Turn, attached: Attached = ALONE) -> RowIds:
        """Keep session, turn and what belongs to them, all or nothing; when it returns, they last."""

    async def feedback(self, person: str, verdict: Rating, turn: int | None = None) -> bool:
        """Keep the verdict on a turn, or on the person's last answer; False if this person has no such turn."""

    async def feedback_on(self, person: str, verdict: Rating, answer: str) -> bool:
        """Keep the verdict on the turn whose answer became this message; False if that is not known (any more)."""

    async def complain(self, person: str, turn: int, complaint: Complaint) -> bool:
        """Keep why the answer of a turn did not help, until questions are erased; False if they have no such turn."""


class PersonalData(Protocol):
    """What is stored of people: handed out, erased, listed by pseudonyms."""

    async def export(self, person: str) -> dict[str, object]:
        """Everything that is stored of this person, ready for JSON."""

    async def delete(self, person: str) -> Erasure:
        """Forget the person: their turns remain as counts without text or link.

        Drafts lose what was taken from their questions word for word, unless others asked the same.
        """

    async def purge(self, before: datetime.datetime) -> Purged:
        """Erase the questions asked before this moment, and the sessions not used since; the counts remain."""

    async def sessions(self) -> list[StoredSession]:
        """Return all conversations, the one used last first."""


class Sharing(Protocol):
    """Links by which others answer sections of interviews; they go with the interview.

    Who changes an interview comes with its log, of which what is new is kept in the same transaction.
    """

    async def lend(self, link: SharedSection, log: InterviewLog) -> None:
        """Keep a link."""

    async def of_interview(self, person: str, interview: str) -> list[SharedSection]:
        """Return the links of an interview, the oldest first, also those that have ended."""

    async def find(self, code: str) -> SharedSection | None:
        """Return a link by its code, also one that has ended."""

    async def end(self, person: str, log: InterviewLog, at: datetime.datetime, section: str | None = None) -> None:
        """End the links of an interview: to one section, or all."""

    async def contribute(self, code: str, log: InterviewLog, at: datetime.datetime) -> bool:
        """Keep what was answered by a link; False, and nothing kept, if it is not open then (any more)."""


class Transcript(Protocol):
    """What a page shows of a conversation, kept as long as the session, for channels that fetch their letters."""

    async def of_talk(self, person: str, talk: int = 0, after: int = 0) -> list[TranscriptLine]:
        """Return what was said in a talk after the line `after`, the oldest first; of very much, the newest."""

    async def talks(self, person: str) -> list[StoredTalk]:
        """Return a person's talks, the one led last first."""

    async def find(self, person: str, line: int) -> TranscriptLine | None:
        """Return one line, if it is this person's."""


class Inbox(Protocol):
    """What came in, kept until it is dealt with, so that a crash neither loses nor repeats it."""

    async def receive(
        self, channel: str, updates: Sequence[Received], at: datetime.datetime, reached: str | None = None
    ) -> list[Received]:
        """Keep the updates, and how far the messenger was read; return the new ones. When this returns, they last."""

    async def reached(self, channel: str) -> str | None:
        """Return how far a messenger was read, in its own words; None if that was never kept."""

    async def withdraw(self, channel: str, message: str) -> None:
        """Erase what somebody wrote in a message that they deleted, whether it was dealt with or still waits."""

    async def waiting(self, channel: str) -> list[Received]:
        """Return the updates that are not dealt with yet, in the order in which they came."""

    async def settle(self, attached: Attached, at: datetime.datetime) -> None:
        """Keep what an update led to that was no turn."""

    async def forget(self, before: datetime.datetime) -> None:
        """Forget what served to repeat nothing and came before this moment; senders repeat none so old.

        These are the ids of updates, what answered which message, and the letters that were set aside.
        """


class Outbox(Protocol):
    """What has to go out, kept until it arrived."""

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with every letter that this process stores from now on, also those to be fetched."""

    async def outgoing(self, channel: str, after: int = 0) -> list[StoredLetter]:
        """Return the letters with ids above `after`, oldest first; those that are held are left out."""

    async def begin(self, letter: int) -> None:
        """Note that a letter is about to be sent."""

    async def postpone(self, letter: int, due_at: datetime.datetime, tries: int) -> None:
        """Note that a letter was surely not delivered and is to be tried again."""

    async def join(self, letter: int, body: str, others: Sequence[int]) -> None:
        """Let a letter say what others say as well, and remove those."""

    async def delivered(self, letter: int, mark: Mark, message: str, at: datetime.datetime) -> None:
        """Remove a letter that arrived, and keep which message it became, where that matters later."""

    async def give_up(self, letter: int, instead: Sequence[Letter], at: datetime.datetime) -> None:
        """Put other letters, or none, in the place of one that can't be delivered; its ticket gets a line of it."""

    async def sweep(self) -> None:
        """Leave nothing readable of letters and updates that are gone, wherever the engine still has it."""


class HeldLetters(Protocol):
    """Letters that may have arrived: set aside until the person says."""

    async def hold(self, letter: int, nudge: Letter, at: datetime.datetime) -> None:
        """Set a letter aside, and send another one about it."""

    async def release(self, letter: int, lane: str, attached: Attached, at: datetime.datetime) -> bool:
        """Send a held letter again, as a new one; False if there is none for this lane."""

    async def forget(self, channel: str, lane: str) -> None:
        """Forget the letters of a lane that were set aside."""


class Deliveries(Protocol):
    """Which messages answered which."""

    async def answers_to(self, person: str, question: str) -> tuple[str, ...]:
        """Return the messages that answered a question, as far as they are known."""

    async def answered_by(self, message: str) -> tuple[str, ...]:
        """Return the questions, anybody's, that a message of this name answered."""

    async def forget(self, person: str, question: str) -> None:
        """Forget what answered a question."""


class MovedLanes(Protocol):
    """Lanes that got another name, since a group got another id."""

    async def move(self, channel: str, old: str, new: str) -> None:
        """Let everything for one lane go to another."""

    async def of_channel(self, channel: str) -> dict[str, str]:
        """Return the lanes that have another name now."""


class Tickets(Protocol):
    """Questions that were passed on to the Digital-Lotsen, and what was written about them."""

    async def live(self) -> list[Ticket]:
        """Return the tickets in which both sides can write, the oldest first, with what was written."""

    async def all(self) -> list[Ticket]:
        """Return every ticket of which the texts are still there, the oldest first."""

    async def find(self, ticket: int) -> Ticket | None:
        """Return a ticket, live or not."""

    async def of_post(self, chat: str, message: str) -> Ticket | None:
        """Return the ticket that a message in the Lotsen's group is about."""

    async def of_person(self, person: str) -> list[Ticket]:
        """Return the tickets that a person opened, the oldest first."""

    async def idle_since(self, before: datetime.datetime) -> list[Ticket]:
        """Return the live tickets in which nobody wrote since."""


class Casework(Protocol):
    """What the Digital-Lotsen do with a ticket."""

    async def answer(self, ticket: int, text: str, at: datetime.datetime, attached: Attached) -> bool:
        """Keep a Lotse's message as it was sent with the letters; False, and nothing kept, if the ticket has ended."""

    async def end(
        self, ticket: Ticket, state: TicketState, session: Session, at: datetime.datetime, attached: Attached
    ) -> bool:
        """End a ticket, erase the address and keep the person's session; False, and nothing done, if it has ended."""


class Attending(Protocol):
    """Who at the desk looks after which ticket, and whether anybody has seen it."""

    async def waiting(self) -> int:
        """Return how many tickets nobody has answered yet."""

    async def of_tickets(self) -> dict[int, TicketCare]:
        """Return who looks after which ticket."""

    async def take(self, ticket: int, account: str, at: datetime.datetime) -> bool:
        """Let an account look after a live ticket; False if it has ended, or somebody else does already."""

    async def release(self, ticket: int) -> None:
        """Let nobody look after a ticket any more."""

    async def seen(self, at: datetime.datetime) -> None:
        """Note that somebody at the desk saw the live tickets."""

    async def unseen(self, before: datetime.datetime) -> list[int]:
        """Return the tickets opened before that, of which nobody saw, answered or was told anything."""

    async def alarmed(self, tickets: Collection[int], at: datetime.datetime) -> None:
        """Note that somebody was told of these."""


class Accounts(Protocol):
    """Who may use the desk."""

    async def add(self, name: str, role: AccountRole, password: str, at: datetime.datetime) -> bool:
        """Keep a new account with the hash of its password; False if the name is taken, in capitals or not."""

    async def set_password(self, name: str, password: str, at: datetime.datetime) -> bool:
        """Keep another hash and end the account's logins; False if there is no such account."""

    async def renew_hash(self, known: KnownAccount, password: str) -> KnownAccount:
        """Keep another hash of the same password, unless the password was changed meanwhile."""

    async def remove(self, name: str, at: datetime.datetime) -> bool:
        """Remove an account with its logins; what it did stays on record. False if there is none."""

    async def all(self) -> list[Account]:
        """Return the accounts by name."""

    async def find(self, name: str) -> KnownAccount | None:
        """Return an account with the hash of its password, however the name is capitalised."""


class Logins(Protocol):
    """Who is logged in; a token comes as a digest, so that who reads the store cannot log in with it."""

    async def begin(self, token: str, known: KnownAccount, at: datetime.datetime, lasting: datetime.timedelta) -> bool:
        """Begin a login, and forget the ended ones; False if its password was changed meanwhile."""

    async def account_of(self, token: str, at: datetime.datetime, lasting: datetime.timedelta) -> Account | None:
        """Return whose login this is; None if there is none, or it began or was used too long ago.

        It ends after `lasting`, and after a quarter of that without use.
        """

    async def end(self, token: str) -> None:
        """End a login."""


class Deeds(Protocol):
    """What was done at the desk."""

    async def record(self, deed: Deed) -> None:
        """Keep what somebody did."""

    async def latest(self, most: int = 200) -> list[Deed]:
        """Return what was done, the newest first."""


class Workshops(Protocol):
    """Workshops, each with a code for its participants."""

    async def open(self, title: str, held_on: datetime.date, by: str, at: datetime.datetime) -> Workshop:
        """Open a workshop with a code drawn by chance."""

    async def all(self) -> list[Workshop]:
        """Return the workshops, the newest first."""

    async def find(self, workshop: int) -> Workshop | None:
        """Return a workshop by its id."""

    async def close(self, workshop: int, at: datetime.datetime) -> None:
        """Close a workshop: what its participants ask from now on does not count."""

    async def reopen(self, workshop: int, at: datetime.datetime) -> None:
        """Open a closed workshop again."""

    async def close_old(self, now: datetime.datetime) -> None:
        """Close the workshops that were held, and last opened, more than two weeks ago."""


class Participation(Protocol):
    """Who came to workshops by their codes, and which questions were asked in them."""

    async def workshop_of(self, code: str) -> Workshop | None:
        """Return the open workshop with this code, as somebody may have typed it."""

    async def join(self, person: str, code: str, at: datetime.datetime) -> Workshop | None:
        """Count a person (the pseudonym) as participant; None if no open workshop has this code."""

    async def count(self, workshop: int) -> int:
        """Return how many came by the code."""

    async def questions(self, workshop: int) -> list[WorkshopQuestion]:
        """Return what was asked in a workshop, the oldest first; erased questions are left out."""


class Drafts(Protocol):
    """Drafts of knowledge, and the questions that they deal with."""

    async def add(self, body: str, turns: Iterable[int], deed: Deed) -> int:
        """Keep a new draft that deals with the questions of these turns; a question has one draft at most."""

    async def find(self, draft: int) -> StoredDraft | None:
        """Return a draft by its id."""

    async def is_open(self, draft: int) -> bool:
        """Whether a draft is still worked on."""

    async def open(self) -> list[StoredDraft]:
        """Return the drafts that are worked on, those changed last first."""

    async def keep(self, draft: int, body: str, before: str, at: datetime.datetime) -> bool:
        """Keep what somebody made of an open draft; False, and nothing kept, if it is not any more as it was before."""

    async def discard(self, draft: int, deed: Deed) -> bool:
        """Give up an open draft: its questions are open again. False, and nothing done, if it is open no more."""


class Changes(Protocol):
    """The history of what was taken live."""

    async def latest(self, most: int = 200) -> list[KnowledgeChange]:
        """Return the changes, the newest first."""

    async def find(self, change: int) -> KnowledgeChange | None:
        """Return a change by its id."""

    async def made_by(self, draft: int) -> KnowledgeChange | None:
        """Return the change that took a draft live, if it still holds."""

    async def interrupted(self) -> list[KnowledgeChange]:
        """Return the changes that were not completed, the oldest first."""

    async def later(self, change: KnowledgeChange) -> list[KnowledgeChange]:
        """Return the changes after this one that still hold and touch one of its files, the newest first."""


class Publishing(Protocol):
    """Takes changes live in two steps, so that one that a crash interrupts is found."""

    async def begin(self, deed: Deed, before: FileTexts, after: FileTexts, draft: int | None) -> int:
        """Keep that the files are about to be changed, as the deed says; return the id of the change."""

    async def begin_undo(self, change: int) -> None:
        """Keep that the files are about to be put back."""

    async def complete(self, change: int, deed: Deed) -> None:
        """Keep that the files of a change that was begun, or is being undone, are now as they should be."""

    async def turn_back(self, change: int) -> None:
        """Keep that a change that was begun has to be undone, or one that was being undone has to be live again."""

    async def give_up(self, change: int) -> None:
        """Keep that a change, or the undoing of one, did not happen."""


class Unanswered(Protocol):
    """The stored questions that nobody answered well, redacted as they lie there."""

    async def since(self, since: datetime.datetime, workshop: int | None = None) -> list[Missed]:
        """Return the questions that no draft deals with yet, the oldest first; of very many, the newest."""

    async def unhelpful(self, since: datetime.datetime) -> list[Unhelpful]:
        """Return which answers since then did not help, and why, as far as people said so, the oldest first."""

    async def of_draft(self, draft: int) -> list[Missed]:
        """Return the questions that a draft deals with, as far as they are not erased, the oldest first."""


class Usage(Protocol):
    """What is counted where it is stored: questions and persons never leave it."""

    async def of_span(self, span: Span, breakdown: Breakdown = ...) -> Counted:
        """Count what was asked in a span."""

    async def of_entries(self) -> Mapping[str, EntryUse]:
        """Return how often each entry answered since counting began, and how well that went."""

    async def count(self) -> None:
        """Count what came since this was done last, so that nobody who looks waits for it."""

    async def recount(self) -> None:
        """Count everything anew."""

    async def of_interview_courses(self) -> list[InterviewCourse]:
        """Return how far each interview got whose events are still there."""

    async def of_handovers(self, since: datetime.datetime) -> list[HandoverCourse]:
        """Return what became of the questions passed on since then, as far as what was written is still there."""

    async def of_interviews(self) -> list[InterviewOutcome]:
        """Return what came out of finished interviews, of each person's only the last, also of those forgotten."""


class Copies(Protocol):
    """Copies of everything that is stored, as one file."""

    async def write(self, to: Path) -> None:
        """Write a new file (mode 0600) with everything as it is at one moment. Raises StoreError, OSError."""


class Pseudonyms(Protocol):
    """By which keys people are called what they are called."""

    async def key(self) -> str | None:
        """Return the fingerprint of the keys; None if it was never kept."""

    async def keep(self, fingerprint: str) -> None:
        """Keep the fingerprint of the keys by which people are named from now on."""

    async def anybody(self) -> bool:
        """Whether anybody has a pseudonym."""

    async def rename(self, named: Callable[[str], str], fingerprint: str) -> None:
        """Give everybody the name that `named` returns for theirs, and keep the fingerprint, all or nothing."""


class Health(Protocol):
    """Whether the store does what it promises."""

    async def check(self) -> None:
        """Raise the `StoreError` that keeping something would raise now; nothing if it would last."""

    async def queues(self) -> Queues:
        """Return how much waits."""


@dataclass(frozen=True, kw_only=True)
class Store:
    """All that is kept, by its parts."""

    health: Health
    pseudonyms: Pseudonyms
    copies: Copies

    conversations: Conversations
    personal_data: PersonalData
    sharing: Sharing
    transcript: Transcript
    inbox: Inbox
    outbox: Outbox
    held_letters: HeldLetters
    deliveries: Deliveries
    moved_lanes: MovedLanes
    tickets: Tickets
    casework: Casework
    attending: Attending
    accounts: Accounts
    logins: Logins
    deeds: Deeds
    workshops: Workshops
    participation: Participation
    drafts: Drafts
    changes: Changes
    publishing: Publishing
    unanswered: Unanswered
    usage: Usage
