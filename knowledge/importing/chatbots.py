"""What other assistants know: the YAML of Rasa, the JSON of QnA Maker and of its successors."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from bs4 import BeautifulSoup

from knowledge.importing.documents import as_html
from knowledge.importing.marked import Marking
from knowledge.importing.material import FoundQuestion, ImportingError, Material, is_question, one_line, text_of
from knowledge.words import remark

_ENTITY = re.compile(r"\[([^\[\]]+)\](?:\([^()]*\)|\{[^{}]*\})")
_SMALL_TALK = frozenset(
    """
    greet goodbye bye thank thanks thankyou affirm deny mood_great mood_unhappy bot_challenge chitchat
    out_of_scope nlu_fallback begruessung verabschiedung danke
    """.split()  # noqa: SIM905 - one a line would fill a page
)


def read_qna(path: Path) -> Material:
    """Read the JSON that QnA Maker or question answering of Azure exports. Raises ImportingError."""
    try:
        data = json.loads(text_of(path))
    except (ValueError, RecursionError) as error:
        raise ImportingError("Das ist keine lesbare JSON-Datei.") from error
    items = list(_pairs(data))
    if not items:
        raise ImportingError("In dieser JSON-Datei stehen keine Fragen mit Antworten.")
    return Material(tuple(_qna(item, f"{path.name}, Paar {i}") for i, item in enumerate(items, 1)), path.stem)


def _pairs(data: Any) -> Iterator[Mapping[str, Any]]:
    if not isinstance(data, Mapping):
        return
    lower = {key.lower(): value for key, value in data.items()}
    for key in ("qnadocuments", "qnalist", "qnas"):
        for item in lower.get(key) or ():
            yield {name.lower(): value for name, value in item.items()}
    yield from _pairs(lower.get("assets"))


def _qna(item: Mapping[str, Any], place: str) -> FoundQuestion:
    questions = [one_line(str(question)) for question in item.get("questions") or () if str(question).strip()]
    source = str(item.get("source") or "")
    return FoundQuestion(
        place,
        questions[0] if questions else "",
        from_markdown(str(item.get("answer") or "")),
        phrases=tuple(questions[1:]),
        sources=(source,) if source.startswith("http") else (),
    )


def from_markdown(text: str) -> str:
    """Return Markdown in the markup of answers."""
    return Marking().text(BeautifulSoup(as_html(text), "html.parser").children)


def rasa_of(path: Path) -> Mapping[str, Any] | None:
    """Return what a YAML file holds if that is for Rasa. Raises ImportingError."""
    try:
        content = yaml.load(text_of(path), yaml.BaseLoader)  # noqa: S506 - it knows nothing but texts
    except (yaml.YAMLError, RecursionError) as error:
        raise ImportingError("Das ist kein lesbares YAML.") from error
    if isinstance(content, Mapping) and content.keys() & {"nlu", "responses", "rules", "stories", "intents"}:
        return content
    return None


def read_rasa(files: Iterable[tuple[str, Mapping[str, Any]]]) -> Material:
    """Read the files of a Rasa project together: examples stand in one, answers in another."""
    examples: dict[str, tuple[str, list[str]]] = {}
    responses: dict[str, str] = {}
    actions: dict[str, str] = {}
    for place, content in files:
        for intent, texts in _examples(content):
            examples.setdefault(intent, (place, []))[1].extend(texts)
        for name, texts in _mapping(content.get("responses")).items():
            responses.setdefault(str(name), _response(texts))
        for steps in (*_list(content.get("rules")), *_list(content.get("stories"))):
            actions |= _answering(_list(_mapping(steps).get("steps")))
    entries, remarks = [], []
    for intent, (place, texts) in examples.items():
        name = intent.partition("/")[2] or intent
        answer = next((r for r in (responses.get(actions.get(intent, "")), responses.get(f"utter_{intent}")) if r), "")
        if name in _SMALL_TALK:
            remarks.append(remark("small_talk", name=intent))
        elif not answer:
            remarks.append(remark("no_answer", name=intent))
        else:
            asked = sorted(dict.fromkeys(texts), key=lambda text: not is_question(text))
            entries.append(
                FoundQuestion(f"{place}, {intent}", asked[0] if asked else name, answer, phrases=tuple(asked[1:]))
            )
    return Material(tuple(entries), "Rasa", remarks=tuple(remarks))


def _examples(content: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for block in map(_mapping, _list(content.get("nlu"))):
        lines = block.get("examples") or ""
        texts = lines if isinstance(lines, list) else str(lines).splitlines()
        bare = [_ENTITY.sub(r"\1", one_line(_text_in(text))).removeprefix("- ").strip() for text in texts]
        if block.get("intent"):
            yield str(block["intent"]), [text for text in bare if text]


def _text_in(example: Any) -> str:
    return str(example.get("text", "")) if isinstance(example, Mapping) else str(example)


def _response(texts: Any) -> str:
    found = (_mapping(item).get("text") for item in _list(texts))
    return next((from_markdown(str(text)) for text in found if text), "")


def _answering(steps: list[Any]) -> dict[str, str]:
    """Return which action follows each intent."""
    found: dict[str, str] = {}
    for before, after in zip(map(_mapping, steps), map(_mapping, steps[1:]), strict=False):
        if before.get("intent") and after.get("action"):
            found.setdefault(str(before["intent"]), str(after["action"]))
    return found


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
