"""Between channels and conversation: one message of a person after the other, and what is kept of it."""

import asyncio
import datetime
from dataclasses import replace
from typing import NamedTuple

import pytest

from bot.errors import StoreError
from bot.exchange.dispatch import Delivery, Dispatcher
from bot.exchange.results import ResultLinks
from bot.store.ports import Conversations, Store
from bot.store.records import ALONE, Attached, Rating, RowIds, Turn
from bot.talk.conversation import Conversation
from bot.talk.message import NONE_OF_THESE, Alternative, LetterQuestion, Message, Reply, Status
from bot.talk.privacy import pseudonym
from bot.talk.session import Session
from intents.context import after
from knowledge.model import Knowledge
from tests.fakes import memory_store

NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)
SECRET = b"s" * 32
ANSWER = Reply(Status.ANSWER, "So.", entries=("a", "b"), score=0.75, rateable=True)
NOTED = Reply(Status.FALLBACK, "Dann nicht.", chosen=NONE_OF_THESE)
ASKED_BACK = Reply(
    Status.CLARIFY, "Was?", candidates=(Alternative("a", "A", 0.5), Alternative("b", "B", 0.25)), score=0.5
)


class Answering(NamedTuple):
    """What the dispatcher knows of an assistant."""

    conversation: Conversation
    version: str = "1"
    knowledge: Knowledge | None = None


class Scripted(Conversation):
    """Replies in the order given; its sessions count the messages."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.seen: list[tuple[str, Session]] = []

    def handle(self, message: Message, session: Session) -> tuple[tuple[Reply, ...], Session]:
        self.seen.append((message.text, session))
        reply = self.replies.pop(0) if self.replies else ANSWER
        return (reply,), Session(context=after(message.text))


class Slow:
    """Gives way to other tasks wherever a real store would, and can be held up while recording."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations
        self.recording = asyncio.Semaphore(0)
        self.may_record = asyncio.Event()
        self.may_record.set()

    async def load(self, person: str) -> Session:
        await asyncio.sleep(0)
        return await self._conversations.load(person)

    async def record(self, person: str, session: Session, turn: Turn, attached: Attached = ALONE) -> RowIds:
        self.recording.release()
        await self.may_record.wait()
        return await self._conversations.record(person, session, turn, attached)

    async def feedback(self, person: str, verdict: Rating, turn: int | None = None) -> bool:
        return await self._conversations.feedback(person, verdict, turn)


class Broken(Slow):
    """Cannot keep anything while it is broken."""

    broken = True

    async def record(self, person: str, session: Session, turn: Turn, attached: Attached = ALONE) -> RowIds:
        if self.broken:
            raise StoreError("Die Datenbank ist gesperrt.", "Versuchen Sie es später.")
        return await super().record(person, session, turn, attached)


@pytest.fixture
def store() -> Store:
    return memory_store()


def message(text: str, action: str | None = None) -> Message:
    return Message(text, NOON, action)


def turns(export: dict[str, object]) -> list[dict[str, object]]:
    kept = export["turns"]
    assert isinstance(kept, list)
    return kept


@pytest.mark.parametrize(
    ("reply", "entries", "scores", "choice"),
    [
        (ANSWER, ["a", "b"], [0.75], None),
        (ASKED_BACK, ["a", "b"], [0.5, 0.25], None),
        (NOTED, [], [0.0], NONE_OF_THESE),
    ],
)
async def test_a_turn_keeps_what_came_of_a_message(
    store: Store, reply: Reply, entries: list[str], scores: list[float], choice: str | None
) -> None:
    """Outcome, entries, scores, choice, channel, time and version of the knowledge are stored with the question."""
    dispatcher = Dispatcher(Answering(Scripted(reply), "v7"), store, SECRET)
    assert await dispatcher.dispatch("web", "anna", message("Frage?")) == (reply,)
    [turn] = turns(await dispatcher.export("web", "anna"))
    expected = {
        "question": "Frage?",
        "outcome": reply.status,
        "entries": entries,
        "scores": scores,
        "choice": choice,
        "channel": "web",
        "at": "2024-03-01T12:00:00Z",
        "knowledge_version": "v7",
    }
    assert {key: turn[key] for key in expected} == expected


async def test_the_questions_of_a_letter_are_turns_of_their_own(store: Store) -> None:
    """What nothing answers is found like any other question; of the letter itself no turn keeps the text."""
    questions = (LetterQuestion("Was kostet es?", ("a",)), LetterQuestion("Wer kommt?"))
    reply = Reply(Status.SOCIAL, "Bitte:", to_copy="Guten Tag", of_letter=questions)
    dispatcher = Dispatcher(Answering(Scripted(reply)), store, SECRET)
    await dispatcher.dispatch("web", "anna", message("/entwurf Hallo! Was kostet es? Wer kommt?"))
    kept = turns(await dispatcher.export("web", "anna"))
    assert [(turn["question"], turn["outcome"], turn["entries"]) for turn in kept] == [
        (None, "social", []),
        ("Was kostet es?", "answer", ["a"]),
        ("Wer kommt?", "fallback", []),
    ]
    assert [one.question for one in await store.unanswered.since(NOON)] == ["Wer kommt?"]


async def test_the_next_message_meets_the_session_of_the_last(store: Store) -> None:
    """A conversation goes on where it was, also when another dispatcher takes over."""
    conversation = Scripted()
    await Dispatcher(Answering(conversation), store, SECRET).dispatch("web", "anna", message("eins"))
    await Dispatcher(Answering(conversation), store, SECRET).dispatch("web", "anna", message("zwei"))
    assert conversation.seen == [("eins", Session()), ("zwei", Session(context=after("eins")))]


async def test_messages_of_one_person_are_handled_one_after_the_other(store: Store) -> None:
    """Ten at once form one chain: none is answered from a session that another one is about to change."""
    conversation = Scripted()
    dispatcher = Dispatcher(Answering(conversation), replace(store, conversations=Slow(store.conversations)), SECRET)
    texts = list("abcdefghij")
    await asyncio.gather(*(dispatcher.dispatch("web", "anna", message(text)) for text in texts))
    handled = [text for text, _ in conversation.seen]
    assert sorted(handled) == texts
    assert [session.context.told for _, session in conversation.seen] == [(), *((text,) for text in handled[:-1])]


async def test_one_person_does_not_wait_for_another(store: Store) -> None:
    """While the store is busy with Anna's turn, Bernd's message is handled."""
    slow, conversation = Slow(store.conversations), Scripted()
    dispatcher = Dispatcher(Answering(conversation), replace(store, conversations=slow), SECRET)
    slow.may_record.clear()
    anna = asyncio.create_task(dispatcher.dispatch("web", "anna", message("a")))
    bernd = asyncio.create_task(dispatcher.dispatch("web", "bernd", message("b")))
    async with asyncio.timeout(5):
        await slow.recording.acquire()
        await slow.recording.acquire()
    slow.may_record.set()
    await asyncio.gather(anna, bernd)


async def test_who_is_forgotten_while_a_message_is_under_way_stays_forgotten(store: Store) -> None:
    """Erasing waits for the turn that is being recorded, and takes it along."""
    slow, conversation = Slow(store.conversations), Scripted()
    dispatcher = Dispatcher(Answering(conversation), replace(store, conversations=slow), SECRET)
    slow.may_record.clear()
    answering = asyncio.create_task(dispatcher.dispatch("web", "anna", message("a")))
    await slow.recording.acquire()
    erasing = asyncio.create_task(dispatcher.delete("web", "anna"))
    for _ in range(3):
        await asyncio.sleep(0)
    slow.may_record.set()
    await asyncio.gather(answering, erasing)
    assert erasing.result()
    export = await dispatcher.export("web", "anna")
    assert (export["session"], export["turns"]) == (None, [])
    assert not await dispatcher.feedback("web", "anna", Rating.HELPFUL)


async def test_locks_are_let_go_of(store: Store) -> None:
    """A thousand people who have left cost no memory."""
    dispatcher = Dispatcher(Answering(Scripted()), store, SECRET)
    for number in range(50):
        await dispatcher.dispatch("web", str(number), message("a"))
    assert not dispatcher._locks


async def test_a_person_is_a_pseudonym_to_the_store(store: Store) -> None:
    """The id never reaches it, and one id in two channels is two people."""
    dispatcher = Dispatcher(Answering(Scripted()), store, SECRET)
    await dispatcher.dispatch("web", "anna@example.org", message("a"))
    export = await dispatcher.export("web", "anna@example.org")
    assert export["person"] == pseudonym(SECRET, "web", "anna@example.org")
    assert "anna" not in str(export)
    assert turns(await dispatcher.export("telegram", "anna@example.org")) == []


async def test_the_stored_question_is_redacted(store: Store) -> None:
    """The conversation sees what was typed, the store does not."""
    conversation = Scripted()
    dispatcher = Dispatcher(Answering(conversation), store, SECRET)
    await dispatcher.dispatch("web", "anna", message("Rückruf an 0371 1234567 oder anna@example.org"))
    [turn] = turns(await dispatcher.export("web", "anna"))
    assert turn["question"] == "Rückruf an [Telefon] oder [E-Mail]"
    assert "1234567" in conversation.seen[0][0]


async def test_what_is_too_long_is_redacted_before_it_is_cut(store: Store) -> None:
    """An address across the limit would else lose what tells it from other words."""
    dispatcher = Dispatcher(Answering(Scripted()), store, SECRET)
    await dispatcher.dispatch("web", "anna", message("a " * 1_993 + "max.mustermann@example.org"))
    [turn] = turns(await dispatcher.export("web", "anna"))
    assert "mustermann" not in turn["question"]
    assert len(turn["question"]) <= 4_000


async def test_what_grows_by_its_redaction_is_cut_too(store: Store) -> None:
    """A mark is longer than what it stands for."""
    dispatcher = Dispatcher(Answering(Scripted()), store, SECRET)
    await dispatcher.dispatch("web", "anna", message("@ab " * 1_000))
    [turn] = turns(await dispatcher.export("web", "anna"))
    assert len(turn["question"]) == 4_000


async def test_a_conversation_elsewhere_is_one_of_its_own(store: Store) -> None:
    """Its answers are rated there, and who joins a workshop there has joined it there."""
    dispatcher = Dispatcher(Answering(Scripted(ANSWER)), store, SECRET)
    await dispatcher.dispatch("web", "anna", message("a"), Delivery(place="group"))
    assert not await dispatcher.feedback("web", "anna", Rating.HELPFUL)
    assert await dispatcher.feedback("web", "anna", Rating.HELPFUL, place="group")
    workshop = await store.workshops.open("Probe", NOON.date(), "karla", NOON)
    assert await dispatcher.join("web", "anna", workshop.code, NOON, place="group") == workshop
    assert [one.person for one in await store.personal_data.sessions()] == [
        dispatcher.pseudonym("web", "anna", "group")
    ]
    verdicts = [turn["verdict"] for turn in turns(await dispatcher.export("web", "anna"))]
    assert verdicts == ["helpful"], "all of it is theirs"


async def test_feedback_is_about_the_last_answer(store: Store) -> None:
    """Not about the small talk after it; without any answer there is nothing to rate."""
    conversation = Scripted(NOTED, ANSWER, NOTED)
    dispatcher = Dispatcher(Answering(conversation), store, SECRET)
    await dispatcher.dispatch("web", "anna", message("a"))
    assert not await dispatcher.feedback("web", "anna", Rating.HELPFUL)
    await dispatcher.dispatch("web", "anna", message("b"))
    await dispatcher.dispatch("web", "anna", message("c"))
    assert await dispatcher.feedback("web", "anna", Rating.UNHELPFUL)
    assert not await dispatcher.feedback("web", "bernd", Rating.HELPFUL)
    verdicts = [turn["verdict"] for turn in turns(await dispatcher.export("web", "anna"))]
    assert verdicts == [None, "unhelpful", None]


async def test_a_turn_that_cannot_be_kept_is_not_answered(store: Store) -> None:
    """The error reaches the channel, and the next message goes on from the last stored session."""
    broken, conversation = Broken(store.conversations), Scripted()
    dispatcher = Dispatcher(Answering(conversation), replace(store, conversations=broken), SECRET)
    with pytest.raises(StoreError):
        await dispatcher.dispatch("web", "anna", message("a"))
    assert not await dispatcher.feedback("web", "anna", Rating.HELPFUL)
    broken.broken = False
    await dispatcher.dispatch("web", "anna", message("b"))
    assert conversation.seen[1] == ("b", Session())


async def test_a_result_leads_to_its_page(store: Store, knowledge: Knowledge, conversation: Conversation) -> None:
    """In channels that show none themselves, where the address is known; the link is read back."""
    dispatcher = Dispatcher(Answering(conversation, knowledge=knowledge), store, SECRET)
    for text in ("/interview", "Hundesteuer", "ja", "ergebnis"):
        [reply] = await dispatcher.dispatch("telegram", "anna", Message(text, NOON))
    assert "/ergebnis/" not in reply.text
    dispatcher.results = ResultLinks(SECRET, "https://lotse.example.org")
    [reply] = await dispatcher.dispatch("telegram", "anna", Message("ergebnis", NOON))
    token = reply.text.rsplit("https://lotse.example.org/ergebnis/", 1)[1]
    assert dispatcher.results.read(token) == (dispatcher.pseudonym("telegram", "anna"), "1")
    assert dispatcher.results.read(token[:-2] + "xx") is None
    [shown] = await dispatcher.dispatch("web", "anna", Message("ergebnis", NOON), Delivery(shows_results=True))
    assert "/ergebnis/" not in shown.text
