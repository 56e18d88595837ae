"""One scripted dialogue, through the dispatcher, with a real store."""

import pytest

from bot.curation.assistant import AssistantVersion
from bot.exchange.dispatch import Dispatcher
from bot.store.records import Rating
from bot.store.sqlite.store import open_sqlite
from bot.talk.message import Status
from bot.talk.session import Session

SECRET = b"s" * 32


@pytest.fixture
async def store(tmp_path):
    async with open_sqlite(tmp_path / "l.sqlite3") as opened:
        yield opened


async def test_a_conversation_goes_on_where_it_was(store, conversation, knowledge, understanding, say):
    """Questions, a follow-up, a number and thanks work across a restart, and every turn is kept."""
    before = Dispatcher(AssistantVersion(knowledge, understanding, conversation), store, SECRET)
    [first] = await before.dispatch("t", "anna", say("Was ist die Prozessplattform?"))
    assert first.entries == ("prozessplattform-was",)
    after = Dispatcher(AssistantVersion(knowledge, understanding, conversation), store, SECRET)
    [second] = await after.dispatch("t", "anna", say("und was kostet die?"))
    assert second.entries == ("prozessplattform-kosten",)
    assert second.citations
    assert second.next
    [third] = await after.dispatch("t", "anna", say("1"))
    assert third.status is Status.ANSWER
    assert await after.feedback("t", "anna", Rating.HELPFUL)
    [thanks] = await after.dispatch("t", "anna", say("vielen dank"))
    assert thanks.status is Status.SOCIAL
    exported = await after.export("t", "anna")
    assert [turn["question"] for turn in exported["turns"]][:2] == [
        "Was ist die Prozessplattform?",
        "und was kostet die?",
    ]
    assert exported["turns"][0]["knowledge_version"] == knowledge.version


async def test_a_stranger_shares_nothing(store, conversation, knowledge, understanding, say):
    """The same words of another person, or in another channel, start anew."""
    dispatcher = Dispatcher(AssistantVersion(knowledge, understanding, conversation), store, SECRET)
    await dispatcher.dispatch("t", "anna", say("Was ist die Prozessplattform?"))
    for channel, person in (("t", "bert"), ("web", "anna")):
        [reply] = await dispatcher.dispatch(channel, person, say("und was kostet die?"))
        assert "prozessplattform-kosten" not in reply.entries


async def test_choice_and_none_of_these_are_stored(store, conversation, knowledge, understanding, say):
    """What was picked in a clarification is kept, "keine davon" included."""
    dispatcher = Dispatcher(AssistantVersion(knowledge, understanding, conversation), store, SECRET)
    asked = ambiguous(conversation, say)
    for person, pick in (("anna", "2"), ("bert", "keine davon")):
        [clarification] = await dispatcher.dispatch("t", person, say(asked))
        assert clarification.status is Status.CLARIFY
        await dispatcher.dispatch("t", person, say(pick))
        turns = (await dispatcher.export("t", person))["turns"]
        chosen = clarification.candidates[1].entry if pick == "2" else "none"
        assert [turn["choice"] for turn in turns] == [None, chosen]


async def test_persons_are_not_stored(store, conversation, knowledge, understanding, say):
    """No name, address or number that a person typed, and no id of theirs, reaches the store."""
    dispatcher = Dispatcher(AssistantVersion(knowledge, understanding, conversation), store, SECRET)
    await dispatcher.dispatch(
        "t", "id-4711-anna", say("Ich heiße Anna Beispiel, anna@example.org, 0371 1234567. Was ist Amt24?")
    )
    stored = str(await dispatcher.export("t", "id-4711-anna"))
    assert not any(word in stored for word in ("Beispiel", "example.org", "1234567", "4711"))
    assert await dispatcher.delete("t", "id-4711-anna")
    assert not (await dispatcher.export("t", "id-4711-anna"))["turns"]


def ambiguous(conversation, say):
    """Find a question to which the assistant asks back, among short ones of the field."""
    for text in (
        "antrag start",
        "daten konto",
        "wer macht den test",
        "komponente paragraf",
        "verordnung daten",
        "antrag link",
        "schritt test kommunikation",
        "portal konto",
        "daten pflegen wer",
        "gesetz kommune",
        "antrag it",
        "technik antrag",
    ):
        [reply], _ = conversation.handle(say(text), Session())
        if reply.status is Status.CLARIFY:
            return text
    raise AssertionError("no question of the list is ambiguous any more: add one")
