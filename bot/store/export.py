"""The form in which a person gets everything that is stored of them, the same from every store."""

from collections.abc import Iterable

from pydantic import TypeAdapter

from bot.store.records import StoredTurn, Ticket, Turn
from bot.talk.interview.log import InterviewLog
from bot.talk.session import Session

_SESSION = TypeAdapter(Session)
_LOG = TypeAdapter(InterviewLog)
_TURN = TypeAdapter(Turn)
_TICKET = TypeAdapter(Ticket)


def session_as_json(session: Session) -> object:
    """Return the session in the types that JSON knows, without the interviews, which are kept event by event."""
    told: dict[str, object] = _SESSION.dump_python(session, mode="json", exclude={"interviews"})
    return told


def interview_as_json(log: InterviewLog) -> object:
    """Return an interview in the types that JSON knows."""
    return _LOG.dump_python(log, mode="json")


def export_form(
    person: str, session: object, turns: Iterable[StoredTurn], tickets: Iterable[Ticket]
) -> dict[str, object]:
    """Return what `Store.export` promises; `session` is already in the types that JSON knows."""
    return {
        "person": person,
        "session": session,
        "turns": [_turn_as_json(stored) for stored in turns],
        "tickets": [_TICKET.dump_python(ticket, mode="json") for ticket in tickets],
    }


def _turn_as_json(stored: StoredTurn) -> dict[str, object]:
    verdict = stored.verdict.value if stored.verdict else None
    return {"id": stored.id, **_TURN.dump_python(stored.turn, mode="json"), "verdict": verdict}
