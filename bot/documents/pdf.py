"""The result as an accessible PDF; what it looks like stands in `readiness.typ`, and texts go there as data only."""

import json
from pathlib import Path

import typst
from pydantic import TypeAdapter

from bot import german
from bot.talk.interview.result import Result
from bot.words import words

_TEMPLATE = Path(__file__).with_name("readiness.typ")
_RESULT = TypeAdapter(Result)


def as_pdf(result: Result) -> bytes:
    """Return a tagged PDF (PDF/UA-1) of two to four pages."""
    data = _RESULT.dump_python(result, mode="json")
    data["date"] = german.day(result.at)
    data["day"] = [result.at.year, result.at.month, result.at.day]
    data["since"] = german.day(result.since) if result.since else None
    said = words().documents
    data["words"] = {"weights": said.weights, "sections": said.sections, "stages": said.stages}
    return bytes(
        typst.compile(
            _TEMPLATE, format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, pdf_standards=["ua-1"]
        )
    )
