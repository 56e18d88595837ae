"""The course of an interview: what each thing that a person does adds to the log, and what is said next; pure."""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from bot.talk.actions import DocumentFormat
from bot.talk.interview.archive import Archive, last_asked, with_log
from bot.talk.interview.log import (
    Abandoned,
    Answered,
    Asked,
    Event,
    InterviewLog,
    Noted,
    Paused,
    Reopened,
    Resumed,
    Skipped,
    Started,
    Updated,
)
from bot.talk.interview.progress import Phase, Progress
from bot.talk.interview.reading import Chosen, Note, remark
from bot.talk.interview.result import Result
from bot.talk.interview.sharing import ending
from bot.talk.interview.speech import Speech
from bot.talk.interview.verdict import evaluate
from bot.talk.message import Reply, ResultDocument
from bot.talk.session import Session
from bot.talk.states import Idle, Interviewing
from knowledge.interview import InterviewWording
from knowledge.markup import escaped
from knowledge.model import Knowledge

Outcome: TypeAlias = tuple[Reply, Session]


class Course:
    """Moves interviews on."""

    def __init__(self, knowledge: Knowledge, wording: InterviewWording, archive: Archive, speech: Speech) -> None:
        self._knowledge, self._wording, self._archive, self._speech = knowledge, wording, archive, speech

    def start(self, at: datetime.datetime, session: Session, definition: str, subject: str | None) -> Outcome:
        """Begin an interview."""
        started = Started(at, definition, self._knowledge.interviews[definition].version, subject)
        number = max((int(log.id) for log in session.interviews), default=0) + 1
        log = InterviewLog(str(number), (started,))
        return self.ask(at, session, log, self._wording.about.format(subject=escaped(subject)) if subject else "")

    def ask(self, at: datetime.datetime, session: Session, log: InterviewLog, *before: str) -> Outcome:
        """Ask the question that is next, or tell the result if there is none."""
        state = self._archive.state(log)
        events: list[Event] = []
        if state.version != state.definition.version:
            events.append(Updated(at, state.definition.version))
            before = (self._wording.definition_changed, *before)
        if state.current is None:
            return self._finish(at, session, log.with_events(*events), *before)
        if meanwhile := self._meanwhile(log, state):
            before = (meanwhile, *before)
        if not state.is_open:
            events.append(Resumed(at))
        if last_asked(log) != state.current:
            events.append(Asked(at, state.current))
        session = with_log(session, log.with_events(*events)).step(Interviewing(log.id))
        return said(session, self._speech.question(state, *before))

    def answer(
        self, at: datetime.datetime, session: Session, log: InterviewLog, chosen: Chosen, *, shown: bool
    ) -> Outcome:
        """Take an answer to the current question; `shown` if the person has seen its label anyway."""
        state = self._archive.state(log)
        step = state.current or ""
        before, answer, note = state.given.get(step), chosen.answer, chosen.note
        understood = self._wording.understood_as.format(answer=state.definition.option[answer].label)
        first = self._changed(state, step, answer) if before else "" if shown else understood
        kept = before.note if before and before.answer == answer else None
        answered = Answered(at, step, answer, note.text if note else kept)
        return self.ask(at, session, log.with_events(answered), " ".join(filter(None, [first, *self._of_note(note)])))

    def pick(self, at: datetime.datetime, session: Session, log: InterviewLog, step: str, answer: str) -> Outcome:
        """Answer by a button, which may be an old one: of a question answered already, or of none that applies."""
        state = self._archive.state(log)
        if step not in state.applicable or answer not in state.definition.step[step].answers:
            return self.ask(at, session, log, self._wording.not_current)
        if step == state.current:
            return self.answer(at, session, log, Chosen(answer), shown=True)
        before = state.given.get(step)
        if before is None and not state.is_shared(step):
            return self.ask(at, session, log, self._wording.not_current)
        answered = Answered(at, step, answer, before.note if before and before.answer == answer else None)
        told = self._changed(state, step, answer) if before else ""
        return self.ask(at, session, log.with_events(answered), told)

    def note(self, at: datetime.datetime, session: Session, log: InterviewLog, text: str) -> Outcome:
        """Add a note to the answer that was given last."""
        note, given = remark(text), self._archive.state(log).given
        last = next((e.step for e in reversed(log.events) if isinstance(e, Answered) and e.step in given), None)
        if note is None or last is None:
            return self.ask(at, session, log, self._wording.how_to_note)
        title = self._knowledge.interviews[log.start.definition].step[last].title
        noted = self._wording.noted_to.format(title=title, note=escaped(note.text))
        hint = self._wording.names_hint if note.had_names else ""
        return self.ask(at, session, log.with_events(Noted(at, last, note.text)), f"{noted} {hint}".strip())

    def back(self, at: datetime.datetime, session: Session, log: InterviewLog) -> Outcome:
        """Go back to the question before."""
        previous = self._archive.state(log).previous
        if previous is None:
            return self.ask(at, session, log, self._wording.nothing_before)
        return self.reopen(at, session, log, previous)

    def reopen(self, at: datetime.datetime, session: Session, log: InterviewLog, step: str) -> Outcome:
        """Ask a question again."""
        state = self._archive.state(log)
        if step not in state.applicable or (step not in state.given and step != state.previous):
            return self.ask(at, session, log, self._wording.not_current)
        again = self._speech.again(state, step) if step in state.given else ""
        return self.ask(at, session, log.with_events(Reopened(at, step)), again)

    def skip(self, at: datetime.datetime, session: Session, log: InterviewLog) -> Outcome:
        """Pass over the current question; an answer that it has stays."""
        state = self._archive.state(log)
        if state.current is None:
            return self.tell(session, log)
        skipped = self._wording.kept if state.current in state.given else self._wording.skipped
        return self.ask(at, session, log.with_events(Skipped(at, state.current)), skipped)

    def pause(self, at: datetime.datetime, session: Session, log: InterviewLog) -> Outcome:
        """Leave it for now."""
        return _leave(session, log.with_events(Paused(at)), self._speech.paused(self._archive.state(log)))

    def stop(self, at: datetime.datetime, session: Session, log: InterviewLog) -> Outcome:
        """Give it up."""
        return _leave(session, log.with_events(Abandoned(at)), self._speech.stopped(self._archive.state(log)))

    def offer(self, at: datetime.datetime, session: Session, log: InterviewLog) -> Outcome:
        """Ask whether to go on."""
        return _leave(session, log.with_events(Paused(at)), self._speech.offer(self._archive.state(log)))

    def resume(self, at: datetime.datetime, session: Session, log: InterviewLog) -> Outcome:
        """Go on with an interview, which may be another one than the one under way."""
        state = self._archive.state(log)
        if state.phase is Phase.FINISHED and state.current is None:
            return self.tell(session, log)
        if session.state == Interviewing(log.id):
            return self.ask(at, session, log)
        return self.ask(at, session, log.with_events(Resumed(at)), self._wording.resumed.format(title=state.title))

    def why(self, at: datetime.datetime, session: Session, log: InterviewLog, step: str | None) -> Outcome:
        """Say why a question is asked."""
        if step is None:
            return self.tell(session, log)
        text, more, citations = self._speech.why(self._archive.state(log), step)
        reply, after = self.ask(at, session, log, text)
        return said(after, replace(reply, citations=citations, next=(more, *reply.next)))

    def tell(self, session: Session, log: InterviewLog, *before: str) -> Outcome:
        """Tell what came out so far."""
        state = session.state if self._archive.state(log).current else Idle()
        reply = self._speech.short(self.result(session, log), *before)
        return said(session.step(state), replace(reply, result_of=log.id))

    def share(self, session: Session, log: InterviewLog) -> Outcome:
        """Lead to the page on which sections are left to others; what is under way goes on."""
        return said(session, replace(self._speech.share(self._archive.state(log)), shares=log.id))

    def timeline(self, session: Session, log: InterviewLog) -> Outcome:
        """Show the stages."""
        return said(session, replace(self._speech.timeline(self.result(session, log)), result_of=log.id))

    def file(self, session: Session, log: InterviewLog, form: DocumentFormat) -> Outcome:
        """Hand the result over as a file."""
        reply = self._speech.document(ResultDocument(form, self.result(session, log)))
        return said(session, replace(reply, result_of=log.id))

    def result(self, session: Session, log: InterviewLog) -> Result:
        """Return what came out so far."""
        state = self._archive.state(log)
        return evaluate(state, self._knowledge, self._archive.before(session, state))

    def _finish(self, at: datetime.datetime, session: Session, log: InterviewLog, *before: str) -> Outcome:
        session = with_log(session, log)
        if self._archive.state(log).phase is Phase.FINISHED:
            return self.tell(session, log, *before)
        if self._archive.state(log).open:
            return self._wait(session, log, *before)
        log = log.with_events(ending(at, self.result(session, log)))
        return self.tell(with_log(session, log), log, *before, self._wording.finished)

    def _wait(self, session: Session, log: InterviewLog, *before: str) -> Outcome:
        """Say that what is still open is left to others."""
        reply = self._speech.waiting(self._archive.state(log), *before)
        return said(with_log(session, log).step(Idle()), replace(reply, shares=log.id))

    def _meanwhile(self, log: InterviewLog, state: Progress) -> str:
        """Say that somebody else answered the question that was open, if they did."""
        asked = last_asked(log)
        given = state.given.get(asked) if asked else None
        if asked is None or given is None or given.office is None:
            return ""
        title, label = state.definition.step[asked].title, state.definition.option[given.answer].label
        return self._wording.answered_meanwhile.format(title=title, answer=label, office=escaped(given.office))

    def _changed(self, state: Progress, step: str, answer: str) -> str:
        if state.given[step].answer == answer:
            return self._wording.kept
        title, label = state.definition.step[step].title, state.definition.option[answer].label
        return self._wording.changed_answer.format(title=title, answer=label)

    def _of_note(self, note: Note | None) -> Iterable[str]:
        if note:
            yield self._wording.noted.format(note=escaped(note.text))
        if note and note.had_names:
            yield self._wording.names_hint


def said(session: Session, reply: Reply) -> Outcome:
    """Return the reply, and the session that knows what it offered."""
    return reply, session.offering(reply.all_choices)


def _leave(session: Session, log: InterviewLog, reply: Reply) -> Outcome:
    return said(with_log(session, log).step(Idle()), reply)
