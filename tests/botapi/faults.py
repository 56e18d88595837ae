"""Faults that a test plans: which method meets which, how often, and whether the call has its effect first."""

import dataclasses
from dataclasses import dataclass
from typing import Literal

from tests.botapi.errors import ApiError, forbidden, migrated, too_many_requests

Kind = Literal[
    "400",
    "403",
    "429",
    "500",
    "502",
    "502_after",
    "504_after",
    "migrate",
    "garbage",
    "garbage_after",
    "drop_before",
    "drop_after",
    "late",
]
_AFTER = {"502_after", "504_after", "garbage_after", "drop_after", "late"}


@dataclass(frozen=True)
class Fault:
    """One plan; `times` is None as long as it lasts until `heal`."""

    method: str
    kind: Kind
    times: int | None
    chat: int | None = None
    retry_after: int = 1
    migrate_to: int = 0
    seconds: float | None = None
    """How long a late answer takes; None is until the client hangs up."""
    text: str | None = None
    """Another description for 400, 403 and 500."""

    @property
    def processes(self) -> bool:
        """Whether the call has its effect all the same."""
        return self.kind in _AFTER

    def meets(self, method: str, chat: int | None) -> bool:
        return self.method.lower() in {"*", method.lower()} and self.chat in {None, chat}

    def error(self) -> ApiError | None:
        """The refusal that the client is to see, for those kinds that are one."""
        match self.kind:
            case "400":
                return ApiError(400, self.text or "Bad Request: scripted")
            case "403":
                return ApiError(403, self.text) if self.text else forbidden("bot was blocked by the user")
            case "429":
                return too_many_requests(self.retry_after)
            case "500":
                return ApiError(500, self.text or "Internal Server Error")
            case "migrate":
                return migrated(self.migrate_to)
            case _:
                return None


class Faults:
    """All plans, in the order in which they were made."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []
        self._known: frozenset[str] | None = None
        self._unknown: frozenset[str] = frozenset()

    def plan(self, fault: Fault) -> None:
        self._planned.append(fault)

    def take(self, method: str, chat: int | None) -> Fault | None:
        """The fault that this call meets; it counts as used."""
        for place, fault in enumerate(self._planned):
            if fault.meets(method, chat):
                if fault.times is not None:
                    self._planned[place : place + 1] = (
                        [dataclasses.replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                    )
                return fault
        return None

    def heal(self) -> None:
        """No more faults, and every method is known again."""
        self._planned, self._known, self._unknown = [], None, frozenset()

    def know_only(self, methods: frozenset[str]) -> None:
        """Behave as a server that has only these methods."""
        self._known = frozenset(method.lower() for method in methods)

    def forget(self, methods: frozenset[str]) -> None:
        """Behave as a server that lacks these methods."""
        self._unknown = frozenset(method.lower() for method in methods)

    def knows(self, method: str) -> bool:
        name = method.lower()
        return name not in self._unknown and (self._known is None or name in self._known)
