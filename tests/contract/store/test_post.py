"""The post: what came in, what has to go out, and what becomes of both."""

import datetime
from dataclasses import replace

import pytest

from bot.store.ports import Store
from bot.store.records import Attached, Letter, Mark, Queues, Received, Turn
from bot.talk.message import Relay, RelayKind, Status
from bot.talk.session import Session

NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
FIRST, SECOND, THIRD = Received("2", "zwei"), Received("1", "eins"), Received("3", "drei")
QUESTION, ANSWER, MORE = "10", "11", "12"
"""What the channel calls messages."""


def letter(body: str, lane: str = "anna", channel: str = "post") -> Letter:
    return Letter(channel, lane, body, b"Datei")


async def test_how_much_waits_is_known(store: Store) -> None:
    """What came in, what goes out with the age of its oldest, what was set aside; what was dealt with does not wait."""
    assert await store.health.queues() == Queues({"inbox": 0, "outbox": 0, "held": 0, "tickets": 0})
    await store.inbox.receive("pigeon", [Received("1", "{}"), Received("2", "{}")], NOON)
    letters = [Letter("pigeon", "7", f"{n}") for n in range(2)]
    await store.inbox.settle(Attached(("pigeon", "1"), letters=lambda _: letters), NOON)
    first, _ = await store.outbox.outgoing("pigeon")
    await store.held_letters.hold(first.id, Letter("pigeon", "7", "nudge"), NOON + DAY)
    assert await store.health.queues() == Queues({"inbox": 1, "outbox": 2, "held": 1, "tickets": 0}, NOON)


async def send(store: Store, *letters: Letter) -> None:
    await store.inbox.settle(Attached(letters=lambda _: letters), NOON)


async def waiting_letters(store: Store, channel: str = "post") -> list[str]:
    return [one.letter.body for one in await store.outbox.outgoing(channel)]


@pytest.fixture
async def known(store: Store) -> None:
    """Anna has asked something, and has a ticket."""
    attached = Attached(relay=Relay(RelayKind.OPEN, "Hilfe"), address="Zimmer 3")
    await store.conversations.record("anna", Session(), Turn(NOON, "post", "Hilfe", Status.HANDOVER), attached)


async def test_an_update_is_new_once(store: Store) -> None:
    """It waits until it is dealt with, in the order in which it came, and is known from then on."""
    assert await store.inbox.receive("post", [FIRST, SECOND], NOON) == [FIRST, SECOND]
    assert await store.inbox.receive("post", [SECOND, THIRD], NOON) == [THIRD]
    assert await store.inbox.receive("other", [FIRST], NOON) == [FIRST]
    assert await store.inbox.waiting("post") == [FIRST, SECOND, THIRD]
    await store.inbox.settle(Attached(("post", "2")), NOON)
    assert await store.inbox.waiting("post") == [SECOND, THIRD]
    assert await store.inbox.receive("post", [FIRST], NOON) == []
    assert await store.inbox.waiting("other") == [FIRST]


async def test_how_far_a_messenger_was_read(store: Store) -> None:
    """It is kept with what it brought, for each channel; who keeps none changes nothing."""
    assert await store.inbox.reached("post") is None
    await store.inbox.receive("post", [FIRST], NOON, "s1")
    await store.inbox.receive("post", [], NOON, "s2")
    await store.inbox.receive("other", [FIRST], NOON, "o1")
    await store.inbox.receive("post", [SECOND], NOON)
    assert [await store.inbox.reached(channel) for channel in ("post", "other")] == ["s2", "o1"]
    assert await store.inbox.waiting("post") == [FIRST, SECOND]


async def test_a_message_that_was_deleted_is_erased(store: Store) -> None:
    """Whether it waits or was answered; the counts stay, and so do other messages."""
    await store.inbox.receive("post", [FIRST, SECOND], NOON)
    await store.inbox.withdraw("post", FIRST.id)
    assert await store.inbox.waiting("post") == [SECOND]
    for message in ("$1", "$2"):
        turn = Turn(NOON, "post", f"Frage {message}", Status.ANSWER, message=message)
        await store.conversations.record("anna", Session(asked="Frage $2"), turn)
    await store.inbox.withdraw("other", "$1")
    await store.inbox.withdraw("post", "$1")
    said = await store.personal_data.export("anna")
    assert "Frage $1" not in str(said)
    assert "Frage $2" in str(said)
    assert (await store.conversations.load("anna")).asked == "Frage $2"
    await store.inbox.withdraw("post", "$2")
    assert "Frage $2" not in str(await store.personal_data.export("anna"))
    assert (await store.conversations.load("anna")).asked == ""


async def test_a_turn_deals_with_its_update(store: Store) -> None:
    """Both in one transaction."""
    await store.inbox.receive("post", [FIRST], NOON)
    turn = Turn(NOON, "post", "Frage", Status.ANSWER)
    await store.conversations.record("anna", Session(), turn, Attached(("post", "2")))
    assert await store.inbox.waiting("post") == []


async def test_ids_are_forgotten_after_a_while(store: Store) -> None:
    """Those of updates that were dealt with; what still waits stays."""
    await store.inbox.receive("post", [FIRST, SECOND], NOON)
    await store.inbox.settle(Attached(("post", "2")), NOON)
    await store.inbox.forget(NOON)
    assert await store.inbox.receive("post", [FIRST], NOON) == []
    await store.inbox.forget(NOON + DAY)
    assert await store.inbox.waiting("post") == [SECOND]
    assert await store.inbox.receive("post", [FIRST], NOON) == [FIRST]


async def test_a_letter_waits_until_it_arrived(store: Store) -> None:
    """Whole, in order, by channel; the bell rings for each; who reads on gets only the later ones."""
    heard: list[Letter] = []
    store.outbox.listen(heard.append)
    letters = [letter("eins"), letter("zwei", "bernd"), letter("drei", channel="other")]
    await send(store, *letters)
    assert heard == letters
    first, second = await store.outbox.outgoing("post")
    assert [first.letter, second.letter] == letters[:2]
    assert (first.begun, first.tries, first.due_at, first.written_at) == (False, 0, NOON, NOON)
    assert await store.outbox.outgoing("post", first.id) == [second]
    await store.outbox.delivered(first.id, Mark(), ANSWER, NOON)
    assert await waiting_letters(store) == ["zwei"]


async def test_a_letter_knows_how_far_it_is(store: Store) -> None:
    """Begun: it may have been delivered. Postponed: it surely was not, and it is known when to try again."""
    await send(store, letter("eins"))
    [stored] = await store.outbox.outgoing("post")
    await store.outbox.begin(stored.id)
    assert (await store.outbox.outgoing("post"))[0].begun
    await store.outbox.postpone(stored.id, NOON + DAY, 3)
    [stored] = await store.outbox.outgoing("post")
    assert (stored.begun, stored.tries, stored.due_at, stored.written_at) == (False, 3, NOON + DAY, NOON)


async def test_others_go_in_place_of_one_that_is_given_up(store: Store) -> None:
    """And the bell rings for them."""
    await send(store, letter("eins"))
    heard: list[Letter] = []
    store.outbox.listen(heard.append)
    [stored] = await store.outbox.outgoing("post")
    await store.outbox.give_up(stored.id, [letter("statt dessen")], NOON)
    assert await waiting_letters(store) == ["statt dessen"]
    assert heard == [letter("statt dessen")]


@pytest.mark.usefixtures("known")
async def test_a_ticket_says_what_never_arrived(store: Store) -> None:
    """What brought it nothing says nothing."""
    [ticket] = await store.tickets.live()
    await send(store, letter("eins"), replace(letter("zwei"), ticket=ticket.id), replace(letter("drei"), ticket=99))
    for stored in await store.outbox.outgoing("post"):
        await store.outbox.give_up(stored.id, [], NOON + DAY)
    [found] = await store.tickets.live()
    assert [(line.author, line.text) for line in found.lines] == [("person", "Hilfe"), ("failure", "")]
    assert found.touched_at == NOON


async def test_a_letter_keeps_what_the_sender_goes_by(store: Store) -> None:
    """Also when it is sent again."""
    line = replace(letter("eins"), patient=True, topic="ticket 1", ticket=3)
    await send(store, line)
    [stored] = await store.outbox.outgoing("post")
    assert stored.letter == line
    await store.held_letters.hold(stored.id, letter("Kam es an?"), NOON)
    await store.held_letters.release(stored.id, "anna", Attached(), NOON)
    assert (await store.outbox.outgoing("post"))[-1].letter == line


async def test_letters_become_one(store: Store) -> None:
    """It says what all of them said, and they are gone."""
    await send(store, letter("eins"), letter("zwei"), letter("drei"))
    first, second, _ = await store.outbox.outgoing("post")
    await store.outbox.join(first.id, "eins und zwei", [second.id])
    assert await waiting_letters(store) == ["eins und zwei", "drei"]


async def test_a_held_letter_is_sent_again_on_demand(store: Store) -> None:
    """As a new one, once, and only in its own lane."""
    await send(store, letter("eins"))
    [stored] = await store.outbox.outgoing("post")
    assert not await store.held_letters.release(stored.id, "anna", Attached(), NOON)
    heard: list[Letter] = []
    store.outbox.listen(heard.append)
    await store.held_letters.hold(stored.id, letter("Kam es an?"), NOON)
    assert await waiting_letters(store) == ["Kam es an?"]
    assert not await store.held_letters.release(stored.id, "bernd", Attached(), NOON)
    thanks = Attached(letters=lambda _: [letter("bitte")])
    assert await store.held_letters.release(stored.id, "anna", thanks, NOON + DAY)
    assert await waiting_letters(store) == ["Kam es an?", "eins", "bitte"]
    assert [one.body for one in heard] == ["Kam es an?", "eins", "bitte"]
    again = (await store.outbox.outgoing("post"))[1]
    assert again.id > stored.id
    assert (again.letter, again.written_at) == (letter("eins"), NOON + DAY)
    assert not await store.held_letters.release(stored.id, "anna", Attached(), NOON)


@pytest.mark.parametrize("lane", ["anna", None])
async def test_held_letters_are_forgotten(store: Store, lane: str | None) -> None:
    """On demand those of a lane, and all of them after a while; those that are sent stay."""
    await send(store, letter("eins"), letter("zwei"))
    held, _ = await store.outbox.outgoing("post")
    await store.held_letters.hold(held.id, letter("Kam es an?"), NOON)
    if lane:
        await store.held_letters.forget("other", lane)
        await store.held_letters.forget("post", "bernd")
    else:
        await store.inbox.forget(NOON)
    assert await store.held_letters.release(held.id, "anna", Attached(), NOON)
    again = (await store.outbox.outgoing("post"))[-1]
    await store.held_letters.hold(again.id, letter("Kam es an?"), NOON)
    await (store.held_letters.forget("post", lane) if lane else store.inbox.forget(NOON + DAY))
    assert not await store.held_letters.release(again.id, "anna", Attached(), NOON)
    assert await waiting_letters(store) == ["zwei", "Kam es an?", "Kam es an?"]


@pytest.mark.usefixtures("known")
async def test_what_answered_a_question_is_known(store: Store) -> None:
    """Each message once, in order, for a known person; until it is forgotten, on demand, with time or with them."""
    for message in (ANSWER, MORE, ANSWER):
        await store.outbox.delivered(0, Mark("anna", QUESTION), message, NOON)
    await store.outbox.delivered(0, Mark("nobody", QUESTION), ANSWER, NOON)
    assert await store.deliveries.answers_to("anna", QUESTION) == (ANSWER, MORE)
    assert await store.deliveries.answers_to("anna", ANSWER) == ()
    assert await store.deliveries.answers_to("nobody", QUESTION) == ()
    assert await store.deliveries.answered_by(MORE) == (QUESTION,)
    assert await store.deliveries.answered_by(QUESTION) == ()
    await store.deliveries.forget("anna", QUESTION)
    assert await store.deliveries.answers_to("anna", QUESTION) == ()
    for forget in (store.inbox.forget(NOON + DAY), store.personal_data.delete("anna")):
        await store.outbox.delivered(0, Mark("anna", QUESTION), ANSWER, NOON)
        assert await store.deliveries.answers_to("anna", QUESTION) == (ANSWER,)
        await forget
        assert await store.deliveries.answers_to("anna", QUESTION) == ()


@pytest.mark.usefixtures("known")
async def test_a_message_leads_to_its_ticket(store: Store) -> None:
    """Also after the group got another name, which is known for its channel from then on."""
    [ticket] = await store.tickets.live()
    await store.outbox.delivered(0, Mark(ticket=ticket.id, chat="group"), ANSWER, NOON)
    await store.outbox.delivered(0, Mark(ticket=ticket.id + 100, chat="group"), MORE, NOON)
    assert await store.tickets.of_post("group", ANSWER) == ticket
    assert await store.tickets.of_post("group", MORE) is None
    assert await store.tickets.of_post("other", ANSWER) is None
    await store.moved_lanes.move("post", "group", "supergroup")
    assert await store.tickets.of_post("group", ANSWER) is None
    assert await store.tickets.of_post("supergroup", ANSWER) == ticket
    assert await store.moved_lanes.of_channel("post") == {"group": "supergroup"}
    assert await store.moved_lanes.of_channel("other") == {}


@pytest.mark.usefixtures("known")
async def test_a_lane_may_move_back(store: Store) -> None:
    """It leads nowhere else then; of two messages with one name, the one that moves counts."""
    [ticket] = await store.tickets.live()
    for chat in ("group", "supergroup"):
        await store.outbox.delivered(0, Mark(ticket=ticket.id, chat=chat), ANSWER, NOON)
    await store.moved_lanes.move("post", "group", "supergroup")
    await store.moved_lanes.move("post", "supergroup", "group")
    assert await store.moved_lanes.of_channel("post") == {"supergroup": "group"}
    assert await store.tickets.of_post("group", ANSWER) == ticket


async def test_a_message_is_about_the_ticket_told_last(store: Store) -> None:
    """Should a messenger begin its count anew."""
    attached = Attached(relay=Relay(RelayKind.OPEN, "Hilfe"), address="Zimmer 3")
    for person in ("anna", "bernd"):
        turn = Turn(NOON, "post", "Hilfe", Status.HANDOVER)
        ticket = (await store.conversations.record(person, Session(), turn, attached)).ticket
        await store.outbox.delivered(0, Mark(ticket=ticket, chat="group"), ANSWER, NOON)
    found = await store.tickets.of_post("group", ANSWER)
    assert found is not None
    assert found.person == "bernd"
