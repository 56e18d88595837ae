"""So often within any minute, and no more."""

from bot.web import pace
from bot.web.pace import Allowance


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_any_minute_has_so_many() -> None:
    """Whoever waits may go on as soon as the first of them is a minute old; what was refused does not count."""
    clock = Clock()
    three = Allowance(3, clock)
    assert [three.allows("anna") for _ in range(5)] == [True, True, True, False, False]
    clock.now += 30
    assert not three.allows("anna")
    clock.now += 29.9
    assert not three.allows("anna")
    clock.now += 0.1
    assert [three.allows("anna") for _ in range(4)] == [True, True, True, False]


def test_they_are_spread_as_they_come() -> None:
    """A minute is the last one, and none of the clock's."""
    clock = Clock()
    two = Allowance(2, clock)
    allowed = []
    for _ in range(8):
        allowed.append(two.allows("anna"))
        clock.now += 25
    assert allowed == [True, True, False, True, True, False, True, True]


def test_nobody_pays_for_another(monkeypatch) -> None:
    """And of very many, who did nothing for longest is forgotten first."""
    monkeypatch.setattr(pace, "_MOST_KEYS", 2)
    one = Allowance(1, Clock())
    assert one.allows("anna")
    assert one.allows("bernd")
    assert not one.allows("anna")
    assert one.allows("clara")
    assert not one.allows("anna")
    assert one.allows("bernd")
