"""What a store promises."""

import asyncio
import datetime
import json
import math
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.store.ports import Store
from bot.store.records import Purged, Rating, Turn
from bot.store.sqlite.store import open_sqlite
from bot.talk.actions import ShowSubject
from bot.talk.message import NONE_OF_THESE, Status
from bot.talk.session import Session
from bot.talk.states import Clarifying

NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
CLARIFYING = Session(state=Clarifying(candidates=("amt24", "amt24-testsystem")))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_sqlite(tmp_path / "lotsenbot.sqlite3") as store:
        yield store


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


async def test_everything_about_a_turn_is_kept_and_exported(store: Store) -> None:
    """A person gets each field of each of their turns, as plain JSON."""
    turn = Turn(
        at=NOON,
        channel="telegram",
        question="Straße für 😀?",
        outcome=Status.CLARIFY,
        entries=("amt24", "pvog"),
        scores=(0.75, 0.5),
        choice=NONE_OF_THESE,
        knowledge_version="2024-02",
        microseconds=840,
    )
    turn_id = (await store.conversations.record("anna", CLARIFYING, turn)).turn
    await store.conversations.record("bernd", Session(), asked("Was ist PVOG?"))
    export = json.loads(json.dumps(await store.personal_data.export("anna")))
    assert export["person"] == "anna"
    assert export["session"]["state"]["candidates"] == ["amt24", "amt24-testsystem"]
    assert export["turns"] == [
        {
            "id": turn_id,
            "at": "2024-03-01T12:00:00Z",
            "channel": "telegram",
            "question": "Straße für 😀?",
            "outcome": "clarify",
            "entries": ["amt24", "pvog"],
            "scores": [0.75, 0.5],
            "choice": "none",
            "knowledge_version": "2024-02",
            "microseconds": 840,
            "message": None,
            "verdict": None,
        }
    ]


async def test_the_export_of_a_stranger_is_empty(store: Store) -> None:
    """Asking for the data of somebody unknown is no error and stores nothing."""
    assert await store.personal_data.export("anna") == {
        "person": "anna",
        "session": None,
        "turns": [],
        "tickets": [],
        "interviews": [],
        "transcript": [],
        "workshops": [],
    }


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


async def test_who_is_deleted_is_a_stranger_again(store: Store) -> None:
    """Nothing of theirs is found any more, not even through an old button; the others keep theirs."""
    turn_id = (await store.conversations.record("anna", CLARIFYING, asked("Was ist Amt24?"))).turn
    await store.conversations.record("bernd", CLARIFYING, asked("Was ist PVOG?"))
    assert await store.personal_data.delete("anna")
    assert await store.conversations.load("anna") == Session()
    assert await turns_of(store, "anna") == []
    assert not await store.conversations.feedback("anna", Rating.HELPFUL, turn_id)
    assert not await store.personal_data.delete("anna")
    assert await store.conversations.load("bernd") == CLARIFYING
    assert [turn["question"] for turn in await turns_of(store, "bernd")] == ["Was ist PVOG?"]


async def test_a_deleted_person_may_come_back(store: Store) -> None:
    """Their new turns stand alone: the old ones are not linked to them again."""
    old = (await store.conversations.record("anna", Session(), asked("Was ist Amt24?"))).turn
    await store.personal_data.delete("anna")
    new = (await store.conversations.record("anna", CLARIFYING, asked("Was ist PVOG?"))).turn
    assert new != old
    assert [turn["id"] for turn in await turns_of(store, "anna")] == [new]


async def test_a_purge_erases_old_questions_of_a_session_in_use_and_keeps_the_counts(store: Store) -> None:
    """The turn remains with its outcome; only what was typed is gone."""
    await store.conversations.record("anna", CLARIFYING, asked("alt", NOON - DAY))
    await store.conversations.record("anna", CLARIFYING, asked("neu", NOON))
    assert await store.personal_data.purge(NOON) == Purged(questions=1, sessions=0)
    turns = await turns_of(store, "anna")
    assert [(turn["question"], turn["outcome"]) for turn in turns] == [(None, "answer"), ("neu", "answer")]
    assert await store.conversations.load("anna") == CLARIFYING
    assert await store.personal_data.purge(NOON) == Purged(questions=0, sessions=0)


async def test_a_purge_forgets_who_did_not_come_back(store: Store) -> None:
    """A session that was not used since the moment is removed, and its turns belong to nobody."""
    await store.conversations.record("anna", CLARIFYING, asked("alt", NOON - DAY))
    assert await store.personal_data.purge(NOON) == Purged(questions=1, sessions=1)
    assert await store.personal_data.export("anna") == {
        "person": "anna",
        "session": None,
        "turns": [],
        "tickets": [],
        "interviews": [],
        "transcript": [],
        "workshops": [],
    }


async def test_a_purge_compares_moments_and_not_clock_faces(store: Store) -> None:
    """Twelve o'clock in Dresden is before twelve o'clock in London."""
    dresden = datetime.timezone(datetime.timedelta(hours=1))
    await store.conversations.record("anna", CLARIFYING, asked("Dresden", NOON.replace(tzinfo=dresden)))
    await store.conversations.record("bernd", CLARIFYING, asked("London", NOON))
    assert await store.personal_data.purge(NOON) == Purged(questions=1, sessions=1)
    assert await store.conversations.load("bernd") == CLARIFYING


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
