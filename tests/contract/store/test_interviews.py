"""Interviews: event by event, given back as they were, and counted without persons."""

import datetime
from dataclasses import replace

from bot.store.ports import Store
from bot.store.records import InterviewOutcome, Turn
from bot.talk.interview.log import Answered, Asked, Finished, InterviewLog, Noted, Started
from bot.talk.interview.result import Verdict
from bot.talk.message import Status
from bot.talk.session import Session
from bot.talk.states import Interviewing

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
LOG = InterviewLog(
    "1",
    (
        Started(NOON, "bereitschaft", "v1", "Hundesteuer"),
        Asked(NOON, "kdn"),
        Answered(NOON, "kdn", "teilweise", "bis März"),
        Noted(NOON, "kdn", "bis Mai"),
    ),
)
FINISHED = LOG.with_events(Finished(NOON, Verdict.NOT_YET, ("kdn",), ("haushalt", "nutzen"), ()))
OUTCOME = InterviewOutcome("bereitschaft", "2026-01", "not_yet", ("kdn",), ("haushalt", "nutzen"), ())


def turn(at: datetime.datetime = NOON) -> Turn:
    return Turn(at=at, channel="terminal", question="ja", outcome=Status.INTERVIEW)


async def test_an_interview_comes_back_as_it_was(store: Store) -> None:
    """Every event with every field, in the session of this person alone."""
    session = Session(Interviewing("1"), interviews=(FINISHED, replace(LOG, id="2")))
    await store.conversations.record("anna", session, turn())
    assert await store.conversations.load("anna") == session
    assert (await store.conversations.load("bernd")).interviews == ()


async def test_what_came_out_is_counted_without_the_person(store: Store) -> None:
    """It survives the person, and nothing in the file says whose it was."""
    await store.conversations.record("anna", Session(interviews=(FINISHED,)), turn())
    await store.conversations.record("bernd", Session(interviews=(LOG,)), turn())
    assert await store.usage.of_interviews() == [OUTCOME]
    assert await store.personal_data.delete("anna")
    assert await store.usage.of_interviews() == [OUTCOME]
    assert (await store.conversations.load("anna")).interviews == ()


async def test_finishing_again_counts_once(store: Store) -> None:
    """An answer changed after the end changes the count."""
    await store.conversations.record("anna", Session(interviews=(FINISHED,)), turn())
    again = FINISHED.with_events(Answered(NOON, "kdn", "ja"), Finished(NOON + 30 * DAY, Verdict.READY))
    await store.conversations.record("anna", Session(interviews=(again,)), turn())
    assert await store.usage.of_interviews() == [InterviewOutcome("bereitschaft", "2026-02", "ready", (), (), ())]


async def test_the_export_holds_them(store: Store) -> None:
    """A person gets each of their interviews, event by event, once."""
    await store.conversations.record("anna", Session(interviews=(LOG,)), turn())
    exported = await store.personal_data.export("anna")
    [interview] = exported["interviews"]
    assert [event["kind"] for event in interview["events"]] == ["started", "asked", "answered", "noted"]
    assert interview["events"][2]["note"] == "bis März"
    assert "interviews" not in exported["session"]


async def test_old_interviews_are_erased_and_still_counted(store: Store) -> None:
    """One in which nothing happened for long goes, one in use stays, and so does its person."""
    later = NOON + 100 * DAY
    fresh = InterviewLog("2", (Started(later, "bereitschaft", "v1"),))
    await store.conversations.record("anna", Session(interviews=(FINISHED,)), turn())
    await store.conversations.record("anna", Session(interviews=(FINISHED, fresh)), turn(later))
    await store.personal_data.purge(NOON + 50 * DAY)
    assert (await store.conversations.load("anna")).interviews == (fresh,)
    assert await store.usage.of_interviews() == [OUTCOME]
    assert len((await store.personal_data.export("anna"))["interviews"]) == 1
    renewed = replace(FINISHED, id="1")
    await store.conversations.record("anna", Session(interviews=(renewed, fresh)), turn(later))
    assert await store.usage.of_interviews() == [OUTCOME, OUTCOME]


async def test_an_interview_that_goes_on_stays(store: Store) -> None:
    """However long ago it began."""
    under_way = LOG.with_events(Noted(NOON + 60 * DAY, "kdn", "bis Juni"))
    await store.conversations.record("anna", Session(interviews=(under_way,)), turn(NOON + 60 * DAY))
    await store.personal_data.purge(NOON + 50 * DAY)
    assert (await store.conversations.load("anna")).interviews == (under_way,)


async def test_of_each_person_the_last_interview_counts(store: Store) -> None:
    """Whoever asks again for something else is still one administration; another one is another."""
    second = InterviewLog("2", (LOG.start, Finished(NOON + 40 * DAY, Verdict.READY)))
    await store.conversations.record("anna", Session(interviews=(FINISHED,)), turn())
    await store.conversations.record("bernd", Session(interviews=(FINISHED,)), turn())
    await store.conversations.record("anna", Session(interviews=(FINISHED, second)), turn())
    ready = InterviewOutcome("bereitschaft", "2026-02", "ready", (), (), ())
    assert await store.usage.of_interviews() == [OUTCOME, ready]


async def test_how_far_interviews_got_is_counted(store: Store) -> None:
    """With the question that was put last, until the events are erased."""
    await store.conversations.record("anna", Session(interviews=(FINISHED, replace(LOG, id="2"))), turn())
    later = replace(LOG, events=(LOG.start, Asked(NOON, "kdn"), Asked(NOON + DAY, "haushalt")))
    await store.conversations.record("bernd", Session(interviews=(later,)), turn())
    found = await store.usage.of_interview_courses()
    assert sorted((one.finished, one.step, one.last_at) for one in found) == [
        (False, "haushalt", NOON + DAY),
        (False, "kdn", NOON),
        (True, "kdn", NOON),
    ]
    assert {one.definition for one in found} == {"bereitschaft"}
    assert len({one.person for one in found}) == 2
    await store.personal_data.delete("anna")
    assert [one.step for one in await store.usage.of_interview_courses()] == ["haushalt"]
