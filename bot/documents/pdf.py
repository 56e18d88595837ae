"""The result as an accessible PDF; what it looks like stands in `readiness.typ`, and texts go there as data only."""

import json
from pathlib import Path

import typst
from pydantic import TypeAdapter

from bot import german
from bot.documents.signing import signed
from bot.talk.interview.result import Result
from bot.words import words

_TEMPLATE = Path(__file__).with_name("readiness.typ")
_RESULT = TypeAdapter(Result)
_SIZES = (10.0, 9.6, 9.2, 10.4)
"""Sizes of letters in points, the best first: another is taken where the last page would hold next to nothing."""
_LEAST_FILLED = 0.34


def as_pdf(result: Result) -> bytes:
    """Return a tagged PDF (PDF/UA-1) of two to four pages."""
    data = _RESULT.dump_python(result, mode="json")
    data["date"] = german.day(result.at)
    data["day"] = [result.at.year, result.at.month, result.at.day]
    data["since"] = german.day(result.since) if result.since else None
    data["signed"] = [signed(answer) for answer in result.answers]
    said = words().documents
    data["words"] = {"weights": said.weights, "sections": said.sections, "stages": said.stages}
    sized = [_inputs(data, size) for size in _SIZES]
    inputs = next((one for one in sized if _filled(one) >= _LEAST_FILLED), sized[0])
    return bytes(typst.compile(_TEMPLATE, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"]))


def _inputs(data: dict[str, object], size: float) -> dict[str, str]:
    return {"data": json.dumps({**data, "size": size}, ensure_ascii=False)}


def _filled(inputs: dict[str, str]) -> float:
    """Return how much of the last page is written, from 0 to 1."""
    told = typst.query(_TEMPLATE, "<filled>", field="value", one=True, sys_inputs=inputs)
    return float(json.loads(told))
