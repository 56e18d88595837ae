"""What happened in an interview, event by event: a closed set, from which everything else is derived."""

import datetime
from dataclasses import dataclass, replace
from typing import Literal

from bot.talk.interview.result import Verdict


@dataclass(frozen=True)
class Started:
    """An interview began."""

    at: datetime.datetime
    definition: str
    version: str
    """Of the definition."""
    subject: str | None = None
    """Redacted, as all that people typed."""
    kind: Literal["started"] = "started"


@dataclass(frozen=True)
class Asked:
    """A question was put."""

    at: datetime.datetime
    step: str
    kind: Literal["asked"] = "asked"


@dataclass(frozen=True)
class Answered:
    """A question was answered, for the first time or anew."""

    at: datetime.datetime
    step: str
    answer: str
    note: str | None = None
    kind: Literal["answered"] = "answered"


@dataclass(frozen=True)
class Skipped:
    """A question was passed over; one with an answer keeps it."""

    at: datetime.datetime
    step: str
    kind: Literal["skipped"] = "skipped"


@dataclass(frozen=True)
class Reopened:
    """The person went back to a question, in order to change the answer."""

    at: datetime.datetime
    step: str
    kind: Literal["reopened"] = "reopened"


@dataclass(frozen=True)
class Noted:
    """A note was added to an answer."""

    at: datetime.datetime
    step: str
    note: str
    kind: Literal["noted"] = "noted"


@dataclass(frozen=True)
class Paused:
    """The person wants to go on later."""

    at: datetime.datetime
    kind: Literal["paused"] = "paused"


@dataclass(frozen=True)
class Resumed:
    """The person goes on."""

    at: datetime.datetime
    kind: Literal["resumed"] = "resumed"


@dataclass(frozen=True)
class Updated:
    """The definition had changed, and the person was told."""

    at: datetime.datetime
    version: str
    kind: Literal["updated"] = "updated"


@dataclass(frozen=True)
class Finished:
    """No question was left; with what came out, in steps, so that it can be counted without the person."""

    at: datetime.datetime
    verdict: Verdict
    blocking: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    kind: Literal["finished"] = "finished"


@dataclass(frozen=True)
class Abandoned:
    """The person gave it up."""

    at: datetime.datetime
    kind: Literal["abandoned"] = "abandoned"


@dataclass(frozen=True)
class Shared:
    """A section was left to others, who have a link to it."""

    at: datetime.datetime
    section: str
    until: datetime.datetime
    """When the link ends by itself."""
    kind: Literal["shared"] = "shared"


@dataclass(frozen=True)
class Unshared:
    """A section is the person's own again: its link was withdrawn, or has ended."""

    at: datetime.datetime
    section: str
    kind: Literal["unshared"] = "unshared"


@dataclass(frozen=True)
class Contributed:
    """Somebody else answered a question, by the link to its section."""

    at: datetime.datetime
    step: str
    answer: str
    office: str
    """Which office answered, as it called itself; redacted."""
    note: str | None = None
    kind: Literal["contributed"] = "contributed"


Event = (
    Started | Asked | Answered | Skipped | Reopened | Noted | Paused | Resumed | Updated | Finished | Abandoned
    | Shared | Unshared | Contributed
)  # fmt: skip


@dataclass(frozen=True)
class InterviewLog:
    """One interview of one person; events are only ever added."""

    id: str
    """A number, unique among the person's interviews."""
    events: tuple[Event, ...]

    def __post_init__(self) -> None:
        if not self.events or not isinstance(self.events[0], Started):
            raise ValueError("an interview's log begins with its start")

    @property
    def start(self) -> Started:
        """How it began."""
        first = self.events[0]
        if not isinstance(first, Started):  # refused when built
            raise TypeError
        return first

    @property
    def last_at(self) -> datetime.datetime:
        """When something last happened in it."""
        return self.events[-1].at

    @property
    def led_at(self) -> datetime.datetime:
        """When the person themselves last did something in it."""
        return next(event.at for event in reversed(self.events) if not isinstance(event, Contributed))

    def with_events(self, *events: Event) -> "InterviewLog":
        """Return the log with further events."""
        return replace(self, events=(*self.events, *events))
