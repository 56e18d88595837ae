"""What a failed call of the Bot API means for the message: try again, perhaps it arrived, or never mind; pure."""

import datetime
from enum import Enum

import httpx
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

_LONGEST_PAUSE = 60.0
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Failure(Enum):
    """What can be said of a message whose sending failed."""

    NOT_DELIVERED = "not delivered"
    """It surely did not arrive, and may arrive later."""
    PERHAPS_DELIVERED = "perhaps delivered"
    FINAL = "final"
    """It will never arrive: blocked, deleted, refused."""


def failure(error: TelegramError) -> Failure:
    """Return what an error says of the message."""
    match error:
        case RetryAfter():
            return Failure.NOT_DELIVERED
        case InvalidToken() if "unauthorized" in error.message.lower():
            return Failure.NOT_DELIVERED  # for whoever runs this to mend
        case Forbidden() | BadRequest() | InvalidToken() | Conflict():
            return Failure.FINAL
        case NetworkError() if isinstance(error.__cause__, httpx.HTTPError):
            never = isinstance(error.__cause__, _NEVER_SENT)
            return Failure.NOT_DELIVERED if never else Failure.PERHAPS_DELIVERED
        case NetworkError():
            return Failure.NOT_DELIVERED  # 5xx: the server says itself that it did not do it
        case _:
            return Failure.PERHAPS_DELIVERED  # an answer that is no JSON


def pause(error: TelegramError, tries: int) -> float:
    """Return how many seconds to wait after a failure: as long as the server says, else longer each time."""
    if isinstance(error, RetryAfter):
        wanted = error.retry_after
        seconds = wanted.total_seconds() if isinstance(wanted, datetime.timedelta) else float(wanted)
        return seconds + 0.1
    return float(min(_LONGEST_PAUSE, 0.5 * 2 ** min(tries, 10)))
