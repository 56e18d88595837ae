"""What nobody needs goes with time, and nothing that somebody does."""

import datetime
from collections.abc import Callable

import pytest

from bot.channels.matrix.client import HardenedClient
from bot.channels.matrix.keystore import prune
from tests.unit.bot.channels.matrix.conftest import ANNA, BOT, ROOM
from tests.unit.bot.channels.matrix.test_client import introduce, room_key, said, told

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
KEEP = 30 * DAY
TOGETHER = {ROOM: {ANNA, BOT}}


@pytest.fixture
def bot(meet: Callable[[str, str], HardenedClient]) -> HardenedClient:
    """The assistant, to whom Anna gave the key of their room."""
    bot, anna = meet(BOT, "BOT"), meet(ANNA, "ANNA")
    introduce(anna, bot)
    anna.olm.create_outbound_group_session(ROOM)
    bot._handle_decrypt_to_device(told(anna, bot, "m.room_key", room_key(anna)))
    assert bot.opened(said(anna, "Was ist Amt24?", 1)).body == "Was ist Amt24?"
    return bot


def again(client: HardenedClient) -> HardenedClient:
    """Read the store as the next start does."""
    client.load_store()
    return client


def kept(client: HardenedClient) -> tuple[int, int, int]:
    """Return how many keys of rooms, devices of Anna and agreements with devices there are."""
    olm = client.olm
    return len(list(olm.inbound_group_store)), len(olm.device_store[ANNA]), len(list(olm.session_store))


def test_the_key_of_a_room_goes_when_what_it_opens_is_long_gone(bot: HardenedClient) -> None:
    """So long after it came; whom we still meet stays known."""
    assert prune(bot.olm, TOGETHER, NOON, KEEP) == 0
    assert prune(bot.olm, TOGETHER, NOON + KEEP - DAY, KEEP) == 0
    assert kept(again(bot)) == (1, 1, 1)
    assert prune(bot.olm, TOGETHER, NOON + KEEP, KEEP) == 1
    assert kept(bot) == kept(again(bot)) == (0, 1, 1)


def test_a_key_that_may_be_in_use_stays(bot: HardenedClient) -> None:
    """However short questions are kept: a new one comes after a week."""
    prune(bot.olm, TOGETHER, NOON, DAY)
    assert prune(bot.olm, TOGETHER, NOON + 7 * DAY, DAY) == 0
    assert kept(again(bot)) == (1, 1, 1)


def test_whom_we_meet_nowhere_any_more_is_forgotten(bot: HardenedClient) -> None:
    """Devices and what was agreed with them, and that their room was encrypted; coming back in between begins anew."""
    bot.store.save_encrypted_rooms({ROOM})
    prune(bot.olm, {}, NOON, KEEP)
    prune(bot.olm, TOGETHER, NOON + 20 * DAY, KEEP)
    prune(bot.olm, {}, NOON + 29 * DAY, KEEP)
    prune(bot.olm, {}, NOON + 31 * DAY, KEEP)
    assert kept(again(bot)) == (0, 1, 1)
    assert bot.store.load_encrypted_rooms() == {ROOM}
    assert prune(bot.olm, {}, NOON + 59 * DAY, KEEP) == 3
    assert kept(bot) == kept(again(bot)) == (0, 0, 0)
    assert bot.store.load_encrypted_rooms() == set()


def test_a_device_that_is_gone(bot: HardenedClient) -> None:
    """What was agreed with it goes; that it was there stays, so that it can't come back with another key."""
    bot.device_store[ANNA]["ANNA"].deleted = True
    bot.store.save_device_keys({ANNA: {"ANNA": bot.device_store[ANNA]["ANNA"]}})
    prune(bot.olm, TOGETHER, NOON, KEEP)
    prune(bot.olm, TOGETHER, NOON + KEEP, KEEP)
    assert kept(bot) == kept(again(bot)) == (0, 1, 0)
