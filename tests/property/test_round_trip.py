"""What is written for other programs comes back unchanged, whatever stands in it."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.exporting import FORMATS, Collection
from knowledge.fields import broken_addresses
from knowledge.importing.reading import read
from knowledge.markup import faults
from knowledge.mending import mended

SIGNS = "aäß1 ?#*-|[](){}<>&\"'`=+@\\.:/§„“😀\u2013"
signs = st.text(st.sampled_from(SIGNS), min_size=1, max_size=20)
visible = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp")), min_size=1, max_size=20)
line = (signs | visible).map(lambda text: " ".join(mended(text).split())).filter(bool)
marked = st.sampled_from(["**fett** und [Seite](https://a.de/x)", "- eins\n- zwei", "| A | B |\n|---|---|\n| 1 | 2 |"])
text = (
    st.lists(line | marked, min_size=1, max_size=3)
    .flatmap(lambda parts: st.sampled_from(["\n", "\n\n"]).map(lambda gap: gap.join(parts)))
    .filter(lambda text: not broken_addresses(text) and not list(faults(text)))
)
ids = st.sampled_from(["a", "was-1", "b2", "thema", "ort", "x-y-z", "kein", "null"])
lines = st.lists(line, min_size=1, max_size=3)


def without_nothing(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    made = st.fixed_dictionaries(keys)
    return made.map(lambda item: {key: value for key, value in item.items() if value})


entries = without_nothing(
    id=ids,
    title=line,
    question=line,
    about=ids,
    aspect=ids,
    phrases=st.just([]) | lines,
    answer=text,
    details=st.just("") | text,
    sources=st.lists(ids | st.just("https://a.de/x, 2026-03-01"), min_size=1, max_size=2),
    stand=st.sampled_from(["2022", "2022-03", "2022-03-01"]),
    gueltig_bis=st.sampled_from(["", "2030"]),
    related=st.just([]) | st.lists(ids, max_size=2),
    tests=st.just([]) | lines,
)
subjects = without_nothing(id=ids, kind=ids, name=line, names=st.just([]) | lines, within=st.just("") | ids)
documents = without_nothing(id=ids, title=line, stand=st.just("2022"), note=st.just("") | text)
collections = st.builds(
    lambda entries, subjects, documents: Collection(
        "Titel", tuple(entries), {"subjects": tuple(subjects), "documents": tuple(documents)}
    ),
    st.lists(entries, min_size=1, max_size=3, unique_by=lambda entry: entry["id"]),
    st.lists(subjects, min_size=1, max_size=2),
    st.lists(documents, min_size=1, max_size=2),
)
FIELDS = ("id", "title", "question", "about", "aspect", "answer", "details", "stand", "gueltig_bis")
LISTS = ("phrases", "sources", "related", "tests")


NASTY = {
    "id": "a",
    "question": "## Was? ```",
    "about": "thema",
    "aspect": "was",
    "phrases": ["=1+1", "eins; zwei | drei", "- vier", "true"],
    "answer": "# Kopf\n\\# kein Kopf\n```yaml\nid: b\n```\n### Frage?\n\n#### Mehr dazu\nText",
    "details": "=SUMME(A1)\n\n- a\n\n- b <b>&amp;</b>",
    "sources": ["https://a.de/x, 2026-03-01", "b2"],
    "stand": "2022",
    "tests": ["'ja'"],
}


@pytest.mark.parametrize("form", FORMATS)
@example(Collection("Titel", (NASTY,), {}))
@settings(max_examples=40, deadline=None)
@given(collections)
def test_nothing_changes(form: str, collection: Collection) -> None:
    """Every entry, subject and document is read as it was written."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"wissen.{form}"
        path.write_bytes(FORMATS[form](collection))
        material = read(path)
    assert len(material.entries) == len(collection.entries)
    for found, entry in zip(material.entries, collection.entries, strict=True):
        assert {key: getattr(found, key) for key in FIELDS} == {key: entry.get(key, "") for key in FIELDS}
        assert {key: list(getattr(found, key)) for key in LISTS} == {key: entry.get(key, []) for key in LISTS}
    assert {key: list(items) for key, items in material.content.items()} == {
        key: list(items) for key, items in collection.content.items()
    }
