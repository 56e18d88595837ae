"""What goes wrong between us and the homeserver: nothing is lost, and nothing is said twice."""

import urllib.error
import urllib.request

from aiohttp import web

from tests.synapse.proxy import refusal
from tests.synapse.server import PASSWORD

SEND = r"/send/m\.room\.encrypted/"


def ready(process):
    """Return what `/readyz` says."""
    port = process.log.rpartition("serving HTTP on 127.0.0.1:")[2].split()[0]
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


async def test_failures_that_pass(anna, behind, proxy):
    """Each answer arrives once, whatever failed on its way, and whether or not the server had it already."""
    await behind.begin()
    room = await anna.room(behind.user)
    await anna.joined(room, behind.user)
    await anna.hears(room, "Assistent")
    for number, (fault, after) in enumerate(
        (
            (refusal(429, "M_LIMIT_EXCEEDED", retry_after_ms=300), False),
            (web.Response(status=502, text="<html>Geheimnis</html>"), False),
            (None, False),
            (None, True),
            (web.Response(status=504), True),
        ),
        1,
    ):
        failed = proxy.fail(SEND, fault, after=after)
        await anna.say(room, "Was ist Amt24?")
        await anna.until(lambda n=number: answers(anna, room, "Serviceportal") >= n)
        await behind.settled()
        assert failed.seen == 1
        assert answers(anna, room, "Serviceportal") == number
    for answer in (refusal(429, "M_LIMIT_EXCEEDED", retry_after_ms=100), web.Response(status=500), None):
        proxy.fail("/sync", answer)
        proxy.fail("/keys/(query|claim)", answer)
        proxy.fail("/sendToDevice/", answer)
    anna.client.invalidate_outbound_session(room)
    await anna.say(room, "Was ist ePayBL?")
    await anna.hears(room, "Zahlungsverkehr")
    assert "Geheimnis" not in behind.log
    assert "Traceback" not in behind.log


def answers(person, room, word):
    """Return how many answers with a word came."""
    return sum(word in source["content"]["body"] for source in person.said(room))


async def test_a_slow_homeserver(anna, behind, proxy):
    """Each question has one answer, nothing is given up, and who waits sees that something is written."""
    await behind.begin()
    room = await anna.room(behind.user)
    await anna.joined(room, behind.user)
    await anna.hears(room, "Assistent")
    for path in ("/sync", SEND, "/receipt/", "/keys/", "/sendToDevice/"):
        proxy.slow(path, 1.0)
    await anna.say(room, "Was ist Amt24?")
    await anna.say(room, "Was ist ePayBL?")
    await anna.hears(room, "Serviceportal")
    await anna.hears(room, "Zahlungsverkehr")
    await behind.settled()
    assert len(anna.said(room)) == 3
    assert "can't" not in behind.log
    proxy.slow("/event/", 1.0)  # where a sign is read
    answer = await anna.hears(room, "Serviceportal")
    await anna.react(room, answer["event_id"], "1️⃣")
    await anna.until(lambda: len(anna.said(room)) == 4)
    assert [call for call in proxy.calls if "/typing/" in call]


async def test_a_key_that_could_not_be_shared_leaves_nobody_waiting(meet, anna, behind, proxy):
    """A device for which no key could be had, or that could not be sent one, gets its key with the next try."""
    await behind.begin()
    proxy.fail("/keys/claim", web.Response(status=500), times=2)
    proxy.fail("/sendToDevice/", None, times=2)
    room = await anna.room(behind.user)
    await anna.joined(room, behind.user)
    await anna.say(room, "Was ist Amt24?")
    answer = await anna.hears(room, "Serviceportal")
    assert "undecrypted" not in answer


async def test_a_homeserver_that_is_away(anna, behind, proxy):
    """It is waited for at the start and later; meanwhile the process lives and says that nothing comes in."""
    away = proxy.fail("", web.Response(status=503), times=10**6)
    behind.start()
    await behind.until(lambda: (behind._folder / "log").exists() and "can't be reached" in behind.log, timeout=60)
    assert ready(behind) == 503
    away.times = 0
    await behind.until(lambda: " connected" in behind.log, timeout=60)
    room = await anna.room(behind.user)
    await anna.joined(room, behind.user)
    await anna.say(room, "Was ist Amt24?")
    await anna.hears(room, "Serviceportal")
    assert ready(behind) == 200


async def test_a_token_that_is_refused(anna, behind, proxy):
    """With the password it logs in again, as the same device, and is trusted as before."""
    await behind.begin()
    room = await anna.room(behind.user)
    await anna.joined(room, behind.user)
    await anna.say(room, "Was ist Amt24?")
    await anna.hears(room, "Serviceportal")
    login = (behind.vault / "login.json").read_text("utf-8")
    token = login.partition('"token": "')[2].partition('"')[0]
    await anna.call("GET", "/v3/account/whoami")
    behind.synapse.call("POST", "/v3/logout", {}, token)
    await behind.until(lambda: behind.log.count("logged in") == 2)
    query = {"device_keys": {behind.user: []}}
    await behind.until(
        lambda: behind.synapse.call("POST", "/v3/keys/query", query, anna.client.access_token)["device_keys"].get(
            behind.user
        )
    )
    for device in anna.client.device_store[behind.user].values():
        device.deleted = False  # this client never takes it back by itself
    await anna.say(room, "Was ist ePayBL?")
    await anna.hears(room, "Zahlungsverkehr")
    again = (behind.vault / "login.json").read_text("utf-8")
    assert again.replace(token, "") != login.replace(token, "")
    assert login.partition('"token"')[0] == again.partition('"token"')[0]


async def test_a_token_of_its_own_that_is_revoked(behind, synapse):
    """Without the password it can't log in again: it says what to do, and that nothing comes in."""
    login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": behind.user}, "password": PASSWORD}
    token = synapse.call("POST", "/v3/login", login)["access_token"]
    behind._env |= {"LOTSENBOT_MATRIX_TOKEN": token, "LOTSENBOT_MATRIX_PASSWORD": ""}
    await behind.begin()
    synapse.call("POST", "/v3/logout", {}, token)
    await behind.until(lambda: "set another one in LOTSENBOT_MATRIX_TOKEN" in behind.log)
    assert behind.running
    assert "Traceback" not in behind.log


async def test_what_will_not_mend_itself_is_said_at_the_start(process, synapse):
    """A wrong password, a wrong token, a secret that does not fit the keys: each with what to do."""
    process._env["LOTSENBOT_SECRET"] = "a" * 40
    process._env["LOTSENBOT_MATRIX_PASSWORD"] = "falsch"  # noqa: S105 - a wrong one
    process.start()
    await process.until(lambda: not process.running)
    assert "LOTSENBOT_MATRIX_PASSWORD: Der Homeserver weist die Anmeldung zurück." in process.log
    process._env["LOTSENBOT_MATRIX_TOKEN"] = "syt_falsch"  # noqa: S105 - a wrong one
    process.start()
    await process.until(lambda: not process.running)
    assert "LOTSENBOT_MATRIX_TOKEN: Der Homeserver weist den Token zurück." in process.log
    token = synapse.call(
        "POST",
        "/v3/login",
        {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": process.user},
            "password": "ein gutes Passwort",
        },
    )["access_token"]
    process._env["LOTSENBOT_MATRIX_TOKEN"] = token
    process.connect()
    process.stop()
    process._env["LOTSENBOT_SECRET"] = "b" * 40
    process.database.unlink()  # else that is what the secret does not fit
    process.start()
    await process.until(lambda: not process.running)
    assert "LOTSENBOT_SECRET" in process.log
    for path in process.vault.glob("keys*"):
        path.unlink()
    process.start()
    await process.until(lambda: not process.running)
    assert "sind nicht (mehr) da" in process.log
    assert "Traceback" not in process.log
