"""Links that open an answer in Telegram: t.me/BOT?start=…, for slides and hand-outs."""

from collections.abc import Iterator
from pathlib import Path

from bot.qr import qr_code
from bot.talk.actions import Action, RunCommand, ShowEntry
from knowledge.model import Knowledge

INTERVIEW = "interview"
"""The start parameter that begins the readiness interview."""
_WORKSHOP = "w-"
"""What a start parameter begins with that counts somebody as participant of a workshop; its code follows."""
_SCALE = 10


def link(bot: str, payload: str) -> str:
    """Return the link that opens a bot with a start parameter."""
    return f"https://t.me/{bot}?start={payload}"


def action_of(payload: str, knowledge: Knowledge) -> Action | None:
    """Return where a start parameter leads; None if that is nowhere (any more)."""
    if payload == INTERVIEW and knowledge.interviews:
        return RunCommand(INTERVIEW)
    return ShowEntry(payload) if payload in knowledge.entries else None


def invitation(bot: str, code: str) -> str:
    """Return the link that leads into the workshop with this code."""
    return link(bot, _WORKSHOP + code)


def workshop_of(payload: str) -> str | None:
    """Return the code of the workshop that a start parameter leads to; None if it is another one."""
    return payload.removeprefix(_WORKSHOP) if payload.startswith(_WORKSHOP) else None


def payloads(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Yield every start parameter, with what it opens."""
    yield from ((INTERVIEW, interview.title) for interview in list(knowledge.interviews.values())[:1])
    for entry in knowledge.entries.values():
        yield entry.id, entry.question


def write_codes(address: str, folder: Path, name: str) -> None:
    """Write a QR code as PNG and SVG. Raises OSError."""
    code = qr_code(address)
    code.save(str(folder / f"{name}.png"), scale=_SCALE, border=4)
    code.save(str(folder / f"{name}.svg"), scale=_SCALE, border=4, xmldecl=True, title=address)
