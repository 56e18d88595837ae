"""What the assistant says in an interview: replies from its state, with every sentence from the knowledge; pure."""

from collections.abc import Callable, Iterable, Sequence

from bot.talk.actions import (
    ChangeStep,
    ChooseInterview,
    ExplainStep,
    GetFile,
    GiveAnswer,
    GoOn,
    MoveInterview,
    NewInterview,
    NotNow,
    ShowEntry,
    ShowTimeline,
    SkipStep,
    StartAbout,
    StartUnnamed,
)
from bot.talk.interview.progress import Progress
from bot.talk.interview.result import Finding, Result, StageState, Weight
from bot.talk.interview.sharing import sections
from bot.talk.message import Choice, Citation, Reply, ResultDocument, Status
from knowledge.fields import german_date
from knowledge.interview import InterviewDefinition, InterviewWording, Step
from knowledge.model import Knowledge

_MOST_LABEL = 60
_MOST_TITLES = 4
_INDENT = "    "
_MARKS = {StageState.DONE: "mark_done", StageState.CURRENT: "mark_current", StageState.AHEAD: "mark_ahead"}


class Speech:
    """Makes replies."""

    def __init__(self, knowledge: Knowledge, wording: InterviewWording) -> None:
        self._knowledge, self._wording = knowledge, wording

    def plain(self, text: str) -> Reply:
        """Say something that offers nothing."""
        return _reply(text)

    def question(self, state: Progress, *before: str) -> Reply:
        """Ask the current question, below what is to be said first."""
        step = state.step
        if step is None:
            return _reply(*before)
        number, total = state.position
        asked = self._wording.question.format(number=number, total=total, question=step.question)
        options = (state.definition.option[answer] for answer in step.answers)
        back = [Choice(self._wording.back_choice, MoveInterview("back"))] if state.previous else []
        share = [self._share()] if state.previous and _begins_section(state, step) else []
        return Reply(
            Status.INTERVIEW,
            _paragraphs(*before, asked),
            choices=tuple(Choice(option.label, GiveAnswer(step.id, option.id)) for option in options),
            next=(
                *back,
                Choice(self._wording.skip_choice, SkipStep(step.id)),
                Choice(self._wording.why_choice, ExplainStep(step.id)),
                Choice(self._wording.pause_choice, MoveInterview("pause")),
                *share,
            ),
            progress=(number - 1, total),
        )

    def why(self, state: Progress, step_id: str) -> tuple[str, Choice, tuple[Citation, ...]]:
        """Return why a question is asked, the choice to read more, and where that stands."""
        step = state.definition.step[step_id]
        who = ", ".join(role.value for role in step.who)
        text = self._wording.why_this.format(title=step.title, why=step.why, who=who)
        return text, Choice(self._wording.explain, ShowEntry(step.entry)), self._citations([step.entry])

    def again(self, state: Progress, step: str) -> str:
        """Say which answer is about to be changed."""
        label = state.definition.option[state.given[step].answer].label
        return self._wording.change_again.format(title=state.definition.step[step].title, answer=label)

    def unclear(self, state: Progress) -> str:
        """Say which answers there are."""
        options = state.definition.option
        labels = [f"„{options[answer].label}“" for answer in state.step.answers] if state.step else []
        return self._wording.unclear.format(answers=", ".join(labels))

    def where(self, state: Progress) -> str:
        """Say how far one is, with a bar of one mark for each question."""
        answered, total = len(state.given), len(state.applicable)
        bar = self._wording.bar_full * answered + self._wording.bar_empty * (total - answered)
        return self._wording.where.format(bar=bar, answered=answered, total=total, title=state.title)

    def where_between(self, state: Progress) -> Reply:
        """Say how far one is with an interview that is not under way just now."""
        choice = self._wording.resume_now if state.current else self._wording.result_choice
        return _reply(self.where(state), choices=(Choice(choice, GoOn(state.log)),))

    def which(self, definitions: Iterable[InterviewDefinition]) -> Reply:
        """Ask which interview it should be."""
        choices = tuple(Choice(definition.title, ChooseInterview(definition.id)) for definition in definitions)
        return Reply(Status.INTERVIEW, self._wording.ask_which, choices=choices)

    def subject(self, definition: InterviewDefinition, subjects: Iterable[str], *, told: bool) -> Reply:
        """Ask what it is about in this municipality, after the introduction if that was not told yet."""
        choices = [Choice(subject, StartAbout(definition.id, i)) for i, subject in enumerate(subjects)]
        choices.append(Choice(self._wording.no_subject, StartUnnamed(definition.id)))
        return Reply(
            Status.INTERVIEW,
            _paragraphs("" if told else definition.intro, self._wording.ask_subject),
            choices=tuple(choices),
        )

    def offer(self, state: Progress) -> Reply:
        """Offer to go on with one interview."""
        text = self._wording.resume_offer.format(
            title=state.title,
            date=german_date(state.last_at.date().isoformat()),
            answered=len(state.given),
            total=len(state.applicable),
        )
        go_on = Choice(self._wording.resume_now, GoOn(state.log))
        return _reply(text, choices=(go_on, self._new(), Choice(self._wording.later_choice, NotNow())))

    def offers(self, states: Iterable[Progress]) -> Reply:
        """Offer to go on with one of several interviews, or to begin another."""
        choices = tuple(self.resume(state) for state in states)
        return _reply(self._wording.open_ones.format(count=len(choices)), choices=(*choices, self._new()))

    def resume(self, state: Progress) -> Choice:
        """Return the choice to go on with an interview."""
        return Choice(_short(self._wording.resume_choice.format(title=state.subject or state.title)), GoOn(state.log))

    def paused(self, state: Progress) -> Reply:
        """Confirm a pause."""
        text = self._wording.paused.format(answered=len(state.given), total=len(state.applicable))
        return _reply(text, choices=(Choice(self._wording.resume_now, GoOn(state.log)), self._share()))

    def waiting(self, state: Progress, *before: str) -> Reply:
        """Say that all is answered but what is left to others."""
        open_ones = [one for one in sections(state) if one.section.id in state.shared and not one.is_complete]
        form = self._wording.waiting_section
        lines = [form.format(title=one.section.title, answered=one.answered, total=one.total) for one in open_ones]
        told = "\n- ".join([self._wording.waiting_for_others, *lines])
        return _reply(*before, told, choices=(Choice(self._wording.result_choice, MoveInterview("result")),))

    def share(self, state: Progress) -> Reply:
        """Say that sections can be left to others; what is under way goes on."""
        back = Choice(self._wording.resume_now if state.current else self._wording.result_choice, GoOn(state.log))
        return _reply(self._wording.share, choices=(back,))

    def stopped(self, state: Progress) -> Reply:
        """Confirm the end before the end."""
        return _reply(self._wording.stopped, choices=(Choice(self._wording.undo_stop, GoOn(state.log)), self._new()))

    def changeable(self, state: Progress) -> Reply:
        """List the answers, to choose one of them."""
        options = state.definition.option
        labels = {
            step: self._wording.change_choice.format(
                title=state.definition.step[step].title, answer=options[given.answer].label
            )
            for step, given in state.given.items()
        }
        back = Choice(self._wording.resume_now if state.current else self._wording.result_choice, GoOn(state.log))
        choices = tuple(Choice(_short(label), ChangeStep(step)) for step, label in labels.items())
        if not choices:
            return _reply(self._wording.nothing_to_change, choices=(back,))
        return _reply(self._wording.change_list, choices=choices, next=(back,))

    def result(self, result: Result) -> Reply:
        """Tell all that came out, and offer it as files."""
        return self._result(result, self._told(result, self._in_lines))

    def short(self, result: Result, *before: str) -> Reply:
        """Tell what came out as one reads it in a conversation, and offer it as files."""
        return self._result(result, self._told(result, self._in_words), *before)

    def _result(self, result: Result, told: Iterable[str], *before: str) -> Reply:
        return Reply(
            Status.INTERVIEW,
            _paragraphs(*before, result.headline, result.explanation, *told),
            citations=self._citations(finding.entry for finding in result.next if finding.entry),
            choices=self._after_result(result),
            progress=(result.applicable if result.complete else result.answered, result.applicable),
        )

    def timeline(self, result: Result) -> Reply:
        """Tell the stages with what is done."""
        lines = [self._wording.timeline, ""]
        for stage in result.stages:
            form = self._wording.stage_lasting if stage.duration else self._wording.stage
            mark = getattr(self._wording, _MARKS[stage.state])
            line = form.format(
                mark=mark, number=stage.number, title=stage.title, who=stage.who, duration=stage.duration
            )
            tasks = stage.tasks if stage.state is StageState.CURRENT else ()
            marks = {True: self._wording.mark_done, False: self._wording.mark_ahead}
            lines += [
                line,
                *(_INDENT + self._wording.task.format(mark=marks[task.done], text=task.text) for task in tasks),
            ]
        return _reply("\n".join(lines), choices=self._after_result(result))

    def document(self, document: ResultDocument) -> Reply:
        """Hand over a file."""
        text = self._wording.document.format(title=document.result.title)
        return Reply(Status.INTERVIEW, text, choices=self._after_result(document.result), document=document)

    def _told(self, result: Result, listed: Callable[[Weight, Sequence[Finding]], str]) -> Iterable[str]:
        if not result.complete:
            yield self._wording.answered_count.format(answered=result.answered, total=result.applicable)
        lists = {weight: [f for f in result.findings if f.weight is weight] for weight in Weight}
        for weight, findings in lists.items():
            if findings:
                yield listed(weight, findings)
        steps = [self._next(i, finding) for i, finding in enumerate(result.next, 1)]
        yield "\n".join([self._wording.next_steps, *steps]) if steps else self._wording.nothing_next
        if result.since:
            yield "\n".join(self._changes(result))

    def _in_lines(self, weight: Weight, findings: Sequence[Finding]) -> str:
        form = self._wording.finding
        lines = [form.format(title=finding.title, who=", ".join(finding.who)) for finding in findings]
        return "\n- ".join([self._list(weight, ""), *lines])

    def _in_words(self, weight: Weight, findings: Sequence[Finding]) -> str:
        titles, more = [finding.title for finding in findings[:_MOST_TITLES]], len(findings) - _MOST_TITLES
        told = ", ".join(titles) + (f" {self._wording.and_more.format(count=more)}" if more > 0 else "")
        return self._list(weight, told)

    def _list(self, weight: Weight, matters: str) -> str:
        told: str = getattr(self._wording, f"list_{weight.value}").format(matters=matters)
        return told.rstrip()

    def _next(self, number: int, finding: Finding) -> str:
        form = self._wording.next_step_lasting if finding.duration else self._wording.next_step
        who = ", ".join(finding.who)
        return form.format(number=number, title=finding.title, how=finding.how, who=who, duration=finding.duration)

    def _changes(self, result: Result) -> Iterable[str]:
        if result.since:
            yield self._wording.since.format(date=german_date(result.since.date().isoformat()))
        none = self._wording.not_answered
        for change in result.changes:
            before, after = change.before or none, change.after or none
            yield self._wording.change.format(title=change.title, before=before, after=after)
        if not result.changes:
            yield self._wording.no_change

    def files(self) -> tuple[Choice, ...]:
        """Return the choices of the result's files."""
        return tuple(Choice(label, GetFile(form)) for form, label in self._wording.document_choices.items())

    def _after_result(self, result: Result) -> tuple[Choice, ...]:
        timeline = [Choice(self._wording.timeline_choice, ShowTimeline())] if result.stages else []
        share = [] if result.complete else [self._share()]
        return (*self.files(), *timeline, Choice(self._wording.change_some, MoveInterview("change")), *share)

    def _share(self) -> Choice:
        return Choice(self._wording.share_choice, MoveInterview("share"))

    def _new(self) -> Choice:
        return Choice(self._wording.new_choice, NewInterview())

    def _citations(self, entries: Iterable[str]) -> tuple[Citation, ...]:
        sources = (self._knowledge.sources(self._knowledge.entries[entry])[0] for entry in entries)
        return tuple(dict.fromkeys(Citation(str(s), s.document.dated) for s in sources))


def _begins_section(state: Progress, step: Step) -> bool:
    """Whether a question is the first of its section: there one knows whether others had better answer it."""
    steps = (state.definition.step[one] for one in state.applicable)
    return next(one for one in steps if one.section == step.section) == step


def _reply(*paragraphs: str, choices: tuple[Choice, ...] = (), next: tuple[Choice, ...] = ()) -> Reply:  # noqa: A002 - as in Reply
    return Reply(Status.INTERVIEW, _paragraphs(*paragraphs), choices=choices, next=next)


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(filter(None, texts))


def _short(label: str) -> str:
    return label if len(label) <= _MOST_LABEL else label[: _MOST_LABEL - 1] + "…"
