"""Telegram as a channel: nothing of its library is loaded before there is a token."""

from collections.abc import AsyncIterator

from bot.channels.telegram import buttons, links
from bot.channels.telegram.couriers import TelegramCourier, TelegramGroup
from bot.channels.telegram.letters import CHANNEL
from bot.config import Settings
from bot.exchange.channel import Channel, Opened, Surroundings
from bot.exchange.symptoms import Symptom


def _groups(settings: Settings) -> tuple[TelegramGroup, ...]:
    chat = settings.telegram.lotsen_group
    return (TelegramGroup(chat),) if chat is not None and settings.telegram.token is not None else ()


def _open(around: Surroundings) -> Opened | None:
    if around.settings.telegram.token is None:
        return None
    from bot.channels.telegram.service import Telegram  # noqa: PLC0415 - its library takes half a second and 20 MB

    telegram = Telegram(around, around.settings.telegram.token.get_secret_value())
    return Opened(
        unguarded=telegram.routes,
        run=telegram.run,
        wire=telegram.wire,
        ready=lambda: telegram.healthy,
        invitation=lambda code: links.invitation(telegram.name, code) if telegram.name else None,
        needs_http=bool(telegram.routes),
    )


async def _examine(settings: Settings) -> AsyncIterator[Symptom]:
    if settings.telegram.token is not None:
        from bot.channels.telegram.examining import examined  # noqa: PLC0415 - as above

        async for finding in examined(settings.telegram):
            yield finding


TELEGRAM = Channel(CHANNEL, "Telegram", buttons.MOST_ACTION_CHARS, TelegramCourier(), _groups, _examine, _open)
