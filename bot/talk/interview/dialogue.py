"""The interview as a dialogue: pure, from a message and a session to a reply and the next session.

Takes what belongs to an interview and leaves the rest, such as a question of the person's own, to the conversation.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.talk.actions import (
    Action,
    ChangeStep,
    ChooseInterview,
    ExplainStep,
    GetFile,
    GiveAnswer,
    GoOn,
    InterviewAction,
    MoveInterview,
    NewInterview,
    NotNow,
    RunCommand,
    ShowEntry,
    ShowTimeline,
    SkipStep,
    StartAbout,
    StartUnnamed,
)
from bot.talk.courtesy import courtesy
from bot.talk.interview.archive import Archive, Timing, last_asked
from bot.talk.interview.course import Course, Outcome, said
from bot.talk.interview.log import InterviewLog
from bot.talk.interview.reading import Chosen, Reader, Steered, remark
from bot.talk.interview.result import Result
from bot.talk.interview.speech import Speech
from bot.talk.message import Choice, Message, Reply, Status
from bot.talk.session import Session
from bot.talk.states import HandingOver, Idle, Preparing, WithHuman
from intents.choosing import is_undecided
from knowledge.folding import fold
from knowledge.interview import InterviewCommand, InterviewWording
from knowledge.model import Knowledge

_MOST_SUBJECT = 60
_MOST_OFFERED = 5
_BETWEEN: frozenset[InterviewCommand] = frozenset({"resume", "where", "change", "result", "share"})
"""The commands that mean something while no interview is under way."""


class Dialogue:
    """Leads interviews: understands what people do, and has the course of the interview follow."""

    def __init__(self, knowledge: Knowledge, wording: InterviewWording, timing: Timing) -> None:
        self._knowledge, self._wording = knowledge, wording
        self._definitions = knowledge.interviews
        self._speech = Speech(knowledge, wording)
        self._archive = Archive(knowledge.interviews, timing)
        self._course = Course(knowledge, wording, self._archive, self._speech)
        polite = knowledge.wording.without_courtesy
        self._readers = {name: Reader(definition, wording, polite) for name, definition in self._definitions.items()}
        self._is_courtesy = courtesy(knowledge)
        self._agree = frozenset(map(fold, (*knowledge.wording.yes_words, *wording.agree)))
        self._decline = frozenset(map(fold, (*knowledge.wording.no_words, *wording.decline)))

    def awake(self, message: Message, session: Session) -> Session:
        """Return the session as it is by now: an interview may have expired."""
        return self._archive.awake(message.at, session)

    def take(self, message: Message, action: Action | None, session: Session) -> Outcome | None:
        """Return what to say and the next session, if the message belongs to an interview."""
        if isinstance(session.state, WithHuman):
            return None
        if action == RunCommand("interview") or (action is None and self._wishes_for_one(message)):
            return self._begin(message.at, session)
        if action is not None:
            return self._act(action, message.at, session) if isinstance(action, InterviewAction) else None
        return self._listen(message, session)

    def result(self, session: Session, interview: str) -> Result | None:
        """Return what came out of an interview so far; None if there is none (any more)."""
        log = self._archive.find(session, interview)
        return self._course.result(session, log) if log else None

    def _listen(self, message: Message, session: Session) -> Outcome | None:
        """Take what was typed for whatever it answers; what a human shall be asked is not for us."""
        match session.state:
            case HandingOver():
                return None
            case Preparing(definition):
                return self._hear_subject(message, session, definition)
        log = self._archive.pending(session)
        return self._hear(message, session, log) if log else self._hear_between(message, session)

    def go_on(
        self, message: Message, reply: Reply, session: Session, offered: Sequence[Action]
    ) -> tuple[tuple[Reply, ...], Session]:
        """Return the replies to a message that the conversation answered, and lead back to a pending interview.

        `offered` are the actions of the choices before it.
        """
        log = self._archive.pending(session)
        if isinstance(session.state, Preparing):
            again, after = self._prepare(session, session.state.definition, told=True)
            return (replace(reply, next=()), again), after
        if log is None:
            offering = self._with_offers(message.at, reply, session, offered)
            return (offering,), session if offering == reply else said(session, offering)[1]
        if reply.status is Status.CLARIFY or (reply.status is Status.SOCIAL and reply.next):
            back = Choice(self._wording.resume_now, GoOn(log.id))
            reply, after = said(session, replace(reply, next=(*reply.next, back)))
            return (reply,), after
        if self._archive.is_stale(log, message.at):
            again, after = self._course.offer(message.at, session, log)
        elif self._is_unread(message, reply, log):
            reply, after = self._course.ask(message.at, session, log, self._speech.unclear(self._archive.state(log)))
            return (reply,), after
        else:
            again, after = self._course.ask(message.at, session, log, self._wording.back_to_it)
        return (replace(reply, next=()), again), after

    def _is_unread(self, message: Message, reply: Reply, log: InterviewLog) -> bool:
        """Whether a message was neither an answer nor a question, as far as one can tell."""
        return message.action is None and reply.status is Status.FALLBACK and not self._reader(log).asks(message.text)

    def _act(  # noqa: PLR0911 - one return for each kind of action
        self, action: InterviewAction, at: datetime.datetime, session: Session
    ) -> Outcome | None:
        """Do what a choice says; None if it is not known (any more)."""
        match action:
            case NewInterview():
                return self._which(session)
            case ChooseInterview(definition) if definition in self._definitions:
                return self._prepare(session, definition)
            case StartUnnamed(definition) if definition in self._definitions:
                return self._course.start(at, session, definition, None)
            case StartAbout(definition, number) if definition in self._definitions:
                subjects = dict(enumerate(self._archive.subjects(session, definition)))
                return self._course.start(at, session, definition, subjects.get(number))
            case GoOn(name) if log := self._archive.find(session, name):
                return self._course.resume(at, session, log)
            case NotNow():
                return said(session.step(Idle()), self._speech.plain(self._wording.later))
        kept = self._archive.kept(session, at)
        log = self._archive.pending(session) or (kept[-1] if kept else None)
        return self._act_within(action, at, session, log) if log else None

    def _act_within(  # noqa: PLR0911 - one return for each kind of action
        self, action: InterviewAction, at: datetime.datetime, session: Session, log: InterviewLog
    ) -> Outcome | None:
        """Do what a choice within an interview says; it may be an old one."""
        state = self._archive.state(log)
        match action:
            case GiveAnswer(step, answer):
                return self._course.pick(at, session, log, step, answer)
            case SkipStep(step):
                if step == state.current:
                    return self._steer(Steered("skip"), at, session, log)
                return self._course.ask(at, session, log, self._wording.not_current)
            case ChangeStep(step):
                return self._course.reopen(at, session, log, step)
            case GetFile(form):
                return self._course.file(session, log, form)
            case ShowTimeline():
                return self._course.timeline(session, log)
            case ExplainStep(step) if step in state.applicable:
                return self._course.why(at, session, log, step)
            case MoveInterview(move):
                return self._steer(Steered(move), at, session, log)
        return None

    def _hear(  # noqa: PLR0911 - one return for each way to understand it
        self, message: Message, session: Session, log: InterviewLog
    ) -> Outcome | None:
        """Take what was typed for an answer or a command, if it is one."""
        state, at = self._archive.state(log), message.at
        if state.current is None:
            return self._hear_between(message, session)
        if message.edited:  # it answered an earlier question, not the one that is open now
            return self._course.ask(at, session, log, self._wording.edited)
        reading = self._reader(log).read(message.text, state.current)
        if self._archive.is_stale(log, at) and reading != Steered("resume"):
            # After a long silence, who knows which question a "ja" is the answer to.
            return self._course.offer(at, session, log) if isinstance(reading, Chosen | Steered) else None
        match reading:
            case Chosen() if last_asked(log) != state.current:  # the question that was asked is gone
                return self._course.ask(at, session, log)
            case Chosen(answer):
                label = state.definition.option[answer].label
                return self._course.answer(at, session, log, reading, shown=message.folded == fold(label))
            case Steered():
                return self._steer(reading, at, session, log)
            case _:
                return None

    def _hear_subject(self, message: Message, session: Session, definition: str) -> Outcome | None:
        """Take what was typed for what the interview is about."""
        reader = self._readers[definition]
        steered = reader.command(message.text)
        if steered and steered.command in ("stop", "pause", "back"):
            return said(session.step(Idle()), self._speech.plain(self._wording.stopped_early))
        if steered and steered.command in ("help", "why", "where"):
            return self._prepare(session, definition)
        skipped = steered is not None or message.folded in self._decline or is_undecided(message.folded)
        if not skipped and self._is_no_subject(message.text, reader):
            return None
        named = None if skipped else remark(message.text)
        return self._course.start(message.at, session, definition, named.text[:_MOST_SUBJECT] if named else None)

    def _is_no_subject(self, text: str, reader: Reader) -> bool:
        return bool(self._is_courtesy(text) or reader.asks(text) or self._knowledge.command(fold(text)))

    def _hear_between(self, message: Message, session: Session) -> Outcome | None:
        """Take words that concern the latest interview, while none is under way."""
        at, folded = message.at, message.folded
        if session.offered and isinstance(first := session.offered[0], GoOn):
            if folded in self._agree:
                return self._act(first, at, session)
            if folded in self._decline:
                return self._act(NotNow(), at, session)
        names = self._wording.command_names
        command = names.get(folded) or names.get(self._knowledge.wording.without_courtesy(folded))
        kept = self._archive.kept(session, at)
        if not kept or command not in _BETWEEN:
            return None
        if command == "resume":
            still_open = self._archive.still_open(session, at)
            log = session.interview(still_open[-1].log) if still_open else kept[-1]
            return self._course.resume(at, session, log or kept[-1])
        if command == "where":
            return said(session, self._speech.where_between(self._archive.state(kept[-1])))
        return self._steer(Steered(command), at, session, kept[-1])

    def _steer(self, steered: Steered, at: datetime.datetime, session: Session, log: InterviewLog) -> Outcome:
        course, state = self._course, self._archive.state(log)
        steps: dict[InterviewCommand, Callable[[], Outcome]] = {
            "back": lambda: course.back(at, session, log),
            "skip": lambda: course.skip(at, session, log),
            "change": lambda: said(session, self._speech.changeable(state)),
            "pause": lambda: course.pause(at, session, log),
            "resume": lambda: course.ask(at, session, log),
            "why": lambda: course.why(at, session, log, state.current),
            "stop": lambda: course.stop(at, session, log),
            "where": lambda: course.ask(at, session, log, self._speech.where(state)),
            "note": lambda: course.note(at, session, log, steered.rest),
            "help": lambda: course.ask(at, session, log, self._wording.help),
            "result": lambda: course.tell(session, log),
            "share": lambda: course.share(session, log),
        }
        return steps[steered.command]()

    def _begin(self, at: datetime.datetime, session: Session) -> Outcome:
        still_open = self._archive.still_open(session, at)
        if not still_open:
            return self._which(session)
        if len(still_open) == 1 and (log := session.interview(still_open[0].log)):
            return self._course.offer(at, session, log)
        return said(session.step(Idle()), self._speech.offers(still_open[-_MOST_OFFERED:][::-1]))

    def _which(self, session: Session) -> Outcome:
        if len(self._definitions) == 1:
            return self._prepare(session, next(iter(self._definitions)))
        return said(session.step(Idle()), self._speech.which(self._definitions.values()))

    def _prepare(self, session: Session, definition: str, *, told: bool = False) -> Outcome:
        subjects = self._archive.subjects(session, definition)
        reply = self._speech.subject(self._definitions[definition], subjects, told=told)
        return said(session.step(Preparing(definition)), reply)

    def _reader(self, log: InterviewLog) -> Reader:
        return self._readers[log.start.definition]

    def _wishes_for_one(self, message: Message) -> bool:
        return self._knowledge.command(message.folded) == "interview"

    def _with_offers(self, at: datetime.datetime, reply: Reply, session: Session, offered: Sequence[Action]) -> Reply:
        """Add the offer of an interview to answers that concern it; to what is merely social, what it may interrupt."""
        if reply.status is Status.ANSWER:
            fitting = (d for d in self._definitions.values() if set(reply.entries) & set(d.offered_with))
            offer = [Choice(definition.offer, ChooseInterview(definition.id)) for definition in fitting][:1]
            questions = [choice for choice in reply.next if isinstance(choice.action, ShowEntry)]
            dropped = questions[2:] if offer else []
            return replace(reply, next=(*(choice for choice in reply.next if choice not in dropped), *offer))
        if reply.status is Status.SOCIAL and any(isinstance(action, GetFile) for action in offered):
            kept = self._archive.kept(session, at)  # "danke" does not take them away
            told_of = kept[-1].id if kept else None
            return replace(reply, next=(*reply.next, *self._speech.files()), result_of=told_of)
        if reply.status is Status.SOCIAL and (still_open := self._archive.still_open(session, at)):
            return replace(reply, next=(*reply.next, self._speech.resume(still_open[-1])))
        return reply
