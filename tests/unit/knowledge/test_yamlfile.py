"""Reading one YAML file: what comes out, and what is refused where."""

import os
from pathlib import Path

import pytest
import yaml

from knowledge import yamlfile
from knowledge.yamlfile import MAX_BYTES, MAX_DEPTH, MAX_PROBLEMS, YamlFile, read_yaml


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def read(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Read a text as a file, with either parser of PyYAML."""
    loader = getattr(yaml, request.param, None)
    if loader is None:
        pytest.skip("PyYAML was built without its C parser")
    monkeypatch.setattr(yamlfile, "_LOADER", loader)

    def read_text(content: str | bytes) -> YamlFile:
        path = tmp_path / "x.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_yaml(path, "x.yaml")

    return read_text


def said(file: YamlFile) -> list[str]:
    return [f"{problem.line}: {problem.problem}" for problem in file.problems]


def test_values_and_lines(read) -> None:
    """Texts, lists and mappings come out, and each knows its line."""
    file = read('# note\na:\n  - "x"\n  - b: plain text\n    c: |\n      two\n      lines\nd:\n')
    assert file.problems == []
    assert file.value == {"a": ["x", {"b": "plain text", "c": "two\nlines\n"}], "d": None}
    assert file.line(("a",)) == 2
    assert file.line(("a", 0)) == 3
    assert file.line(("a", 1, "c")) == 5
    assert file.line(("a", 1, "c", "deeper", 7)) == 5
    assert file.line(("unknown",)) == 2  # where the whole mapping begins


@pytest.mark.parametrize("content", ["", "# only a comment\n", "\n\n", b"\xef\xbb\xbf"])
def test_empty_file(read, content: str | bytes) -> None:
    """An empty file holds nothing, which is no mistake of the YAML."""
    file = read(content)
    assert (file.value, file.problems) == (None, [])


def test_byte_order_mark(read) -> None:
    """A file that Windows begins with a byte order mark is read."""
    assert read(b'\xef\xbb\xbfa: "b"').value == {"a": "b"}


@pytest.mark.parametrize(
    ("value", "taken_for"),
    [
        ("no", "einen Wahrheitswert"),
        ("on", "einen Wahrheitswert"),
        ("1:30", "eine Zahl"),
        ("0x10", "eine Zahl"),
        ("007", "eine Zahl"),
        (".inf", "eine Zahl"),
        ("2020-03-10", "ein Datum"),
        ("2020-99-99", "ein Datum"),
        ("9" * 5000, "eine Zahl"),
    ],
)
def test_unquoted(read, value: str, taken_for: str) -> None:
    """A value that YAML would turn into something else is refused, with the way to write it."""
    file = read(f"a: b\nc: {value}\n")
    (problem,) = file.problems
    assert problem.line == 2
    assert f"für {taken_for}" in problem.problem
    assert value[:30] in problem.problem
    assert problem.remedy.startswith('Schreiben Sie "')
    assert file.value["c"] == value


def test_quoted(read) -> None:
    """Quoted, the same values are texts."""
    file = read('a: "no"\nb: \'1:30\'\nc: "2020-03-10"\nd: "~"\n')
    assert (file.value, file.problems) == ({"a": "no", "b": "1:30", "c": "2020-03-10", "d": "~"}, [])


def test_keys_are_texts(read) -> None:
    """Whatever a simple key looks like, it is taken as it is written."""
    file = read('no: "a"\n1: "b"\n2020-01-01: "c"\n~: "d"\n<<: "e"\n')
    assert list(file.value) == ["no", "1", "2020-01-01", "~", "<<"]


def test_repeated_keys(read) -> None:
    """Each repeated key is refused with both lines, and the lines of the first stay known."""
    file = read('a:\n  - "x"\nb: "y"\na:\n  - "z"\nb: "w"\n')
    assert said(file) == ["4: Der Schlüssel „a“ steht schon in Zeile 1", "6: Der Schlüssel „b“ steht schon in Zeile 3"]
    assert file.value == {"a": ["x"], "b": "y"}
    assert file.line(("a", 0)) == 2


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('a: &x "b"\nc: *x\n', ["1: Anker (&x) sind nicht erlaubt", "2: Verweise (*x) sind nicht erlaubt"]),
        ('a: !!str "b"\n', ["1: Die Kennzeichnung tag:yaml.org,2002:str ist nicht erlaubt"]),
        ('a: !eigen ["b"]\n', ["1: Die Kennzeichnung !eigen ist nicht erlaubt"]),
        ('? ["a"]\n: "b"\n', ["1: Ein Schlüssel ist kein einfacher Text"]),
        ('a: "b"\n---\nc: "d"\n', ["2: Mit „---“ beginnt ein zweites Dokument"]),
    ],
)
def test_refused(read, content: str, expected: list[str]) -> None:
    """What the format does not need is refused."""
    assert said(read(content)) == expected


def test_python_objects_are_not_built(read, tmp_path: Path) -> None:
    """A tag that would call a Python function only leads to a problem."""
    target = tmp_path / "made"
    file = read(f"a: !!python/object/apply:pathlib.Path.touch ['{target}']\n")
    assert len(file.problems) == 1
    assert not target.exists()


def test_alias_bomb(read) -> None:
    """A file that would unfold to billions of values is refused at once."""
    lines = ["a0: &a0 [" + ", ".join(['"lol"'] * 9) + "]"]
    lines += [f"a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * 9) + "]" for i in range(1, 20)]
    file = read("\n".join(lines))
    assert "Anker" in file.problems[0].problem
    assert len(file.problems) == 20 + 19 * 9


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", '"a": [', "{", "? "])
def test_deep_nesting(read, opening: str) -> None:
    """A hundred thousand nested brackets neither crash the process nor take long."""
    file = read(opening * 100_000)
    assert len(file.problems) == 1
    assert file.value is None


def test_the_deepest_that_is_allowed(read) -> None:
    """As many levels as `MAX_DEPTH` are read, one more is refused."""
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH).problems == []
    deeper = MAX_DEPTH + 1
    assert said(read("[" * deeper + "]" * deeper)) == ["1: Mehr als 16 Ebenen sind ineinander verschachtelt"]


def test_huge_file(read) -> None:
    """A file over the limit is not parsed at all, one at the limit is."""
    assert said(read("#" * (MAX_BYTES + 1))) == ["1: Die Datei ist größer als 1.000.000 Byte"]
    assert read("#" * MAX_BYTES).problems == []


def test_only_so_many_problems(read) -> None:
    """Of a file full of nonsense only the first problems are told, and that there are more."""
    file = read("\n".join(f"- {i}" for i in range(1000)))
    assert len(file.problems) == MAX_PROBLEMS + 1
    assert file.problems[-1].problem == "Die Datei hat noch weitere Fehler"


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        (b'a: "b"\nc: "\xff"\n', 2, "Die Datei ist nicht in UTF-8 geschrieben"),
        ('a: "ü"\n'.encode("latin-1"), 1, "Die Datei ist nicht in UTF-8 geschrieben"),
        ("a: b".encode("utf-16"), 1, "Die Datei ist nicht in UTF-8 geschrieben"),
        (b"\x00\x01\x02", 1, "Das Zeichen U+0000 ist in YAML nicht erlaubt"),
        (b'a: "b"\n\nc: "\x07"\n', 3, "Das Zeichen U+0007 ist in YAML nicht erlaubt"),
        (b"a:\n\t- b\n", 2, "Ein Tabulator rückt die Zeile ein"),
        (b"\ta: b\n", 1, "Ein Tabulator rückt die Zeile ein"),
    ],
)
def test_not_even_yaml(read, content: bytes, line: int, problem: str) -> None:
    """Wrong encodings, binary data and tabs are named as what they are."""
    assert said(read(content)) == [f"{line}: {problem}"]


@pytest.mark.parametrize(
    ("content", "line", "meaning"),
    [
        ("a: b: c\n", 1, "hier darf kein Doppelpunkt stehen"),
        ("a: @b\n", 1, "mit diesem Zeichen darf ein Wert nicht beginnen"),
        ('a: "b"\nc: "unfinished\nd: e\nf: g\n', 2, "ein Anführungszeichen fehlt"),
        ('a: ["b"\nc: "d"\n', 2, "ein Komma oder eine schließende Klammer fehlt"),
        ('a: "b"\n- c\n', 2, "die Einrückung stimmt nicht"),
        ('- "a"\nb: "c"\n', 2, "die Einrückung"),
        ('a: "\\q"\n', 1, "nach „\\“ steht ein Zeichen"),
    ],
)
def test_broken_syntax(read, content: str, line: int, meaning: str) -> None:
    """A mistake in the syntax is told in German, on its line."""
    (problem,) = read(content).problems
    assert problem.line == line
    assert problem.problem.startswith("Kein gültiges YAML: " + meaning)
    assert problem.remedy == "Prüfen Sie Einrückung und Anführungszeichen."


@pytest.mark.parametrize("kind", ["folder", "missing", "loop", "pipe"])
def test_no_readable_file(tmp_path: Path, kind: str) -> None:
    """A folder, a link to nowhere, a link to itself and a pipe are told as such, and nothing hangs."""
    path = tmp_path / "x.yaml"
    if kind == "folder":
        path.mkdir()
    elif kind == "missing":
        path.symlink_to(tmp_path / "nowhere")
    elif kind == "loop":
        path.symlink_to(path)
    else:
        os.mkfifo(path)
    expected = {
        "folder": "Das ist keine gewöhnliche Datei",
        "missing": "Die Datei ist nicht lesbar (es gibt sie nicht)",
        "loop": "Die Datei ist nicht lesbar (der Verweis führt im Kreis)",
        "pipe": "Das ist keine gewöhnliche Datei",
    }[kind]
    assert said(read_yaml(path, "x.yaml")) == [f"1: {expected}"]


def test_no_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read is told as such."""
    path = tmp_path / "x.yaml"
    path.touch()

    def refuse(*_args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert said(read_yaml(path, "x.yaml")) == ["1: Die Datei ist nicht lesbar (die Leserechte fehlen)"]
