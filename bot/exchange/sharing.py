"""An interview that several offices answer: who leads it lends sections by links, and what others answer flows into it.

A link holds a code drawn by chance and our signature; the store knows the code alone, by which nobody gets in.
"""

import datetime
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from bot.exchange.locks import Locks
from bot.store.ports import Conversations, Sharing
from bot.store.records import SharedSection
from bot.talk.conversation import Conversation
from bot.talk.interview.log import Event, InterviewLog, Unshared
from bot.talk.interview.progress import Phase, Progress, progress
from bot.talk.interview.sharing import (
    LINK_LASTS,
    OfficeAnswer,
    SectionQuestion,
    SectionStanding,
    closing,
    contributed,
    ending,
    lends,
    questions,
    sections,
)
from bot.talk.session import Session
from knowledge.interview import Section
from knowledge.model import Knowledge

_SECONDS = 90 * 24 * 3600
"""How long the link of who leads an interview leads somewhere; less if the interview is erased before."""


@dataclass(frozen=True)
class SharingLinks:
    """Makes links and reads them: of who leads an interview, and of those who answer a section."""

    secret: bytes
    origin: str = ""
    """The origin by which people reach the pages; empty if it is not known."""

    def path(self, person: str, interview: str) -> str:
        """Return the path of the page on which a person (the pseudonym) lends the sections of an interview."""
        return f"/beteiligen/{self._leading.dumps([person, interview])}"

    def address(self, person: str, interview: str) -> str:
        """Return the whole address of that page; empty if nobody could open it."""
        return f"{self.origin}{self.path(person, interview)}" if self.origin else ""

    def read(self, token: str) -> tuple[str, str] | None:
        """Return the person and the interview of such a link; None if it is not ours, or too old."""
        try:
            person, interview = self._leading.loads(token, max_age=_SECONDS)
        except (BadSignature, ValueError, TypeError):
            return None
        return str(person), str(interview)

    def section_path(self, code: str) -> str:
        """Return the path of the page on which a section is answered."""
        return f"/abschnitt/{self._answering.dumps(code)}"

    def read_section(self, token: str) -> str | None:
        """Return the code of such a link; None if it is not ours."""
        try:
            return str(self._answering.loads(token))
        except (BadSignature, ValueError):
            return None

    @property
    def _leading(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt="lotsenbot.beteiligen")

    @property
    def _answering(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt="lotsenbot.abschnitt")


@dataclass(frozen=True)
class LedSection:
    """A section as who leads the interview sees it."""

    standing: SectionStanding
    questions: tuple[SectionQuestion, ...]
    link: SharedSection | None
    """The link that was made last."""
    is_open: bool
    """Whether others can answer by it."""


@dataclass(frozen=True)
class LedInterview:
    """An interview as who leads it sees it."""

    title: str
    sections: tuple[LedSection, ...]
    answered: int
    total: int
    finished: bool
    """Whether it was finished, and nobody else can answer any more."""


@dataclass(frozen=True)
class OpenSection:
    """A section as others see it: nothing else of the interview, and nothing of the conversation."""

    title: str
    """What the interview is called, with its subject."""
    section: Section
    questions: tuple[SectionQuestion, ...]
    until: datetime.datetime
    seen: int
    """Given back with the answers: up to where the page knew what was answered."""

    @property
    def answered(self) -> int:
        return sum(one.given is not None for one in self.questions)


class Leads(Protocol):
    """What is needed of the assistant as it is now."""

    @property
    def conversation(self) -> Conversation: ...

    @property
    def knowledge(self) -> Knowledge: ...


@dataclass(frozen=True)
class SharedInterviews:
    """Lends sections, and takes what others answer; whatever changes an interview waits for its person's lock."""

    assistant: Leads
    conversations: Conversations
    sharing: Sharing
    locks: Locks

    async def led(self, person: str, interview: str, at: datetime.datetime) -> LedInterview | None:
        """Return an interview for who leads it; None if there is none (any more). Raises StoreError."""
        session = await self.conversations.load(person)
        if (found := self._found(session, interview)) is None:
            return None
        log, state = found
        links = {link.section: link for link in await self.sharing.of_interview(person, interview)}
        shown = [_led(log, state, standing, links.get(standing.section.id), at) for standing in sections(state)]
        finished = state.phase is Phase.FINISHED and not any(one.is_open for one in shown)
        return LedInterview(state.title, tuple(shown), len(state.given), len(state.applicable), finished)

    async def lend(self, person: str, interview: str, section: str, at: datetime.datetime) -> bool:
        """Make a link to a section, unless there is one; False if there is no such section. Raises StoreError."""
        async with self.locks.alone_with(person):
            found = self._found(await self.conversations.load(person), interview)
            if found is None or section not in {one.section.id for one in sections(found[1])}:
                return False
            links = await self.sharing.of_interview(person, interview)
            if not any(link.section == section and link.is_open(at) for link in links):
                link = SharedSection(secrets.token_urlsafe(16), person, interview, section, at, at + LINK_LASTS)
                await self.sharing.lend(link, found[0].with_events(lends(at, section)))
        return True

    async def withdraw(self, person: str, interview: str, section: str, at: datetime.datetime) -> None:
        """End the link to a section. Raises StoreError."""
        async with self.locks.alone_with(person):
            if found := self._found(await self.conversations.load(person), interview):
                await self.sharing.end(person, found[0].with_events(Unshared(at, section)), at, section)

    async def close(self, person: str, interview: str, at: datetime.datetime) -> None:
        """End an interview and all its links, whatever is still open. Raises StoreError."""
        async with self.locks.alone_with(person):
            session = await self.conversations.load(person)
            if found := self._found(session, interview):
                log, state = found
                ended = log.with_events(*closing(state, at), *self._ending(session, log, at))
                await self.sharing.end(person, ended, at)

    async def section(self, code: str, at: datetime.datetime) -> OpenSection | None:
        """Return the section of a link; None if it is not open (any more). Raises StoreError."""
        link = await self.sharing.find(code)
        if link is None or not link.is_open(at):
            return None
        if (found := self._found(await self.conversations.load(link.person), link.interview)) is None:
            return None
        log, state = found
        section = next((one for one in state.definition.sections if one.id == link.section), None)
        if section is None:
            return None
        asked = questions(log, state, section.id)
        return OpenSection(state.title, section, asked, link.expires_at, len(log.events))

    async def contribute(
        self, code: str, office: str, answers: Mapping[str, OfficeAnswer], seen: int, at: datetime.datetime
    ) -> int | None:
        """Add what an office answers; return how many answers are new, None if the link is not open (any more).

        Raises StoreError.
        """
        link = await self.sharing.find(code)
        if link is None:
            return None
        async with self.locks.alone_with(link.person):
            session = await self.conversations.load(link.person)
            if (found := self._found(session, link.interview)) is None:
                return None
            log, state = found
            added = contributed(log, state.definition, link.section, seen, (at, office, answers))
            grown = log.with_events(*added)
            if added and not progress(grown, state.definition).open:
                grown = grown.with_events(*self._ending(session, grown, at))
            return len(added) if await self.sharing.contribute(code, grown, at) else None

    def _found(self, session: Session, interview: str) -> tuple[InterviewLog, Progress] | None:
        log = session.interview(interview)
        definition = self.assistant.knowledge.interviews.get(log.start.definition) if log else None
        return (log, progress(log, definition)) if log and definition else None

    def _ending(self, session: Session, log: InterviewLog, at: datetime.datetime) -> tuple[Event, ...]:
        result = self.assistant.conversation.result_with(session, log)
        return (ending(at, result),) if result else ()


def _led(
    log: InterviewLog, state: Progress, standing: SectionStanding, link: SharedSection | None, at: datetime.datetime
) -> LedSection:
    is_open = link is not None and link.is_open(at)
    return LedSection(standing, questions(log, state, standing.section.id), link, is_open)
