"""Somebody at the web chat: as one without JavaScript sends forms, and with a real browser."""

import json
import re
from typing import Any

import httpx
from bs4 import BeautifulSoup, Tag
from playwright.async_api import Locator, Page, expect

from tests.e2e.scripts.person import Said
from tests.e2e.web.talk import Talk


class PlainPerson:
    """Follows links and sends forms."""

    def __init__(self, address: str) -> None:
        self._http = httpx.AsyncClient(base_url=address, headers={"Origin": address}, follow_redirects=True, timeout=60)
        self._page = BeautifulSoup("", "html.parser")

    async def come(self) -> None:
        await self._open("/")

    async def leave(self) -> None:
        await self._http.aclose()

    async def say(self, text: str) -> Said:
        await self._send("/gespraech", text=text)
        return self._said()

    async def press(self, label: str) -> Said:
        form = self._page.select("form.choices")[-1]
        source = str(form.select_one("[name=aus]")["value"])  # type: ignore[index]  # each form has one
        button = next(one for one in form.select("button[name=wahl]") if label in one.get_text())
        await self._send("/gespraech", aus=source, wahl=str(button["value"]))
        return self._said()

    pick = press

    async def rate(self) -> None:
        source = str(self._page.select("form.rating [name=aus]")[-1]["value"])
        assert "Danke" in await self._send("/bewertung", aus=source, urteil="gut")
        await self._open("/")

    async def read(self, text: str) -> None:
        for _ in range(400):
            await self._open("/")
            if text in self._said().text:
                return
        raise AssertionError(f"{text!r} did not come")

    async def begin_anew(self) -> None:
        await self._send("/gespraech", text="von vorn")
        assert self._page.select("[data-line]") == []

    async def own_data(self) -> dict[str, Any]:
        await self._open("/daten")
        told: dict[str, Any] = json.loads(await self._send("/daten/ausgeben"))
        await self._open("/")
        return told

    async def erase(self) -> None:
        await self._open("/daten")
        assert "Gelöscht" in await self._send("/daten/loeschen")
        await self._open("/")

    async def file(self, label: str) -> bytes:
        [link] = [one for one in self._page.select("a[download]") if label in one.get_text()]
        return (await self._http.get(str(link["href"]))).content

    async def _open(self, path: str) -> None:
        self._page = BeautifulSoup((await self._http.get(path)).text, "html.parser")

    async def _send(self, path: str, **fields: str) -> str:
        token = str(self._page.select_one("[name=csrf]")["value"])  # type: ignore[index]  # each page has one
        response = await self._http.post(path, data={"csrf": token, **fields})
        response.raise_for_status()
        if response.headers["content-type"].startswith("text/html"):
            self._page = BeautifulSoup(response.text, "html.parser")
        return response.text

    def _said(self) -> Said:
        lines = self._page.select("[data-line]")
        asked = max((n for n, line in enumerate(lines) if "by-person" in line.get("class", [])), default=-1)
        answers: list[Tag] = lines[asked + 1 :]
        offered = ".choices button, a[download]"
        buttons = [button.get_text(strip=True) for line in answers for button in line.select(offered)]
        return Said("\n".join(line.get_text("\n", strip=True) for line in answers), tuple(buttons))


class BrowserPerson:
    """Types, clicks and reads."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._talk = Talk(page)

    async def say(self, text: str) -> Said:
        await self._talk.ask(text)
        return await self._said()

    async def press(self, label: str) -> Said:
        await self._talk.press(self._talk.answer.locator(".choices button", has_text=label).first)
        return await self._said()

    pick = press

    async def rate(self) -> None:
        await self._talk.answer.locator(".rating").get_by_role("button", name="Ja").click()
        await expect(self._page.get_by_text("Danke, das hilft.")).to_be_visible()

    async def hear(self, text: str) -> None:
        await expect(self._page.locator("[data-line]", has_text=text).last).to_be_visible()

    read = hear

    async def begin_anew(self) -> None:
        await self._page.get_by_label("Ihre Frage").fill("von vorn")
        await self._page.keyboard.press("Enter")
        await expect(self._page.locator("[data-line]")).to_have_count(0)

    async def own_data(self) -> dict[str, Any]:
        await self._page.goto(self._address("/daten"))
        told: dict[str, Any] = json.loads(await self._download(self._page.get_by_role("button", name="herunterladen")))
        await self._page.goto(self._address("/"))
        return told

    async def erase(self) -> None:
        await self._page.goto(self._address("/daten"))
        await self._page.get_by_text("Meine Daten löschen").click()
        await self._page.get_by_role("button", name="Ja, alles löschen").click()
        await expect(self._page.get_by_role("status")).to_contain_text("Gelöscht")
        await self._page.goto(self._address("/"))

    async def file(self, label: str) -> bytes:
        return await self._download(self._talk.answer.locator("a[download]", has_text=label))

    async def _download(self, link: Locator) -> bytes:
        async with self._page.expect_download() as download:
            await link.click()
        return (await (await download.value).path()).read_bytes()

    def _address(self, path: str) -> str:
        return re.sub(r"^(\w+://[^/]+).*", rf"\1{path}", self._page.url)

    async def _said(self) -> Said:
        lines = self._page.locator(".by-person").last.locator("xpath=following-sibling::*[@data-line]")
        buttons = await lines.locator(".choices button, a[download]").all_inner_texts()
        return Said("\n".join(await lines.all_inner_texts()), tuple(text.strip() for text in buttons))
