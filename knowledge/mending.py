"""Mends what copying from pages, mails and spreadsheets leaves in a text, so that nobody has to look for it."""

import re
import unicodedata

MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
_NUMBERS = {month.casefold(): number for number, month in enumerate(MONTHS, 1)}
_SIGNS: dict[int, str | None] = {
    **dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x2060, 0xFEFF)),  # where a word may be broken: nobody sees them
    **dict.fromkeys((0x09, 0x00A0, 0x2007, 0x202F), " "),  # blanks of other widths
    **dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n"),
}
_RETURN = re.compile(r"\r\n?")
_BARE_ADDRESS = re.compile(r"(?<![\w/@.-])www\.(?=\w)", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
_MONTH = re.compile(r"(\d{1,2})[./]\s?(\d{4})")
_NAMED = re.compile(rf"(?:(\d{{1,2}})\.\s?)?({'|'.join(MONTHS)})\s?(\d{{4}})", re.IGNORECASE)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ][\d:.]+Z?")
_BEFORE_DATE = re.compile(r"(?:stand|seit|am|vom|vor)\b[: ]*", re.IGNORECASE)


def mended(text: str) -> str:
    """Return `text` without signs that nobody sees, with plain blanks, and its letters composed in one way."""
    if text.isascii() and text.isprintable():
        return text
    return _RETURN.sub("\n", unicodedata.normalize("NFC", text)).translate(_SIGNS)


def with_whole_addresses(text: str) -> str:
    """Return `text` with "https://" before addresses that begin with "www."."""
    return _BARE_ADDRESS.sub(lambda found: f"https://{found[0].lower()}", text)


def iso_date(text: str) -> str:
    """Return a date as it is written in the files if Germans would understand it; else the text as it was.

    "1.3.2022" and "1. März 2022" become "2022-03-01", "03/2022" and "März 2022" become "2022-03".
    """
    bare = _BEFORE_DATE.sub("", mended(text).strip(), count=1).strip()
    if found := _MOMENT.fullmatch(bare):
        return found[1]
    if found := _DAY.fullmatch(bare):
        year = found[3] if len(found[3]) == 4 else f"20{found[3]}"
        return f"{year}-{int(found[2]):02}-{int(found[1]):02}"
    if found := _MONTH.fullmatch(bare):
        return f"{found[2]}-{int(found[1]):02}"
    if found := _NAMED.fullmatch(bare):
        month = f"{found[3]}-{_NUMBERS[found[2].casefold()]:02}"
        return f"{month}-{int(found[1]):02}" if found[1] else month
    return bare if re.fullmatch(r"\d{4}(-\d{2}){0,2}", bare, re.ASCII) else text
