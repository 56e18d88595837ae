"""Workshops: who counts, what counts, and for how long."""

import datetime
import json

import pytest

from bot.store.records import Turn, WorkshopQuestion
from bot.talk.message import Status
from bot.talk.session import Session
from bot.talk.states import Clarifying

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
async def workshop(store):
    return await store.workshops.open("Basis-Workshop", NOON.date(), "karla", NOON)


async def ask(store, person, question="Was ist Amt24?", at=NOON):
    turn = Turn(at, "web", question, Status.ANSWER, ("amt24-was",), (0.9,))
    await store.conversations.record(person, await store.conversations.load(person), turn)


async def asked_in(store, workshop):
    return [one.question for one in await store.participation.questions(workshop.id)]


async def test_codes_can_be_read_from_a_wall(store):
    """Six letters or digits, none that looks like another, no two alike."""
    codes = {(await store.workshops.open("Probe", NOON.date(), "karla", NOON)).code for _ in range(50)}
    assert len(codes) == 50
    assert all(len(code) == 6 and not set(code) & set("01loiqsz") for code in codes)


async def test_a_person_counts_once(store, workshop):
    """Whoever joins twice, or types the code in capitals, is one participant, who need not have asked anything."""
    for code in (workshop.code, workshop.code, f" {workshop.code.upper()} "):
        assert await store.participation.join("anna", code, NOON) == workshop
    assert await store.participation.join("bert", "kein2r", NOON) is None
    assert await store.participation.count(workshop.id) == 1
    assert await store.conversations.load("anna") == Session()


async def test_joining_keeps_the_conversation(store, workshop):
    """A conversation that is under way goes on where it was."""
    under_way = Session(Clarifying(("amt24", "epaybl")))
    await store.conversations.record("anna", under_way, Turn(NOON, "web", "Amt?", Status.CLARIFY))
    await store.participation.join("anna", workshop.code, NOON)
    assert await store.conversations.load("anna") == under_way


async def test_questions_count_from_joining_until_closing(store, workshop):
    """What was asked before, by others, or after the end is no question of the workshop."""
    await ask(store, "anna", "vorher")
    await store.participation.join("anna", workshop.code, NOON)
    await ask(store, "anna", "dabei")
    await ask(store, "bert", "nebenan")
    await store.workshops.close(workshop.id, NOON + HOUR)
    await ask(store, "anna", "danach")
    assert await asked_in(store, workshop) == ["dabei"]


async def test_questions_count_towards_the_workshop_joined_last(store, workshop):
    """In two open workshops, the later counts; coming back to the first makes that the later one."""
    other = await store.workshops.open("Zweiter", NOON.date(), "karla", NOON)
    for number, one in enumerate((workshop, other, workshop)):
        await store.participation.join("anna", one.code, NOON + number * HOUR)
        await ask(store, "anna", f"Frage {number}")
    assert await asked_in(store, workshop) == ["Frage 0", "Frage 2"]
    assert await asked_in(store, other) == ["Frage 1"]


async def test_a_workshop_closes_two_weeks_after_its_day(store, workshop):
    """Not earlier; one that was prepared for later stays open until then."""
    later = await store.workshops.open("Im März", NOON.date() + 50 * DAY, "karla", NOON)
    for days, still_open in ((14, True), (16, False)):
        await store.workshops.close_old(NOON + days * DAY)
        assert (await store.workshops.find(workshop.id)).is_open is still_open
    assert (await store.workshops.find(later.id)).is_open
    assert await store.participation.join("anna", workshop.code, NOON) is None


async def test_an_old_workshop_can_be_opened_again(store, workshop):
    """It stays open then, and for two weeks, not just until somebody looks for old ones next."""
    later = NOON + 100 * DAY
    await store.workshops.close_old(later)
    await store.workshops.reopen(workshop.id, later)
    await store.workshops.close_old(later + HOUR)
    assert await store.participation.join("anna", workshop.code, later)
    await store.workshops.close_old(later + 15 * DAY)
    assert await store.participation.join("bert", workshop.code, later) is None


async def test_one_gets_to_see_and_to_erase_that_one_took_part(store, workshop):
    """The export names the workshop; after erasing, one participant remains, and nobody knows who."""
    await store.participation.join("anna", workshop.code, NOON)
    await ask(store, "anna")
    [joined] = json.loads(json.dumps(await store.personal_data.export("anna")))["workshops"]
    assert (joined["title"], joined["held_on"]) == ("Basis-Workshop", "2026-01-15")
    await store.personal_data.delete("anna")
    assert await store.participation.count(workshop.id) == 1
    assert await asked_in(store, workshop) == []
    assert (await store.personal_data.export("anna"))["workshops"] == []


async def test_workshops_are_found_by_id_and_by_code(store, workshop):
    """The newest day comes first; a closed one has no code any more that lets in, and is still there."""
    later = await store.workshops.open("Im März", NOON.date() + 50 * DAY, "karla", NOON)
    assert await store.workshops.all() == [later, workshop]
    assert await store.workshops.find(workshop.id) == workshop
    assert await store.workshops.find(workshop.id + 100) is None
    assert await store.participation.workshop_of(f" {workshop.code.upper()}") == workshop
    await store.workshops.close(workshop.id, NOON)
    assert await store.participation.workshop_of(workshop.code) is None
    assert (await store.workshops.find(workshop.id)).closed_at == NOON


async def test_what_is_asked_in_a_workshop_comes_with_its_outcome(store, workshop):
    """By pseudonym, until the question is erased."""
    await store.participation.join("anna", workshop.code, NOON)
    await ask(store, "anna")
    question = WorkshopQuestion("Was ist Amt24?", "anna", "answer", ("amt24-was",))
    assert await store.participation.questions(workshop.id) == [question]
    await store.personal_data.purge(NOON + DAY)
    assert await store.participation.questions(workshop.id) == []


async def test_who_joins_is_not_forgotten_at_once(store, workshop):
    """Joining is using the assistant: who did not ask for long, but joined, is still known after a purge."""
    await ask(store, "anna", at=NOON - DAY)
    await store.participation.join("anna", workshop.code, NOON)
    await store.personal_data.purge(NOON)
    assert [one.person for one in await store.personal_data.sessions()] == ["anna"]
