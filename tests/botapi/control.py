"""`/control/…`: plays the steps of a script for a test in another process."""

import asyncio
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.botapi.script import Script
from tests.botapi.stage import Stage, is_step
from tests.botapi.wire import Wires

_REFUSED = (AssertionError, LookupError, ValueError)


def control(script: Script, stage: Stage) -> Starlette:
    """The application that plays steps; in threads, for some of them wait for the server's loop."""

    wires = Wires()

    async def play(request: Request) -> Response:
        method: Any = getattr(Script, request.path_params["step"], None)
        if not is_step(method):
            return JSONResponse({"problem": f"no step {request.path_params['step']}"}, status_code=404)
        wire = wires.of(method)
        arguments = wire.read_arguments(await request.json())
        try:
            result = await asyncio.to_thread(method, script, **arguments)
        except _REFUSED as exc:
            return JSONResponse({"problem": str(exc)}, status_code=400)
        return Response(wire.write_result(result), media_type="application/json")

    async def changes(request: Request) -> Response:
        query = request.query_params
        return JSONResponse(await stage.changed(int(query["seen"]), float(query["seconds"])))

    async def listen(request: Request) -> Response:
        await asyncio.to_thread(stage.listen, on=await request.json())
        return JSONResponse(None)

    return Starlette(
        routes=[
            Route("/control/changes", changes),
            Route("/control/listen", listen, methods=["POST"]),
            Route("/control/{step}", play, methods=["POST"]),
        ]
    )
