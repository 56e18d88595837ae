"""When there is Matrix, and what must be told for it."""

from dataclasses import dataclass
from typing import Any

import pytest

from bot.channels.matrix.channel import MATRIX
from bot.channels.matrix.client import proxy_to
from bot.channels.matrix.couriers import MatrixGroup
from bot.config import MatrixSettings, Settings
from bot.errors import ConfigError

HOME = "https://matrix.rathaus.test"


@dataclass(frozen=True)
class Around:
    settings: Settings


def settings(**matrix: Any) -> Settings:
    return Settings(matrix=MatrixSettings(**matrix))


def test_without_a_homeserver_there_is_none() -> None:
    """Nothing is opened, and there are no rooms of Lotsen."""
    assert MATRIX.open(Around(settings(lotsen_rooms=["!a:b"]))) is None  # type: ignore[arg-type]  # all that is asked of them
    assert MATRIX.groups(settings(lotsen_rooms=["!a:b"])) == ()


def test_each_room_of_lotsen_is_a_group() -> None:
    """Separated by commas or spaces, as the environment has them."""
    assert MATRIX.groups(settings(homeserver=HOME, lotsen_rooms="!a:b, !c:d")) == (
        MatrixGroup("!a:b"),
        MatrixGroup("!c:d"),
    )


@pytest.mark.parametrize("matrix", [{}, {"user": "@a:b"}, {"password": "x"}])
def test_nobody_logs_in_with_half_of_it(matrix: dict[str, str]) -> None:
    """It is said what is missing."""
    with pytest.raises(ConfigError, match="LOTSENBOT_MATRIX_TOKEN"):
        MATRIX.open(Around(settings(homeserver=HOME, **matrix)))  # type: ignore[arg-type]  # all that is asked of them


@pytest.mark.parametrize("user", ["lotse", "@lotse", "lotse:rathaus.test", "@ä b:rathaus.test"])
def test_an_account_has_its_server(user: str) -> None:
    """As Matrix writes it."""
    with pytest.raises(ValueError, match="user"):
        MatrixSettings(user=user)


def test_the_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """But not for what it says is near."""
    monkeypatch.setenv("https_proxy", "http://proxy.test:3128")
    monkeypatch.setenv("no_proxy", "rathaus.test")
    assert proxy_to("https://matrix.land.test") == "http://proxy.test:3128"
    assert proxy_to(HOME) is None
