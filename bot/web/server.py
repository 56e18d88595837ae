"""The HTTP server of the process: its state of health, and the pages."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.talk.operator import UNTOLD, Operator
from bot.web.guard import Guard
from bot.web.refusals import HANDLERS
from bot.web.templates import environment
from knowledge.model import Knowledge


@dataclass(frozen=True)
class Served:
    """What is served beside the state of health."""

    routes: Sequence[BaseRoute] = ()
    unguarded: Sequence[Route] = ()
    """Routes for programs, which guard themselves."""
    origins: Collection[str] = ()
    """The origins whose pages may embed the chat."""
    public: str = ""
    """Our own origin, as people reach it."""
    uploads: Collection[str] = ()
    """The paths to which files may be sent."""
    operator: Operator = UNTOLD
    """Who is responsible for the pages."""
    knowledge: Callable[[], Knowledge] = field(kw_only=True)
    """What is known now; the names and sentences on the pages come from it."""


def application(ready: Callable[[], Awaitable[bool]], served: Served) -> Starlette:
    """Return the whole application: `/healthz` (it runs), `/readyz` (it does its work), and what is served."""

    async def healthz(_: Request) -> Response:
        return _state(fine=True)

    async def readyz(_: Request) -> Response:
        return _state(fine=await ready())

    routes: list[BaseRoute] = [Route("/healthz", healthz), Route("/readyz", readyz)]
    apart = {route.path for route in served.unguarded}
    guard = Middleware(Guard, origins=served.origins, public=served.public, apart=apart, uploads=served.uploads)
    routes += [*served.unguarded, *served.routes]
    smaller = Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app = Starlette(routes=routes, middleware=[guard, smaller], exception_handlers=HANDLERS)
    app.state.templates = environment()
    app.state.knowledge = served.knowledge
    app.state.operator = served.operator
    return app


def _state(*, fine: bool) -> Response:
    return JSONResponse({"status": "ok" if fine else "failing"}, 200 if fine else 503)


class Server(uvicorn.Server):
    """Serves until its task is told to stop; signals are the process's business."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server(app: Starlette, host: str, port: int, proxies: Collection[str] = ()) -> Server:
    """Return a quiet server: no access log, since that would hold addresses.

    What `proxies` say of who asks is believed, and nobody else.
    """
    config = uvicorn.Config(
        app,
        host,
        port,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=5,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=sorted(proxies),
    )
    return Server(config)
