"""What the pages of the desk are made of, and who may see them."""

import asyncio
import datetime
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.config import Settings
from bot.curation.assistant import RunningAssistant
from bot.curation.library import Library
from bot.desk.door import Door
from bot.exchange.lotsen import Lotsen
from bot.german import HERE
from bot.insight.gists import Gists
from bot.store.ports import Store
from bot.store.records import Account, AccountRole, Deed
from bot.web.forms import csrf_token, form_of
from bot.web.origin import origin_of
from bot.web.refusals import Refusal

HOME = "/schreibtisch"
COOKIE = "lotsenbot-schreibtisch"
ANYBODY = frozenset(AccountRole)
TRAINERS = frozenset({AccountRole.TRAINER})
Page = Callable[[Request, Account], Awaitable[Response]]


@dataclass(frozen=True)
class DeskParts:
    """Everything that pages need."""

    store: Store
    live: RunningAssistant
    settings: Settings
    lotsen: Lotsen
    library: Library
    secret: bytes
    door: Door
    now: Callable[[], datetime.datetime]
    channels: Mapping[str, str]
    """What people call each channel."""
    invitations: Mapping[str, Callable[[str], str | None]]
    """By that: the link with which one takes part there in the workshop with a code, once it is known."""
    public: str = ""
    """The origin by which people reach the chat; empty: this machine."""
    gists: Gists = field(default_factory=Gists)
    _background: set[asyncio.Task[None]] = field(default_factory=set)

    def route(
        self,
        path: str,
        page: Page,
        *,
        roles: Collection[AccountRole] = ANYBODY,
        methods: Collection[str] = ("GET",),
        files: int = 0,
    ) -> Route:
        """Return the route of a page for these roles; everybody else is asked to log in, or told that they may not.

        `files`: how many may be sent with its form.
        """

        async def guarded(request: Request) -> Response:
            account = await self.known(request)
            if account is None:
                return _to_login(request)
            if account.role not in roles:
                raise Refusal(HTTPStatus.FORBIDDEN, "role")
            if request.method == "POST":
                await form_of(
                    request, files=files
                )  # here too, so that no page can forget to look where its form came from
            request.state.waiting = await self.store.attending.waiting()
            response = await page(request, account)
            response.headers["Cache-Control"] = "no-store"
            return response

        return Route(HOME + path, guarded, methods=list(methods))

    async def known(self, request: Request) -> Account | None:
        """Return who is logged in; templates and forms know it then too."""
        token = request.cookies.get(COOKIE, "")
        account = await self.door.who(token, self.now())
        request.state.account = account
        if account is not None:
            request.state.csrf = csrf_token(self.secret, token)
        return account

    async def record(self, account: Account, deed: str, detail: str = "") -> None:
        """Keep on record what somebody changed; never with what a person wrote."""
        await self.store.deeds.record(Deed(self.now(), account.name, deed, detail))

    def in_background(self, work: Coroutine[object, object, None]) -> None:
        """Have something done that a later page gains from; nobody waits for it."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def today(self) -> datetime.date:
        """Return the day that it is in Germany."""
        return self.now().astimezone(HERE).date()

    def origin(self, request: Request) -> str:
        """Return the origin that links and codes begin with."""
        return origin_of(request, self.public)


def done(path: str, notice: str = "", part: str = "") -> Response:
    """Return to a page, or a part of it, after something was done.

    `notice` names a sentence of `desk/_notices.html`.
    """
    page, _, query = path.partition("?")
    asked = "&".join(filter(None, (query, f"meldung={notice}" if notice else "")))
    target = HOME + page + (f"?{asked}" if asked else "") + (f"#{part}" if part else "")
    return RedirectResponse(target, HTTPStatus.SEE_OTHER)


def _to_login(request: Request) -> Response:
    if request.method != "GET":
        raise Refusal(HTTPStatus.FORBIDDEN, "login")
    query = f"?{request.url.query}" if request.url.query else ""
    further = quote(f"{request.url.path}{query}", safe="")
    return RedirectResponse(f"{HOME}/anmelden?weiter={further}", HTTPStatus.SEE_OTHER)
