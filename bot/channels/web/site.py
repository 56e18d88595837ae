"""The web chat as a whole: its routes on the site itself, and once more for frames in other sites' pages."""

from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

import bot.web
from bot.channels.web.about import about_routes
from bot.channels.web.chat import Chat, ChatParts
from bot.channels.web.leading import LeaderPages
from bot.channels.web.own_data import OwnDataPages
from bot.channels.web.pace import VisitorPace
from bot.channels.web.ratings import Ratings
from bot.channels.web.results import ResultPages
from bot.channels.web.sections import SectionPages
from bot.channels.web.topics import Topics
from bot.channels.web.visitors import Visitors
from bot.channels.web.workshop import Entrance
from bot.store.ports import Participation
from bot.web.guard import EMBEDDED

_STATIC = Path(bot.web.__file__).parent / "static"


@dataclass(frozen=True)
class ChatSite:
    """What the chat needs to know of where it is served."""

    parts: ChatParts
    participation: Participation
    secret: bytes
    public: str = ""
    """The origin by which people reach it; empty: whatever they asked for."""
    days: int = 90
    older: tuple[bytes, ...] = ()
    """Secrets that signed cookies before."""

    def routes(self) -> list[BaseRoute]:
        """Return every route of the chat."""
        return [
            *self._pages(self.visitors, ""),
            *self._pages(
                Visitors(self.secret, "lotsenbot-rahmen", self._secure, embedded=True, older=self.older), EMBEDDED
            ),
            *Entrance(self.parts, self.participation, self.visitors).routes(),
            *ResultPages(self.parts).routes(),
            *LeaderPages(self.parts, VisitorPace(), self.public).routes(),
            *SectionPages(self.parts, VisitorPace(), self._secure).routes(),
            *about_routes(),
            *Topics(self.parts.live, self.parts.now, self.public).routes(),
            Route("/einbetten.js", _script),
            Mount("/statisch", _Static(directory=_STATIC)),
        ]

    @property
    def visitors(self) -> Visitors:
        """Return who visits the site itself."""
        return Visitors(self.secret, "lotsenbot", self._secure, older=self.older)

    def _pages(self, visitors: Visitors, prefix: str) -> list[BaseRoute]:
        parts = self.parts
        own = OwnDataPages(parts.live, parts.dispatcher, parts.lotsen, parts.now, self.days, visitors, prefix)
        chat, ratings = Chat(parts, visitors, prefix), Ratings(parts, visitors, prefix)
        return [*chat.routes(), *ratings.routes(), *own.routes()]

    @property
    def _secure(self) -> bool:
        return self.public.startswith("https:")


class _Static(StaticFiles):
    """Files that a browser may keep: for good if the address tells the version, else it asks for a newer one."""

    async def get_response(self, path: str, scope):  # type: ignore[no-untyped-def]  # the library's own types are private
        response = await super().get_response(path, scope)
        versioned = scope["query_string"].startswith(b"v=")
        response.headers.setdefault("Cache-Control", "max-age=31536000, immutable" if versioned else "no-cache")
        return response


async def _script(_: Request) -> Response:
    """Return the script that other sites load: the only thing that they may."""
    headers = {"Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "cross-origin"}
    return FileResponse(_STATIC / "embed.js", media_type="text/javascript", headers=headers)
