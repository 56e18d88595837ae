"""What there is of a person's interviews: which are open, which are over, what they were about; pure."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.talk.interview.log import Answered, Asked, InterviewLog, Reopened, Shared, Skipped, Unshared
from bot.talk.interview.progress import Phase, Progress, progress
from bot.talk.session import Session
from bot.talk.states import Idle, Interviewing, Preparing
from knowledge.folding import fold
from knowledge.interview import InterviewDefinition

_MOST_SUBJECTS = 5


@dataclass(frozen=True)
class Timing:
    """How long an interview waits for its person."""

    resume_after: datetime.timedelta = datetime.timedelta(hours=12)
    """After such a silence the assistant first asks whether to go on."""
    expires_after: datetime.timedelta = datetime.timedelta(days=90)
    """After such a silence an unfinished interview is not offered any more."""


class Archive:
    """Finds interviews in a session, as far as their definitions are (still) known."""

    def __init__(self, definitions: Mapping[str, InterviewDefinition], timing: Timing) -> None:
        self._definitions, self._timing = definitions, timing

    def awake(self, at: datetime.datetime, session: Session) -> Session:
        """Return the session without a pending interview that has expired, was closed, or whose definition is gone.

        Sections whose links have ended are the person's own again.
        """
        logs = tuple(_with_ended_shares(log, at) for log in session.interviews)
        if logs != session.interviews:
            session = replace(session, interviews=logs)
        match session.state:
            case Interviewing(name) if (log := self.find(session, name)) and self._goes_on(log, at):
                return session
            case Preparing(definition) if definition in self._definitions:
                return session
            case Interviewing() | Preparing():
                return session.step(Idle())
            case _:
                return session

    def find(self, session: Session, name: str) -> InterviewLog | None:
        """Return an interview by its id."""
        log = session.interview(name)
        return log if log and log.start.definition in self._definitions else None

    def pending(self, session: Session) -> InterviewLog | None:
        """Return the interview that is under way."""
        return self.find(session, session.state.log) if isinstance(session.state, Interviewing) else None

    def state(self, log: InterviewLog) -> Progress:
        """Derive where an interview stands."""
        return progress(log, self._definitions[log.start.definition])

    def kept(self, session: Session, at: datetime.datetime) -> list[InterviewLog]:
        """Return the interviews that have not expired, the one used last at the end."""
        logs = [log for log in session.interviews if self.find(session, log.id) and not self.is_expired(log, at)]
        return sorted(logs, key=lambda log: (log.led_at, int(log.id)))

    def still_open(self, session: Session, at: datetime.datetime) -> list[Progress]:
        """Return where the unfinished interviews stand, the one used last at the end."""
        return [state for state in map(self.state, self.kept(session, at)) if state.is_open]

    def before(self, session: Session, state: Progress) -> Progress | None:
        """Return the last finished interview before this one, on the same subject."""
        logs = [log for log in session.interviews if self.find(session, log.id) and int(log.id) < int(state.log)]
        same = [other for other in map(self.state, logs) if _matter(other) == _matter(state)]
        return next((other for other in reversed(same) if other.phase is Phase.FINISHED), None)

    def subjects(self, session: Session, definition: str) -> list[str]:
        """Return what the interview was about before, the latest first, and the examples."""
        starts = [log.start for log in reversed(session.interviews) if log.start.definition == definition]
        known = [start.subject for start in starts if start.subject]
        named: dict[str, str] = {}
        for subject in (*known, *self._definitions[definition].subjects):
            named.setdefault(fold(subject), subject)
        return list(named.values())[:_MOST_SUBJECTS]

    def is_stale(self, log: InterviewLog, at: datetime.datetime) -> bool:
        """Whether nothing happened in it for so long that one should ask before going on."""
        return at - log.led_at > self._timing.resume_after

    def _goes_on(self, log: InterviewLog, at: datetime.datetime) -> bool:
        """Whether an interview that is under way still is: its person may have closed it elsewhere."""
        return not self.is_expired(log, at) and self.state(log).phase is not Phase.FINISHED

    def is_expired(self, log: InterviewLog, at: datetime.datetime) -> bool:
        """Whether nobody will go on with it any more."""
        return at - log.last_at > self._timing.expires_after and self.state(log).phase is not Phase.FINISHED


def with_log(session: Session, log: InterviewLog) -> Session:
    """Return the session with this interview in its newest state."""
    if session.interview(log.id) is None:
        return replace(session, interviews=(*session.interviews, log))
    return replace(session, interviews=tuple(log if known.id == log.id else known for known in session.interviews))


def last_asked(log: InterviewLog) -> str | None:
    """Return the step of the question that is still open, as far as the log says."""
    for event in reversed(log.events):
        match event:
            case Asked(_, step):
                return step
            case Answered() | Skipped() | Reopened():
                return None
    return None


def _with_ended_shares(log: InterviewLog, at: datetime.datetime) -> InterviewLog:
    until: dict[str, datetime.datetime] = {}
    for event in log.events:
        match event:
            case Shared(_, section, end):
                until[section] = end
            case Unshared(_, section):
                until.pop(section, None)
    ended = [section for section, end in until.items() if end <= at]
    return log.with_events(*(Unshared(at, section) for section in ended)) if ended else log


def _matter(state: Progress) -> tuple[str, str]:
    return state.definition.id, fold(state.subject or "")
