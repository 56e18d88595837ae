"""An interview without a person: answers by step, as a file gives them, to a log; pure but for reading the file."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.talk.interview.log import Answered, InterviewLog, Started
from bot.talk.interview.progress import progress
from bot.talk.interview.reading import Chosen, Note, Reader, remark
from knowledge.interview import InterviewDefinition, InterviewWording
from knowledge.words import Defect, meant
from knowledge.yamlfile import Location, YamlFile, read_yaml

_YES, _NO = frozenset({"yes", "true", "on", "y"}), frozenset({"no", "false", "off"})
"""What one version of YAML or another reads as true and as false."""
_STEP, _ANSWER, _NOTE = ("step", "frage", "id"), ("answer", "antwort"), ("note", "notiz")
_SUBJECT, _INTERVIEW, _ANSWERS = ("subject", "thema"), ("interview",), ("answers", "antworten")


@dataclass(frozen=True)
class FileAnswer:
    """What a file says on one step."""

    step: str
    answer: str
    note: str | None
    at: Location


@dataclass(frozen=True)
class AnswersFile:
    """The answers of a file, and what is wrong with it, each with its line."""

    interview: str | None
    subject: str | None
    given: tuple[FileAnswer, ...]
    file: YamlFile

    @property
    def problems(self) -> list[str]:
        """What has to be mended."""
        return [f"{p.path}:{p.line}: {p.problem}. {p.remedy}" for p in sorted(self.file.problems)]


def read_answers(path: Path) -> AnswersFile:
    """Read a file of answers; its problems say what could not be read."""
    file = read_yaml(path, str(path), bare=True)
    top: Any = file.value
    if not isinstance(top, dict | list):
        if not file.problems:
            file.complain(1, Defect("Die Datei enthält keine Antworten", "Schreiben Sie je Zeile „frage: antwort“."))
        return AnswersFile(None, None, (), file)
    if isinstance(top, list):
        return AnswersFile(None, None, tuple(_of_list(top, (), file)), file)
    about = {key: value for key, value in top.items() if key in (*_SUBJECT, *_INTERVIEW) and isinstance(value, str)}
    nested = next((key for key in _ANSWERS if key in top), None)
    answers, at = (top[nested], (nested,)) if nested else (top, ())
    if isinstance(answers, list):
        given = tuple(_of_list(answers, at, file))
    elif isinstance(answers, dict):
        given = tuple(_of_mapping({k: v for k, v in answers.items() if k not in about}, at, file))
    else:
        given = ()
        file.complain(file.line(at), Defect("Hier stehen keine Antworten", "Schreiben Sie je Zeile „frage: antwort“."))
    return AnswersFile(_first(about, _INTERVIEW), _first(about, _SUBJECT), given, file)


def to_log(
    answers: AnswersFile,
    definition: InterviewDefinition,
    wording: InterviewWording,
    at: datetime.datetime,
    subject: str | None = None,
) -> tuple[InterviewLog, list[str]]:
    """Return the interview as if a person had given the answers, and which of them no question asks for.

    What can't be understood is added to the problems of the file.
    """
    reader = Reader(definition, wording)
    read = dict(_read(answers, definition, reader))
    about = remark(subject or answers.subject or "")
    log = InterviewLog("1", (Started(at, definition.id, definition.version, about.text if about else None),))
    unused: list[str] = []
    for step in definition.step:  # conditions come before what they decide about
        if step in read and step in progress(log, definition).applicable:
            chosen = read[step]
            log = log.with_events(Answered(at, step, chosen.answer, chosen.note.text if chosen.note else None))
        elif step in read:
            unused.append(step)
    return log, unused


def _read(answers: AnswersFile, definition: InterviewDefinition, reader: Reader) -> Iterator[tuple[str, Chosen]]:
    file = answers.file
    for given in answers.given:
        step = definition.step.get(given.step)
        if step is None:
            remedy = meant(given.step, definition.step, "„lotsenbot interview steps“ zeigt alle Fragen.")
            file.complain(file.line(given.at), Defect(f"Die Frage „{given.step}“ gibt es nicht", remedy))
        elif chosen := _chosen(given.answer, step.id, step.answers, reader):
            yield step.id, Chosen(chosen.answer, _note(given.note, chosen.note))
        else:
            allowed = ", ".join(f"{answer} („{definition.option[answer].label}“)" for answer in step.answers)
            problem = f"Auf „{step.id}“ ist „{given.answer[:60]}“ keine Antwort"
            file.complain(file.line(given.at), Defect(problem, f"Möglich sind: {allowed}."))


def _chosen(text: str, step: str, answers: Iterable[str], reader: Reader) -> Chosen | None:
    plain = text.strip().lower()
    if plain in answers:
        return Chosen(plain)
    said = "ja" if plain in _YES else "nein" if plain in _NO else text
    match reader.read(said, step):
        case Chosen() as chosen:
            return chosen
        case _:
            return None


def _note(written: str | None, said: Note | None) -> Note | None:
    return remark(written) if written else said


def _of_list(items: list[Any], at: Location, file: YamlFile) -> Iterator[FileAnswer]:
    for i, item in enumerate(items):
        place = (*at, i)
        step = _first(item, _STEP) if isinstance(item, dict) else None
        if step is None and isinstance(item, dict):
            yield from _of_mapping(item, place, file)
        elif step is None:
            file.complain(file.line(place), Defect("Das ist keine Antwort", "Schreiben Sie „frage: antwort“."))
        else:
            yield from _one(step, item, place, file)


def _of_mapping(items: Mapping[str, Any], at: Location, file: YamlFile) -> Iterator[FileAnswer]:
    for step, value in items.items():
        yield from _one(step, value, (*at, step), file)


def _one(step: str, value: Any, at: Location, file: YamlFile) -> Iterator[FileAnswer]:
    """Yield what stands for one step; nothing where it is left empty."""
    if value is None:
        return
    answer = _first(value, _ANSWER) if isinstance(value, dict) else value
    if isinstance(answer, str):
        yield FileAnswer(step, answer, _first(value, _NOTE) if isinstance(value, dict) else None, at)
    elif isinstance(value, dict) and "note" not in value and not any(key in value for key in _ANSWER):
        found = Defect(f"Bei „{step}“ fehlt „answer“", "Schreiben Sie „{answer: ja, note: …}“.")
        file.complain(file.line(at), found)
    elif not isinstance(value, dict):
        found = Defect(f"Bei „{step}“ steht keine einzelne Antwort", "Schreiben Sie „frage: antwort“.")
        file.complain(file.line(at), found)


def _first(value: Mapping[str, Any], keys: Iterable[str]) -> str | None:
    return next((str(value[key]) for key in keys if value.get(key) is not None), None)
