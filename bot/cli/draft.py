"""`lotsenbot draft`: a letter in, the draft of a reply out; nothing is stored and nothing is sent."""

import datetime
from dataclasses import asdict
from pathlib import Path

import click

from bot import jsonlines
from bot.cli import shared
from bot.cli.german import GermanCommand
from bot.cli.letterfile import read_letter
from bot.talk.reply_draft import ReplyDraft, ReplyDrafts

_MOST_BYTES = 20_000_000


@click.command(cls=GermanCommand)
@click.argument("file", metavar="[DATEI]", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Den Entwurf in Teilen als JSON ausgeben.")
@shared.knowledge_option
def draft(file: Path | None, knowledge: tuple[Path, ...], *, as_json: bool) -> None:
    """Entwirft eine Antwort auf eine Mail.

    Die Mail kommt von der Standardeingabe oder aus einer Datei, kopiert oder wie Mailprogramme sie speichern (.eml).
    Jede Frage darin wird der Reihe nach aus dem Wissen beantwortet, mit Quelle. Was nicht darin steht, und was Sie
    prüfen sollten, steht in eckigen Klammern. Gesendet und gespeichert wird nichts.

    \b
      lotsenbot draft < mail.txt
      lotsenbot draft anfrage.eml
    """  # noqa: D301  # click's mark for a paragraph that keeps its lines
    letter = read_letter(_content(file))
    if not letter:
        raise click.UsageError("Die Mail ist leer. Beispiel: lotsenbot draft < mail.txt")
    assistant = shared.assistant(knowledge)
    drafts = ReplyDrafts(assistant.knowledge, assistant.understanding)
    found = drafts.of(letter, datetime.datetime.now(datetime.UTC).date())
    drafted = drafts.by_name(found, letter) if found else None
    if as_json:
        click.echo(jsonlines.as_json(_as_dict(drafted), indent=2))
    else:
        click.echo(drafted.text if drafted else assistant.knowledge.wording.reply_draft.no_question)


def _content(file: Path | None) -> bytes:
    if file is not None:
        with file.open("rb") as stream:
            return stream.read(_MOST_BYTES)
    return shared.standard_input().read(_MOST_BYTES)


def _as_dict(drafted: ReplyDraft | None) -> dict[str, object]:
    """Return the parts of a draft; without a question there are no answers."""
    if drafted is None:
        return {"answers": [], "text": ""}
    return {**asdict(drafted), "text": drafted.text}
