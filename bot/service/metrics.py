"""What is measured while the service runs, for Prometheus: figures, never what somebody wrote or who they are."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import StoreError
from bot.service.heartbeat import Heartbeat
from bot.store.ports import Conversations, Health, Store
from bot.store.records import ALONE, Attached, Complaint, Rating, RowIds, Turn
from bot.talk.session import Session

_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """All figures of this process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter("lotsenbot_turns", "Messages", ["channel", "outcome"], registry=self.registry)
        self.understanding = self._time("understanding", "Time to understand a message and word the answer")
        self.storing = self._time("storing", "Time until a turn lasts")
        self.lines = Counter("lotsenbot_log_lines", "Lines in the log", ["level", "part"], registry=self.registry)
        self.ready = self._gauge("ready", "Whether what is answered lasts")
        self.waiting = Gauge("lotsenbot_waiting", "What waits, by where", ["queue"], registry=self.registry)
        self.oldest = self._gauge("oldest_letter_seconds", "Age of the oldest letter that waits to be sent")
        self.entries = self._gauge("knowledge_entries", "Entries of the knowledge that answers")
        self.version = Gauge("lotsenbot_knowledge", "The knowledge that answers", ["version"], registry=self.registry)
        self.age = self._gauge("knowledge_age_seconds", "Time since the knowledge was exchanged")
        self.lag = self._gauge("loop_lag_seconds_max", "Longest time that everybody was held up, since the last look")
        self.late = self._gauge("loop_late_total", "How often everybody was held up for more than 50 ms")

    def measuring(self, store: Store) -> Store:
        """Return the store with its turns measured; the lines in the log are counted from now on."""
        logging.getLogger().addHandler(CountedLines(self))
        return replace(store, conversations=MeasuredConversations(store.conversations, self))

    def application(self, health: Health, heart: Heartbeat, known: Callable[[], tuple[str, int]]) -> Starlette:
        """Return the application that shows the figures; `known` returns version and number of entries."""
        return _application(self, health, heart, known)

    def _time(self, name: str, told: str) -> Histogram:
        return Histogram(f"lotsenbot_{name}_seconds", told, buckets=_SECONDS, registry=self.registry)

    def _gauge(self, name: str, told: str) -> Gauge:
        return Gauge(f"lotsenbot_{name}", told, registry=self.registry)


@dataclass(frozen=True)
class MeasuredConversations:
    """Conversations as they are kept, with each turn counted; see `bot.store.ports.Conversations`."""

    kept: Conversations
    metrics: Metrics

    async def load(self, person: str) -> Session:
        return await self.kept.load(person)

    async def record(self, person: str, session: Session, turn: Turn, attached: Attached = ALONE) -> RowIds:
        with self.metrics.storing.time():
            ids = await self.kept.record(person, session, turn, attached)
        self.metrics.turns.labels(turn.channel, turn.outcome.value).inc()
        self.metrics.understanding.observe(turn.microseconds / 1e6)
        return ids

    async def feedback(self, person: str, verdict: Rating, turn: int | None = None) -> bool:
        return await self.kept.feedback(person, verdict, turn)

    async def feedback_on(self, person: str, verdict: Rating, answer: str) -> bool:
        return await self.kept.feedback_on(person, verdict, answer)

    async def complain(self, person: str, turn: int, complaint: Complaint) -> bool:
        return await self.kept.complain(person, turn, complaint)


class CountedLines(logging.Handler):
    """Counts what is logged, so that errors of a messenger or of the store show."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.WARNING)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        part = ".".join(record.name.split(".")[:3])
        self._metrics.lines.labels(record.levelname.lower(), part).inc()


@dataclass
class Knew:
    """Which knowledge answered when it was looked at last."""

    version: str = ""
    since: float = 0.0


def _application(metrics: Metrics, health: Health, heart: Heartbeat, known: Callable[[], tuple[str, int]]) -> Starlette:
    knew = Knew()

    async def show(_: Request) -> Response:
        _look_around(metrics, heart)
        _look_at_knowledge(metrics, knew, *known())
        try:
            waiting = await health.queues()
            await health.check()
        except StoreError:
            metrics.ready.set(0)
        else:
            metrics.ready.set(1)
            for name, count in waiting.counts.items():
                metrics.waiting.labels(name).set(count)
            age = time.time() - waiting.oldest_letter.timestamp() if waiting.oldest_letter else 0.0
            metrics.oldest.set(max(0.0, age))
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/metrics", show)])


def _look_around(metrics: Metrics, heart: Heartbeat) -> None:
    metrics.lag.set(heart.worst)
    metrics.late.set(heart.missed)
    heart.worst = 0.0


def _look_at_knowledge(metrics: Metrics, knew: Knew, version: str, entries: int) -> None:
    if version != knew.version:
        metrics.version.clear()
        metrics.version.labels(version).set(1)
        knew.version, knew.since = version, time.monotonic()
    metrics.entries.set(entries)
    metrics.age.set(time.monotonic() - knew.since)
