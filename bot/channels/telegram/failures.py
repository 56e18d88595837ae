"""What a failed call of the Bot API means: try again, perhaps it arrived, or never mind; pure."""

import datetime

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.exchange import backoff
from bot.exchange.wire import LaneMoved, PerhapsDelivered, TryAgain, Undeliverable


class GatewayError(NetworkError):
    """A server before the real one gave up; what the real one did nobody knows."""


_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def failure(error: TelegramError) -> TryAgain | PerhapsDelivered | Undeliverable | LaneMoved:
    """Return what an error says of the message."""
    reason = type(error).__name__
    match error:
        case ChatMigrated():
            return LaneMoved(str(error.new_chat_id))
        case RetryAfter():
            return TryAgain(reason, _wanted(error))
        case InvalidToken() if "unauthorized" in error.message.lower():
            return TryAgain(reason)  # for whoever runs this to mend
        case Forbidden() | BadRequest() | InvalidToken() | Conflict():
            return Undeliverable(reason)
        case NetworkError() if not _was_under_way(error):
            return TryAgain(reason)
        case _:
            return PerhapsDelivered(reason)


def _was_under_way(error: NetworkError) -> bool:
    """Whether the server may have got it; not if there was no connection, or if it says itself (500) that it failed."""
    if isinstance(error, GatewayError):
        return True
    return isinstance(error.__cause__, httpx.HTTPError) and not isinstance(error.__cause__, _NEVER_SENT)


def pause(error: TelegramError, failures: int) -> float:
    """Return how many seconds to wait after a failure: as long as the server says, else longer each time."""
    return _wanted(error) if isinstance(error, RetryAfter) else backoff.pause(failures)


def _wanted(error: RetryAfter) -> float:
    wanted = error.retry_after
    return 0.1 + (wanted.total_seconds() if isinstance(wanted, datetime.timedelta) else float(wanted))
