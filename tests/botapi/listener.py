"""A port that answers HTTP, can go deaf, and hears again on the same port."""

import asyncio
import socket

from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

_HOST = "127.0.0.1"
_KEEP_ALIVE = 300  # longer than any test: no connection closes by itself


class _Connection(H11Protocol):
    """Lets the application hang up on the client in the middle of a request."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its parent
        super().connection_made(transport)
        self.app_state = {"hang_up": transport.abort}


class Listener:
    """Serves one application; all but `port` and `root` belong to the event loop that serves."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._config = Config(
            app, http="h11", ws="none", lifespan="off", log_config=None, access_log=False,
            timeout_keep_alive=_KEEP_ALIVE,
        )  # fmt: skip
        self._state = ServerState()
        self._server: asyncio.Server | None = None
        # Bound and never listening: while nobody listens, clients are refused and no other process gets the port.
        self._reserved = _bind(port)
        self.port = int(self._reserved.getsockname()[1])
        self.root = f"http://{_HOST}:{self.port}"

    async def listen(self) -> None:
        """Accept connections."""
        if self._server is not None:
            return
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _Connection(self._config, self._state, {}), sock=_bind(self.port), backlog=1024
        )

    async def go_deaf(self) -> None:
        """Accept nothing more and tear every connection."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in list(self._state.connections):
            connection.transport.abort()

    async def idle(self) -> None:
        """Return when no request is being worked on; after going deaf that is soon."""
        await asyncio.gather(*self._state.tasks, return_exceptions=True)

    def close(self) -> None:
        """Give the port back."""
        self._reserved.close()


def _bind(port: int) -> socket.socket:
    # By its protocol asyncio knows TCP, for which alone it switches off delayed sending: 40 ms less for each answer.
    bound = socket.socket(proto=socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind((_HOST, port))
    return bound
