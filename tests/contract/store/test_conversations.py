"""Where conversations stand, and what was said in them."""

import asyncio
import datetime
import math
from dataclasses import replace

import pytest

from bot.store.ports import Store
from bot.store.records import Attached, Complaint, Letter, Mark, Rating, RowIds, Turn, UnhelpfulBecause
from bot.talk.actions import ShowSubject
from bot.talk.message import Relay, RelayKind, Status
from bot.talk.session import Session
from bot.talk.states import Clarifying

NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)
MESSAGE = "7"
"""What the channel calls a message."""
CLARIFYING = Session(state=Clarifying(candidates=("amt24", "amt24-testsystem")))


def asked(question: str, at: datetime.datetime = NOON) -> Turn:
    return Turn(at=at, channel="terminal", question=question, outcome=Status.ANSWER)


async def turns_of(store: Store, person: str) -> list[dict[str, object]]:
    turns = (await store.personal_data.export(person))["turns"]
    assert isinstance(turns, list)
    return turns


async def test_a_stranger_gets_a_new_session(store: Store) -> None:
    """Nobody has to be registered before their first message."""
    assert await store.conversations.load("anna") == Session()


async def test_a_session_is_found_again_as_it_was_left(store: Store) -> None:
    """The last recorded session counts, for this person alone."""
    await store.conversations.record("anna", Session(offered=(ShowSubject("amt24"),)), asked("Was ist Amt24?"))
    await store.conversations.record("anna", CLARIFYING, asked("Und das Testsystem?"))
    assert await store.conversations.load("anna") == CLARIFYING
    assert await store.conversations.load("bernd") == Session()


async def test_a_message_may_be_several_turns(store: Store) -> None:
    """The questions of a letter are kept with it, in their order, and replaced with it."""
    letter, besides = asked("Brief"), (asked("Was?"), asked("Wer?"))
    marked = Attached(besides=tuple(replace(one, message=MESSAGE) for one in besides))
    ids = await store.conversations.record("anna", Session(), replace(letter, message=MESSAGE), marked)
    assert [turn["question"] for turn in await turns_of(store, "anna")] == ["Brief", "Was?", "Wer?"]
    assert await store.conversations.feedback("anna", Rating.HELPFUL, ids.turn)
    assert [turn["verdict"] for turn in await turns_of(store, "anna")] == ["helpful", None, None]
    await store.conversations.record("anna", Session(), replace(letter, message=MESSAGE), Attached(replaces=True))
    assert [turn["question"] for turn in await turns_of(store, "anna")] == ["Brief"]


async def test_the_last_verdict_on_a_turn_counts(store: Store) -> None:
    """A person may change their mind about an answer."""
    turn_id = (await store.conversations.record("anna", Session(), asked("Was ist Amt24?"))).turn
    assert await store.conversations.feedback("anna", Rating.HELPFUL, turn_id)
    assert await store.conversations.feedback("anna", Rating.UNHELPFUL, turn_id)
    assert [turn["verdict"] for turn in await turns_of(store, "anna")] == ["unhelpful"]


async def test_nobody_judges_a_turn_of_somebody_else(store: Store) -> None:
    """A forged or outdated button changes nothing."""
    turn_id = (await store.conversations.record("anna", Session(), asked("Was ist Amt24?"))).turn
    await store.conversations.record("bernd", Session(), asked("Was ist PVOG?"))
    assert not await store.conversations.feedback("bernd", Rating.UNHELPFUL, turn_id)
    assert not await store.conversations.feedback("anna", Rating.UNHELPFUL, turn_id + 100)
    assert [turn["verdict"] for turn in await turns_of(store, "anna")] == [None]


async def test_a_complaint_is_kept_by_whose_answer_it_was(store: Store) -> None:
    """With the reason, until questions are erased: then the words go, and the reason stays to be counted."""
    turn_id = (await store.conversations.record("anna", Session(), asked("Was ist Amt24?"))).turn
    complaint = Complaint(UnhelpfulBecause.INCOMPLETE, "Die Öffnungszeiten")
    assert await store.conversations.complain("anna", turn_id, complaint)
    assert not await store.conversations.complain("bernd", turn_id, Complaint(UnhelpfulBecause.WRONG))
    [turn] = await turns_of(store, "anna")
    assert turn["verdict"] == "unhelpful"
    assert turn["complaint"] == {"reason": "incomplete", "remark": "Die Öffnungszeiten"}
    await store.conversations.record("anna", Session(), asked("Danke", NOON + datetime.timedelta(days=2)))
    await store.personal_data.purge(NOON + datetime.timedelta(days=1))
    turn, _ = await turns_of(store, "anna")
    assert turn["complaint"] == {"reason": "incomplete", "remark": ""}


async def test_many_people_at_once_lose_nothing(store: Store) -> None:
    """Transactions of different tasks do not interleave."""
    people = [f"person {number}" for number in range(40)]
    turn_ids = await asyncio.gather(
        *(store.conversations.record(person, CLARIFYING, asked(person)) for person in people)
    )
    assert len(set(turn_ids)) == 40
    for person in people:
        assert [turn["question"] for turn in await turns_of(store, person)] == [person]


def test_a_turn_needs_a_time_zone_and_finite_scores() -> None:
    """What could not be ordered or written as JSON is refused where it is made."""
    with pytest.raises(ValueError, match="time zone"):
        asked("Was ist Amt24?", NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="finite"):
        replace(asked("Was ist Amt24?"), scores=(math.nan,))


async def test_an_edited_message_has_one_turn(store: Store) -> None:
    """The turn about its first wording goes, at the same person alone."""
    for person in ("anna", "bernd"):
        await store.conversations.record(person, Session(), replace(asked("Was ist Amt?"), message=MESSAGE))
    edited = replace(asked("Was ist Amt24?"), message=MESSAGE)
    await store.conversations.record("anna", Session(), edited, Attached(replaces=True))
    assert [turn["question"] for turn in await turns_of(store, "anna")] == ["Was ist Amt24?"]
    assert [turn["question"] for turn in await turns_of(store, "bernd")] == ["Was ist Amt?"]


async def test_the_last_answer_is_judged_if_none_is_named(store: Store) -> None:
    """Small talk after it is none."""
    assert not await store.conversations.feedback("anna", Rating.HELPFUL)
    await store.conversations.record("anna", Session(), asked("Was ist Amt24?"))
    await store.conversations.record("anna", Session(), replace(asked("Danke"), outcome=Status.SOCIAL))
    assert await store.conversations.feedback("anna", Rating.HELPFUL)
    assert [turn["verdict"] for turn in await turns_of(store, "anna")] == ["helpful", None]


async def test_all_of_a_turn_is_kept_or_nothing(store: Store) -> None:
    """Letters that can't be worded leave neither session nor turn nor ticket, and nobody is told of any."""
    heard: list[Letter] = []
    store.outbox.listen(heard.append)
    await store.conversations.record("anna", CLARIFYING, asked("Was ist Amt24?"))

    def broken(_: RowIds) -> list[Letter]:
        raise RuntimeError("no words")

    attached = Attached(relay=Relay(RelayKind.OPEN, "Wer hilft?"), address="Zimmer 3", letters=broken)
    with pytest.raises(RuntimeError):
        await store.conversations.record("anna", Session(), asked("Wer hilft?"), attached)
    assert await store.conversations.load("anna") == CLARIFYING
    assert [turn["question"] for turn in await turns_of(store, "anna")] == ["Was ist Amt24?"]
    assert await store.tickets.live() == []
    assert heard == []


async def test_letters_are_worded_with_the_ids_of_their_turn(store: Store) -> None:
    """They wait in the outbox when the bell rings for them."""
    heard: list[Letter] = []
    store.outbox.listen(heard.append)
    attached = Attached(letters=lambda ids: [Letter("post", "anna", str(ids.turn))])
    ids = await store.conversations.record("anna", Session(), asked("Was ist Amt24?"), attached)
    assert ids.turn > 0
    assert ids.ticket == 0
    assert heard == [Letter("post", "anna", str(ids.turn))]
    assert [stored.letter for stored in await store.outbox.outgoing("post")] == heard


async def test_a_verdict_on_the_message_that_answered(store: Store) -> None:
    """It leads to the turn; nobody else's message does, and none that answered nothing."""
    for person, question in (("anna", "10"), ("bernd", "20")):
        turn = Turn(NOON, "post", "Frage", Status.ANSWER, message=question)
        await store.conversations.record(person, Session(), turn)
        await store.outbox.delivered(0, Mark(person, question), f"{question}1", NOON)
    assert await store.conversations.feedback_on("anna", Rating.UNHELPFUL, "101")
    assert not await store.conversations.feedback_on("anna", Rating.HELPFUL, "201")
    assert not await store.conversations.feedback_on("anna", Rating.HELPFUL, "10")
    turns = {person: (await store.personal_data.export(person))["turns"] for person in ("anna", "bernd")}
    assert [turns[person][0]["verdict"] for person in turns] == ["unhelpful", None]  # type: ignore[index]  # the export is JSON
