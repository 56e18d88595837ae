"""Puts together what `lotsenbot run` serves: one assistant, one store, and every channel around them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.channels.telegram.couriers import TelegramCourier, TelegramGroup
from bot.channels.telegram.letters import CHANNEL as TELEGRAM
from bot.channels.telegram.service import Telegram
from bot.channels.web.arrivals import Arrivals
from bot.channels.web.chat import Parts
from bot.channels.web.said import CHANNEL as WEB
from bot.channels.web.said import WebCourier
from bot.channels.web.site import Site
from bot.clock import utc_now
from bot.config import Settings, interview_timing, knowledge_folders, public_origin, trainers_knowledge
from bot.curation.assistant import Live, Recipe
from bot.curation.library import Library
from bot.desk import pages
from bot.desk.desk import Desk
from bot.desk.door import Door
from bot.desk.passwords import Passwords
from bot.exchange.dispatch import Dispatcher
from bot.exchange.locks import Locks
from bot.exchange.lotsen import Lotsen
from bot.secret import load_secret
from bot.store.sqlite import SqliteStore
from bot.web.server import Served


@dataclass(frozen=True)
class Service:
    """The parts that the process keeps going."""

    store: SqliteStore
    telegram: Telegram | None
    lotsen: Lotsen
    library: Library
    arrivals: Arrivals
    served: Served
    in_group: bool
    """Whether the Lotsen have a group in a messenger."""

    @property
    def ready(self) -> bool:
        return self.telegram is None or self.telegram.healthy

    async def look_for_humans(self) -> None:
        """Offer to pass questions on as soon as somebody may read them at the desk. Raises StoreError."""
        await self.library.humans(reachable=self.in_group or bool(await self.store.accounts.all()))


def compose(settings: Settings, store: SqliteStore, overlays: Iterable[Path]) -> Service:
    """Build everything, starting nothing; takes about a second. Raises KnowledgeError, ConfigError."""
    token, chat = settings.telegram.token, settings.telegram.lotsen_group
    group = TelegramGroup(chat) if chat is not None and token is not None else None
    folders = knowledge_folders(settings, overlays)
    recipe = Recipe(folders, interview_timing(settings), with_humans=group is not None)
    live, locks, secret = Live(recipe.make()), Locks(), load_secret(settings)
    lotsen = Lotsen(store, live, locks, {TELEGRAM: TelegramCourier(), WEB: WebCourier()}, group)
    dispatcher = Dispatcher(live, store, secret, lotsen.to_lotsen, locks)
    telegram = Telegram(settings, live, store, secret, token.get_secret_value(), dispatcher, lotsen) if token else None
    library = Library(trainers_knowledge(settings), recipe, live, store.drafts)
    arrivals = Arrivals()
    store.bell.listen(arrivals.of_letter)
    chat_parts = Parts(live, dispatcher, store.transcript, arrivals, utc_now)
    public = public_origin(settings)
    site = Site(chat_parts, lotsen, store.workshops, secret, public, settings.retention_days)
    door = Door(store.accounts, Passwords(), datetime.timedelta(hours=settings.desk_hours))
    name = (lambda: telegram.name) if telegram else (lambda: None)
    desk = Desk(store, live, settings, lotsen, library, secret, door, utc_now, name, public)
    unguarded = telegram.routes if telegram else []
    served = Served([*site.routes(), *pages.routes(desk)], unguarded, settings.web.embed_origins, public)
    return Service(store, telegram, lotsen, library, arrivals, served, in_group=group is not None)
