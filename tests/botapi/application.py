"""`/bot<token>/<method>` over HTTP: reads the request, lets it meet its fault, does it and answers."""

import asyncio
import contextlib
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.botapi import errors, places, queries, sending, settings
from tests.botapi.bell import Bell
from tests.botapi.errors import ApiError
from tests.botapi.faults import Fault
from tests.botapi.params import Params, read_params
from tests.botapi.polling import ClientGone, get_updates
from tests.botapi.world import World

METHODS = {**sending.METHODS, **places.METHODS, **queries.METHODS, **settings.METHODS}
_GARBAGE = b"<html>\r\n<head><title>upstream</title></head>\r\n<body>\xff\xfe"
_BAD_GATEWAY = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx/1.18.0</body>\r\n</html>\r\n"


class Application:
    """The HTTP face of a world. Runs in one event loop; the world's lock keeps scripts of other threads out."""

    def __init__(self, world: World, bell: Bell) -> None:
        self._world, self._bell = world, bell
        self.asgi = Starlette(
            routes=[
                Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
                Route("/file/bot{token}/{path:path}", self._file),
            ],
            exception_handlers={404: _not_found, ApiError: _unread},
        )

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        params = await read_params(request)
        if request.path_params["token"] != self._world.token:
            return _refusal(errors.UNAUTHORIZED)
        with self._world.lock:
            fault = self._world.faults.take(method, params.integer("chat_id") or None)
        if fault is None:
            return await self._process(request, method, params)
        if fault.processes:
            response = await self._process(request, method, params, fault.kind)
            return await _spoil(request, fault, response)
        self._note(method, params, fault.error(), fault.kind)
        return await _fail(request, fault)

    async def _process(self, request: Request, method: str, params: Params, fault: str | None = None) -> Response:
        name = method.lower()
        if self._world.faults.knows(method) and name == "getupdates":
            return await self._poll(request, method, params, fault)
        handler = METHODS.get(name) if self._world.faults.knows(method) else None
        if handler is None:
            return self._refuse(method, params, errors.NOT_FOUND, fault)
        try:
            with self._world.lock:
                return self._accept(method, params, handler(self._world, params), fault)
        except ApiError as refused:
            return self._refuse(method, params, refused, fault)

    async def _poll(self, request: Request, method: str, params: Params, fault: str | None) -> Response:
        gone = asyncio.ensure_future(_hung_up(request))
        try:
            return self._accept(method, params, await get_updates(self._world, self._bell, params, gone), fault)
        except ApiError as refused:
            return self._refuse(method, params, refused, fault)
        except ClientGone:
            return Response()
        finally:
            gone.cancel()

    def _accept(self, method: str, params: Params, result: Any, fault: str | None) -> Response:
        message = result.get("message_id") if isinstance(result, dict) else None
        with self._world.lock:
            self._world.record.add(method, params, outcome="ok", processed=True, fault=fault, message=message)
            self._bell.ring()
        return JSONResponse({"ok": True, "result": result})

    def _refuse(self, method: str, params: Params, error: ApiError, fault: str | None) -> Response:
        self._note(method, params, error, fault)
        return _refusal(error)

    def _note(self, method: str, params: Params, refused: ApiError | None, fault: str | None) -> None:
        """Record a call that had no effect."""
        with self._world.lock:
            outcome = str(refused or fault)
            self._world.record.add(method, params, outcome=outcome, processed=False, fault=fault)
            self._bell.ring()

    async def _file(self, request: Request) -> Response:
        document = self._world.documents.get(request.path_params["path"].removeprefix("documents/"))
        if request.path_params["token"] != self._world.token or document is None:
            return _refusal(errors.NOT_FOUND)
        return Response(document.content, media_type=document.mime)


async def _fail(request: Request, fault: Fault) -> Response:
    """The answer to a call that had no effect."""
    refusal = fault.error()
    if refusal is not None:
        return _refusal(refusal)
    if fault.kind == "502":
        return Response(_BAD_GATEWAY, status_code=502, media_type="text/html")
    if fault.kind == "garbage":
        return Response(_GARBAGE, media_type="application/json")
    return await _hang_up(request)


async def _spoil(request: Request, fault: Fault, response: Response) -> Response:
    """What the client gets to see of a call that had its effect."""
    if fault.kind == "garbage_after":
        return Response(_GARBAGE, media_type="application/json")
    if fault.kind in {"502_after", "504_after"}:
        return Response(_BAD_GATEWAY, status_code=int(fault.kind[:3]), media_type="text/html")
    if fault.kind == "drop_after":
        return await _hang_up(request)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(fault.seconds):
            await _hung_up(request)
    return response


async def _hang_up(request: Request) -> Response:
    request.scope["state"]["hang_up"]()
    await _hung_up(request)
    return Response()


async def _hung_up(request: Request) -> None:
    """Return when the client is no longer there."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _refusal(error: ApiError) -> Response:
    return JSONResponse(error.to_json(), status_code=error.code)


def _not_found(_request: Request, _exc: Exception) -> Response:
    return _refusal(errors.NOT_FOUND)


def _unread(_request: Request, exc: Exception) -> Response:
    """A request whose body could not be read."""
    return _refusal(exc if isinstance(exc, ApiError) else errors.NOT_FOUND)
