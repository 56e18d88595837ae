"""Stands between the assistant and Synapse, and fails as homeservers and networks do."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiohttp import ClientSession, ClientTimeout, web

from tests.synapse.server import Synapse

Answer = Callable[[], web.Response]


@dataclass
class Fault:
    """What happens to the next calls of a kind."""

    path: re.Pattern[str]
    times: int
    answer: web.Response | None
    """None: the connection is dropped."""
    after: bool
    """Whether Synapse gets the call all the same."""
    seen: int = 0


@dataclass
class Proxy:
    """A proxy while its `async with` block lasts."""

    synapse: Synapse
    faults: list[Fault] = field(default_factory=list)
    slowness: dict[str, float] = field(default_factory=dict)
    """How many seconds later calls of the paths with this pattern get there."""
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    """What calls of the paths with this pattern wait for, and so do their answers."""
    calls: list[str] = field(default_factory=list)
    """What was called, as method and path."""

    async def __aenter__(self) -> Self:
        self._session = ClientSession(timeout=ClientTimeout(total=60), auto_decompress=False)
        app = web.Application(client_max_size=2**26)
        app.router.add_route("*", "/{path:.*}", self._pass)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        self._site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await self._site.start()
        self.port = self._site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]  # it was started
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
        await self._session.close()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def fail(self, path: str, answer: web.Response | None, *, times: int = 1, after: bool = False) -> Fault:
        """Let the next calls of a path fail."""
        self.faults.append(Fault(re.compile(path), times, answer, after))
        return self.faults[-1]

    def slow(self, path: str, seconds: float) -> None:
        """Let every call of a path take longer from now on."""
        self.slowness[path] = seconds

    def hold(self, path: str) -> Callable[[], None]:
        """Let nothing through of a path, in neither direction, until what is returned is called."""
        gate = self.gates[path] = asyncio.Event()
        return gate.set

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(f"{request.method} {request.path}")
        body = await request.read()
        await asyncio.sleep(sum(seconds for path, seconds in self.slowness.items() if re.search(path, request.path)))
        await self._wait_at_gates(request)
        fault = next((one for one in self.faults if one.seen < one.times and one.path.search(request.path)), None)
        if fault is not None:
            fault.seen += 1
            if fault.after:
                await self._forward(request, body)
            if fault.answer is None:
                assert request.transport is not None
                request.transport.abort()
                raise asyncio.CancelledError
            given = fault.answer
            return web.Response(status=given.status, body=given.body, content_type=given.content_type)
        answer = await self._forward(request, body)
        await self._wait_at_gates(request)
        return answer

    async def _wait_at_gates(self, request: web.Request) -> None:
        for path, gate in list(self.gates.items()):
            if re.search(path, request.path):
                await gate.wait()

    async def _forward(self, request: web.Request, body: bytes) -> web.Response:
        skipped = {"host", "content-length", "transfer-encoding", "accept-encoding"}
        headers = {key: value for key, value in request.headers.items() if key.lower() not in skipped}
        async with self._session.request(
            request.method, self.synapse.root + request.path_qs, data=body, headers=headers
        ) as response:
            content = await response.read()
            return web.Response(status=response.status, body=content, content_type=response.content_type)


def refusal(status: int, code: str, **more: object) -> web.Response:
    """Return how a homeserver refuses."""
    return web.json_response({"errcode": code, "error": "Nein: Geheimnis", **more}, status=status)
