"""How fast one visitor may send."""

from http import HTTPStatus

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from bot.web.refusals import Refusal

_MESSAGES = RateLimitItemPerMinute(40)
_STREAMS = RateLimitItemPerMinute(20)


class Pace:
    """Counts what visitors send, in this process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def keep(self, visitor: str) -> None:
        """Count a form; Refusal if there were too many."""
        self._count(_MESSAGES, visitor)

    def keep_streams(self, visitor: str) -> None:
        """Count a page that begins to wait; Refusal if there were too many."""
        self._count(_STREAMS, f"stream {visitor}")

    def _count(self, limit: RateLimitItemPerMinute, who: str) -> None:
        if not self._limiter.hit(limit, who):
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "busy", {"Retry-After": "30"})
