"""Files of a result, made when somebody fetches them."""

import importlib

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from bot.talk.message import ResultDocument


async def download(document: ResultDocument) -> Response:
    """Return the file that a document describes, to be saved."""
    documents = importlib.import_module("bot.documents")  # its libraries take a while to load
    file = await run_in_threadpool(documents.render, document)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, media_type=file.media_type, headers=headers)
