"""Reads the forms of our pages, and only of ours: each carries a token that belongs to whoever was shown the page."""

import hashlib
import hmac
from http import HTTPStatus

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.web.masks import unmasked
from bot.web.refusals import Refusal

FIELD = "csrf"
_MOST_FIELDS = 2000


def csrf_token(secret: bytes, owner: str) -> str:
    """Return the token for the forms of one owner: a visitor's or a login's secret id."""
    return hmac.new(secret, f"csrf:{owner}".encode(), hashlib.sha256).hexdigest()


async def form_of(request: Request, *, files: int = 0) -> dict[str, str]:
    """Return the fields of a form; Refusal if it was not sent from a page of ours (see `request.state.csrf`).

    Several values of one field stand in lines of their own. Lines end as everywhere here, not as browsers send them.
    At most so many `files` may come with it; they are then in `request.state.files`, by their fields.
    """
    fields = await _parsed(request, files)
    expected = getattr(request.state, "csrf", "")
    if not expected or not hmac.compare_digest(unmasked(fields.get(FIELD, "")), expected):
        raise Refusal(HTTPStatus.FORBIDDEN, "csrf")
    return fields


async def _parsed(request: Request, files: int) -> dict[str, str]:
    async with request.form(max_files=files, max_fields=_MOST_FIELDS) as form:
        if files and not hasattr(request.state, "files"):
            sent = {key: value for key, value in form.items() if isinstance(value, UploadFile)}
            request.state.files = {key: (one.filename or "", await one.read()) for key, one in sent.items()}
        texts = {key: [value for value in form.getlist(key) if isinstance(value, str)] for key in form}
        return {key: "\n".join(values).replace("\r\n", "\n") for key, values in texts.items()}
