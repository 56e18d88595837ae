"""Puts together what `lotsenbot run` serves: one assistant, one store, and every channel around them."""

import datetime
import logging
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.clock import utc_now
from bot.config import (
    Settings,
    base_folder,
    interview_timing,
    knowledge_folders,
    operator,
    public_origin,
    trainers_knowledge,
)
from bot.curation.assistant import Recipe, RunningAssistant, warmed
from bot.curation.library import Library
from bot.desk import pages
from bot.desk.alarm import Alarm
from bot.desk.desk import DeskParts
from bot.desk.door import Door
from bot.desk.pages import exchange
from bot.desk.passwords import Passwords
from bot.errors import StoreError
from bot.exchange.channel import Opened, Surroundings
from bot.exchange.dispatch import Dispatcher
from bot.exchange.locks import Locks
from bot.exchange.lotsen import Lotsen
from bot.exchange.results import ResultLinks
from bot.exchange.sharing import SharingLinks
from bot.service.channels import CHANNELS, labels
from bot.service.heartbeat import Heartbeat
from bot.service.rounds import make_rounds
from bot.store.ports import Store
from bot.talk.privacy import Keys
from bot.web.server import Served
from bot.web.templates import environment

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ComposedService:
    """The parts that the process keeps going."""

    settings: Settings
    store: Store
    lotsen: Lotsen
    library: Library
    alarm: Alarm
    channels: tuple[Opened, ...]
    served: Served
    in_group: bool
    """Whether the Lotsen have a group in a messenger."""
    heart: Heartbeat = field(default_factory=Heartbeat)

    def known(self) -> tuple[str, int]:
        """Return the version of the knowledge that answers, and how many entries it has."""
        knowledge = self.served.knowledge()
        return knowledge.version, len(knowledge.entries)

    async def ready(self) -> bool:
        """Whether messages come in and what is answered lasts."""
        try:
            await self.store.health.check()
        except StoreError as error:
            _log.error("nothing can be kept: %s", error.problem)
            return False
        return all(channel.ready() for channel in self.channels)

    @property
    def needs_http(self) -> bool:
        """Whether nobody could write to us without HTTP."""
        return all(channel.needs_http for channel in self.channels)

    @property
    def tasks(self) -> list[Callable[[], Coroutine[object, object, None]]]:
        """Return what is done meanwhile, each until cancelled."""
        return [
            self._rounds,
            self.heart.beat,
            self.library.watch,
            *(channel.run for channel in self.channels if channel.run),
        ]

    async def _rounds(self) -> None:
        await make_rounds(self.settings, self.store, self.lotsen, utc_now, self._look_around)

    async def _look_around(self) -> None:
        await self._look_for_humans()
        await self.alarm.look(utc_now())

    async def _look_for_humans(self) -> None:
        """Offer to pass questions on as soon as somebody may read them at the desk. Raises StoreError."""
        await self.library.humans(reachable=self.in_group or bool(await self.store.accounts.all()))


def compose(settings: Settings, store: Store, keys: Keys, overlays: Iterable[Path]) -> ComposedService:
    """Build everything, starting nothing; takes about a second. Raises KnowledgeError, ConfigError."""
    groups = tuple(group for channel in CHANNELS for group in channel.groups(settings))
    folders = knowledge_folders(settings, overlays)
    runs_it = operator(settings)
    recipe = Recipe(folders, base_folder(settings), interview_timing(settings), bool(groups), runs_it)
    live, locks, secret = RunningAssistant(warmed(recipe.make())), Locks(), keys.newest
    couriers = {channel.name: channel.courier for channel in CHANNELS if channel.courier}
    lotsen = Lotsen(store, live, locks, couriers, groups)
    dispatcher = Dispatcher(live, store, keys, lotsen.to_lotsen, locks)
    dispatcher.results = ResultLinks(secret, public_origin(settings))
    dispatcher.sharing = SharingLinks(secret, public_origin(settings))
    around = Surroundings(settings, store, live, keys, dispatcher, lotsen, utc_now)
    opened = {channel.label: there for channel in CHANNELS if (there := channel.open(around))}
    channels = tuple(opened.values())
    library, public = Library(trainers_knowledge(settings), recipe, live, store), public_origin(settings)
    door = Door(store.accounts, store.logins, Passwords(), datetime.timedelta(hours=settings.desk_hours))
    invitations = {label: channel.invitation for label, channel in opened.items()}
    desk = DeskParts(store, live, settings, lotsen, library, secret, door, utc_now, labels(), invitations, public)
    served = Served(
        [*(route for channel in channels for route in channel.routes), *pages.routes(desk)],
        [route for channel in channels for route in channel.unguarded],
        settings.web.embed_origins,
        public,
        uploads=exchange.UPLOADS,
        operator=runs_it,
        knowledge=lambda: live.knowledge,
    )
    alarm = Alarm(settings.mail, store.attending, environment(), public)
    return ComposedService(settings, store, lotsen, library, alarm, channels, served, in_group=bool(groups))
