"""From the answers of an interview to its result: what is open, in which order, and what it comes down to."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from heapq import heapify, heappop, heappush
from itertools import chain, islice

from bot.talk.interview.progress import Given, Progress
from bot.talk.interview.result import (
    Finding,
    GivenAnswer,
    Result,
    SectionResult,
    SectionState,
    Stage,
    StageState,
    StepChange,
    Task,
    Verdict,
    Weight,
)
from knowledge.interview import InterviewWording, Meaning, StageDefinition, Step, VerdictRule
from knowledge.model import Knowledge

_MOST_NEXT = 3
_MOST_MATTERS = 6
_BY_WEIGHT = {weight: i for i, weight in enumerate(Weight)}
_RANK = {Meaning.SETTLED: 2, Meaning.PARTLY: 1, Meaning.MISSING: 0, Meaning.UNKNOWN: 0}
"""How good an answer is, where one can say so."""


def evaluate(state: Progress, knowledge: Knowledge, before: Progress | None = None) -> Result:
    """Return what came out, compared with the interview `before`, if there was one."""
    findings = _in_order(_findings(state, knowledge))
    waiting = [finding for finding in findings if not finding.after]
    settled = all(finding.weight is Weight.RECOMMENDED for finding in findings)
    ahead = _ahead(state, knowledge, {finding.step for finding in findings}) if settled else ()
    rule = _rule(state, findings)
    wording = knowledge.interview_wording
    matters = _matters(findings, wording)
    return Result(
        interview=state.definition.id,
        title=state.definition.title,
        subject=state.subject,
        at=max((given.at for given in state.given.values()), default=state.last_at),
        complete=len(state.given) == len(state.applicable),
        answered=len(state.given),
        applicable=len(state.applicable),
        verdict=Verdict(rule.verdict),
        headline=rule.headline.format(matters=matters),
        explanation=rule.explanation.format(matters=matters),
        findings=tuple(findings),
        next=tuple(islice(chain(waiting, ahead), _MOST_NEXT)),
        sections=tuple(_sections(state, findings)),
        stages=tuple(_stages(state, knowledge)),
        answers=tuple(_answers(state)),
        changes=tuple(_changes(state, before)) if before else (),
        since=before.last_at if before else None,
        journey=wording.journey if wording else "",
        made_by=wording.made_by if wording else "",
    )


def _findings(state: Progress, knowledge: Knowledge) -> Iterable[Finding]:
    for step in map(state.definition.step.__getitem__, state.applicable):
        given = state.given.get(step.id)
        if weight := _weight(state, step, given):
            yield _finding(state, knowledge, step, given, weight)


def _ahead(state: Progress, knowledge: Knowledge, known: Container[str]) -> Iterable[Finding]:
    """Yield what comes next on the way: the tasks of this stage and of those after it that are not done."""
    stages = state.definition.stages
    for task in (task for stage in stages[_current(state) :] for task in stage.tasks):
        if task.step and task.step not in known and task.step not in state.given:
            found = _finding(state, knowledge, state.definition.step[task.step], None, Weight.AHEAD)
            yield replace(found, title=task.text)


def _finding(state: Progress, knowledge: Knowledge, step: Step, given: Given | None, weight: Weight) -> Finding:
    source = knowledge.sources(knowledge.entries[step.entry])[0]
    return Finding(
        step=step.id,
        weight=weight,
        title=step.title,
        answer=_label(state, given),
        note=given.note if given else None,
        why=step.why,
        who=tuple(role.value for role in step.who),
        how=step.follows.get(given.answer, step.how) if given else step.how,
        after=step.after,
        entry=step.entry,
        source=source.cited,
        duration=step.duration,
        office=given.office if given else None,
        answered_at=given.at if given else None,
        lent=given is None and state.is_shared(step.id),
    )


def _weight(state: Progress, step: Step, given: Given | None) -> Weight | None:
    """Return how much an answer leaves open; None if nothing."""
    means = state.definition.option[given.answer].means if given else Meaning.UNKNOWN
    if means in (Meaning.SETTLED, Meaning.NEUTRAL):
        return Weight.RECOMMENDED if given and given.answer in step.follows else None
    if step.importance == "recommended":
        return Weight.RECOMMENDED
    if given and given.answer in step.blocking:
        return Weight.BLOCKING
    return Weight.UNKNOWN if means is Meaning.UNKNOWN else Weight.MISSING


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Put what others wait for before them, and otherwise the gravest first, then as asked."""
    unordered = list(findings)
    places = {finding.step: i for i, finding in enumerate(unordered)}
    unordered = [replace(f, after=tuple(step for step in f.after if step in places)) for f in unordered]
    waits_for = {finding.step: set(finding.after) for finding in unordered}
    ready = [(_BY_WEIGHT[f.weight], i) for i, f in enumerate(unordered) if not f.after]
    heapify(ready)
    ordered: list[Finding] = []
    while ready:
        _, i = heappop(ready)
        ordered.append(unordered[i])
        for step, waiting in waits_for.items():
            if unordered[i].step in waiting:
                waiting.remove(unordered[i].step)
                if not waiting:
                    heappush(ready, (_BY_WEIGHT[unordered[places[step]].weight], places[step]))
    return ordered


def _rule(state: Progress, findings: Iterable[Finding]) -> VerdictRule:
    """Return the first rule that holds; the last one always does."""
    counts = dict.fromkeys(("open", *Weight), 0)
    for finding in findings:
        counts[finding.weight] += 1
        counts["open"] += finding.weight is not Weight.RECOMMENDED
    return next(rule for rule in state.definition.verdicts if _holds(rule, state, counts))


def _holds(rule: VerdictRule, state: Progress, counts: Mapping[str, int]) -> bool:
    return (
        all(step in state.given and state.given[step].answer in answers for step, answers in rule.answers.items())
        and all(counts[key] <= int(most) for key, most in rule.at_most.items())
        and all(counts[key] >= int(least) for key, least in rule.at_least.items())
    )


def _matters(findings: Iterable[Finding], wording: InterviewWording | None) -> str:
    titles = [finding.title for finding in findings if finding.weight is not Weight.RECOMMENDED]
    text = ", ".join(titles[:_MOST_MATTERS])
    more = len(titles) - _MOST_MATTERS
    return f"{text} {wording.and_more.format(count=more)}" if wording and more > 0 else text


def _sections(state: Progress, findings: Iterable[Finding]) -> Iterable[SectionResult]:
    weights = {finding.step: finding.weight for finding in findings}
    for section in state.definition.sections:
        steps = [step for step in state.applicable if state.definition.step[step].section == section.id]
        means = [_meaning(state, step) for step in steps]
        counts = {meaning: means.count(meaning) for meaning in (*Meaning, None)}
        if len(steps) == counts[Meaning.NEUTRAL]:
            continue
        yield SectionResult(
            id=section.id,
            title=section.title,
            state=_section_state(counts, blocked=any(weights.get(step) is Weight.BLOCKING for step in steps)),
            settled=counts[Meaning.SETTLED],
            partly=counts[Meaning.PARTLY],
            missing=counts[Meaning.MISSING],
            unknown=counts[Meaning.UNKNOWN],
            not_asked=counts[None],
        )


def _section_state(counts: Mapping[Meaning | None, int], *, blocked: bool) -> SectionState:
    if blocked:
        return SectionState.BLOCKED
    unsettled = sum(counts[meaning] for meaning in (Meaning.PARTLY, Meaning.MISSING, Meaning.UNKNOWN))
    if not unsettled and not counts[None]:
        return SectionState.DONE
    return SectionState.OPEN if unsettled or counts[Meaning.SETTLED] else SectionState.NOT_ASKED


def _stages(state: Progress, knowledge: Knowledge) -> Iterable[Stage]:
    current = _current(state)
    for i, stage in enumerate(state.definition.stages):
        when = StageState.DONE if i < current else StageState.CURRENT if i == current else StageState.AHEAD
        yield Stage(
            id=stage.id,
            number=i,
            title=stage.title,
            state=when,
            tasks=tuple(Task(task.text, _is_done(state, task.step, when)) for task in stage.tasks),
            who=stage.who,
            duration=stage.duration,
            source=str(knowledge.sources(knowledge.entries[stage.entry])[0]),
        )


def _current(state: Progress) -> int:
    """Return the number of the stage that they are in."""
    return next((i for i, stage in enumerate(state.definition.stages) if _is_current(stage, state)), 0)


def _is_current(stage: StageDefinition, state: Progress) -> bool:
    return bool(stage.current_if) and all(
        step in state.given and state.given[step].answer in answers for step, answers in stage.current_if.items()
    )


def _is_done(state: Progress, step: str | None, when: StageState) -> bool:
    """Whether a task is: in a stage that lies behind it was, in one ahead it is not, now the answer tells."""
    if when is StageState.CURRENT:
        return step is not None and _meaning(state, step) is Meaning.SETTLED
    return when is StageState.DONE


def _answers(state: Progress) -> Iterable[GivenAnswer]:
    sections = {section.id: section.title for section in state.definition.sections}
    for step, given in state.given.items():
        asked = state.definition.step[step]
        label = state.definition.option[given.answer].label
        yield GivenAnswer(sections[asked.section], asked.question, label, given.note, given.office, given.at)


def _changes(state: Progress, before: Progress) -> Iterable[StepChange]:
    for step in map(state.definition.step.__getitem__, state.applicable):
        now, then = state.given.get(step.id), before.given.get(step.id)
        if step.id not in before.applicable or (now and now.answer) == (then and then.answer):
            continue
        rank, old = _rank(state, now), _rank(before, then)
        better = None if rank is None or old is None or rank == old else rank > old
        yield StepChange(step.id, step.title, _label(before, then), _label(state, now), better)


def _rank(state: Progress, given: Given | None) -> int | None:
    return _RANK.get(state.definition.option[given.answer].means) if given else None


def _meaning(state: Progress, step: str) -> Meaning | None:
    given = state.given.get(step)
    return state.definition.option[given.answer].means if given else None


def _label(state: Progress, given: Given | None) -> str | None:
    return state.definition.option[given.answer].label if given else None
