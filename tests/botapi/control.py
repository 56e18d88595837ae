"""`/control/…`: plays the steps of a script for a test in another process."""

import asyncio
import inspect
from collections.abc import Mapping
from typing import Any, get_type_hints

from pydantic import TypeAdapter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.botapi.script import Script
from tests.botapi.stage import Stage, is_step

_REFUSED = (AssertionError, LookupError, ValueError)


def encode_arguments(step: Any, script: object, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a step as JSON."""
    bound, hints = inspect.signature(step).bind(script, *args, **kwargs).arguments, get_type_hints(step)
    return {
        name: TypeAdapter(hints[name]).dump_python(value, mode="json")
        for name, value in bound.items()
        if name != "self"
    }


def decode_arguments(step: Any, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a step from JSON."""
    hints = get_type_hints(step)
    return {name: TypeAdapter(hints[name]).validate_python(value) for name, value in arguments.items()}


def result_type(step: Any) -> TypeAdapter[Any]:
    """Writes and reads the result of a step."""
    return TypeAdapter(get_type_hints(step)["return"])


def control(script: Script, stage: Stage) -> Starlette:
    """The application that plays steps; in threads, for some of them wait for the server's loop."""

    async def play(request: Request) -> Response:
        method: Any = getattr(Script, request.path_params["step"], None)
        if not is_step(method):
            return JSONResponse({"problem": f"no step {request.path_params['step']}"}, status_code=404)
        arguments = decode_arguments(method, await request.json())
        try:
            result = await asyncio.to_thread(method, script, **arguments)
        except _REFUSED as exc:
            return JSONResponse({"problem": str(exc)}, status_code=400)
        return Response(result_type(method).dump_json(result), media_type="application/json")

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
