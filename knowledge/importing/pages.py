"""Pages of frequent questions, however they are built: schema.org, folding parts, definition lists, headings."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from knowledge.folding import fold
from knowledge.importing.marked import HEADINGS, Marking
from knowledge.importing.material import FoundQuestion, Material, is_question, one_line, text_of
from knowledge.words import remark

_AROUND = ("nav", "header", "footer", "aside", "form", "script", "style", "template", "noscript", "svg")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://\S+)")
_ANSWER_LABEL = re.compile(r"(?:Antwort|Answer|A)\s*:\s*(?=\S)")
_OTHERS = ", ".join([*HEADINGS, "[data-taken]"])
_LABEL = re.compile(r"(?:Frage|Question|F|Q)\s*\d{0,3}\s*[:.)]\s*(?=\S)")
_UNTITLED = frozenset(
    map(
        fold,
        (
            "FAQ",
            "FAQs",
            "Häufige Fragen",
            "Häufige Fragen (FAQ)",
            "Startseite",
            "Häufig gestellte Fragen",
            "Fragen und Antworten",
            "Allgemeines",
            "Allgemein",
        ),
    )
)
"""Headings that say nothing of what is below them."""


@dataclass(frozen=True)
class _Candidate:
    """What may be a question, and the nodes of its answer."""

    question: str
    nodes: tuple[PageElement, ...]
    at: Tag | None = None
    """Where it stands on the page, if it does."""


def read_file(path: Path) -> Material:
    """Read a saved page. Raises ImportingError."""
    return read(text_of(path), path.name)


def read(text: str, place: str, address: str = "") -> Material:
    """Read a page that was at `address`, if it does not say itself where."""
    page = BeautifulSoup(text, "html.parser")
    address = _address(page) or address
    title = _title(page)
    told = list(_told(page))
    _clean(page)
    marking = Marking(address)
    seen: dict[str, FoundQuestion] = {}
    candidates = [*_on_page(page), *told]
    asking = [candidate for candidate in candidates if is_question(candidate.question)]
    remarks = [
        remark("unlike_question", text=c.question[:60])
        for c in candidates
        if asking and c not in asking and c.at is not None and c.at.name not in HEADINGS
    ]
    for candidate in asking or candidates:
        found = _found(candidate, place, marking)
        if found.answer and fold(found.question) not in seen:
            seen[fold(found.question)] = found
    return Material(tuple(seen.values()), title, address, remarks=tuple(dict.fromkeys(remarks)))


def _found(candidate: _Candidate, place: str, marking: Marking) -> FoundQuestion:
    marking.lost.clear()
    answer = _ANSWER_LABEL.sub("", marking.text(candidate.nodes), count=1)
    remarks = list(marking.lost)
    if not is_question(candidate.question):
        remarks.append(remark("heading_no_question"))
    section = _section(candidate.at) if candidate.at is not None else ""
    question = _LABEL.sub("", one_line(candidate.question), count=1)
    return FoundQuestion(place, question, answer, section, remarks=tuple(remarks))


def _on_page(page: Tag) -> Iterator[_Candidate]:
    """Yield what may be a question where somebody can see it, the surest sorts first."""
    body = page.select_one("main, [role=main]") or page.find("body") or page
    for collect in (_microdata, _folding, _controlled, _defined, _headed):
        if isinstance(body, Tag):
            found = list(collect(body))
            yield from found
            for candidate in found:
                _take_out(candidate)


def _take_out(candidate: _Candidate) -> None:
    """Keep an answer that was found from being read as something else, but in its place."""
    for node in (candidate.at, *candidate.nodes):
        if isinstance(node, Tag) and node.name not in {"body", "main"}:
            node["data-taken"] = ""
            for heading in node.find_all(HEADINGS):
                heading.name = "p"


def _microdata(body: Tag) -> Iterator[_Candidate]:
    for item in body.find_all(itemtype=re.compile(r"schema\.org/Question$")):
        name = item.find(itemprop="name")
        accepted = item.find(itemprop=re.compile("acceptedAnswer|suggestedAnswer"))
        answer = accepted.find(itemprop="text") or accepted if isinstance(accepted, Tag) else None
        if isinstance(name, Tag) and isinstance(answer, Tag):
            yield _Candidate(str(name.get("content") or _line(name)), (answer,), item)


def _folding(body: Tag) -> Iterator[_Candidate]:
    for details in body.find_all("details"):
        summary = details.find("summary")
        if isinstance(summary, Tag) and details.find("details") is None:
            nodes = tuple(node for node in details.children if node is not summary)
            yield _Candidate(_line(summary), nodes, details)


def _controlled(body: Tag) -> Iterator[_Candidate]:
    """Yield buttons that open a part of the page."""
    for button in body.select("[aria-controls]"):
        target = body.find(id=str(button["aria-controls"]))
        if isinstance(target, Tag) and all(outer is not target for outer in button.parents):
            yield _Candidate(_line(button), (target,), button)


def _defined(body: Tag) -> Iterator[_Candidate]:
    for term in body.find_all("dt"):
        nodes = []
        for node in term.find_next_siblings():
            if node.name == "dt":
                break
            nodes.append(node)
        yield _Candidate(_line(term), tuple(nodes), term)


def _headed(body: Tag) -> Iterator[_Candidate]:
    _promote(body)
    headings = body.find_all(HEADINGS)
    asking = [heading for heading in headings if is_question(_line(heading))]
    lowest = max((heading.name for heading in headings), default="h1")
    for heading in asking or [heading for heading in headings if heading.name == lowest]:
        if heading.find_parent(["details", "dl"]) is None and heading.select_one("[aria-controls]") is None:
            yield _Candidate(_line(heading), tuple(_below(heading)), heading)


def _promote(body: Tag) -> None:
    """Make headings of paragraphs that are used as such: all bold, or "Frage: …"."""
    for paragraph in body.find_all("p"):
        line = _line(paragraph)
        bold = "".join(part.get_text() for part in paragraph.find_all(["strong", "b"], limit=20))
        whole = bool(line) and "".join(bold.split()) == "".join(line.split()) and is_question(line)
        if len(line) <= 200 and (whole or _LABEL.match(line)) and paragraph.find_parent(["li", "td"]) is None:
            paragraph.name = "h6"


def _below(heading: Tag) -> Iterator[PageElement]:
    """Yield what stands between a heading and the next one."""
    last: PageElement | None = None
    for node in heading.next_elements:
        if isinstance(node, Tag) and (node.name in HEADINGS or "data-taken" in node.attrs):
            return
        if any(outer is heading or outer is last for outer in node.parents):
            continue
        if isinstance(node, Tag) and node.select_one(_OTHERS) is not None:
            continue
        if isinstance(node, Tag) or (isinstance(node, NavigableString) and node.strip()):
            last = node
            yield node


def _told(page: Tag) -> Iterator[_Candidate]:
    """Yield the questions that a page tells search engines."""
    for script in page.find_all("script", type="application/ld+json"):
        try:
            data = json.loads(script.get_text())
        except (ValueError, RecursionError):
            continue
        for item in _questions(data, 0):
            answers = item.get("acceptedAnswer") or item.get("suggestedAnswer")
            first = answers[0] if isinstance(answers, list) and answers else answers
            text = first.get("text") if isinstance(first, Mapping) else first
            if isinstance(text, str) and isinstance(item.get("name"), str):
                inner = BeautifulSoup(text if "<" in text else html.unescape(text), "html.parser")
                name = BeautifulSoup(html.unescape(item["name"]), "html.parser").get_text(" ")
                yield _Candidate(one_line(name), tuple(inner.children))


def _questions(data: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > 8:
        return
    if isinstance(data, list):
        for item in data:
            yield from _questions(item, depth + 1)
    elif isinstance(data, Mapping):
        if "Question" in (kinds if isinstance(kinds := data.get("@type"), list) else [kinds]):
            yield data
        for key in ("@graph", "mainEntity", "itemListElement", "item", "hasPart"):
            yield from _questions(data.get(key), depth + 1)


def _section(at: Tag) -> str:
    """Return the heading under which something stands, unless that is a question or says nothing."""
    outer = at.find_parent("details")
    summary = outer.find("summary") if isinstance(outer, Tag) else None
    headings: Iterable[Any] = [summary] if isinstance(summary, Tag) else at.find_all_previous(HEADINGS)
    for heading in headings:
        line = _line(heading)
        is_title = heading.name == "h1" and heading.find_previous("h1") is None and heading.find_next("h1") is None
        if is_title or fold(line) in _UNTITLED:
            return ""
        if line and not is_question(line) and all(outer is not heading for outer in at.parents):
            return line
    return ""


def _title(page: Tag) -> str:
    for name in ("h1", "title"):
        found = page.find(name)
        for part in re.split(r"\s[|–-]\s|: ", _line(found)) if isinstance(found, Tag) else ():
            if part.strip() and fold(part) not in _UNTITLED:
                return part.strip()
    return ""


def _address(page: Tag) -> str:
    """Return where a page says that it is, or where the browser that saved it noted."""
    canonical = page.find("link", rel="canonical")
    graph = page.find("meta", property="og:url")
    for tag, key in ((canonical, "href"), (graph, "content")):
        if isinstance(tag, Tag) and str(tag.get(key) or "").startswith("http"):
            return str(tag[key])
    comment = page.find(string=_SAVED_FROM)
    saved = _SAVED_FROM.search(str(comment)) if comment else None
    return saved[1].rstrip("/-") if saved else ""


def _clean(page: Tag) -> None:
    for tag in page.find_all(_AROUND):
        if tag.name != "header" or tag.find(HEADINGS) is None:
            tag.decompose()
    for tag in page.select("[role=navigation], [role=banner], [role=contentinfo], [role=search]"):
        tag.decompose()
    for tag in page.find_all(id=re.compile("cookie", re.IGNORECASE)):
        tag.decompose()


def _line(tag: Tag) -> str:
    return one_line(tag.get_text(" "))
