"""Parts an answer into its sentences, as far as addresses, dates and abbreviations allow."""

import re

_END = re.compile(r"(?<=[a-zäöüß)“\"\d][.!?])\s+(?=[A-ZÄÖÜ„])")
_ITEM = re.compile(r"^\s*(?:[-–•]|\d{1,4}[.)])\s+")
_ABBREVIATED = re.compile(
    r"(?:\b(?:z\. ?B|d\. ?h|u\. ?a|bzw|usw|ggf|ca|Abs|Nr|Art|vgl|inkl|evtl|sog|Str|Satz \d|\d{1,2})\.)$"
)


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`; each line is at least one of its own, items of lists without their marks."""
    found: list[str] = []
    for line in text.split("\n"):
        rest = ""
        for part in _END.split(_ITEM.sub("", line)):
            rest = f"{rest} {part}".strip()
            if not _ABBREVIATED.search(rest):
                found.append(rest)
                rest = ""
        if rest:
            found.append(rest)
    return [sentence for sentence in found if sentence]


def first_sentence(text: str) -> str:
    """Return what answers the question by itself; a list that it leads to belongs to it."""
    first = next(iter(sentences(text)), text)
    return text if first.endswith(":") else first
