"""What a page shows of a conversation."""

import datetime

from bot.store.ports import Store
from bot.store.records import Attached, Letter, StoredTalk, Turn
from bot.talk.message import Relay, RelayKind, Status
from bot.talk.session import Session

NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def fetched(person: str, *bodies: str) -> Attached:
    return Attached(letters=lambda _: [Letter("web", person, body, fetched=True) for body in bodies])


async def say(store: Store, person: str, *bodies: str, at: datetime.datetime = NOON) -> None:
    turn = Turn(at, "web", "Frage", Status.ANSWER)
    await store.conversations.record(person, Session(), turn, fetched(person, *bodies))


async def test_what_is_fetched_stays_to_be_read(store: Store) -> None:
    """In order, by this person alone, and never in the outbox."""
    await say(store, "anna", "eins", "zwei")
    await say(store, "bernd", "drei")
    lines = await store.transcript.of_talk("anna")
    assert [(line.at, line.body) for line in lines] == [(NOON, "eins"), (NOON, "zwei")]
    assert await store.outbox.outgoing("web") == []


async def test_only_what_is_new_is_fetched(store: Store) -> None:
    """After a line that is known already; one line can be had by itself, by whom it belongs to."""
    await say(store, "anna", "eins", "zwei", "drei")
    first, second, third = await store.transcript.of_talk("anna")
    assert await store.transcript.of_talk("anna", after=first.id) == [second, third]
    assert await store.transcript.of_talk("anna", after=third.id) == []
    assert await store.transcript.find("anna", second.id) == second
    assert await store.transcript.find("bernd", second.id) is None


async def test_of_very_much_the_newest_is_shown(store: Store) -> None:
    """Two hundred lines at most, still in order."""
    await say(store, "anna", *(str(number) for number in range(250)))
    lines = await store.transcript.of_talk("anna")
    assert [line.body for line in lines] == [str(number) for number in range(50, 250)]


async def test_a_transcript_is_erased_with_its_person_and_with_time(store: Store) -> None:
    """It is exported before; and nothing is kept for somebody who is not known."""
    await say(store, "anna", '{"text": "alt"}', at=NOON - DAY)
    await say(store, "anna", "neu")
    said = (await store.personal_data.export("anna"))["transcript"]
    assert said == [
        {"at": "2024-02-29T12:00:00.000000+00:00", "talk": 0, "said": {"text": "alt"}},
        {"at": "2024-03-01T12:00:00.000000+00:00", "talk": 0, "said": "neu"},
    ]
    await store.personal_data.purge(NOON)
    assert [line.body for line in await store.transcript.of_talk("anna")] == ["neu"]
    await store.personal_data.delete("anna")
    await store.inbox.settle(fetched("anna", "zu spät"), NOON)
    assert await store.transcript.of_talk("anna") == []


async def test_talks_are_kept_apart(store: Store) -> None:
    """Each has its lines; they are listed with what was said first, the one led last before the others."""
    turn = Turn(NOON, "web", "Frage", Status.ANSWER)
    for talk, body in ((1, "eins"), (2, "zwei"), (1, "drei")):
        letters = [Letter("web", "anna", body, fetched=True, talk=talk)]
        await store.conversations.record("anna", Session(), turn, Attached(letters=lambda _, those=letters: those))
    await say(store, "bernd", "vier")
    assert [line.body for line in await store.transcript.of_talk("anna", 1)] == ["eins", "drei"]
    assert await store.transcript.talks("anna") == [StoredTalk(1, NOON, "eins"), StoredTalk(2, NOON, "zwei")]


async def test_a_human_answers_where_they_were_asked_last(store: Store) -> None:
    """Who asks again from another talk is reached there."""
    for address in ("anna#1", "anna#2"):
        asked = Attached(relay=Relay(RelayKind.OPEN, "Wer?"), address=address)
        await store.conversations.record("anna", Session(), Turn(NOON, "web", None, Status.HANDOVER), asked)
    assert [ticket.address for ticket in await store.tickets.of_person("anna")] == ["anna#2"]
