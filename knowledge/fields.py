"""What the fields of knowledge hold: texts, ids, dates, addresses, each checked and mended when read.

Knows none of the things that are known: `model`, `wording` and `interview` are built of it.
"""

import calendar
import datetime
import re
import unicodedata
from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

from knowledge.markup import faults, links
from knowledge.mending import MONTHS, iso_date, mended, with_whole_addresses

_HOST = r"([^\W_]+(-+[^\W_]+)*\.)+[^\W\d_]{2,}"
_URL = re.compile(rf"https?://{_HOST}(:\d+)?(/[^\s<>\"„“]*)?", re.IGNORECASE)
_EMAIL = re.compile(rf"[\w.+-]+@{_HOST}")
_MEANT_AS_ADDRESS = re.compile(r"\w{2,10}:/|https?[:/]|www\.|[^@]*@", re.IGNORECASE)
_AROUND_LINK = re.compile(r"[\[\]()|]|\*\*")
_AROUND_ADDRESS = ".,;:!?()[]„“”\"'"
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def broken_addresses(text: str) -> list[str]:
    """Return what looks like a web or e-mail address in `text` but is none."""
    words = (word.strip(_AROUND_ADDRESS) for word in text.split())
    return [w for w in words if _MEANT_AS_ADDRESS.match(w) and not (_URL.fullmatch(w) or _EMAIL.fullmatch(w))]


def _with_whole_markup(text: str) -> str:
    """Refuse addresses, links and tables that nobody could use."""
    targets = [target for target in links(text) if not (_URL.fullmatch(target) or _EMAIL.fullmatch(target))]
    if broken := [*targets, *broken_addresses(_AROUND_LINK.sub(" ", text))]:
        raise ValueError(f"fehlerhafte Adresse „{broken[0][:80]}“")
    if fault := next(faults(text), None):
        raise ValueError(fault)
    return text


def _visible(text: str) -> str:
    """Refuse control characters, marks of direction and the like: nobody sees them, and they spoil what is shown."""
    for letter in () if text.isprintable() else text:
        if letter != "\n" and unicodedata.category(letter) in _INVISIBLE:
            raise ValueError(f"unsichtbares Zeichen U+{ord(letter):04X}")
    return text


def _mended(value: object) -> object:
    return mended(value) if isinstance(value, str) else value


def _mended_text(value: object) -> object:
    return with_whole_addresses(mended(value)) if isinstance(value, str) else value


def _mended_date(value: object) -> object:
    return iso_date(value) if isinstance(value, str) else value


def last_day(date: str) -> datetime.date:
    """Return the last day that a date of day, month or year precision covers; ValueError if there is none."""
    parts = [int(part) for part in date.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return datetime.date(year, month, day)


def _existing_date(date: str) -> str:
    try:
        last_day(date)
    except (ValueError, calendar.IllegalMonthError):
        raise ValueError(f"das Datum „{date}“ gibt es nicht") from None
    return date


def german_date(date: str) -> str:
    """Write an ISO date of day, month or year precision as Germans do: 10.03.2020, März 2020, 2022."""
    match date.split("-"):
        case [year, month, day]:
            return f"{day}.{month}.{year}"
        case [year, month]:
            return f"{MONTHS[int(month) - 1]} {year}"
        case _:
            return date


ID_FORM = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LINE_FORM = r"^[^\n]*$"
DATE_FORM = r"^[0-9]{4}(-[0-9]{2}){0,2}$"
DAY_FORM = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

Id = Annotated[str, StringConstraints(pattern=ID_FORM, max_length=39)]
"""At most so long because a button in Telegram holds 64 bytes: the id, what to do with it, and a signature."""
_ONE_LINE = StringConstraints(strip_whitespace=True, min_length=1, pattern=LINE_FORM, max_length=200)
Line = Annotated[str, _ONE_LINE, AfterValidator(_visible), BeforeValidator(_mended)]
LONGEST_TITLE = 60
Title = Annotated[str, replace(_ONE_LINE, max_length=LONGEST_TITLE), AfterValidator(_visible), BeforeValidator(_mended)]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    AfterValidator(_visible),
    AfterValidator(_with_whole_markup),
    BeforeValidator(_mended_text),
]
Date = Annotated[
    str, StringConstraints(pattern=DATE_FORM), AfterValidator(_existing_date), BeforeValidator(_mended_date)
]
Day = Annotated[str, StringConstraints(pattern=DAY_FORM), AfterValidator(_existing_date), BeforeValidator(_mended_date)]


_WEB_SOURCE = re.compile(r"(https?://[^\s,;]+)[\s,;(]+(?:gelesen|abgerufen|am|[:,\s])*([^\s()]+)\)?", re.IGNORECASE)


def web_source(source: str) -> tuple[str, str] | None:
    """Return the address and the day on which it was read; None if `source` is not made of these."""
    found = _WEB_SOURCE.fullmatch(mended(source).strip())
    if found is None or not _URL.fullmatch(found[1]):
        return None
    day = iso_date(found[2])
    return (found[1], _existing_date(day)) if re.fullmatch(DAY_FORM, day, re.ASCII) else None


def _cited(source: str) -> str:
    if found := web_source(source):
        return ", ".join(found)
    if re.match(r"https?:|www\.", source, re.IGNORECASE):
        raise ValueError("zu einer Adresse gehört der Tag, an dem sie gelesen wurde: „https://…, 2026-03-01“")
    if not re.fullmatch(ID_FORM, source, re.ASCII):
        raise ValueError(f"„{source[:60]}“ ist weder die Kennung einer Fundstelle noch eine Adresse mit Tag")
    return source


Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=500), BeforeValidator(_mended_text)]
SourceName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=600),
    AfterValidator(_cited),
    BeforeValidator(_mended_text),
]
"""The id of a passage, or an address with the day on which it was read: "https://www.stadt.de/faq, 2026-03-01"."""


GENERAL_KIND = "thema"
GENERAL_SUBJECT, GENERAL_ASPECT = "allgemeines", "anliegen"
"""What an entry is about that names nothing else: a general kind, subject and aspect come with the language."""


class Model(BaseModel):
    """A part of a knowledge file: unknown keys are refused, values are not converted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
