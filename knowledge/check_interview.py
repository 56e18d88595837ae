"""Checks what only shows when a whole interview is in view: references, order, conditions and rules that never hold."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from knowledge.check import Draft, InterviewDraft, Located
from knowledge.errors import Problem
from knowledge.fields import Model
from knowledge.folding import fold
from knowledge.interview import Answers, InterviewDefinition, InterviewWording, Step, VerdictRule
from knowledge.model import EntryFile
from knowledge.words import defect, meant, phrase, remedy

MOST_OF_AN_ACTION = 40
"""How long an id may be, and a step's and an answer's together, so that a button can carry it."""

_NOT_OPEN = ("open", "recommended")

_Places: TypeAlias = Iterable[tuple[tuple[str | int, ...], str]]
"""References, each with its place within the part that holds it."""


def check_interviews(draft: Draft) -> list[Problem]:
    """Return what does not fit together in any interview; empty when all does."""
    problems = [*_of_the_files(draft)]
    entries = {entry.owner for entry in draft.entries} | draft.withheld
    for interview in draft.interviews:
        known = None if EntryFile in draft.incomplete else entries
        problems += _Check(interview, known, draft.interview_wording).problems()
    return problems


def _of_the_files(draft: Draft) -> Iterator[Problem]:
    first: dict[str, Located[InterviewDefinition]] = {}
    for located in (interview.located for interview in draft.interviews):
        known = first.setdefault(located.owner, located)
        if known is not located:
            yield located.problem(defect("repeated_id", place=known.place), "id")
    if first and draft.interview_wording is None and InterviewWording not in draft.incomplete:
        yield next(iter(first.values())).problem(defect("no_interview_wording"))


class _Check:
    """One interview with what its parts may refer to."""

    def __init__(
        self, draft: InterviewDraft, entries: set[str] | None, wording: Located[InterviewWording] | None
    ) -> None:
        self._draft, self._entries, self._wording = draft, entries, wording
        self._it = draft.definition
        self._steps = {step.id: step for step in self._it.steps}
        self._order = {step.id: i for i, step in enumerate(self._it.steps)}

    def problems(self) -> Iterator[Problem]:
        yield from self._repeated()
        yield from self._offers()
        for i, step in enumerate(self._it.steps):
            yield from self._step(self._draft.item("steps", i, step))
        for i, stage in enumerate(self._it.stages):
            at = self._draft.item("stages", i, stage)
            tasks = ((("tasks", n, "step"), task.step) for n, task in enumerate(stage.tasks) if task.step)
            yield from self._refer(at, tasks, self._known_steps(), "add_question")
            yield from self._entry(at, [(("entry",), stage.entry)])
            yield from self._conditions(at, "current_if", stage.current_if)
        yield from self._empty_sections()
        if self._draft.complete:
            yield from self._circles()
            yield from self._unused_answers()
            yield from self._rules()

    def _repeated(self) -> Iterator[Problem]:
        lists: Mapping[str, tuple[Model, ...]] = {
            key: getattr(self._it, key) for key in ("sections", "answers", "steps", "stages", "verdicts")
        }
        for key, items in lists.items():
            first: dict[str, Located[Any]] = {}
            for i, item in enumerate(items):
                located = self._draft.item(key, i, item)
                known = first.setdefault(located.owner, located)
                if known is not located:
                    yield located.problem(defect("repeated_id", place=known.place))

    def _offers(self) -> Iterator[Problem]:
        if len(self._it.id) > MOST_OF_AN_ACTION:
            yield self._draft.located.problem(defect("id_too_long", most=MOST_OF_AN_ACTION), "id")
        places = ((("offered_with", i), entry) for i, entry in enumerate(self._it.offered_with))
        yield from self._entry(self._draft.located, places)

    def _step(self, at: Located[Step]) -> Iterator[Problem]:
        step = at.value
        options = {option.id for option in self._it.answers} | self._draft.withheld
        own = set(step.answers)
        yield from self._refer(at, [(("section",), step.section)], self._known_sections(), "add_section")
        yield from self._refer(at, _listed("answers", step.answers), options, "add_answer")
        for key in ("blocking", "follows", "phrases"):
            yield from self._refer(at, _listed(key, getattr(step, key)), own, "add_to_step", step.id)
        yield from self._refer(at, _listed("after", step.after), self._known_steps(), "add_question")
        yield from self._entry(at, [(("entry",), step.entry)])
        yield from self._conditions(at, "asked_if", step.asked_if)
        yield from self._later_conditions(at)
        yield from self._too_long(at)
        yield from self._ambiguous(at)

    def _later_conditions(self, at: Located[Step]) -> Iterator[Problem]:
        for other in at.value.asked_if:
            if self._order.get(other, -1) >= self._order[at.owner]:
                circle = at.owner in _behind(other, {s.id: tuple(s.asked_if) for s in self._it.steps})
                found = defect("condition_circle", step=other) if circle else defect("condition_later", step=other)
                yield at.problem(found, "asked_if", other)
        if _impossible(_requirements(at.value.asked_if, self._steps)):
            yield at.problem(defect("never_asked"), "asked_if")

    def _too_long(self, at: Located[Step]) -> Iterator[Problem]:
        for i, answer in enumerate(at.value.answers):
            if len(at.owner) + len(answer) > MOST_OF_AN_ACTION:
                found = defect("ids_too_long", step=at.owner, answer=answer, most=MOST_OF_AN_ACTION)
                yield at.problem(found, "answers", i)

    def _ambiguous(self, at: Located[Step]) -> Iterator[Problem]:
        """Complain of what people may type for two answers of a step, or for an answer and a command."""
        claims = {text: ("command", name) for text, name in self._commands().items()}
        for (i, answer), texts in self._typed(at.value):
            for text in texts:
                sort, name = claims.setdefault(text, ("answer", answer))
                if (sort, name) != ("answer", answer):
                    claim = phrase("claims", sort, name=name)
                    yield at.problem(defect("ambiguous", text=text, answer=answer, claim=claim), "answers", i)

    def _typed(self, step: Step) -> Iterator[tuple[tuple[int, str], set[str]]]:
        """Yield what may be typed for each answer; what a step says of its own answers goes before what all share."""
        options = {option.id: option for option in self._it.answers}
        own = {answer: set(map(fold, step.phrases.get(answer, ()))) for answer in step.answers}
        taken = {text for texts in own.values() for text in texts}
        for i, answer in enumerate(step.answers):
            shared = map(fold, (options[answer].label, *options[answer].phrases) if answer in options else ())
            yield (i, answer), own[answer] | (set(shared) - taken)

    def _commands(self) -> Mapping[str, str]:
        return self._wording.value.command_names if self._wording else {}

    def _conditions(self, at: Located[Any], key: str, conditions: Answers) -> Iterator[Problem]:
        """Check that steps and answers exist, and that each step offers those answers."""
        known = self._known_steps()
        yield from self._refer(at, (((key, step), step) for step in conditions), known, "add_question")
        for step, answers in conditions.items():
            if step not in self._steps:
                continue
            offered = set(self._steps[step].answers)
            places = (((key, step, i), answer) for i, answer in enumerate(answers))
            yield from self._refer(at, places, offered, "add_to_step", step)
            if not answers:
                yield at.problem(defect("no_answer_named", step=step), key, step)

    def _entry(self, at: Located[Any], places: _Places) -> Iterator[Problem]:
        if self._entries is not None:
            yield from self._refer(at, places, self._entries, "add_entry")

    def _refer(
        self, at: Located[Any], places: _Places, known: set[str], otherwise: str, step: str = ""
    ) -> Iterator[Problem]:
        for place, reference in places:
            if reference not in known:
                instead = meant(reference, known, remedy(otherwise, step=step))
                yield at.problem(defect("leads_nowhere", key=place[0], reference=reference, remedy=instead), *place)

    def _known_steps(self) -> set[str]:
        return {*self._steps, *self._draft.withheld}

    def _known_sections(self) -> set[str]:
        return {section.id for section in self._it.sections} | self._draft.withheld

    def _empty_sections(self) -> Iterator[Problem]:
        used = Counter(step.section for step in self._it.steps)
        for i, section in enumerate(self._it.sections):
            if not used[section.id] and not self._draft.withheld:
                at = self._draft.item("sections", i, section)
                yield at.problem(defect("empty_section"))

    def _circles(self) -> Iterator[Problem]:
        after = {step.id: step.after for step in self._it.steps}
        for i, step in enumerate(self._it.steps):
            if step.id in _behind(step.id, after):
                at = self._draft.item("steps", i, step)
                yield at.problem(defect("circle", key="after"), "after")

    def _unused_answers(self) -> Iterator[Problem]:
        used = {answer for step in self._it.steps for answer in step.answers}
        for i, option in enumerate(self._it.answers):
            if option.id not in used and not self._draft.withheld:
                at = self._draft.item("answers", i, option)
                yield at.problem(defect("unused_answer"))

    def _rules(self) -> Iterator[Problem]:
        rules = [self._draft.item("verdicts", i, rule) for i, rule in enumerate(self._it.verdicts)]
        for i, at in enumerate(rules):
            yield from self._conditions(at, "answers", at.value.answers)
            if self._never_holds(at.value):
                yield at.problem(defect("never_holds"))
            before = next((b for b in rules[:i] if _implies(at.value, b.value)), None)
            if before:
                yield at.problem(defect("never_reached", before=before.owner))
        if not any(rule.is_default for rule in self._it.verdicts):
            yield rules[-1].problem(defect("no_default"))

    def _never_holds(self, rule: VerdictRule) -> bool:
        least = {key: int(count) for key, count in rule.at_least.items()}
        return _impossible(_requirements(rule.answers, self._steps)) or any(
            int(most) < least.get(key, 0)
            or (key == "open" and int(most) < sum(n for weight, n in least.items() if weight not in _NOT_OPEN))
            for key, most in rule.at_most.items()
        )


def _listed(key: str, references: Iterable[str]) -> _Places:
    """Yield the references of a list, or the keys of a mapping."""
    if isinstance(references, Mapping):
        return (((key, reference), reference) for reference in references)
    return (((key, i), reference) for i, reference in enumerate(references))


def _requirements(conditions: Answers, steps: Mapping[str, Step]) -> dict[str, set[str]]:
    """Return which answers each step must have so that `conditions` hold and all that they ask about is asked."""
    found: dict[str, set[str]] = {}
    waiting, seen = [conditions], {""}
    while waiting:
        for step, answers in waiting.pop().items():
            found[step] = found.get(step, set(answers)).intersection(answers)
            if step in steps and step not in seen:
                seen.add(step)
                waiting.append(steps[step].asked_if)
    return found


def _impossible(requirements: Mapping[str, set[str]]) -> bool:
    return any(not answers for answers in requirements.values())


def _behind(start: str, references: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return all that `start` leads to, by however many references."""
    found: set[str] = set()
    waiting = list(references.get(start, ()))
    while waiting:
        step = waiting.pop()
        if step not in found:
            found.add(step)
            waiting += references.get(step, ())
    return found


def _implies(rule: VerdictRule, other: VerdictRule) -> bool:
    """Whether `other` holds wherever `rule` does."""
    return (
        all(step in rule.answers and set(rule.answers[step]) <= set(answers) for step, answers in other.answers.items())
        and all(key in rule.at_most and int(rule.at_most[key]) <= int(most) for key, most in other.at_most.items())
        and all(key in rule.at_least and int(rule.at_least[key]) >= int(n) for key, n in other.at_least.items())
    )
