"""A visitor's side of a conversation: types, picks, reads; the same with and without a script."""

from playwright.async_api import Locator, Page, expect


class Talk:
    """The chat on one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def answer(self) -> Locator:
        """What was said last, by whomever."""
        return self.page.locator("[data-line]").last

    @property
    def choices(self) -> Locator:
        return self.answer.get_by_role("list", name="Auswahl").get_by_role("button")

    async def ask(self, text: str) -> Locator:
        """Type a question and send it; return the answer."""
        await self.page.get_by_label("Ihre Frage").fill(text)
        return await self.press(self.page.get_by_role("button", name="Senden"))

    async def choose(self, label: str) -> Locator:
        """Pick something that the last answer offers."""
        return await self.press(self.answer.get_by_role("button", name=label, exact=True))

    async def press(self, button: Locator) -> Locator:
        """Press something that sends a message; return the answer to it."""
        answers = self.page.locator("[data-line]:not(.by-person)")
        seen = await answers.count()
        await button.click()
        await expect(answers.nth(seen)).to_be_attached()  # a page that is only just loading has fewer at first
        await self.page.wait_for_load_state("domcontentloaded")
        return self.answer
