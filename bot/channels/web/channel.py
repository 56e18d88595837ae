"""The chat in a browser as a channel."""

import asyncio

from bot.channels.web.said import CHANNEL, WebCourier
from bot.config import public_origin
from bot.exchange.channel import Channel, Opened, Surroundings


def _open(around: Surroundings) -> Opened:
    from bot.channels.web.chat import ChatParts  # noqa: PLC0415 - whoever only names the channel loads no pages
    from bot.channels.web.site import ChatSite  # noqa: PLC0415 - as above

    parts = ChatParts.around(around.store, around.live, around.dispatcher, around.lotsen, around.now)
    public, days = public_origin(around.settings), around.settings.retention_days
    site = ChatSite(parts, around.store.participation, around.secret, public, days, around.keys.older)

    async def run() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            parts.arrivals.close()  # pages that wait would keep the server

    return Opened(site.routes(), run=run)


WEB = Channel(CHANNEL, "Web", courier=WebCourier(), open=_open)
