"""Which stored questions count as unanswered, and what becomes of them when somebody drafts, discards or forgets."""

import datetime

import pytest

from bot.store.ports import Store
from bot.store.records import Complaint, Deed, MissReason, Rating, Turn, Unhelpful, UnhelpfulBecause
from bot.talk.message import NONE_OF_THESE, Status
from bot.talk.session import Session

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
DEED = Deed(NOON, "karla", "probe", "")
DAY = datetime.timedelta(days=1)


class Diary:
    """Turns, one after the other."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.at = NOON

    async def turn(self, person: str, text: str, outcome: Status, *entries: str, choice: str | None = None) -> int:
        self.at += datetime.timedelta(minutes=1)
        turn = Turn(self.at, "web", text, outcome, entries, choice=choice)
        return (await self.store.conversations.record(person, Session(), turn)).turn

    async def open(self, **more) -> list[tuple[str, MissReason]]:
        found = await self.store.unanswered.since(**{"since": NOON - DAY, **more})
        return [(one.question, one.why) for one in found]


@pytest.fixture
def diary(store: Store) -> Diary:
    return Diary(store)


async def test_without_an_answer(diary: Diary) -> None:
    """What nothing was known of counts; answers, choices, small talk, interviews and handovers do not."""
    await diary.turn("anna", "wohngeld online", Status.FALLBACK)
    for outcome in (Status.ANSWER, Status.CLARIFY, Status.SOCIAL, Status.INTERVIEW, Status.HANDOVER):
        await diary.turn("anna", f"etwas {outcome}", outcome)
    assert await diary.open() == [("wohngeld online", MissReason.NONE_KNOWN)]


async def test_none_of_these(diary: Diary) -> None:
    """Who refuses all choices asked the question before, not what stands on the button."""
    await diary.turn("anna", "zahlung", Status.CLARIFY, "a", "b")
    await diary.turn("berta", "dazwischen", Status.ANSWER, "a")
    await diary.turn("anna", "Keine davon", Status.FALLBACK, choice=NONE_OF_THESE)
    assert await diary.open() == [("zahlung", MissReason.NONE_OF_THESE)]


async def test_unhelpful(diary: Diary) -> None:
    """A bad answer counts with its question, also if it was picked; a good one does not."""
    bad = await diary.turn("anna", "was kostet das", Status.ANSWER, "a")
    await diary.turn("anna", "zahlung", Status.CLARIFY, "a", "b")
    picked = await diary.turn("anna", "Was ist A?", Status.ANSWER, "a", choice="a")
    good = await diary.turn("anna", "wo ist das", Status.ANSWER, "a")
    talk = await diary.turn("anna", "hallo", Status.SOCIAL)
    for turn, verdict in ((bad, "unhelpful"), (picked, "unhelpful"), (good, "helpful"), (talk, "unhelpful")):
        await diary.store.conversations.feedback("anna", Rating(verdict), turn)
    assert await diary.open() == [("was kostet das", MissReason.UNHELPFUL), ("zahlung", MissReason.UNHELPFUL)]


async def test_span_and_workshop(diary: Diary) -> None:
    """Older questions and those of other workshops can be left out."""
    workshop = await diary.store.workshops.open("Kreis", NOON.date(), "karla", NOON)
    await diary.turn("anna", "davor", Status.FALLBACK)
    await diary.store.participation.join("berta", workshop.code, NOON)
    await diary.turn("berta", "darin", Status.FALLBACK)
    assert [text for text, _ in await diary.open()] == ["davor", "darin"]
    assert [text for text, _ in await diary.open(workshop=workshop.id)] == ["darin"]
    assert await diary.open(since=diary.at + DAY) == []


async def test_a_draft_takes_its_questions_along(diary: Diary) -> None:
    """They are open no more until it is discarded; another draft can't have them too."""
    turn = await diary.turn("anna", "wohngeld online", Status.FALLBACK)
    draft = await diary.store.drafts.add("{}", [turn], DEED)
    assert await diary.open() == []
    assert [one.question for one in await diary.store.unanswered.of_draft(draft)] == ["wohngeld online"]
    other = await diary.store.drafts.add("{}", [turn], DEED)
    assert await diary.store.unanswered.of_draft(other) == []
    assert await diary.store.drafts.discard(draft, DEED)
    assert not await diary.store.drafts.discard(draft, DEED)
    assert not await diary.store.drafts.keep(draft, "{}", "{}", NOON)
    assert len(await diary.open()) == 1


async def test_who_has_their_data_erased_is_in_no_draft(diary: Diary) -> None:
    """A question that is erased is open no more, nor shown with a draft."""
    turn = await diary.turn("anna", "wohngeld online", Status.FALLBACK)
    await diary.turn("anna", "reisepass", Status.FALLBACK)
    draft = await diary.store.drafts.add("{}", [turn], DEED)
    await diary.store.personal_data.delete("anna")
    assert await diary.open() == []
    assert await diary.store.unanswered.of_draft(draft) == []


async def test_a_question_with_two_complaints_is_told_once(diary: Diary) -> None:
    """What says more about it: that no choice was right."""
    asked = await diary.turn("anna", "zahlung", Status.CLARIFY, "a", "b")
    await diary.turn("anna", "Keine davon", Status.FALLBACK, choice=NONE_OF_THESE)
    await diary.store.conversations.feedback("anna", Rating.UNHELPFUL, asked)
    assert await diary.open() == [("zahlung", MissReason.NONE_OF_THESE)]


async def test_the_first_moment_of_a_span_belongs_to_it(diary: Diary) -> None:
    """A question asked just then counts."""
    await diary.turn("anna", "wohngeld online", Status.FALLBACK)
    assert len(await diary.open(since=diary.at)) == 1


async def test_why_answers_did_not_help(diary: Diary) -> None:
    """With the reasons that people gave, and without saying who they are; older ones are left out."""
    conversations = diary.store.conversations
    for person, text in (("anna", "Was?"), ("bernd", "Wie?"), ("carla", "Wer?")):
        turn = await diary.turn(person, text, Status.ANSWER, "amt24-was", "kdn-was")
        if person == "anna":
            await conversations.complain(person, turn, Complaint(UnhelpfulBecause.WRONG, "Es ist anders."))
        if person == "bernd":
            await conversations.feedback(person, Rating.UNHELPFUL, turn)
    assert await diary.store.unanswered.unhelpful(NOON - DAY) == [
        Unhelpful("amt24-was", 0, Complaint(UnhelpfulBecause.WRONG, "Es ist anders.")),
        Unhelpful("amt24-was", 1, Complaint(None)),
    ]
    assert await diary.store.unanswered.unhelpful(NOON + DAY) == []
