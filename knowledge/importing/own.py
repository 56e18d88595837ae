"""Our own formats, as `lotsenbot knowledge export` writes them: nothing is lost and nothing is guessed."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from bs4 import BeautifulSoup, Tag

from knowledge.importing.marked import Marking
from knowledge.importing.material import FoundQuestion, ImportingError, Material, one_line, text_of

MARK = "<!-- lotsenbot -->"
"""How a Markdown file begins that is read word by word."""
FENCE, META = "```", "```yaml"
DETAILS = "#### Mehr dazu"
_KEYS = ("kinds", "subjects", "aspects", "documents", "passages")
_TEXTS = ("id", "title", "about", "aspect", "details", "stand", "gueltig_bis")
_LISTS = ("phrases", "tests", "sources", "related")


def found_of(item: Mapping[str, Any], place: str) -> FoundQuestion:
    """Return an entry as our files have it."""
    texts: dict[str, Any] = {key: str(item[key]) for key in _TEXTS if item.get(key)}
    lists: dict[str, Any] = {key: tuple(map(str, item[key])) for key in _LISTS if isinstance(item.get(key), list)}
    return FoundQuestion(place, str(item.get("question", "")), str(item.get("answer", "")), **texts, **lists)


def material_of(content: Mapping[str, Any], place: str, title: str) -> Material:
    """Return what the keys of our files hold."""
    tests = content.get("questions") or {}
    entries = [
        found_of({"tests": tests.get(item.get("id")) or [], **item}, f"{place}, Eintrag {i}")
        for i, item in enumerate(content.get("entries") or (), 1)
    ]
    rest = {key: tuple(content[key]) for key in _KEYS if content.get(key)}
    return Material(tuple(entries), title, content=rest)


def read_yaml(path: Path) -> Material:
    """Read a YAML file of ours. Raises ImportingError."""
    return material_of(_yaml(text_of(path)), path.name, path.stem)


def read_marked(path: Path, text: str) -> Material:
    """Read a Markdown file of ours. Raises ImportingError."""
    entries: list[FoundQuestion] = []
    content: Mapping[str, Any] = {}
    for part in re.split(r"^(?=##{1,2} )", text, flags=re.MULTILINE)[1:]:
        heading, _, below = part.partition("\n")
        said, _, meta = below.rpartition(f"\n{META}\n")
        given = _yaml(meta.partition(f"\n{FENCE}")[0])
        if heading.startswith("### "):
            answer, _, details = said.partition(f"\n{DETAILS}\n")
            texts = {"question": heading[4:].strip(), "answer": _said(answer), "details": _said(details)}
            entries.append(found_of({**given, **texts}, f"{path.name}, „{texts['question'][:40]}“"))
        else:
            content = given or content
    rest = material_of({key: value for key, value in content.items() if key in _KEYS}, path.name, path.stem).content
    return Material(tuple(entries), path.stem, content=rest)


def _said(text: str) -> str:
    """Return a text without the backslashes that keep its lines from being headings."""
    return re.sub(r"^\\(?=\\*#|\\*```)", "", text.strip("\n"), flags=re.MULTILINE)


def kept(text: str) -> str:
    """Return a text so that none of its lines is a heading or a fence."""
    return re.sub(r"^(?=\\*#|\\*```)", r"\\", text, flags=re.MULTILINE)


def read_page(path: Path, page: BeautifulSoup) -> Material:
    """Read a page of ours: what somebody changed in the questions and answers counts. Raises ImportingError."""
    entries = []
    for article in page.select("[data-entry]"):
        item = dict(_json(str(article["data-entry"])))
        place = f"{path.name}, „{str(item.get('question', ''))[:40]}“"
        shown = _shown(article)
        if shown != _json(str(article.get("data-shown", "null"))):
            item |= {key: value for key, value in shown.items() if value}
        entries.append(found_of(item, place))
    kept_there = page.select_one("[data-knowledge]")
    content = _json(str(kept_there["data-knowledge"])) if kept_there else {}
    return Material(tuple(entries), path.stem, content=material_of(content, path.name, path.stem).content)


def _shown(article: Tag) -> dict[str, str]:
    """Return the question and the answer that a page shows."""
    question, answer, details = (article.find(class_=name) for name in ("question", "answer", "details"))
    return {
        "question": one_line(question.get_text(" ")) if isinstance(question, Tag) else "",
        "answer": Marking().text(answer.children) if isinstance(answer, Tag) else "",
        "details": Marking().text(details.children) if isinstance(details, Tag) else "",
    }


def shown_in(html: str) -> dict[str, str]:
    """Return what reading an article shows of it, to be compared with when it comes back."""
    article = BeautifulSoup(html, "html.parser").find("article")
    return _shown(article) if isinstance(article, Tag) else {}


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ImportingError("Die Datei ist beschädigt: Eine Angabe darin ist nicht lesbar.") from error


def _yaml(text: str) -> Mapping[str, Any]:
    try:
        content = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it knows nothing but texts
    except (yaml.YAMLError, RecursionError) as error:
        raise ImportingError("Das ist kein lesbares YAML.") from error
    return content if isinstance(content, Mapping) else {}
