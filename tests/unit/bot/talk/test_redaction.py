"""How much of what identifies people is found in written messages, and how little else is taken away."""

import re
from collections import Counter
from pathlib import Path

import yaml

from bot.talk.privacy import redact

_DATA = Path(__file__).parents[3] / "data"
_KNOWLEDGE = Path(__file__).parents[4] / "knowledge"
_MARK = re.compile(r"\[(?:Name|Link|E-Mail|IBAN|Datum|Telefon|Kennzeichen|Anschrift|Nummer|Geheimnis)\]")


def _lines(file: str) -> list[str]:
    lines = (_DATA / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", _MARK.sub(" ", text)))


def _what_must_stay(line: str) -> Counter[str]:
    return _words(re.sub(r"\{[^}]*\}", " ", line))


def test_ninety_five_of_a_hundred_messages_keep_nothing_personal() -> None:
    """Of messages with names, numbers and addresses of people nothing personal is left in 95 % of them."""
    lines = _lines("personal.txt")
    assert len(lines) >= 300
    leaking = [line for line in lines if _words(redact(re.sub("[{}]", "", line))) - _what_must_stay(line)]
    assert len(leaking) <= 0.05 * len(lines), leaking


def test_what_is_not_personal_stays_beside_what_is() -> None:
    """Of messages that hold something personal hardly anything else is lost."""
    lines = _lines("personal.txt")
    losing = [line for line in lines if _what_must_stay(line) - _words(redact(re.sub("[{}]", "", line)))]
    assert len(losing) <= 0.02 * len(lines), losing


def test_messages_on_our_subjects_stay_word_for_word() -> None:
    """Offices, laws, amounts, deadlines, places and words that are names as well are no person."""
    lines = _lines("impersonal.txt")
    assert len(lines) >= 300
    assert [line for line in lines if redact(line) != line] == []


def test_what_the_assistant_knows_stays_word_for_word() -> None:
    """Of the knowledge only addresses and people are redacted: hardly any of its texts."""
    texts = [text for file in sorted(_KNOWLEDGE.rglob("*.yaml")) for text in _texts(yaml.safe_load(file.read_text()))]
    changed = [text for text in texts if redact(text) != re.sub(r"[\w.-]+@[\w.-]+\w", "[E-Mail]", text)]
    assert len(changed) <= 0.005 * len(texts), changed


def _texts(node: object) -> list[str]:
    match node:
        case str():
            return [node]
        case dict():
            return [text for value in node.values() for text in _texts(value)]
        case list():
            return [text for value in node for text in _texts(value)]
        case _:
            return []
