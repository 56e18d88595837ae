"""The form in which a person gets everything that is stored of them, the same from every store."""

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import TypeAdapter

from bot.store.records import Complaint, SharedSection, StoredTurn, Ticket, TranscriptLine, Turn
from bot.talk.interview.log import InterviewLog
from bot.talk.session import Session

_SESSION = TypeAdapter(Session)
_LOG = TypeAdapter(InterviewLog)
_TURN = TypeAdapter(Turn)
_COMPLAINT = TypeAdapter(Complaint)
_TICKET = TypeAdapter(Ticket)


@dataclass(frozen=True)
class Joined:
    """That somebody took part in a workshop."""

    title: str
    held_on: datetime.date
    joined_at: datetime.datetime


@dataclass(frozen=True)
class Everything:
    """All that a store has of one person."""

    person: str
    session: object
    """In the types that JSON knows; None if there is none."""
    turns: Iterable[StoredTurn] = ()
    tickets: Iterable[Ticket] = ()
    interviews: Iterable[InterviewLog] = ()
    transcript: Iterable[TranscriptLine] = ()
    workshops: Iterable[Joined] = ()
    shared: Iterable[SharedSection] = ()

    def as_json(self) -> dict[str, object]:
        """Return it as `bot.store.ports.PersonalData.export` promises."""
        return {
            "person": self.person,
            "session": self.session,
            "turns": [_turn_as_json(stored) for stored in self.turns],
            "tickets": [_TICKET.dump_python(ticket, mode="json") for ticket in self.tickets],
            "interviews": [interview_as_json(log) for log in self.interviews],
            "transcript": [
                {"at": _moment(line.at), "talk": line.talk, "said": parsed(line.body)} for line in self.transcript
            ],
            "workshops": [
                {"title": one.title, "held_on": one.held_on.isoformat(), "joined_at": _moment(one.joined_at)}
                for one in self.workshops
            ],
            "shared_sections": [_shared_as_json(one) for one in self.shared],
        }


def session_as_json(session: Session) -> object:
    """Return the session in the types that JSON knows, without the interviews, which are kept event by event."""
    told: dict[str, object] = _SESSION.dump_python(session, mode="json", exclude={"interviews"})
    return told


def interview_as_json(log: InterviewLog) -> object:
    """Return an interview in the types that JSON knows."""
    return _LOG.dump_python(log, mode="json")


def parsed(stored: str) -> object:
    """Return what stored JSON says; as text if it cannot even be parsed."""
    try:
        return json.loads(stored)
    except ValueError:
        return stored


def _turn_as_json(stored: StoredTurn) -> dict[str, object]:
    verdict = stored.verdict.value if stored.verdict else None
    complaint = _COMPLAINT.dump_python(stored.complaint, mode="json") if stored.complaint else None
    told = {"verdict": verdict, "complaint": complaint}
    return {"id": stored.id, **_TURN.dump_python(stored.turn, mode="json"), **told}


def _shared_as_json(link: SharedSection) -> dict[str, object]:
    told = {"interview": link.interview, "section": link.section}
    ended = _moment(link.ended_at) if link.ended_at else None
    return {**told, "lent_at": _moment(link.lent_at), "expires_at": _moment(link.expires_at), "ended_at": ended}


def _moment(at: datetime.datetime) -> str:
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds")
