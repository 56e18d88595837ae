"""Every error that the assistant raises itself, with German text for the person at the keyboard."""

import traceback
from pathlib import Path


def trace(error: BaseException) -> str:
    """Return the sort and the place of an error, for a log: its message may repeat what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


class BotError(Exception):
    """Something went wrong that the assistant can explain."""


class ConfigError(BotError):
    """The configuration does not hold; `problems` has every reason, each with what to do."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class StoreError(BotError):
    """The database cannot be used: the `problem`, and the `remedy` that a person can try."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy


class FileError(BotError):
    """A file that a person asked for cannot be made or written."""
