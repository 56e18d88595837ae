"""What people see while very many ask."""

import asyncio

from bot.channels.telegram import crowd
from bot.channels.telegram.crowd import Crowd
from bot.channels.telegram.incoming import Place
from bot.exchange.pace import Pace, Rate, Urgency
from tests.unit.bot.channels.telegram.house import House


class Crowded(Pace):
    """A pace at which one waits so long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(Rate(1000, 1.0), lambda _: Rate(1000, 1.0))
        self._seconds = seconds

    @property
    def delay(self) -> float:
        return self._seconds


async def test_who_waits_long_is_told_once(house: House) -> None:
    """With a typing sign; however much they write meanwhile."""
    one = Crowd(house.telegram._parts, Crowded(10.0))
    for _ in range(3):
        one.receive(Place(house.chat.id))
    await house.sent(house.chat, "busy")
    await house.ask()
    assert sum(post.text == "busy" for post in house.api.sent(house.chat)) == 1
    assert len(house.api.calls("sendChatAction", house.chat)) == 1


async def test_who_waits_a_little_sees_that_something_happens(house: House) -> None:
    """And no line takes the place of an answer; groups get none at all."""
    Crowd(house.telegram._parts, Crowded(2.0)).receive(Place(house.chat.id))
    Crowd(house.telegram._parts, Crowded(10.0)).receive(Place(house.group.id, private=False))
    await house.api.called("sendChatAction", 2)
    await house.ask()
    assert not any(post.text == "busy" for chat in (house.chat, house.group) for post in house.api.sent(chat))


async def test_whose_answer_is_late_sees_it_as_long_as_that_lasts(house: House, monkeypatch) -> None:
    """However soon it seemed to come; and is told once that it is busy."""
    for name, seconds in (("_NOTICEABLE", 0.01), ("_SHOWN", 0.01), ("_LONG", 0.05)):
        monkeypatch.setattr(crowd, name, seconds)
    pace = Pace(Rate(1, 1.0), lambda _: Rate(1000, 1.0))
    someone = crowd.Crowd(house.telegram._parts, pace)
    await pace.turn("another", lambda: Urgency.WAITED_FOR)
    answer = asyncio.create_task(pace.turn(str(house.chat.id), lambda: Urgency.WAITED_FOR))
    someone.receive(Place(house.chat.id))
    await house.api.called("sendChatAction", 3, house.chat)
    await house.sent(house.chat, "busy")
    await answer
    shown = len(house.api.calls("sendChatAction", house.chat))
    await house.ask()
    assert not pace.waits(str(house.chat.id))
    assert len(house.api.calls("sendChatAction", house.chat)) <= shown + 1
    assert sum(post.text == "busy" for post in house.api.sent(house.chat)) == 1


async def test_who_need_not_wait_sees_nothing_of_it(house: House) -> None:
    """No call is made for it."""
    Crowd(house.telegram._parts, Crowded(0.5)).receive(Place(house.chat.id))
    await house.ask()
    assert not house.api.calls("sendChatAction")


async def test_busy_lines_leave_room_for_answers(house: House) -> None:
    """However many wait, so many lines go out in a second, and the rest of the time is for answers."""
    one = Crowd(house.telegram._parts, Crowded(10.0))
    chats = [house.api.private(house.api.person(f"P{number}")) for number in range(20)]
    for chat in chats:
        one.receive(Place(chat.id))
    await house.api.called("sendChatAction", 20)
    await house.ask()
    assert sum(len(house.api.sent(chat)) for chat in chats) == 5
