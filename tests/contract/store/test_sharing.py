"""Sections of interviews that others answer: links, what comes in by them, and that it goes with the interview."""

import datetime
from dataclasses import replace

from bot.store.ports import Store
from bot.store.records import SharedSection, Turn
from bot.talk.interview.log import Contributed, InterviewLog, Shared, Started, Unshared
from bot.talk.message import Status
from bot.talk.session import Session

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
LOG = InterviewLog("1", (Started(NOON, "bereitschaft", "v1", "Hundesteuer"),))
LENT = LOG.with_events(Shared(NOON, "technik", NOON + 30 * DAY))
LINK = SharedSection("code", "anna", "1", "technik", NOON, NOON + 30 * DAY)
ANSWERED = LENT.with_events(Contributed(NOON + DAY, "kdn", "ja", "Bauamt", "seit Mai"))


async def lent(store: Store) -> None:
    turn = Turn(at=NOON, channel="web", question="ja", outcome=Status.INTERVIEW)
    await store.conversations.record("anna", Session(interviews=(LOG,)), turn)
    await store.sharing.lend(LINK, LENT)


async def interviews(store: Store) -> tuple[InterviewLog, ...]:
    return (await store.conversations.load("anna")).interviews


async def test_a_link_is_found_by_its_code(store: Store) -> None:
    """With whose interview and which section it is of; and the interview knows that it was lent."""
    await lent(store)
    assert await store.sharing.find("code") == LINK
    assert await store.sharing.find("other") is None
    assert await store.sharing.of_interview("anna", "1") == [LINK]
    assert await store.sharing.of_interview("anna", "2") == []
    assert await interviews(store) == (LENT,)


async def test_answers_come_in_while_a_link_is_open(store: Store) -> None:
    """Who answered and when is part of the interview; after the end nothing comes in."""
    await lent(store)
    assert await store.sharing.contribute("code", ANSWERED, NOON + DAY)
    late = ANSWERED.with_events(Contributed(NOON + 30 * DAY, "kdn", "nein", "IT"))
    assert not await store.sharing.contribute("code", late, NOON + 30 * DAY)
    assert not await store.sharing.contribute("other", late, NOON + DAY)
    assert await interviews(store) == (ANSWERED,)


async def test_a_link_can_be_withdrawn(store: Store) -> None:
    """One, or all of an interview; each ends once."""
    await lent(store)
    other = replace(LINK, code="other", section="rahmen")
    await store.sharing.lend(other, LENT)
    withdrawn = LENT.with_events(Unshared(NOON + DAY, "technik"))
    await store.sharing.end("anna", withdrawn, NOON + DAY, "technik")
    assert await store.sharing.of_interview("anna", "1") == [replace(LINK, ended_at=NOON + DAY), other]
    assert not await store.sharing.contribute("code", ANSWERED, NOON + DAY)
    await store.sharing.end("anna", withdrawn, NOON + 2 * DAY)
    ended = [link.ended_at for link in await store.sharing.of_interview("anna", "1")]
    assert ended == [NOON + DAY, NOON + 2 * DAY]
    assert await interviews(store) == (withdrawn,)


async def test_links_go_with_the_person(store: Store) -> None:
    """What others answered too, since it is part of the interview."""
    await lent(store)
    assert await store.personal_data.delete("anna")
    assert await store.sharing.find("code") is None
    assert not await store.sharing.contribute("code", ANSWERED, NOON + DAY)
    assert await interviews(store) == ()


async def test_links_go_with_their_interview(store: Store) -> None:
    """When that has become too old, or the link itself ended long ago."""
    await lent(store)
    turn = Turn(at=NOON + 20 * DAY, channel="web", question="Was?", outcome=Status.ANSWER)
    await store.conversations.record("anna", await store.conversations.load("anna"), turn)
    await store.personal_data.purge(NOON - DAY)
    assert await store.sharing.find("code") == LINK
    await store.personal_data.purge(NOON + 10 * DAY)
    assert await store.sharing.find("code") is None


async def test_a_link_that_ended_long_ago_is_forgotten(store: Store) -> None:
    """What was answered by it stays with the interview."""
    await lent(store)
    await store.sharing.contribute("code", ANSWERED, NOON + DAY)
    await store.sharing.end("anna", ANSWERED.with_events(Unshared(NOON + 5 * DAY, "technik")), NOON + 5 * DAY)
    again = ANSWERED.with_events(
        Unshared(NOON + 5 * DAY, "technik"), Shared(NOON + 9 * DAY, "technik", NOON + 39 * DAY)
    )
    await store.sharing.lend(replace(LINK, code="new", lent_at=NOON + 9 * DAY, expires_at=NOON + 39 * DAY), again)
    turn = Turn(at=NOON + 9 * DAY, channel="web", question="Was?", outcome=Status.ANSWER)
    await store.conversations.record("anna", await store.conversations.load("anna"), turn)
    await store.personal_data.purge(NOON + 6 * DAY)
    assert [link.code for link in await store.sharing.of_interview("anna", "1")] == ["new"]
    assert await interviews(store) == (again,)


async def test_the_export_holds_links_and_answers(store: Store) -> None:
    """Which section was lent until when, but not the code, by which somebody might get in."""
    await lent(store)
    await store.sharing.contribute("code", ANSWERED, NOON + DAY)
    export = await store.personal_data.export("anna")
    assert export["shared_sections"] == [
        {
            "interview": "1",
            "section": "technik",
            "lent_at": "2026-01-15T12:00:00.000000+00:00",
            "expires_at": "2026-02-14T12:00:00.000000+00:00",
            "ended_at": None,
        }
    ]
    assert "Bauamt" in str(export["interviews"])
    assert "code" not in str(export["shared_sections"])
