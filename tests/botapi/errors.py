"""Refusals of the Bot API, with its own words."""

from tests.botapi.shapes import Json


class ApiError(Exception):
    """An answer with `ok: false`."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def __str__(self) -> str:
        return f"{self.code} {self.description}"

    def to_json(self) -> Json:
        """The body of the answer."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad_request(problem: str) -> ApiError:
    """What the request says cannot be done."""
    return ApiError(400, f"Bad Request: {problem}")


def forbidden(problem: str) -> ApiError:
    """The bot may not write there."""
    return ApiError(403, f"Forbidden: {problem}")


def too_many_requests(seconds: int) -> ApiError:
    """The bot must wait."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def migrated(to: int) -> ApiError:
    """The group goes on under another id."""
    return ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=to)


NOT_FOUND = ApiError(404, "Not Found")
UNAUTHORIZED = ApiError(401, "Unauthorized")
QUERY_TOO_OLD = bad_request("query is too old and response timeout expired or query ID is invalid")
