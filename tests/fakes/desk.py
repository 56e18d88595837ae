"""In memory: who may use the desk, what was done there, and workshops."""

import datetime
from dataclasses import dataclass, replace

from bot.store.codes import as_typed, drawn
from bot.store.records import (
    COMMAND_LINE,
    LOGIN_REST,
    WORKSHOP_LASTS,
    Account,
    AccountDeed,
    AccountRole,
    Deed,
    KnownAccount,
    Workshop,
    WorkshopQuestion,
)
from bot.talk.session import Session
from tests.fakes.memory import Login, Memory, Participant


@dataclass(frozen=True)
class MemoryAccounts:
    memory: Memory

    async def add(self, name: str, role: AccountRole, password: str, at: datetime.datetime) -> bool:
        if await self.find(name):
            return False
        self.memory.accounts[name.lower()] = KnownAccount(Account(name, role, at), password)
        self._keep(AccountDeed.ADDED, name, at)
        return True

    async def set_password(self, name: str, password: str, at: datetime.datetime) -> bool:
        known = await self.find(name)
        if known is None:
            return False
        self.memory.accounts[name.lower()] = replace(known, hash=password)
        self._end_logins(known)
        self._keep(AccountDeed.PASSWORD_SET, name, at)
        return True

    async def renew_hash(self, known: KnownAccount, password: str) -> KnownAccount:
        if await self.find(known.account.name) == known:
            self.memory.accounts[known.account.name.lower()] = replace(known, hash=password)
        return replace(known, hash=password)

    async def remove(self, name: str, at: datetime.datetime) -> bool:
        known = self.memory.accounts.pop(name.lower(), None)
        if known is None:
            return False
        self._end_logins(known)
        self._keep(AccountDeed.REMOVED, name, at)
        return True

    async def all(self) -> list[Account]:
        return [known.account for _, known in sorted(self.memory.accounts.items())]

    async def find(self, name: str) -> KnownAccount | None:
        return self.memory.accounts.get(name.lower())

    def _end_logins(self, known: KnownAccount) -> None:
        name = known.account.name
        self.memory.logins = {token: one for token, one in self.memory.logins.items() if one.account != name}

    def _keep(self, deed: AccountDeed, name: str, at: datetime.datetime) -> None:
        self.memory.deeds = (*self.memory.deeds, Deed(at, COMMAND_LINE, deed, name))


@dataclass(frozen=True)
class MemoryLogins:
    memory: Memory

    async def begin(self, token: str, known: KnownAccount, at: datetime.datetime, lasting: datetime.timedelta) -> bool:
        memory, name = self.memory, known.account.name
        memory.logins = {token: one for token, one in memory.logins.items() if one.begun_at > at - lasting}
        current = memory.accounts.get(name.lower())
        if current is None or current.hash != known.hash:
            return False
        memory.logins[token] = Login(current.account.name, at, at)
        memory.deeds = (*memory.deeds, Deed(at, name, AccountDeed.LOGGED_IN, ""))
        return True

    async def account_of(self, token: str, at: datetime.datetime, lasting: datetime.timedelta) -> Account | None:
        login = self.memory.logins.get(token)
        if login is None or login.begun_at <= at - lasting or login.used_at <= at - lasting / LOGIN_REST:
            return None
        self.memory.logins[token] = replace(login, used_at=at)
        return self.memory.accounts[login.account.lower()].account

    async def end(self, token: str) -> None:
        self.memory.logins.pop(token, None)


@dataclass(frozen=True)
class MemoryDeeds:
    memory: Memory

    async def record(self, deed: Deed) -> None:
        self.memory.deeds = (*self.memory.deeds, deed)

    async def latest(self, most: int = 200) -> list[Deed]:
        return list(self.memory.deeds[::-1][:most])


@dataclass(frozen=True)
class MemoryWorkshops:
    memory: Memory

    async def open(self, title: str, held_on: datetime.date, by: str, at: datetime.datetime) -> Workshop:
        key = self.memory.number("workshop")
        self.memory.workshops[key] = Workshop(key, drawn(), title, held_on, at, None)
        return self.memory.workshops[key]

    async def all(self) -> list[Workshop]:
        return sorted(self.memory.workshops.values(), key=lambda one: (one.held_on, one.id), reverse=True)

    async def find(self, workshop: int) -> Workshop | None:
        return self.memory.workshops.get(workshop)

    async def close(self, workshop: int, at: datetime.datetime) -> None:
        known = self.memory.workshops.get(workshop)
        if known is not None and known.is_open:
            self.memory.workshops[workshop] = replace(known, closed_at=at)

    async def reopen(self, workshop: int, at: datetime.datetime) -> None:
        known = self.memory.workshops.get(workshop)
        if known is not None and not known.is_open:
            self.memory.workshops[workshop] = replace(known, closed_at=None, opened_at=at)

    async def close_old(self, now: datetime.datetime) -> None:
        limit = now - WORKSHOP_LASTS
        for one in await self.all():
            if one.held_on < limit.date() and one.opened_at < limit:
                await self.close(one.id, now)


@dataclass(frozen=True)
class MemoryParticipation:
    memory: Memory

    async def workshop_of(self, code: str) -> Workshop | None:
        workshops = self.memory.workshops.values()
        return next((one for one in workshops if one.code == as_typed(code) and one.is_open), None)

    async def join(self, person: str, code: str, at: datetime.datetime) -> Workshop | None:
        memory, workshop = self.memory, await self.workshop_of(code)
        if workshop is None:
            return None
        if person in memory.sessions:
            memory.sessions[person] = replace(memory.sessions[person], used_at=at)
        else:
            memory.keep_session(person, Session(), at)
        others = [one for one in memory.participants if (one.workshop, one.person) != (workshop.id, person)]
        memory.participants = (*others, Participant(workshop.id, person, at))
        return workshop

    async def count(self, workshop: int) -> int:
        return sum(one.workshop == workshop for one in self.memory.participants)

    async def questions(self, workshop: int) -> list[WorkshopQuestion]:
        turns = [one for one in self.memory.turns.values() if one.workshop == workshop]
        return [
            WorkshopQuestion(one.turn.question, one.person, one.turn.outcome, one.turn.entries)
            for one in turns
            if one.turn.question is not None
        ]
