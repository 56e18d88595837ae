"""Addresses that stand bare in a text, of pages and of mailboxes: where they are, and where they lead."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linkify_it import LinkifyIt

_HINT = re.compile(r"://|@")
_NO_PART = re.compile(r"[„“”»«<>\"]")
"""German quotation marks end an address; the library takes them for letters."""
_SCHEME = re.compile(r"https?:|mailto:", re.IGNORECASE)
_BEHIND = ".,;:!?)"


@dataclass(frozen=True)
class Address:
    """An address in a text."""

    start: int
    end: int
    target: str
    """With its scheme: "https://…" or "mailto:…"."""


def addresses(text: str) -> Iterator[Address]:
    """Yield the addresses in a text, in order; linear in its length."""
    if not _HINT.search(text):
        return
    for found in _finder().match(text) or ():
        shown = _NO_PART.split(found.raw)[0]
        if len(shown) < len(found.raw):
            shown = shown.rstrip(_BEHIND)
        label = 0 if _SCHEME.match(shown) else shown.rfind(":") + 1  # "E-Mail:info@example.de"
        start = found.index + label
        yield Address(start, found.index + len(shown), target_of(shown[label:]))


def target_of(address: str) -> str:
    """Return where an address leads: a mailbox may have no scheme."""
    return address if _SCHEME.match(address) else f"mailto:{address}"


@cache
def _finder() -> "LinkifyIt":
    from linkify_it import LinkifyIt  # noqa: PLC0415 - few texts hold an address, and it takes 20 ms to load

    only_with_scheme = {"fuzzy_link": False, "fuzzy_ip": False}
    return LinkifyIt(options=only_with_scheme).add("ftp:", None).add("//", None)
