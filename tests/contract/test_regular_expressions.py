"""No regular expression takes long for anything that somebody might send, however it repeats itself."""

import ast
import importlib
import re
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cached_property
from pathlib import Path

import pytest

from bot.talk.privacy import redact

_ROOT = Path(__file__).parents[2]
_SIZE = 8_000
"""Characters: twice what is read of a message."""
_SECONDS = 0.02
"""Of the processor, so that a busy machine makes no difference."""
_MOST_GROWTH = 8.0
"""For four times the text: 4 is linear, 16 is quadratic."""

_PIECES = (
    *"a A ß 1 0 § @ - . , : ; / # ? ! ( [ { ' ’ + * _ = & | ~ $ ` \\ < > „ “ ".replace(" ", ""),
    *("\n", "\t", " ", "  ", "\n ", " \n", "\u0301", "\u00a0"),
    *("@-", "-@", "a@", "@a", "a.", ".a", "a-", "-a", "a+", "a ", "A ", "Aa ", "Aa-", "A.", "A. ", "aa, ", "a1", "1a"),
    *("1 ", "1-", "1.", "1/", "1. ", "12.", "0 ", "00", "+4", "(0", "1)", "1) ", "- ", "• ", "1:", "A1", "DE1", "ab1 "),
    *("§ ", "§1", "x?", "x!", "a? ", "http://", "https://a", "x://a/", "a@a.", "//", "a/", "www.", ".com/", ";a", "=1"),
    *(
        "ä",
        "Ä ",
        "Ä-",
        "'a",
        "a'a",
        "[a",
        "a]",
        "[Name]",
        "[Name] ",
        "<a",
        "{a}",
        "(a)",
        "was ",
        "und ",
        "oder ",
        "ob ",
    ),
    *(
        "frau ",
        "Frau A",
        "ich bin ",
        "hier ",
        "grüße ",
        "von ",
        "am ",
        "Am A ",
        "weg",
        "straße ",
        "geb. ",
        "az ",
        "nr ",
    ),
    *(
        "a punkt ",
        "a at ",
        " at a",
        "(at)",
        "jan ",
        "1 jan ",
        "passwort ",
        "nummer ",
        "-nr ",
        "dr. ",
        "ue",
        "oe",
        "que",
    ),
)
_ENDS = ("", "!")


def _modules() -> Iterator[tuple[str, Path]]:
    for package in ("bot", "intents", "knowledge"):
        for path in sorted((_ROOT / package).rglob("*.py")):
            if path.name != "__main__.py":
                yield ".".join(path.relative_to(_ROOT).with_suffix("").parts).removesuffix(".__init__"), path


def _inside(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, tuple | list | frozenset | set):
        for item in value:
            yield from _inside(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _inside(item)
    elif is_dataclass(value) and not isinstance(value, type):
        late = [name for name, made in vars(type(value)).items() if isinstance(made, cached_property)]
        for name in (*(field.name for field in fields(value)), *late):
            yield from _inside(getattr(value, name))


def _in_functions(tree: ast.Module) -> Iterator[tuple[re.Pattern[str], str]]:
    """Return what is compiled while the program runs, and its use; what is put into an expression then is a word."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for call in ast.walk(function):
            match call:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="re"), attr=used), args=[ast.Constant(value=text), *_]
                ):
                    yield re.compile(text), used
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="re"), attr=used), args=[ast.JoinedStr(values=parts), *_]
                ):
                    yield re.compile("".join(p.value if isinstance(p, ast.Constant) else "word" for p in parts)), used


def _expressions() -> Iterator[tuple[str, re.Pattern[str], str]]:
    """Return every expression of the code, how it is used, and where it stands."""
    for name, path in _modules():
        source = path.read_text(encoding="utf-8")
        if "import re\n" not in source:
            continue
        for attribute, value in vars(importlib.import_module(name)).items():
            used = set(re.findall(rf"\b{re.escape(attribute)}\.(\w+)\(", source))
            anchored = bool(used) and used <= {"match", "fullmatch", "pattern"}
            for number, pattern in enumerate(_inside(value)):
                yield f"{name}.{attribute}.{number}", pattern, "match" if anchored else "search"
        for number, (pattern, use) in enumerate(_in_functions(ast.parse(source))):
            yield f"{name}.{number}", pattern, "match" if use in {"match", "fullmatch"} else "search"


_NAMES = {(pattern, method): name for name, pattern, method in _expressions()}
_EXPRESSIONS = {name: expression for expression, name in _NAMES.items()}


def _attacks(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Return what is repeated and what ends it; the words of the expression itself among it."""
    own = (piece for word in sorted(_words(pattern))[:40] for piece in (word, f"{word} ", f"{word}: "))
    for piece in (*_PIECES, *own):
        for end in _ENDS:
            yield piece, end


def _words(pattern: re.Pattern[str]) -> set[str]:
    return set(re.findall(r"[^\W\d_]{2,}", pattern.pattern))


def _seconds(pattern: re.Pattern[str], method: str, text: str) -> float:
    start = time.process_time()
    if method == "match":
        pattern.match(text)
        pattern.fullmatch(text)
    else:
        pattern.sub("", text)
    return time.process_time() - start


def _least(pattern: re.Pattern[str], method: str, text: str) -> float:
    return min(_seconds(pattern, method, text) for _ in range(3))


@pytest.mark.parametrize("name", _EXPRESSIONS)
def test_what_repeats_itself_takes_no_long(name: str) -> None:
    """Up to the size limit an expression takes 20 ms, or no more than its share for a longer text."""
    pattern, method = _EXPRESSIONS[name]
    for piece, end in _attacks(pattern):
        quarter, whole = (piece * ((size - len(end)) // len(piece)) + end for size in (_SIZE // 4, _SIZE))
        if _seconds(pattern, method, whole) > _SECONDS:
            growth = _least(pattern, method, whole) / max(_least(pattern, method, quarter), 1e-6)
            assert growth <= _MOST_GROWTH, f"{piece!r}…{end!r}: {growth:.0f} times the time of a quarter"


def test_a_message_that_repeats_itself_is_redacted_soon() -> None:
    """All rules together take no more than 50 ms of the processor for the longest message, whatever it repeats."""
    words = {word for name in _EXPRESSIONS if ".redaction." in name for word in _words(_EXPRESSIONS[name][0])}
    slow = []
    for piece in (*_PIECES, *(f"{word} " for word in sorted(words)), "Anna ", "Antrag von ", "Frau von der ", "K.-"):
        text = piece * (64_000 // len(piece))
        if min(_redacting(text) for _ in range(2)) > 0.05:
            slow.append(piece)
    assert slow == []


def _redacting(text: str) -> float:
    start = time.process_time()
    redact(text)
    return time.process_time() - start


def test_the_expressions_of_redaction_and_understanding_are_among_them() -> None:
    """The search for expressions finds those of tuples and those within functions."""
    assert sum(name.startswith("bot.talk.privacy.") for name in _EXPRESSIONS) > 30
    assert any(name.startswith("intents.questions._") for name in _EXPRESSIONS)
    [(pattern, use)] = _in_functions(ast.parse('def f(name):\n    return re.sub(rf"@{name}+", "", "x")'))
    assert (pattern.pattern, use) == ("@word+", "sub")
