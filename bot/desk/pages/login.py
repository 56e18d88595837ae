"""Logging in and out."""

import secrets
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.desk.desk import COOKIE, HOME, DeskParts, done
from bot.desk.door import Let, Wait
from bot.store.records import Account
from bot.web.forms import csrf_token, form_of
from bot.web.templates import render
from bot.words import words

_FORM = "lotsenbot-anmeldung"
"""A cookie that ties the form of the login to the browser that was shown it."""


def routes(desk: DeskParts) -> list[BaseRoute]:
    """Return the routes of this page."""
    secure = desk.public.startswith("https:")

    async def form(request: Request) -> Response:
        if await desk.known(request):
            return done("/")
        return _form(request, request.query_params.get("weiter", ""))

    async def enter(request: Request) -> Response:
        request.state.csrf = csrf_token(desk.secret, request.cookies.get(_FORM, "-"))
        fields = await form_of(request)
        name, further = fields.get("name", "").strip(), fields.get("weiter", "")
        address = request.client.host if request.client else ""
        match await desk.door.enter(name, fields.get("passwort", ""), address, desk.now()):
            case Let(token):
                await desk.door.leave(request.cookies.get(COOKIE, ""))
                response = RedirectResponse(_local(further), HTTPStatus.SEE_OTHER)
                response.set_cookie(COOKIE, token, path=HOME, secure=secure, httponly=True, samesite="strict")
                response.delete_cookie(_FORM, path=HOME)
                return response
            case Wait(seconds):
                return _form(request, further, name, wait=seconds)
            case _:
                return _form(request, further, name, wrong=True)

    async def leave(request: Request, _: Account) -> Response:
        await desk.door.leave(request.cookies.get(COOKIE, ""))
        response = RedirectResponse(f"{HOME}/anmelden?meldung=abgemeldet", HTTPStatus.SEE_OTHER)
        response.delete_cookie(COOKIE, path=HOME)
        return response

    def _form(request: Request, further: str, name: str = "", *, wait: int = 0, wrong: bool = False) -> Response:
        status = HTTPStatus.TOO_MANY_REQUESTS if wait else HTTPStatus.FORBIDDEN if wrong else HTTPStatus.OK
        tie = request.cookies.get(_FORM) or secrets.token_urlsafe(18)
        request.state.csrf = csrf_token(desk.secret, tie)
        response = render(
            request,
            "desk/login.html",
            status=status,
            name=name,
            further=_local(further),
            errors=_errors(wait, wrong=wrong),
        )
        response.set_cookie(_FORM, tie, path=HOME, secure=secure, httponly=True, samesite="strict", max_age=3600)
        response.headers["Cache-Control"] = "no-store"
        if wait:
            response.headers["Retry-After"] = str(wait)
        return response

    return [
        Route(f"{HOME}/anmelden", form, methods=["GET"]),
        Route(f"{HOME}/anmelden", enter, methods=["POST"]),
        desk.route("/abmelden", leave, methods=["POST"]),
    ]


def _errors(wait: int, *, wrong: bool) -> list[tuple[str, str]]:
    """Return why somebody is not let in, by the field to look at."""
    said = words().desk
    if wait:
        return [("", (said.wait_a_second if wait == 1 else said.wait).format(seconds=wait))]
    return [("name", said.wrong_login)] if wrong else []


def _local(further: str) -> str:
    """Return where to go after the login: only ever to a page of the desk."""
    plain = further.isprintable() and "\\" not in further and ".." not in further
    return further if plain and (further == HOME or further.startswith(f"{HOME}/")) else HOME
