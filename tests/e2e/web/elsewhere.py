"""Other people's sites, with pages that are just text."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route


def listener() -> socket.socket:
    """Return a free port of this machine; as `localhost` it is another site than 127.0.0.1."""
    return socket.create_server(("127.0.0.1", 0))


def name(listener: socket.socket) -> str:
    """Return the origin of whatever is served there."""
    return f"http://localhost:{listener.getsockname()[1]}"


@contextmanager
def site(
    pages: Mapping[str, str], headers: Mapping[str, str] | None = None, at: socket.socket | None = None
) -> Iterator[str]:
    """Serve pages, by their paths, until the block ends; return the origin."""

    async def page(request: Request) -> Response:
        return HTMLResponse(pages[request.url.path], headers=dict(headers or {}))

    routes = [Route("/favicon.ico", lambda _: Response(status_code=204)), *(Route(path, page) for path in pages)]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_config=None, ws="none"))
    where = at or listener()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [where]})
    thread.start()
    yield name(where)
    server.should_exit = True
    thread.join()
