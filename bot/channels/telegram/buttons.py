"""Buttons below a message; each carries a signature, so that nobody can forge one or press somebody else's."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from bot.talk.actions import Action, encode
from bot.talk.message import Choice

_TAG_CHARS = 8
MOST_ACTION_CHARS = 64 - 1 - _TAG_CHARS
"""Telegram's limit of a button's data, without the signature."""
_MOST_LABEL = 60
_PER_PAGE = 8
PAGE, RATE, ERASE, KEEP, AGAIN = "page:", "rate:", "erase", "keep", "again:"
GOOD, BAD = "+", "-"

Row = tuple[tuple[str, str], ...]
"""Buttons side by side, each a label and its data."""


@dataclass(frozen=True)
class Turning:
    """How the pages of a long list are turned."""

    back: str
    on: str
    action: Action
    """What shows the list."""


class Signer:
    """Signs actions for one person in one place."""

    def __init__(self, secret: bytes, person: str) -> None:
        self._secret = secret
        self._person = person

    def sign(self, action: str) -> str:
        """Return what a button carries: the action and a tag; at most 64 bytes."""
        return f"{action}~{self._tag(action)}"

    def verify(self, data: str) -> str | None:
        """Return the action; None if the button was made for somebody else, or by somebody else."""
        action, _, tag = data.rpartition("~")
        expected = self._tag(action)
        return action if hmac.compare_digest(tag.encode(), expected.encode()) else None

    def _tag(self, action: str) -> str:
        digest = hmac.new(self._secret, f"{self._person} {action}".encode("utf-8", "replace"), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest)[:_TAG_CHARS].decode()


def rows(choices: Sequence[Choice], signer: Signer) -> list[Row]:
    """Return one row for each choice."""
    return [_row(choice, signer) for choice in choices]


def pages(choices: Sequence[Choice], signer: Signer, turning: Turning, page: int = 0) -> list[Row]:
    """Return the choices of one page, and how to turn it; everything if it is little."""
    if len(choices) <= _PER_PAGE + 1:
        return rows(choices, signer)
    last = (len(choices) - 1) // _PER_PAGE
    page = max(0, min(page, last))
    shown = rows(choices[page * _PER_PAGE : (page + 1) * _PER_PAGE], signer)
    turns = [(turning.back, page - 1)] if page else []
    turns += [(turning.on, page + 1)] if page < last else []
    return [*shown, tuple((label, signer.sign(f"{PAGE}{to}:{encode(turning.action)}")) for label, to in turns)]


def rating(turn: int, signer: Signer) -> Row:
    """Return the buttons that rate an answer."""
    return (("👍", signer.sign(f"{RATE}{GOOD}{turn}")), ("👎", signer.sign(f"{RATE}{BAD}{turn}")))


def _row(choice: Choice, signer: Signer) -> Row:
    label = choice.label if len(choice.label) <= _MOST_LABEL else choice.label[: _MOST_LABEL - 1].rstrip() + "…"
    return ((label, signer.sign(encode(choice.action))),)
