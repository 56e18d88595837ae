"""The mail that questions wait, to a mail server of this test's own."""

import asyncio
import datetime
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.config import MailSettings
from bot.desk.alarm import Alarm
from bot.store.ports import Store
from bot.store.records import Attached, Turn
from bot.talk.message import Relay, RelayKind, Status
from bot.talk.session import Session
from bot.web.templates import environment

from ..conftest import NOON

LATER = NOON + datetime.timedelta(minutes=31)


@dataclass
class MailServer:
    """Takes what comes, as RFC 5321 has it, and keeps it."""

    mails: list[str] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            if line.strip().upper() == b"DATA":
                writer.write(b"354 go on\r\n")
                self.mails.append((await reader.readuntil(b"\r\n.\r\n")).decode())
            writer.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 fine\r\n")
            await writer.drain()
            if line.upper().startswith(b"QUIT"):
                break
        writer.close()


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    found = MailServer()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    async with server:
        yield found


def alarm(store: Store, port: int) -> Alarm:
    settings = MailSettings(to="team@example.org", host="127.0.0.1", port=port, security="none", minutes=30)
    return Alarm(settings, store.attending, environment(), "https://bot.example.org")


async def ask(store: Store, question: str) -> None:
    attached = Attached(relay=Relay(RelayKind.OPEN, question), address="1")
    await store.conversations.record("anna", Session(), Turn(NOON, "web", None, Status.HANDOVER), attached)


async def test_one_mail_for_what_nobody_saw(store: Store) -> None:
    """After the set time, once, and without a word of what was asked."""
    await ask(store, "Wo ist der Schlüssel?")
    async with mail_server() as server:
        sending = alarm(store, server.port)
        await sending.look(NOON)
        assert server.mails == []
        await sending.look(LATER)
        await sending.look(LATER + datetime.timedelta(hours=1))
    [mail] = server.mails
    assert "Subject: Eine neue Anfrage wartet" in mail
    assert "https://bot.example.org/schreibtisch/anfragen" in mail
    assert "Schl" not in mail


async def test_what_was_seen_needs_no_mail(store: Store) -> None:
    """Somebody looked at the list."""
    await ask(store, "Wo ist der Schlüssel?")
    await store.attending.seen(NOON)
    async with mail_server() as server:
        await alarm(store, server.port).look(LATER)
    assert server.mails == []


async def test_a_mail_that_failed_is_tried_again(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """The log says so without an address."""
    await ask(store, "Wo ist der Schlüssel?")
    async with mail_server() as server:
        nowhere = server.port
    await alarm(store, nowhere).look(LATER)
    assert "no mail could be sent" in caplog.text
    assert "example.org" not in caplog.text
    async with mail_server() as server:
        await alarm(store, server.port).look(LATER)
    assert len(server.mails) == 1
