"""What is stored of people: handed out, erased, listed."""

import datetime
import json

from bot.store.ports import Store
from bot.store.records import Attached, Mark, Purged, Rating, StoredSession, TicketState, Turn
from bot.talk.message import NONE_OF_THESE, Relay, RelayKind, Status
from bot.talk.session import Session
from bot.talk.states import Clarifying

NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
CLARIFYING = Session(state=Clarifying(candidates=("amt24", "amt24-testsystem")))
PASSED_ON = Attached(relay=Relay(RelayKind.OPEN, "Wer kommt nach Zittau?"), address="Zimmer 3")


def asked(question: str, at: datetime.datetime = NOON) -> Turn:
    return Turn(at=at, channel="terminal", question=question, outcome=Status.ANSWER)


async def turns_of(store: Store, person: str) -> list[dict[str, object]]:
    turns = (await store.personal_data.export(person))["turns"]
    assert isinstance(turns, list)
    return turns


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
            "complaint": None,
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
        "shared_sections": [],
    }


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
        "shared_sections": [],
    }


async def test_a_purge_compares_moments_and_not_clock_faces(store: Store) -> None:
    """Twelve o'clock in Dresden is before twelve o'clock in London."""
    dresden = datetime.timezone(datetime.timedelta(hours=1))
    await store.conversations.record("anna", CLARIFYING, asked("Dresden", NOON.replace(tzinfo=dresden)))
    await store.conversations.record("bernd", CLARIFYING, asked("London", NOON))
    assert await store.personal_data.purge(NOON) == Purged(questions=1, sessions=1)
    assert await store.conversations.load("bernd") == CLARIFYING


async def test_what_one_wrote_elsewhere_is_ones_own(store: Store) -> None:
    """Conversations of one person in other places are exported and erased with theirs, those of others are not."""
    for person in ("anna", "anna.group", "annalena"):
        await store.conversations.record(person, CLARIFYING, asked(f"Frage von {person}"), PASSED_ON)
    assert [turn["question"] for turn in await turns_of(store, "anna")] == ["Frage von anna", "Frage von anna.group"]
    assert len((await store.personal_data.export("anna"))["tickets"]) == 2
    assert await turns_of(store, "anna.group") != []
    assert await store.personal_data.delete("anna")
    assert await turns_of(store, "anna.group") == []
    assert await store.conversations.load("anna.group") == Session()
    assert await store.conversations.load("annalena") == CLARIFYING
    assert [turn["question"] for turn in await turns_of(store, "annalena")] == ["Frage von annalena"]


async def test_who_is_forgotten_withdraws_their_tickets(store: Store) -> None:
    """What they wrote is gone, what Lotsen wrote stays, and nobody can be reached by them any more."""
    ticket = (await store.conversations.record("anna", Session(), asked("Hilfe"), PASSED_ON)).ticket
    await store.casework.answer(ticket, "Am 3. Mai.", NOON, Attached())
    await store.personal_data.delete("anna")
    known = await store.tickets.find(ticket)
    assert known is not None
    assert (known.person, known.address, known.state) == (None, None, TicketState.WITHDRAWN)
    assert [(line.author, line.text) for line in known.lines] == [("lotse", "Am 3. Mai.")]
    assert await store.tickets.live() == []


async def test_a_purge_leaves_who_waits_for_an_answer(store: Store) -> None:
    """However long that takes; once the ticket has ended, its texts and the person go as well."""
    ticket = (await store.conversations.record("anna", CLARIFYING, asked("Hilfe"), PASSED_ON)).ticket
    assert await store.personal_data.purge(NOON + DAY) == Purged(questions=1, sessions=0)
    [live] = await store.tickets.live()
    await store.outbox.delivered(0, Mark(ticket=ticket, chat="group"), "11", NOON)
    await store.personal_data.purge(NOON + DAY)
    assert await store.tickets.of_post("group", "11") == live
    assert [line.text for line in live.lines] == ["Wer kommt nach Zittau?"]
    await store.casework.end(live, TicketState.CLOSED, CLARIFYING, NOON + DAY, Attached())
    assert await store.personal_data.purge(NOON + 2 * DAY) == Purged(questions=0, sessions=1)
    assert await store.tickets.all() == []
    ended = await store.tickets.find(ticket)
    assert ended is not None
    assert (ended.person, ended.lines) == (None, ())
    assert await store.tickets.of_post("group", "11") is None


async def test_sessions_are_listed_without_texts(store: Store) -> None:
    """The one used last comes first, with its last channel and the number of turns, none for who only joined."""
    assert await store.personal_data.sessions() == []
    await store.conversations.record("anna", Session(), asked("eins"))
    await store.conversations.record("anna", Session(), Turn(NOON + DAY, "web", "zwei", Status.ANSWER))
    workshop = await store.workshops.open("Probe", NOON.date(), "karla", NOON)
    await store.participation.join("bernd", workshop.code, NOON + 2 * DAY)
    assert await store.personal_data.sessions() == [
        StoredSession("bernd", None, NOON + 2 * DAY, 0),
        StoredSession("anna", "web", NOON + DAY, 2),
    ]
