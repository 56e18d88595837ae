"""`lotsenbot interview`: the readiness interview in this terminal, or from a file of answers without a person."""

import datetime
import sys
from pathlib import Path
from typing import Any, TypedDict, Unpack, get_args

import click
from pydantic import TypeAdapter

from bot import disk, jsonlines
from bot.channels.terminal.chat import Terminal
from bot.channels.terminal.screen import Screen
from bot.cli import exits, shared
from bot.cli.answersfile import read_answers, to_log
from bot.cli.chat import lines, talk
from bot.cli.german import GermanCommand, GermanGroup
from bot.cli.partner import connect
from bot.errors import ConfigError
from bot.talk.actions import DocumentFormat, RunCommand
from bot.talk.interview.progress import progress
from bot.talk.interview.result import Result, Weight
from bot.talk.interview.speech import Speech
from bot.talk.interview.verdict import evaluate
from bot.talk.message import Message, Reply, ResultDocument
from knowledge.interview import InterviewDefinition, InterviewWording, Step
from knowledge.model import Knowledge

_RESULT = TypeAdapter(Result)
_interview_option = click.option(
    "--interview", "name", metavar="KENNUNG", help="Welches Interview, wenn es mehrere gibt."
)


class _Asked(TypedDict):
    """What is asked for beside a conversation."""

    as_json: bool
    out: Path | None
    subject: str | None
    name: str | None


@click.group(cls=GermanGroup, invoke_without_command=True)
@click.option(
    "--answers",
    "path",
    metavar="DATEI",
    type=click.Path(path_type=Path),
    help="Antworten aus dieser YAML-Datei nehmen.",
)
@click.option("--json", "as_json", is_flag=True, help="Das Ergebnis als JSON ausgeben.")
@click.option(
    "--out", metavar="ORDNER", type=click.Path(path_type=Path), help="Das Ergebnis als Dateien hierhin legen."
)
@click.option("--subject", metavar="THEMA", help='Worum es geht, zum Beispiel "Hundesteuer".')
@_interview_option
@shared.knowledge_option
@click.pass_context
def interview(ctx: click.Context, path: Path | None, knowledge: tuple[Path, ...], **asked: Unpack[_Asked]) -> None:
    """Führt ein Interview im Gespräch.

    Am Ende steht, was noch fehlt, wer was tut und was als Nächstes kommt.

    Mit --answers geht es ohne Gespräch. Die Datei nennt je Zeile eine Frage und die Antwort:

    \b
      thema: Hundesteuer
      lage: davor
      kdn: ja
      haushalt: {answer: teilweise, note: "Beschluss im März"}

    Fragen und Antworten zeigt „lotsenbot interview steps“; als Antwort gelten Kennung, Beschriftung und freie Worte.
    Was fehlt, zählt als ungeklärt.

    \b
    Rückgabewert:
      0  Es gibt ein Ergebnis.
      1  Die Datei enthält Fehler; jeder wird mit seiner Zeile genannt.
      2  Der Aufruf war falsch.
      3  Einstellungen, Wissensbasis oder Ordner haben Fehler.
    """  # noqa: D301 - click's mark for a paragraph that keeps its lines
    if ctx.invoked_subcommand:
        return
    if path:
        known = shared.known(knowledge)
        result, wording = _without_person(known, path, asked["name"], asked["subject"])
        written = _write(result, asked["out"]) if asked["out"] else []
        if asked["as_json"]:
            click.echo(jsonlines.as_json({**as_dict(result), "files": written}, indent=2))
        else:
            _show(result, written, Speech(known, wording))
        return
    if any(asked.values()):
        raise click.UsageError("--json, --out, --subject und --interview gelten zusammen mit --answers.")
    talk(_converse(knowledge))


@interview.command(cls=GermanCommand)
@click.option("--json", "as_json", is_flag=True, help="Als JSON ausgeben.")
@_interview_option
@shared.knowledge_option
def steps(as_json: bool, name: str | None, knowledge: tuple[Path, ...]) -> None:  # noqa: FBT001 - a flag of the command line
    """Listet alle Fragen mit ihren Antworten auf."""
    definition, _ = _find(shared.known(knowledge), name)
    if as_json:
        told = {
            "interview": definition.id,
            "title": definition.title,
            "steps": [_step(definition, step) for step in definition.steps],
        }
        click.echo(jsonlines.as_json(told, indent=2))
        return
    for section in definition.sections:
        click.echo(click.style(section.title, bold=True))
        for step in (step for step in definition.steps if step.section == section.id):
            click.echo(f"  {step.id:<20}  {step.question}")
            click.echo(f"  {'':<20}  {', '.join(step.answers)}")


def _without_person(
    knowledge: Knowledge, path: Path, name: str | None, subject: str | None
) -> tuple[Result, InterviewWording]:
    """Return what comes of a file of answers; ends the command where it has mistakes."""
    answers = read_answers(path)
    definition, wording = _find(knowledge, name or answers.interview)
    log, unused = to_log(answers, definition, wording, datetime.datetime.now(datetime.UTC), subject)
    for step in unused:
        click.echo(f"Hinweis: Nach „{step}“ wird bei diesen Antworten nicht gefragt.", err=True)
    if answers.problems:
        click.echo("\n".join(answers.problems), err=True)
        raise click.exceptions.Exit(exits.FOUND)
    return evaluate(progress(log, definition), knowledge), wording


def _write(result: Result, folder: Path) -> list[str]:
    formats: tuple[DocumentFormat, ...] = get_args(DocumentFormat)
    return [str(disk.save(ResultDocument(form, result), folder)) for form in formats]


def _show(result: Result, written: list[str], speech: Speech) -> None:
    screen = Screen.on(sys.stdout)
    for reply in (speech.result(result), speech.timeline(result)):
        screen.show(Reply(reply.status, reply.text, citations=reply.citations))
    screen.listing("Dateien", written)


def as_dict(result: Result) -> dict[str, Any]:
    """Return a result in the types that JSON knows, with the findings by their weight."""
    told: dict[str, Any] = _RESULT.dump_python(result, mode="json")
    findings = told.pop("findings")
    by_weight = {weight.value: [f for f in findings if f["weight"] == weight.value] for weight in Weight}
    following = told.pop("next")
    return {"verdict": told.pop("verdict"), **by_weight, "next": following, **told}


def _step(definition: InterviewDefinition, step: Step) -> dict[str, Any]:
    told: dict[str, Any] = step.model_dump(mode="json", exclude={"answers", "blocking", "phrases"})
    options = (definition.option[answer] for answer in step.answers)
    told["answers"] = [
        {"id": option.id, "label": option.label, "means": option.means.value, "blocks": option.id in step.blocking}
        for option in options
    ]
    return told


def _find(knowledge: Knowledge, name: str | None) -> tuple[InterviewDefinition, InterviewWording]:
    known = ", ".join(knowledge.interviews)
    wording = knowledge.interview_wording
    if wording is None or not knowledge.interviews:
        raise ConfigError("Die Wissensbasis enthält kein Interview.")
    definition = knowledge.interviews.get(name) if name else next(iter(knowledge.interviews.values()))
    if definition is None:
        raise click.UsageError(f"Das Interview „{name}“ gibt es nicht. Es gibt: {known}.")
    return definition, wording


async def _converse(knowledge: tuple[Path, ...]) -> None:
    async with connect(knowledge) as (partner, history):
        now = datetime.datetime.now(datetime.UTC)
        *_, opening = await partner.answer(Message("", now, RunCommand("interview")))
        await Terminal(partner.opening_with(opening), lines(history), Screen.on(sys.stdout)).run()
