"""What a draft writes is what is loaded, whatever somebody typed."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given
from hypothesis import strategies as st

from bot.curation.drafting import NewEntry, NewPhrases, NewSource, NotOurs, as_json, from_json, written
from bot.curation.overlay import Overlay
from knowledge.mending import mended
from knowledge.model import EntryFile, OutsideFile, PhraseFile, QuestionFile, SourcesFile
from knowledge.naming import id_for
from knowledge.shape import shape
from knowledge.yamlfile import read_yaml

typed = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
visible = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Zl", "Zp")), min_size=1, max_size=60)
line = visible.map(mended).map(str.strip).filter(bool)
text = st.lists(line.filter(lambda t: "@" not in t and ":" not in t and "." not in t), min_size=1, max_size=4).map(
    "\n".join
)
ids = st.from_regex(r"\A[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,3}\Z")
entries = st.builds(
    NewEntry,
    id=ids,
    title=line,
    question=line,
    about=ids,
    aspect=ids,
    phrases=st.lists(line, min_size=1, max_size=3).map(tuple),
    answer=text,
    details=st.just("") | text,
    sources=st.lists(ids, min_size=1, max_size=2).map(tuple),
    stand=st.sampled_from(["2022", "2022-03", "2022-03-01"]),
    gueltig_bis=st.sampled_from(["", "2030", "2030-01-31"]),
    related=st.lists(ids, max_size=2).map(tuple),
    tests=st.lists(line, max_size=2).map(tuple),
)


def read(name: str, content: str, model):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "datei.yaml"
        path.write_bytes(content.encode())
        shaped = shape(read_yaml(path, name), model)
    assert shaped.file.problems == []
    return shaped.content


def nothing(_: str) -> None:
    return None


@given(entries)
def test_an_entry_comes_back_as_it_was_typed(draft: NewEntry) -> None:
    """Quotation marks, line breaks, numbers and words that YAML knows change nothing."""
    files = written(draft, nothing)
    [entry] = read("e", files[f"entries/{draft.id}.yaml"], EntryFile).entries
    for key in ("id", "title", "question", "about", "aspect", "phrases", "answer", "sources", "stand", "related"):
        assert getattr(entry, key) == getattr(draft, key), key
    assert (entry.details or "", entry.gueltig_bis or "") == (draft.details, draft.gueltig_bis)
    if draft.tests:
        assert read("q", files[f"questions/{draft.id}.yaml"], QuestionFile).questions == {draft.id: draft.tests}


@given(ids, st.lists(line, min_size=1, max_size=3), st.lists(line, min_size=1, max_size=3))
def test_more_phrases_come_behind_those_before(entry: str, first: list[str], second: list[str]) -> None:
    """What stood in the file stays."""
    name = f"phrases/{entry}.yaml"
    before = written(NewPhrases(entry, tuple(first)), nothing)[name]
    after = written(NewPhrases(entry, tuple(second)), {name: before}.get)[name]
    assert read("p", after, PhraseFile).phrases == {entry: (*first, *second)}


@given(st.lists(line, min_size=1, max_size=3))
def test_marks_come_back(texts: list[str]) -> None:
    """Both sorts of marks are loaded as they were typed."""
    [outside] = written(NotOurs(tuple(texts)), nothing).values()
    [questions] = written(NotOurs(tuple(texts), learnt=False), nothing).values()
    assert read("o", outside, OutsideFile).outside == tuple(texts)
    assert read("q", questions, QuestionFile).not_covered == tuple(texts)


@given(entries, line)
def test_a_new_source(draft: NewEntry, title: str) -> None:
    """A new source becomes a document with one passage, which the entry cites."""
    draft = replace(draft, source=NewSource(title, "Seite 1", "2025"))
    files = written(draft, nothing)
    sources = read("s", files["sources.yaml"], SourcesFile)
    [entry] = read("e", files[f"entries/{draft.id}.yaml"], EntryFile).entries
    assert sources.documents[0].title == title
    assert sources.passages[0].document == sources.documents[0].id
    assert entry.sources[-1] == sources.passages[0].id


@given(st.builds(NewEntry, id=typed, title=typed, answer=typed, phrases=st.lists(typed).map(tuple)))
@example(NewEntry(id="", title="\n\x85", answer="", phrases=()))
@example(NewEntry(id="", title="a\nb\u2028c\r", answer="", phrases=()))
def test_whatever_is_typed_stays_in_the_folder(draft: NewEntry) -> None:
    """No id leads to a file elsewhere, and anything can be stored, written and read as YAML."""
    assert from_json(as_json(draft)) == draft
    with TemporaryDirectory() as folder:
        overlay = Overlay(Path(folder) / "wissen")
        overlay.write(written(draft, overlay.read))
        assert sorted(path.parent.name for path in Path(folder).rglob("*.yaml")) == ["entries"]
        [path] = overlay.path.rglob("*.yaml")
        assert read_yaml(path, "x").value["entries"][0].get("title", "") == draft.title


@given(typed, st.sets(ids))
def test_an_id_from_a_title(title: str, taken: set[str]) -> None:
    """It has the right form, and nobody has it yet; a title without a usable letter gives none."""
    made = id_for(title, taken)
    assert made not in taken or not made
    assert not made or read_id(made)


def read_id(made: str) -> bool:
    files = written(NewEntry(id=made), nothing)
    return f"entries/{made}.yaml" in files
