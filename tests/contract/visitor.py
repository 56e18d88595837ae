"""A visitor of the web chat without a browser: follows the forms of the pages as one does without JavaScript."""

import re
from html.parser import HTMLParser

import httpx
from starlette.applications import Starlette

SITE = "http://lotsenbot.test"


async def always() -> bool:
    """Whether the service is ready."""
    return True


class Visitor:
    """Sends what the forms of the last page carry; `page` is what was shown last, and `at` its path."""

    def __init__(self, app: Starlette) -> None:
        transport = httpx.ASGITransport(app, client=("192.0.2.7", 40000))
        self.http = httpx.AsyncClient(transport=transport, base_url=SITE, follow_redirects=True)
        self.page = ""
        self.at = ""

    async def open(self, address: str = "/") -> httpx.Response:
        response = await self.http.get(address)
        self.page, self.at = response.text, response.url.path
        return response

    async def send(self, address: str, **fields: str) -> httpx.Response:
        """Send a form of the page that is shown, with its token."""
        response = await self.http.post(address, data={"csrf": self.token, **fields}, headers={"Origin": SITE})
        self.page, self.at = response.text, response.url.path
        return response

    async def upload(self, address: str, name: str, content: bytes, **fields: str) -> httpx.Response:
        """Send a form of the page that is shown, with a file."""
        data, files = {"csrf": self.token, **fields}, {"datei": (name, content)}
        response = await self.http.post(address, data=data, files=files, headers={"Origin": SITE})
        self.page, self.at = response.text, response.url.path
        return response

    async def says(self, text: str) -> str:
        """Return what is shown of the answer."""
        await self.send("/gespraech", text=text)
        return self.answer

    async def picks(self, label: str) -> str:
        """Press one of the buttons of the last answer."""
        for source, form in re.findall(r'name="aus" value="(\d+)">(.*?)</form>', self.page, re.DOTALL):
            for value, shown in re.findall(r'name="wahl" value="(\d+)">(.*?)</button>', form):
                if label in shown:
                    await self.send("/gespraech", aus=source, wahl=value)
                    return self.answer
        raise AssertionError(f"there is no button {label!r}")

    @property
    def token(self) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.page)
        return found[1] if found else ""

    @property
    def said(self) -> list[str]:
        """The text of everything that was said, as it is read."""
        return [_text(article) for article in re.findall(r"<article.*?</article>", self.page, re.DOTALL)]

    @property
    def answer(self) -> str:
        return self.said[-1]

    @property
    def last_line(self) -> str:
        return re.findall(r'data-line="(\d+)"', self.page)[-1]


def _text(html: str) -> str:
    parts: list[str] = []
    parser = HTMLParser()
    parser.handle_data = parts.append  # type: ignore[method-assign]  # as the parser is made to be used
    parser.feed(html)
    return " ".join(" ".join(parts).split())
