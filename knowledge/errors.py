"""What can be wrong with a knowledge base, and how it is reported."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: where it is, what is wrong, what to do about it."""

    path: str
    line: int
    entry: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        entry = f" [{self.entry}]" if self.entry else ""
        return f"{self.path}:{self.line}:{entry} {self.problem}. {self.remedy}"


class KnowledgeError(Exception):
    """The knowledge base can't be used; carries every problem found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))
