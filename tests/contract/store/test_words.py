"""What people said word for word goes with them, also where somebody made a draft of it."""

import datetime
import json

import pytest

from bot.store.ports import Store
from bot.store.records import Deed, Erasure, Turn
from bot.talk.message import Status
from bot.talk.session import Session

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
DEED = Deed(NOON, "karla", "entwurf-anlegen", "")


async def asked(store: Store, person: str, question: str, at: datetime.datetime = NOON) -> int:
    turn = Turn(at, "web", question, Status.FALLBACK)
    return (await store.conversations.record(person, Session(), turn)).turn


async def drafted(store: Store, *turns: int) -> int:
    body = {
        "kind": "entry",
        "question": "Wo ist mein Hund?",
        "phrases": ["wo ist mein hund", "hund weg", "Mein Hund ist weg!", "eigene Worte"],
        "source": {"title": "hund weg"},
    }
    return await store.drafts.add(json.dumps(body), turns, DEED)


async def body_of(store: Store, draft: int) -> dict[str, object]:
    found = await store.drafts.find(draft)
    assert found is not None
    body: dict[str, object] = json.loads(found.body)
    return body


async def test_erasing_takes_the_words_out_of_drafts(store: Store) -> None:
    """However they are spelt and wherever they stand; what others asked and the trainer's own words stay."""
    draft = await drafted(
        store,
        await asked(store, "anna", "Wo ist mein Hund?"),
        await asked(store, "anna.group", "Mein Hund ist weg!"),
        await asked(store, "bernd", "hund weg"),
    )
    other = await drafted(store)
    assert await store.personal_data.delete("anna") is Erasure.DONE
    body = await body_of(store, draft)
    assert body["phrases"] == ["hund weg", "eigene Worte"]
    assert (body["question"], body["source"]) == ("", {"title": "hund weg"})
    assert (await body_of(store, other))["phrases"] == [
        "wo ist mein hund",
        "hund weg",
        "Mein Hund ist weg!",
        "eigene Worte",
    ]


async def test_a_message_that_was_deleted_takes_its_words_along(store: Store) -> None:
    """Those of that message alone."""
    turns = [Turn(NOON, "post", text, Status.FALLBACK, message=text[0]) for text in ("Wo ist mein Hund?", "hund weg")]
    ids = [(await store.conversations.record("anna", Session(), turn)).turn for turn in turns]
    draft = await drafted(store, *ids)
    await store.inbox.withdraw("post", "W")
    body = await body_of(store, draft)
    assert (body["question"], body["phrases"]) == ("", ["hund weg", "Mein Hund ist weg!", "eigene Worte"])


async def test_what_others_asked_in_the_same_words_stays(store: Store) -> None:
    """Until the last of them is gone."""
    draft = await drafted(store, await asked(store, "anna", "Hund weg"), await asked(store, "bernd", "hund weg"))
    await store.personal_data.delete("anna")
    assert "hund weg" in str(await body_of(store, draft))
    await store.personal_data.delete("bernd")
    assert "hund weg" not in str(await body_of(store, draft))


@pytest.mark.parametrize("state", ["discarded", "live"])
async def test_a_draft_that_is_settled_loses_them_too(store: Store, state: str) -> None:
    """Whether it was given up or taken live."""
    draft = await drafted(store, await asked(store, "anna", "hund weg"))
    if state == "live":
        change = await store.publishing.begin(DEED, {"a": None}, {"a": "x"}, draft)
        await store.publishing.complete(change, DEED)
        await store.personal_data.delete("anna")
        assert "hund weg" not in str(await body_of(store, draft))
    else:
        await store.personal_data.delete("anna")
        await store.drafts.discard(draft, DEED)
        assert "hund weg" not in str(await body_of(store, draft))


async def test_with_their_time_the_words_go_too(store: Store) -> None:
    """A draft that somebody works on keeps no question beyond its time."""
    draft = await drafted(
        store, await asked(store, "anna", "hund weg", NOON - 3 * DAY), await asked(store, "bernd", "Wo ist mein Hund?")
    )
    await store.personal_data.purge(NOON - DAY)
    body = await body_of(store, draft)
    assert body["phrases"] == ["wo ist mein hund", "Mein Hund ist weg!", "eigene Worte"]


async def test_a_body_that_is_no_json_stays(store: Store) -> None:
    """As another version may have written it."""
    draft = await store.drafts.add("hund weg", [await asked(store, "anna", "hund weg")], DEED)
    await store.personal_data.delete("anna")
    found = await store.drafts.find(draft)
    assert found is not None
