"""Webhook, links and tickets: what is set up or looked at from the command line."""

import asyncio
import json
import os
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from tests.e2e.telegram.conftest import Process

SECRET = "ein-geheimnis-fuer-tests"  # noqa: S105 - it opens nothing


def lotsenbot(process: Process, *arguments: str) -> str:
    return process.command(*arguments)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def hooked(api, tmp_path):
    port = free_port()
    process = Process(
        api,
        tmp_path,
        LOTSENBOT_TELEGRAM_WEBHOOK_URL=f"http://127.0.0.1:{port}",
        LOTSENBOT_TELEGRAM_WEBHOOK_SECRET=SECRET,
        LOTSENBOT_HTTP_PORT=str(port),
    )
    process.start()
    yield process, port
    if process.running:
        process.stop()


def post(port: int, body: bytes, secret: str) -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/telegram/webhook", body, method="POST")
    request.add_header("X-Telegram-Bot-Api-Secret-Token", secret)
    try:
        with urllib.request.urlopen(request) as response:  # noqa: S310 - the process that we started
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


async def test_a_webhook_stores_before_it_answers(api, hooked, anna, chat):
    """Only with the secret; garbage and a body too large are refused; a repeated update has no second effect."""
    process, port = hooked
    await api.wait_for(lambda: "connected" in process.log and "serving" in process.log)
    question = {
        "update_id": 900,
        "message": {
            "message_id": 5,
            "date": 1_700_000_000,
            "chat": {"id": chat.id, "type": "private", "first_name": "Anna"},
            "from": {"id": anna.id, "is_bot": False, "first_name": "Anna"},
            "text": "Was ist Amt24?",
        },
    }
    body = json.dumps(question).encode()
    assert post(port, body, "falsch") == 403
    assert post(port, b"{}", SECRET) == 400
    assert post(port, b"x" * 1_100_000, SECRET) == 413
    for refused in (
        b'{"update_id": 1, "message": ' + b'{"a": ' * 50_000,
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": 1, "message": {"message_id": 1, "chat": {"id": 99999999999999999999}}}',
        b'{"update_id": 1, "callback_query": {"id": "1", "from": {"id": 7}, "data": "\\ud800",'
        b' "message": {"message_id": 5, "chat": {"id": 7}}}}',
    ):
        assert post(port, refused, SECRET) == 400
    assert post(port, body, SECRET) == 200
    assert post(port, body, SECRET) == 200
    await api.wait_for(lambda: api.sent(chat))
    question["update_id"] = 800  # out of order, and no less new for that
    assert post(port, json.dumps(question).encode(), SECRET) == 200
    await api.wait_for(lambda: len(api.sent(chat)) == 2)


async def test_what_comes_before_the_name_is_known_waits(api, hooked, anna):
    """An update that is delivered while Telegram can't be reached yet is handled once, as one that mentions us."""
    process, port = hooked
    process.stop()
    group = api.supergroup("Rathaus")
    api.unreachable()
    process.start()
    await process.logs("can't be reached")
    text = f"@{api.username} Was ist Amt24?"
    question = {
        "update_id": 700,
        "message": {
            "message_id": 5,
            "date": 1_700_000_000,
            "chat": {"id": group.id, "type": "supergroup", "title": "Rathaus"},
            "from": {"id": anna.id, "is_bot": False, "first_name": "Anna"},
            "text": text,
            "entities": [{"type": "mention", "offset": 0, "length": len(api.username) + 1}],
        },
    }
    delivering = asyncio.create_task(asyncio.to_thread(post, port, json.dumps(question).encode(), SECRET))
    api.reachable()
    assert await delivering == 200
    await api.wait_for(lambda: api.sent(group))
    process.stop()
    with sqlite3.connect(process.database) as database:
        assert database.execute("SELECT count(*) FROM turns").fetchone() == (1,)


async def test_the_webhook_is_set_and_deleted_by_commands(api, hooked):
    """Telegram then knows address and secret, or none."""
    process, _ = hooked
    lotsenbot(process, "telegram", "webhook", "set")
    assert api.webhook().endswith("/telegram/webhook")
    assert "/telegram/webhook" in lotsenbot(process, "telegram", "webhook", "info")
    lotsenbot(process, "telegram", "webhook", "delete")
    assert not api.webhook()


async def test_links_and_codes_for_every_entry(api, process, tmp_path, knowledge):
    """One link and two pictures each, under the bot's own name."""
    printed = lotsenbot(process, "telegram", "links", "--qr", str(tmp_path / "qr"))
    assert len(printed.splitlines()) == len(knowledge.entries) + len(knowledge.interviews)
    assert f"https://t.me/{api.username}?start=amt24-was\t" in printed
    assert len(list((tmp_path / "qr").glob("*.png"))) == len(knowledge.entries) + len(knowledge.interviews)
    assert (tmp_path / "qr" / "amt24-was.svg").read_text("utf-8").startswith("<?xml")


def test_a_refused_token_is_said_to_be_one(api, tmp_path):
    """The process ends with a German line and no traceback."""
    env = {**os.environ, "LOTSENBOT_DATABASE": str(tmp_path / "l.sqlite3"), "LOTSENBOT_HTTP_PORT": "0"}
    env |= {"LOTSENBOT_TELEGRAM_TOKEN": "1234:falsch-falsch", "LOTSENBOT_TELEGRAM_BASE_URL": api.root}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"], env=env, capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 3
    assert "weist den Token zurück" in done.stderr
    assert "Traceback" not in done.stderr
