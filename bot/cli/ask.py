"""`lotsenbot ask`: answers without a chat and without a database, for people and for programs."""

import datetime
import logging
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from bot import jsonlines
from bot.channels.terminal import explaining
from bot.channels.terminal.screen import Screen
from bot.cli import shared
from bot.cli.german import GermanCommand
from bot.errors import trace
from bot.jsonlines import BadLine, without_surrogates
from bot.talk.conversation import Conversation
from bot.talk.message import Message, Reply, Status
from bot.talk.plain import with_sources
from bot.talk.session import Session
from intents.meaning import Explanation

_ERROR = "error"
_JSON, _LINES = "json", "jsonl"
_log = logging.getLogger(__name__)


@click.command(cls=GermanCommand)
@click.argument("question", nargs=-1, metavar="[FRAGE]…", required=False)
@click.option("--json", "form", flag_value=_JSON, help="Die Antwort als ein JSON-Objekt ausgeben.")
@click.option("--jsonl", "form", flag_value=_LINES, help="Viele Fragen von der Standardeingabe lesen, eine je Zeile.")
@click.option("--explain", is_flag=True, help="Zeigen, wie die Frage verstanden wurde.")
@click.option("--after", metavar="FRAGE", multiple=True, help="Was davor gefragt wurde; mehrfach möglich.")
@shared.knowledge_option
def ask(
    question: tuple[str, ...],
    form: str | None,
    explain: bool,  # noqa: FBT001 - a flag of the command line
    after: tuple[str, ...],
    knowledge: tuple[Path, ...],
) -> None:
    """Beantwortet eine Frage und endet.

    Mit --jsonl liest der Befehl Zeilen der Form {"id": "1", "turns": ["Was ist X?", "Und was kostet es?"]} und
    schreibt für jede eine Zeile: id, status (answer, clarify, fallback, social, interview oder error), text, entries,
    candidates und score. Jede Zeile ist ein eigenes Gespräch. Statt turns genügt bei einer einzigen Frage q.

    \b
    Rückgabewert:
      0  Es gab eine Antwort, auch wenn sie lautet: „Dazu steht nichts in den Unterlagen.“
      1  Mindestens eine Zeile war nicht lesbar (status error).
      2  Der Aufruf war falsch.
      3  Die Einstellungen oder die Wissensbasis haben Fehler.
    """  # noqa: D301  # click's mark for a paragraph that keeps its lines
    if form == _LINES:
        if question or explain or after:
            raise click.UsageError("--jsonl liest die Fragen von der Standardeingabe und steht allein.")
        _answer_lines(knowledge)
        return
    if not question:
        raise click.UsageError('Es fehlt die Frage. Beispiel: lotsenbot ask "Ihre Frage"')
    turns = list(map(jsonlines.without_surrogates, (*after, " ".join(question))))
    if explain:
        _explain_one(turns, knowledge, as_json=form == _JSON)
    else:
        _answer_one(turns, knowledge, as_json=form == _JSON)


def _explain_one(turns: list[str], overlays: tuple[Path, ...], *, as_json: bool) -> None:
    assistant = shared.assistant(overlays)
    _, session = _converse(assistant.conversation, turns[:-1])
    explanation = assistant.understanding.explain(turns[-1], assistant.conversation.so_far(session))
    if as_json:
        click.echo(jsonlines.as_json(_explained(explanation), indent=2))
    else:
        explaining.show(Screen.on(sys.stdout).console, explanation)


def _answer_one(turns: list[str], overlays: tuple[Path, ...], *, as_json: bool) -> None:
    replies, _ = _converse(shared.assistant(overlays).conversation, turns)
    if as_json:
        click.echo(jsonlines.as_json(_as_dict(replies), indent=2))
        return
    screen = Screen.on(sys.stdout)
    for reply in replies:
        screen.show(reply, numbered=False)


def _answer_lines(overlays: tuple[Path, ...]) -> None:
    incoming, outgoing = shared.standard_input(), sys.stdout.buffer
    conversation = shared.assistant(overlays).conversation
    all_fine = True
    for line in jsonlines.read_objects(incoming):
        result = _answer_or_error(conversation, line)
        all_fine &= result["status"] != _ERROR
        jsonlines.write_object(outgoing, result)
    if not all_fine:
        raise click.exceptions.Exit(1)


def _answer_or_error(conversation: Conversation, line: dict[str, Any] | BadLine) -> dict[str, Any]:
    """Answer a line; a fault that it brings to light is not one of the other lines."""
    try:
        return _answer_line(conversation, line)
    except Exception as error:  # noqa: BLE001 - the one catch-all of this stream
        _log.error("a line could not be answered: %s", trace(error))
        identity = None if isinstance(line, BadLine) else line.get("id")
        return {"id": identity, "status": _ERROR, "text": shared.FAULT}


def _answer_line(conversation: Conversation, line: dict[str, Any] | BadLine) -> dict[str, Any]:
    if isinstance(line, BadLine):
        return {"id": None, "status": _ERROR, "text": line.problem}
    identity, turns = line.get("id"), line.get("turns", line.get("q"))
    if not isinstance(identity, str | int | None) or isinstance(identity, bool):
        return {"id": None, "status": _ERROR, "text": "„id“ ist weder ein Text noch eine Zahl."}
    if isinstance(turns, str):
        turns = [turns]
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
        return {"id": identity, "status": _ERROR, "text": "„turns“ ist keine Liste von Texten (oder „q“ kein Text)."}
    return {"id": identity, **_as_dict(_converse(conversation, list(map(without_surrogates, turns)))[0])}


def _converse(conversation: Conversation, turns: list[str]) -> tuple[tuple[Reply, ...], Session]:
    """Lead a conversation of its own; return the replies to its last turn, and the session after it."""
    replies: tuple[Reply, ...] = ()
    session = Session()
    for turn in turns:
        replies, session = conversation.handle(Message(turn, datetime.datetime.now(datetime.UTC)), session)
    return replies, session


def _as_dict(replies: tuple[Reply, ...]) -> dict[str, Any]:
    main = next((reply for reply in replies if reply.status is Status.ANSWER), replies[-1])
    return {
        "status": main.status.value,
        "text": "\n\n".join(map(with_sources, replies)),
        "entries": list(dict.fromkeys(entry for reply in replies for entry in reply.entries)),
        "candidates": [
            {"entry": candidate.entry, "text": candidate.text, "score": round(candidate.score, 4)}
            for candidate in main.candidates
        ],
        "next": [choice.label for choice in main.next],
        "score": round(main.score, 4),
    }


def _explained(explanation: Explanation) -> dict[str, Any]:
    readings = [{"reading": type(j.reading).__name__, **asdict(j)} for j in explanation.judged]
    return {"meaning": type(explanation.meaning).__name__, **asdict(explanation), "judged": readings}
