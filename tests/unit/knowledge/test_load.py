"""Loading folders of knowledge: what a good base gives, and how every mistake is told."""

import re
from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError, Problem
from knowledge.load import load

_ONE_PLACE = "nur an einer Stelle"


def test_a_whole_base(base) -> None:
    """A small base of one's own loads, with everything that its files say."""
    knowledge = base.load()
    assert list(knowledge.entries) == ["drucker-was", "drucker-ort"]
    assert knowledge.entries["drucker-ort"].gueltig_bis == "2030"
    assert knowledge.phrases == {"drucker-ort": ("in welchem raum wird gedruckt",)}
    assert knowledge.questions == {"drucker-ort": ("wohin muss ich zum drucken gehen",)}
    assert knowledge.not_covered == ("was kostet der drucker",)
    assert knowledge.outside == ("wie wird das wetter",)
    assert knowledge.synonyms == (("Raum", "Zimmer"),)
    assert knowledge.translations == {"where": "wo", "the": ""}
    assert [str(source) for source in knowledge.sources(knowledge.entries["drucker-was"])] == ["Handbuch: Seite 1"]


def test_optional_files(base) -> None:
    """Only entries, vocabulary, sources and wording are needed."""
    for name in ("phrases/drucker.yaml", "outside/anderes.yaml", "questions/drucker.yaml", "smalltalk.yaml"):
        (base.path / name).unlink()
    knowledge = base.load()
    assert (knowledge.phrases, knowledge.outside, knowledge.questions, knowledge.smalltalk) == ({}, (), {}, {})


IN_ENTRIES = [
    ('answer: "Im Flur."', 'anwser: "Im Flur."', "Der Schlüssel „anwser“ ist unbekannt", "Meinten Sie „answer“?"),
    ('gueltig_bis: "2030"', 'farbe: "rot"', "Der Schlüssel „farbe“ ist unbekannt", "entfernen Sie ihn"),
    ("Im Flur.", " ", "„answer“ ist leer", "Tragen Sie etwas ein."),
    ('"Im Flur."', "", "„answer“ ist kein Text", "Anführungszeichen"),
    ('"Im Flur."', '["Im Flur."]', "„answer“ ist kein Text", "Anführungszeichen"),
    ("Im Flur.", "Unter https://flur.", "„answer“: fehlerhafte Adresse „https://flur“", "Berichtigen"),
    ("2022-03-01", "2022-02-30", "„stand“: das Datum „2022-02-30“ gibt es nicht", "Berichtigen"),
    ("2022-03-01", "im März", "„stand“ hat nicht die richtige Form: „im März“", "2022-03-01"),
    ('"2022-03-01"', "2022", "Ohne Anführungszeichen hält YAML „2022“ für eine Zahl", 'Schreiben Sie "2022".'),
    ('"2030"', '"2021"', "„gueltig_bis“ liegt vor „stand“", "eines der beiden"),
    ("id: drucker-was", "id: Drucker", "„id“ hat nicht die richtige Form: „Drucker“", "Kleinbuchstaben"),
    ("Standort des Druckers", "x" * 61, "„title“ ist länger als 60 Zeichen", "Kürzen"),
    ("Wo steht der Drucker?", "Wo?\\nDa?", "„question“ hat nicht die richtige Form: „Wo?\nDa?“", "eine Zeile"),
    ("Wo steht der Drucker?", "Wo\\u202e?", "„question“: unsichtbares Zeichen U+202E", "Berichtigen"),
    ("[drucker-ort]", "[drucker-orte]", "„related“ verweist auf „drucker-orte“, das es nicht gibt", "„drucker-ort“?"),
    ("[drucker-ort]", "[drucker-was]", "„related“ verweist auf den Eintrag selbst", "Entfernen"),
    ("aspect: ort", "aspect: preis", "„aspect“ verweist auf „preis“, das es nicht gibt", "vocabulary.yaml"),
    ("wo finde ich den drucker", "?!", "„?!“ enthält kein Wort", "Ersetzen"),
    ("wo finde ich den drucker", "DRUCKER!", "„DRUCKER!“ gehört schon zu „drucker-was“ (entries:8)", _ONE_PLACE),
    ("wo finde ich den drucker", "der drucker", "„der drucker“ gehört schon zu „drucker-was“ (entries:3)", _ONE_PLACE),
]
IN_PHRASES = [
    ("in welchem raum wird gedruckt", "drucker", "„drucker“ gehört schon zu „drucker-was“ (entries:8)", _ONE_PLACE),
    ("drucker-ort:", "scanner-ort:", "Den Eintrag dazu gibt es nicht", "Berichtigen"),
    ("drucker-ort:", "Scanner:", "„phrases“ hat nicht die richtige Form: „Scanner“", "Kleinbuchstaben"),
]
QUESTION = "wohin muss ich zum drucken gehen"
IN_QUESTIONS = [
    ("drucker-ort:", "scanner-ort:", "Den Eintrag dazu gibt es nicht", "Berichtigen"),
    (QUESTION, "Drucker!", "Die Testfrage „Drucker!“ ist auch eine Formulierung (entries:8)", _ONE_PLACE),
    (QUESTION, "Was kostet der Drucker?", "… steht auch unter „not_covered“ (questions:5)", _ONE_PLACE),
    ("was kostet der drucker", "danke", "„danke“ gehört schon zu „dank“ (smalltalk.yaml:3)", _ONE_PLACE),
]
IN_OUTSIDE = [
    ("wie wird das wetter", "drucker", "„drucker“ gehört schon zu „drucker-was“ (entries:8)", _ONE_PLACE),
]
IN_SMALLTALK = [
    ('"danke"', '"Drucker"', "„Drucker“ gehört schon zu „drucker-was“ (entries:8)", _ONE_PLACE),
    ("id: dank", "id: drucker-was", "Die Kennung gibt es schon (entries:2)", "Vergeben Sie eine neue."),
    ('"Gern."', '""', "„reply“ ist leer", "Tragen"),
]
IN_VOCABULARY = [
    ("kind: component", "kind: things", "„kind“ verweist auf „things“, das es nicht gibt", "ergänzen Sie vocabulary"),
    ("within: geraete", "within: drucker", "„within“ führt im Kreis zu sich selbst", "Entfernen"),
    ("within: geraete", "next: gerat", "„next“ verweist auf „gerat“, das es nicht gibt", "Meinten Sie „geraete“?"),
    ("{id: ort,", "{id: ort, instead: waz,", "„instead“ verweist auf „waz“, das es nicht gibt", "Meinten Sie „was“?"),
    ("{id: ort,", "{id: ort, instead: ort,", "„instead“ führt im Kreis zu sich selbst", "Entfernen"),
    ("{id: ort,", "{id: ort, role: part,", "„part“ kommt für „role“ nicht infrage", "Erlaubt sind: definition, tasks,"),
    (
        "{id: ort,",
        "{id: ort, role: definition,",
        "Die Rolle „definition“ hat schon der Aspekt „was“ (vocabulary.yaml:10)",
        "nur einmal",
    ),
    ("id: drucker", "id: geraete", "Die Kennung gibt es schon (vocabulary.yaml:2)", "Vergeben"),
    ("{id: ort,", "{id: was,", "Die Kennung gibt es schon (vocabulary.yaml:10)", "Vergeben"),
    ('["Raum", "Zimmer"]', '["Raum"]', "„synonyms“ hat zu wenige Werte", "mindestens 2"),
    (
        '"the": ""',
        '"WHERE": "wer"',
        "„WHERE“ ist schon anders übersetzt: „wo“ (vocabulary.yaml:15)",
        "eine Übersetzung",
    ),
]
IN_SOURCES = [
    (
        "document: handbuch",
        "document: handbuhc",
        "„document“ verweist auf „handbuhc“, das es nicht gibt",
        "„handbuch“?",
    ),
    ('title: "Handbuch"', "titel: x", "Der Schlüssel „titel“ ist unbekannt", "„title“?"),
]
IN_WORDING = [
    ('"hilfe"', '"Drucker"', "„Drucker“ gehört schon zu „drucker-was“ (entries:8)", _ONE_PLACE),
    ('"hilfe"', '"themen"', "„themen“ gehört schon zu „help“ (wording.yaml:126)", _ONE_PLACE),
]
MISTAKES = {
    "entries/drucker.yaml": IN_ENTRIES,
    "phrases/drucker.yaml": IN_PHRASES,
    "questions/drucker.yaml": IN_QUESTIONS,
    "outside/anderes.yaml": IN_OUTSIDE,
    "smalltalk.yaml": IN_SMALLTALK,
    "vocabulary.yaml": IN_VOCABULARY,
    "sources.yaml": IN_SOURCES,
    "wording.yaml": IN_WORDING,
}


@pytest.mark.parametrize(
    ("name", "old", "new", "problem", "remedy"),
    [(name, *mistake) for name, mistakes in MISTAKES.items() for mistake in mistakes],
)
def test_mistakes(base, name: str, old: str, new: str, problem: str, remedy: str) -> None:
    """Each mistake is told with its file, its line and its mend."""
    line = base.line(name, old)
    base.replace(name, old, new)
    found = [p for p in base.problems() if short(p, base.path).endswith(problem.removeprefix("…"))]
    assert len(found) == 1, "\n".join(map(str, base.problems()))
    assert found[0].path == str(base.path / name)
    assert found[0].line == line or "themen" in problem
    assert remedy in found[0].remedy


def short(problem: Problem, base: Path) -> str:
    text = problem.problem.replace(f"{base}/", "")
    return re.sub(r"(entries|questions)/drucker\.yaml", r"\1", text)


def test_problems_name_the_entry(base) -> None:
    """A problem reads as path, line, entry, what is wrong and what to do."""
    base.replace("entries/drucker.yaml", "Im Flur.", "")
    path = base.path / "entries/drucker.yaml"
    assert str(base.problem()) == f"{path}:22: [drucker-ort] „answer“ ist leer. Tragen Sie etwas ein."


def test_all_problems_at_once(base) -> None:
    """Mistakes of the YAML, of the shape and between the files are told together, in the order of files and lines."""
    base.replace("entries/drucker.yaml", "Im Flur.", "")
    base.replace("entries/drucker.yaml", "[drucker-ort]", "[drucker-weg]")
    base.replace("phrases/drucker.yaml", "drucker-ort", "scanner-ort")
    base.write("phrases/kaputt.yaml", 'phrases:\n  a: "b": "c"\n')
    base.replace("sources.yaml", 'title: "Handbuch"', 'titel: "Handbuch"')
    base.replace("vocabulary.yaml", "within: geraete", "within: geraet")
    base.replace("wording.yaml", "({sources})", "")
    found = [f"{Path(p.path).name}:{p.line} {p.problem}" for p in base.problems()]
    assert found == [
        "drucker.yaml:13 „related“ verweist auf „drucker-weg“, das es nicht gibt",
        "drucker.yaml:22 „answer“ ist leer",
        "drucker.yaml:2 Den Eintrag dazu gibt es nicht",
        "kaputt.yaml:2 Kein gültiges YAML: hier darf kein Doppelpunkt stehen",
        "sources.yaml:2 Die Angabe „title“ fehlt",
        "sources.yaml:3 Der Schlüssel „titel“ ist unbekannt",
        "vocabulary.yaml:8 „within“ verweist auf „geraet“, das es nicht gibt",
        "wording.yaml:14 „said_in“: erwartet wird {sources}, da steht kein Platzhalter",
    ]


def test_nobody_is_blamed_for_the_mistake_of_another(base) -> None:
    """What refers to an entry, a subject or a source that has mistakes of its own is not told as dangling."""
    base.replace("entries/drucker.yaml", "Im Flur.", "")
    base.replace("vocabulary.yaml", "kind: component", "kind: thing")
    base.replace("sources.yaml", 'title: "Handbuch"', "")
    assert [p.entry for p in base.problems()] == ["drucker-ort", "handbuch", "drucker"]


@pytest.mark.parametrize("name", ["vocabulary.yaml", "sources.yaml", "entries/drucker.yaml", "wording.yaml"])
@pytest.mark.parametrize("content", ["[", "- 1", '"text"', b"\xff", "x: 'y'\n"])
def test_an_unreadable_file_hides_no_flood(base, name: str, content: str | bytes) -> None:
    """A file that can't be used is told once; that others refer to what it held is not."""
    base.write(name, content)
    assert {p.path for p in base.problems()} == {str(base.path / name)}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "Die Angabe „entries“ fehlt"),
        ("entries:", "„entries“ ist keine Liste"),
        ("entries: text", "„entries“ ist keine Liste"),
        ("entries: [text]", "„entries“ hat nicht die Form „schlüssel: wert“"),
        ("- id: x", "Die Datei besteht nicht aus „schlüssel: wert“"),
        ("nur text", "Die Datei besteht nicht aus „schlüssel: wert“"),
        ("entries: []\n1: x", "Der Schlüssel „1“ ist unbekannt"),
        ("[" * 100_000, "Mehr als 16 Ebenen sind ineinander verschachtelt"),
    ],
)
def test_files_of_another_form(base, content: str, problem: str) -> None:
    """An empty file, a list or a text where a mapping belongs is told as such."""
    base.write("entries/neu.yaml", content)
    assert problem in [p.problem for p in base.problems()]


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "smalltalk: []\n"])
def test_a_file_may_be_empty(base, overlay, content: str) -> None:
    """A file whose lists are all optional may be empty."""
    overlay.write("smalltalk.yaml", content)
    assert "kreis-scanner" in base.load(overlay).entries


def test_repeated_ids_in_one_file(base) -> None:
    """Of two entries with one id in one file, the second is told, with the place of the first."""
    base.replace("entries/drucker.yaml", "id: drucker-ort", "id: drucker-was")
    repeated = next(p for p in base.problems() if "Kennung gibt es schon" in p.problem)
    assert repeated.line == base.line("entries/drucker.yaml", "Standort des Druckers") - 1
    assert repeated.problem.endswith("drucker.yaml:2)")


def test_a_mistake_does_not_shift_lines(base) -> None:
    """The lines of what follows a left-out entry are those of the file."""
    base.replace("entries/drucker.yaml", "id: drucker-was", "ID: drucker-was")
    base.replace("entries/drucker.yaml", "about: drucker\n    aspect: ort", "about: scanner\n    aspect: ort")
    dangling = next(p for p in base.problems() if "„about“" in p.problem)
    assert (dangling.entry, dangling.line) == ("drucker-ort", 18)


@pytest.mark.parametrize("missing", ["wording.yaml", "service.yaml", "entries/drucker.yaml"])
def test_a_base_without_its_core(base, missing: str) -> None:
    """A base without a wording or without any entry never starts."""
    (base.path / missing).unlink()
    (base.path / "phrases/drucker.yaml").unlink()
    (base.path / "questions/drucker.yaml").unlink()
    assert base.problem().problem in {"Die Datei fehlt", "Es gibt keinen einzigen Eintrag"}


def test_no_folder(base, tmp_path: Path) -> None:
    """A base or overlay that does not exist, or is a file, is told, and so are all of them."""
    (tmp_path / "datei").touch()
    with pytest.raises(KnowledgeError) as caught:
        load([tmp_path / "weg", tmp_path / "datei"], base=base.path)
    assert [(p.path, p.problem) for p in caught.value.problems] == [
        (str(tmp_path / "datei"), "Der Ordner ist nicht lesbar"),
        (str(tmp_path / "weg"), "Der Ordner ist nicht lesbar"),
    ]


def test_an_overlay_adds(base, overlay) -> None:
    """A folder laid over the base adds entries, subjects, sources, synonyms, translations and phrases."""
    overlay.write("phrases/mehr.yaml", 'phrases:\n  drucker-ort: ["wo kopiert das landratsamt"]\n')
    knowledge = base.load(overlay)
    assert list(knowledge.entries) == ["drucker-was", "drucker-ort", "kreis-scanner"]
    assert knowledge.phrases["drucker-ort"] == ("in welchem raum wird gedruckt", "wo kopiert das landratsamt")
    assert knowledge.subjects["scanner"].within == "geraete"
    assert knowledge.synonyms == (("Raum", "Zimmer"), ("Scan", "Kopie"))
    assert knowledge.translations["scan"] == "einlesen"
    assert str(knowledge.sources(knowledge.entries["kreis-scanner"])[0]) == "Mitteilung des Landkreises: Seite 1"


def test_overlays_build_on_each_other(base, overlay, new_folder) -> None:
    """A second overlay may refer to the first; without it, it is told what is missing."""
    second = new_folder("stadt")
    second.write("phrases/scanner.yaml", 'phrases:\n  kreis-scanner: ["einlesegerät im bürgerbüro"]\n')
    assert base.load(overlay, second).phrases["kreis-scanner"] == ("einlesegerät im bürgerbüro",)
    assert base.problem(second).problem == "Den Eintrag dazu gibt es nicht"


def test_an_overlay_may_bring_its_own_wording(base, overlay) -> None:
    """The last wording holds."""
    text = (base.path / "wording.yaml").read_text("utf-8")
    overlay.write("wording.yaml", text.replace("Willkommen.", "Willkommen im Landkreis."))
    assert base.load(overlay).wording.welcome == "Willkommen im Landkreis."


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("entries/scanner.yaml", "id: kreis-scanner", "id: drucker-was"),
        ("vocabulary.yaml", "id: scanner", "id: drucker"),
        ("sources.yaml", "{id: kreis-seite", "{id: seite-1"),
        ("sources.yaml", "{id: kreis,", "{id: handbuch,"),
        ("entries/scanner.yaml", '- "scanner"', '- "Drucker"'),
        ("vocabulary.yaml", '"scan": "einlesen"', '"where": "dort"'),
    ],
)
def test_a_clash_with_the_base(base, overlay, name: str, old: str, new: str) -> None:
    """What the base has already is told with both places, the mistake being the overlay's."""
    line = overlay.line(name, old)
    overlay.replace(name, old, new)
    clash = next(p for p in base.problems(overlay) if str(base.path) in p.problem)
    assert clash.path == str(overlay.path / name)
    assert line - 1 <= clash.line <= line
    assert re.search(r"\.yaml:\d+\)$", clash.problem)


def test_an_overlay_may_answer_what_the_base_does_not(base, overlay) -> None:
    """What the base lists as foreign or unanswered is neither as soon as an overlay has a phrase for it."""
    overlay.replace("entries/scanner.yaml", '- "scanner"', '- "Wie wird das Wetter?"\n      - "was kostet der Drucker"')
    knowledge = base.load(overlay)
    assert (knowledge.outside, knowledge.not_covered) == ((), ())
    overlay.write("outside/x.yaml", 'outside: ["wie wird das wetter"]\n')
    assert "gehört schon zu „kreis-scanner“" in base.problem(overlay).problem


def test_the_same_folder_twice(base, overlay) -> None:
    """A folder that is named twice, or is the base itself, is told as that and not as a hundred clashes."""
    assert base.problem(overlay, overlay).problem == "Der Ordner ist doppelt angegeben"
    assert base.problem(base).problem == "Der Ordner ist doppelt angegeben"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("entries/drucker.yaml", "Im Flur.", "Im Keller."),
        ("phrases/drucker.yaml", "in welchem raum", "in welchem zimmer"),
        ("outside/anderes.yaml", "wetter", "klima"),
        ("vocabulary.yaml", '"Zimmer"', '"Stube"'),
        ("sources.yaml", "Seite 1", "Seite 2"),
        ("smalltalk.yaml", "Gern.", "Bitte."),
        ("wording.yaml", "Vorbei.", "Vergangen."),
        ("questions/drucker.yaml", "zum drucken", "für drucke"),
    ],
)
def test_the_version_tells_contents_apart(base, name: str, old: str, new: str) -> None:
    """The version changes with any content, and only then."""
    before = base.load().version
    base.write("README.md", "# Hinweise\n")
    base.write(name, (base.path / name).read_text("utf-8") + "\n# a comment\n")
    assert base.load().version == before
    base.replace(name, old, new)
    assert base.load().version != before


def test_the_version_is_blind_to_the_order_of_listing(base, monkeypatch: pytest.MonkeyPatch) -> None:
    """In whichever order the file system lists them, files are read in the same order."""
    base.write("entries/zweite.yaml", (base.path / "entries/drucker.yaml").read_text("utf-8"))
    for old in ("id: drucker-was", "id: drucker-ort"):
        base.replace("entries/zweite.yaml", old, old + "-2")
    text = (base.path / "entries/zweite.yaml").read_text("utf-8")
    base.write("entries/zweite.yaml", re.sub(r'(- "|title: "|question: ")', r"\1noch einmal ", text))
    first = base.load()
    iterdir = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda path: sorted(iterdir(path), reverse=True))
    again = base.load()
    monkeypatch.setattr(Path, "iterdir", lambda path: sorted(iterdir(path)))
    assert (again.version, list(again.entries)) == (first.version, list(first.entries))
    assert base.load().version == first.version


def test_relative_and_short_paths(base, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths in problems are short where they lie in the working directory."""
    base.replace("sources.yaml", 'title: "Handbuch"', "")
    monkeypatch.chdir(base.path.parent)
    assert {p.path for p in base.problems()} == {"base/sources.yaml"}


def test_an_error_without_its_order() -> None:
    """An error lists its problems by file and line, one a line."""
    problems = [Problem("b", 1, "", "x", "y."), Problem("a", 10, "e", "x", "y."), Problem("a", 9, "", "x", "y.")]
    assert str(KnowledgeError(problems)) == "a:9: x. y.\na:10: [e] x. y.\nb:1: x. y."
