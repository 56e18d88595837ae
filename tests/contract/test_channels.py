"""What holds for every channel, however a messenger is made."""

import datetime
from collections import Counter

import pytest
from starlette.routing import Route

from bot.config import MatrixSettings, Settings, TelegramSettings, WebSettings
from bot.curation.assistant import AssistantVersion, RunningAssistant
from bot.exchange.channel import Channel, Opened, Surroundings
from bot.exchange.dispatch import Dispatcher
from bot.exchange.locks import Locks
from bot.exchange.lotsen import Lotsen
from bot.service.channels import CHANNELS
from bot.store.ports import Store
from bot.store.records import Letter
from bot.talk.conversation import Conversation
from bot.talk.privacy import Keys
from intents.understand import Understanding
from knowledge.model import Knowledge
from tests.fakes import memory_store

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
SECRET = b"s" * 32
SETTINGS = Settings(
    web=WebSettings(url="https://chat.example.de"),
    matrix=MatrixSettings(homeserver="http://127.0.0.1:9", token="a", lotsen_rooms=["!lotsen:beispiel.de"]),  # noqa: S106 - as below
    telegram=TelegramSettings(token="1:a", lotsen_group=-100, base_url="http://127.0.0.1:9"),  # noqa: S106 - it opens nothing
)
"""With all that channels need in order to be opened."""
ADDRESSES = {"telegram": "[7, null, true]", "matrix": '["!anna:beispiel.de", null, true, "@anna:beispiel.de"]'}
"""Where a person is reached, in a channel's own words; elsewhere by the pseudonym."""


@pytest.fixture
def store() -> Store:
    return memory_store()


@pytest.fixture
def around(
    store: Store, knowledge: Knowledge, understanding: Understanding, conversation: Conversation
) -> Surroundings:
    live = RunningAssistant(AssistantVersion(knowledge, understanding, conversation))
    lotsen = Lotsen(store, live, Locks(), {})
    return Surroundings(SETTINGS, store, live, Keys(SECRET), Dispatcher(live, store, SECRET), lotsen, lambda: NOON)


@pytest.fixture(params=[one for one in CHANNELS if one.courier], ids=lambda channel: channel.name)
def channel(request: pytest.FixtureRequest) -> Channel:
    return request.param


@pytest.fixture
def opened(channel: Channel, around: Surroundings) -> Opened:
    opened = channel.open(around)
    assert opened is not None
    return opened


def test_whom_lotsen_can_write_to_gets_it(channel: Channel, opened: Opened) -> None:
    """What the courier words lies where somebody carries it, or fetches it; never both, never neither."""
    assert channel.courier is not None
    letters = list(channel.courier.to_person(ADDRESSES.get(channel.name, "anna"), "Am 3. Mai.", "Von einem Menschen:"))
    assert letters
    assert {letter.channel for letter in letters} == {channel.name}
    assert {letter.fetched for letter in letters} == {opened.wire is None}


def test_every_group_of_lotsen_is_reached_by_a_wire(channel: Channel, opened: Opened) -> None:
    """And what is posted there can be answered."""
    for group in channel.groups(SETTINGS):
        letters = list(group.post("Anfrage 7", 7))
        assert {letter.channel for letter in letters} == {channel.name}
        assert opened.wire is not None


async def test_a_letter_of_another_version_is_told_by_a_value_error(channel: Channel, opened: Opened) -> None:
    """So the outbox drops it, and the lane goes on."""
    if opened.wire is None:
        return
    foreign = Letter(channel.name, "7", '{"kind": "pigeon"}')
    with pytest.raises(ValueError, match="pigeon"):
        await opened.wire.carry(foreign, "7", repeated=False)
    with pytest.raises(ValueError, match="pigeon"):
        opened.wire.nudge(foreign, 1)
    with pytest.raises(ValueError, match="pigeon"):
        opened.wire.instead(foreign)


def test_no_two_channels_have_a_route_in_common(around: Surroundings) -> None:
    """The one that is named first would have it."""
    all_opened = [opened for channel in CHANNELS if (opened := channel.open(around))]
    routes = [route for opened in all_opened for route in (*opened.routes, *opened.unguarded)]
    paths = Counter(
        (route.path, method) for route in routes if isinstance(route, Route) for method in route.methods or ()
    )
    assert [path for path, count in paths.items() if count > 1] == []
