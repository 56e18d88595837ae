"""Turns templates into pages; what every page needs is given to each."""

import hashlib
import secrets
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot import german
from bot.web.masks import masked
from bot.web.text import linked, paragraphs
from knowledge.fields import german_date
from knowledge.markup import escaped

_STATIC = Path(__file__).with_name("static")


def environment() -> Environment:
    """Return where templates come from; the application keeps it, and it keeps those already parsed."""
    environment = Environment(
        loader=PackageLoader("bot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else each part of each line looks whether its file has changed
    )
    environment.globals["static"] = _versions().__getitem__
    environment.filters["paragraphs"] = paragraphs
    environment.filters["answer"] = lru_cache(maxsize=512)(paragraphs)  # the assistant says the same to many
    environment.filters["linked"] = linked
    environment.filters["escaped"] = escaped
    environment.filters["capitalised"] = german.capitalised
    environment.filters["german_date"] = german_date
    environment.filters["german_day"] = german.day
    environment.filters["german_moment"] = german.moment
    return environment


def _versions() -> dict[str, str]:
    """Return the address of each file that pages load, which changes with it, so that browsers may keep it."""
    return {
        path.name: f"/statisch/{path.name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
        for path in _STATIC.iterdir()
        if path.is_file()
    }


def render(
    request: Request, name: str, /, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
) -> HTMLResponse:
    """Return a page.

    Beside the context, a template knows `service`, `wording` and `operator` (whose assistant it is, its sentences, who
    runs it), `request`, `csrf` (for every form that changes something), `prefix` (what the addresses of this site begin
    with), `account` (who is logged in at the desk), `waiting` (how many tickets wait there for an answer) and `new_key`
    (by which a form that comes twice is known).
    """
    state = request.state
    knowledge = request.app.state.knowledge()
    given = {
        "service": knowledge.service,
        "wording": knowledge.wording,
        "operator": request.app.state.operator,
        "request": request,
        "csrf": masked(getattr(state, "csrf", "")),
        "prefix": prefix_of(request),
        "account": getattr(state, "account", None),
        "waiting": getattr(state, "waiting", 0),
        "new_key": secrets.token_urlsafe,
    }
    page = request.app.state.templates.get_template(name).render({**given, **context})
    return HTMLResponse(page, status, dict(headers or {}))


def prefix_of(request: Request) -> str:
    """Return what the addresses of the chat begin with: it is another when it is embedded in somebody's page."""
    return getattr(request.state, "prefix", "")
