"""A letter as a file brings it: plain text, or a mail as programs save it (.eml); pure."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from bs4 import BeautifulSoup

from knowledge.folding import without_invisible

_HEAD = re.compile(rb"(?:From [^\n]*\n)?(?:[!-9;-~]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n){0,200}){2,300}\r?\n")
_TELLTALE = re.compile(
    rb"^(?:mime-version|content-type|content-transfer-encoding|message-id|received):", re.IGNORECASE | re.MULTILINE
)
"""Heads that only programs write; people who paste a mail leave "Von:" and "Betreff:" at most."""


def read_letter(content: bytes) -> str:
    """Return the text of a letter: of a saved mail with its subject, and without heads and attachments."""
    head = _HEAD.match(content.lstrip())
    if head is None or not _TELLTALE.search(head[0]):
        return _lines(_decoded(content))
    mail = message_from_bytes(content.lstrip(), policy=policy.default)
    subject = str(mail.get("subject") or "").strip()
    return _lines("\n\n".join(filter(None, (subject and f"Betreff: {subject}", _body(mail)))))


def _body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        told = part.get_content()
    except (LookupError, ValueError):  # a character set that nobody knows
        told = _decoded(part.get_payload(decode=True) or b"")  # type: ignore[arg-type]  # bytes, since it is no container
    return _of_page(told) if part.get_content_subtype() == "html" else str(told)


def _of_page(page: str) -> str:
    soup = BeautifulSoup(page, "html.parser")
    for hidden in soup(["style", "script", "head"]):
        hidden.decompose()
    for end in soup(["br", "p", "div", "li", "tr", "blockquote"]):
        end.append("\n")
    for item in soup("li"):
        item.insert(0, "- ")
    return soup.get_text()


def _decoded(content: bytes) -> str:
    """Return a text in UTF-8, or as older Windows programs write it."""
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", "replace")


def _lines(text: str) -> str:
    """Return a text with one kind of line ends."""
    return without_invisible("\n".join(line.replace("\xa0", " ").rstrip() for line in text.splitlines())).strip()
