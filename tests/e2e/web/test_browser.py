"""The browser set-up proves itself: it notices what it is there to notice."""

from collections.abc import Iterator

import pytest

from tests.e2e.web.browser import NARROWEST, assert_accessible, assert_fits
from tests.e2e.web.elsewhere import site

STRICT = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; require-trusted-types-for 'script'"
GOOD = '<!doctype html><html lang="de"><head><title>Gut</title></head><body><main><h1>Gut</h1></main></body></html>'
BAD = """<!doctype html><title>Schlecht</title><main><p style="color:red">x</p><img src="/fehlt">
<img src="https://example.org/x.png" alt=""><p><b>Digital</b>isierungsbeauftragter<wbr>{}</p></main>""".format("x" * 99)


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """A site with a good page and a bad one, under a strict policy."""
    with site({"/gut": GOOD, "/schlecht": BAD}, {"Content-Security-Policy": STRICT}) as origin:
        yield origin


async def test_a_good_page_passes(visit, elsewhere):
    """No complaints, nothing for axe-core in spite of the strict policy, no scrolling."""
    page = await (await visit(elsewhere, width=NARROWEST)).open("/gut")
    await assert_accessible(page)
    await assert_fits(page)


async def test_a_bad_page_does_not(visit, elsewhere):
    """Blocked styles, what is missing, foreign hosts, violations and width are all noticed."""
    somebody = await visit(elsewhere, width=NARROWEST)
    somebody.pardon("")
    page = await somebody.open("/schlecht")
    complaints = "\n".join(somebody.complaints)
    for noticed in ("Applying inline style violates", "status of 404", "foreign: https://example.org/x.png"):
        assert noticed in complaints
    with pytest.raises(AssertionError, match=r"(?s)html-has-lang.*image-alt"):
        await assert_accessible(page)
    with pytest.raises(AssertionError, match="wide at 320"):
        await assert_fits(page)
