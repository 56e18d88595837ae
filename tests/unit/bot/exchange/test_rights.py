"""Who is a Lotse in a messenger."""

import pytest

from bot.exchange.rights import LotsenRights

MOVED = {"-100": "-200"}


def rights(*users: str) -> LotsenRights:
    return LotsenRights(("-100", "-300"), frozenset(users), lambda group: MOVED.get(group, group))


@pytest.mark.parametrize(
    ("place", "group"), [("-100", "-100"), ("-200", "-100"), ("-300", "-300"), ("-400", None), ("", None)]
)
def test_a_group_is_the_same_by_its_former_and_its_new_id(place: str, group: str | None) -> None:
    """It is known by the name that the settings give it."""
    assert rights().group(place) == group


def test_who_is_named_may_and_without_names_everybody() -> None:
    """Once somebody is named, sitting there is not enough."""
    assert rights().may("7")
    assert rights("7").may("7")
    assert not rights("7").may("8")
