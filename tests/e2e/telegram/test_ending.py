"""SIGTERM: the process ends soon, whatever is under way, and loses nothing."""

import asyncio
import signal
import subprocess
import sys
import time
import urllib.request

from tests.e2e.telegram.conftest import until
from tests.e2e.telegram.test_robust import rest

SOON = 12.0
"""Seconds; the process itself leaves what hangs after fifteen."""


async def ended(process) -> float:
    """End a process and return how many seconds that took."""
    begun = time.monotonic()
    assert await asyncio.to_thread(process.stop) == 0
    return time.monotonic() - begun


async def test_in_the_midst_of_a_flood(api, bot):
    """Forty chats with questions under way, one of them slowed down: what is left is answered later."""
    people = [api.person(f"P{number}", f"p{number}") for number in range(40)]
    for person in people:
        api.say(api.private(person), person, "Was ist Amt24?")
    for _ in range(45):
        api.say(api.private(people[0]), people[0], "Was ist Amt24?")
    await api.wait_for(lambda: any(api.sent(api.private(person)) for person in people))
    assert await ended(bot) < SOON
    bot.start()
    await api.wait_for(lambda: all(api.sent(api.private(person)) for person in people), timeout=60)
    await until(lambda: rest(bot) == (0, 0), timeout=120)


async def test_while_the_server_wants_a_long_rest(api, bot, anna, chat):
    """A message that must wait for an hour is not waited for."""
    api.fail("sendMessage", "429", retry_after=3600)
    api.say(chat, anna, "Was ist Amt24?")
    await api.called("sendMessage")
    assert await ended(bot) < SOON


async def test_while_the_server_does_not_answer(api, bot, anna, chat):
    """A call that hangs is given up; whether it arrived is not known, so it is sent again and says so."""
    api.fail("sendMessage", "late")
    api.say(chat, anna, "Was ist Amt24?")
    await api.called("sendMessage")
    assert await ended(bot) < SOON
    api.heal()
    bot.start()
    await api.wait_for(lambda: any("schon erhalten" in post.text for post in api.sent(chat)))


async def test_while_pages_and_idle_connections_are_open(api, bot):
    """A page that waits for an answer, and a browser that keeps its line, hold up nothing."""
    address = bot.address()
    with await asyncio.to_thread(urllib.request.urlopen, address) as page:
        cookie = page.headers["set-cookie"].split(";")[0]
    request = urllib.request.Request(f"{address}/gespraech/warten", headers={"Cookie": cookie})  # noqa: S310 - the process that we started
    reader, writer = await asyncio.open_connection(*address.removeprefix("http://").split(":"))
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    await reader.readuntil(b"}")
    with await asyncio.to_thread(urllib.request.urlopen, request) as stream:
        assert stream.readline().startswith(b"retry")
        assert await ended(bot) < SOON
    writer.close()


async def test_before_the_server_was_reached(api, process):
    """Who still waits for Telegram ends too."""
    api.unreachable()
    process.start()
    await process.logs("can't be reached")
    assert await ended(process) < SOON


HANGS = """
import asyncio, time
import bot.service.serve as serve
import bot.service.rounds as rounds
async def hang(*_):
    await asyncio.to_thread(time.sleep, 3600)
rounds.one_round = hang
serve._LONGEST_END = 1.0
from bot.cli.main import main
main()
"""


def test_a_thread_that_hangs_is_left(process, tmp_path):
    """Python would wait for it for ever; the log shows where it hangs, and no values."""
    with (tmp_path / "log").open("ab") as log:
        hanging = subprocess.Popen([sys.executable, "-c", HANGS, "run"], env=process._env, stdout=log, stderr=log)
    process._process = hanging
    process.address()
    assert process.stop(signal.SIGTERM) == 1
    assert "Timeout" in process.log
    assert "Thread" in process.log
