"""The browser set-up proves itself: it notices what it is there to notice."""

import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.e2e.web.browser import NARROWEST, assert_accessible, assert_fits

STRICT = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; require-trusted-types-for 'script'"
GOOD = '<!doctype html><html lang="de"><head><title>Gut</title></head><body><main><h1>Gut</h1></main></body></html>'
BAD = """<!doctype html><title>Schlecht</title><main><p style="color:red">x</p><img src="/fehlt">
<img src="https://example.org/x.png" alt=""><p><b>Digital</b>isierungsbeauftragter<wbr>{}</p></main>""".format("x" * 99)


@pytest.fixture
def site() -> Iterator[str]:
    """A site with a good page and a bad one, under a strict policy."""

    async def page(request: Request) -> Response:
        text = GOOD if request.url.path == "/gut" else BAD
        return HTMLResponse(text, headers={"Content-Security-Policy": STRICT})

    routes = [Route("/gut", page), Route("/schlecht", page), Route("/favicon.ico", lambda _: Response(status_code=204))]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=0, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


async def test_a_good_page_passes(visit, site):
    """No complaints, nothing for axe-core in spite of the strict policy, no scrolling."""
    page = await (await visit(site, width=NARROWEST)).open("/gut")
    await assert_accessible(page)
    await assert_fits(page)


async def test_a_bad_page_does_not(visit, site):
    """Blocked styles, what is missing, foreign hosts, violations and width are all noticed."""
    somebody = await visit(site, width=NARROWEST)
    somebody.pardon("")
    page = await somebody.open("/schlecht")
    complaints = "\n".join(somebody.complaints)
    for noticed in ("Applying inline style violates", "status of 404", "foreign: https://example.org/x.png"):
        assert noticed in complaints
    with pytest.raises(AssertionError, match=r"(?s)html-has-lang.*image-alt"):
        await assert_accessible(page)
    with pytest.raises(AssertionError, match="wide at 320"):
        await assert_fits(page)
