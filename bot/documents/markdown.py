"""The result as Markdown, for wikis and e-mails; what it says stands in `readiness.md.jinja`."""

import re

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot import german
from bot.documents.signing import signed
from bot.talk.interview.result import Result
from bot.words import words

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$&])|^([#+-])")
"""What has a meaning anywhere in a line, and what has one at its beginning only."""


def as_markdown(result: Result) -> str:
    """Return the whole result as one text."""
    environment = Environment(
        loader=PackageLoader("bot", "documents"),
        autoescape=False,  # noqa: S701 - it is no HTML; each text goes through `escaped`
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(md=escaped, german_day=german.day, signed=signed)
    template = environment.get_template("readiness.md.jinja")
    return template.render(result=result, words=words().documents).strip() + "\n"


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it is, in one line."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))
