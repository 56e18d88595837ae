"""Files of a result, made when somebody fetches them."""

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from bot.talk.message import ResultDocument

if TYPE_CHECKING:
    from bot.documents.file import File


async def download(document: ResultDocument) -> Response:
    """Return the file that a document describes, to be saved."""
    file = await run_in_threadpool(_rendered, document)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, media_type=file.media_type, headers=headers)


def _rendered(document: ResultDocument) -> "File":
    from bot.documents import render  # noqa: PLC0415 - its libraries take a while to load, in which nobody shall wait

    return render(document)
