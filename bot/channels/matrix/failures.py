"""What a failed call of the client-server API is, and what it means for a letter; pure."""

from http import HTTPStatus

from bot.exchange.wire import TryAgain, Undeliverable

UNKNOWN_TOKEN = "M_UNKNOWN_TOKEN"  # noqa: S105 - the name of an error
UNKNOWN_ROOM = "UNKNOWN_ROOM"
"""Not a server's error: we don't know (yet) that we are in a room."""
_TOO_MANY = 429
_LONGEST = 3600.0


class MatrixCallError(Exception):
    """A call failed: the server refused it, or can't be reached (then the status is 0)."""

    def __init__(self, status: int, code: str = "", retry_after: float | None = None) -> None:
        """Keep nothing that a person wrote: the server's words stay behind."""
        super().__init__(f"{status} {code}".strip())
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.session: str | None = None
        """By which a call is repeated that wants to know who makes it."""

    @property
    def refused_token(self) -> bool:
        """Whether somebody has to log in anew."""
        return self.status == HTTPStatus.UNAUTHORIZED and self.session is None

    @property
    def limited(self) -> bool:
        """Whether we were too fast for the server."""
        return self.status == _TOO_MANY

    @property
    def passes(self) -> bool:
        """Whether the same call may succeed later."""
        return self.refused_token or self.status in {0, _TOO_MANY} or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR


def said_by(status: int, told: object) -> MatrixCallError:
    """Return what a server said of a failure, as far as it said anything."""
    answer = told if isinstance(told, dict) else {}
    code, wait = answer.get("errcode"), answer.get("retry_after_ms")
    seconds = min(_LONGEST, max(0.0, wait / 1000)) if isinstance(wait, int | float) else None
    error = MatrixCallError(status, code if isinstance(code, str) else "", seconds)
    error.session = session if isinstance(session := answer.get("session"), str) else None
    return error


def unknown_room() -> MatrixCallError:
    """Return what stands for a room of which the next sync may tell."""
    return MatrixCallError(0, UNKNOWN_ROOM, 1.0)


def failure(error: MatrixCallError) -> TryAgain | Undeliverable:
    """Return what an error says of a message. Nothing is sent twice: the server knows a message by its id."""
    return TryAgain(str(error), error.retry_after) if error.passes else Undeliverable(str(error))
