"""How fast one visitor may send."""

from http import HTTPStatus

from bot.web.pace import Allowance
from bot.web.refusals import Refusal

_MESSAGES = 40
"""Forms within a minute."""
_STREAMS = 20
"""Pages that begin to wait for news within a minute."""


class VisitorPace:
    """Counts what visitors send, in this process."""

    def __init__(self) -> None:
        self._messages, self._streams = Allowance(_MESSAGES), Allowance(_STREAMS)

    def keep(self, visitor: str) -> None:
        """Count a form; Refusal if there were too many."""
        _count(self._messages, visitor)

    def keep_streams(self, visitor: str) -> None:
        """Count a page that begins to wait; Refusal if there were too many."""
        _count(self._streams, visitor)


def _count(allowance: Allowance, visitor: str) -> None:
    if not allowance.allows(visitor):
        raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "busy", {"Retry-After": "30"})
