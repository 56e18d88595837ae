"""Laws of the conversation: it never fails, never changes what it was given, and always says the same."""

import copy

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.talk.actions import decode, encode
from bot.talk.message import Status
from bot.talk.session import Session

COMMON = """
was ist amt24 und die adresse kosten wer zuständig servicekonto schritt 4 danach 1 2 3 keine davon epaybl hallo danke
beteiligungsportal testsystem themen hilfe abbrechen wetter ? 😀 § 22 10 dauer kisa oaa
"""
WORDS = st.sampled_from(COMMON.split())
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=7).map(" ".join))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_any_dialogue_goes_on(conversation, say, texts):
    """Whatever is typed, there is one reply with words in it, the same each time, and the session is untouched."""
    session = Session()
    for text in texts:
        kept = copy.deepcopy(session)
        [reply], after = conversation.handle(say(text), session)
        assert reply.text.strip()
        assert session == kept
        assert conversation.handle(say(text), session) == ((reply,), after)
        for choice in (*reply.choices, *reply.next):
            assert len(encode(choice.action).encode("ascii")) <= 64
        session = after


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_what_is_offered_can_be_picked(conversation, knowledge, say, text):
    """Every choice on offer leads somewhere, by its action as by its number."""
    [reply], session = conversation.handle(say(text), Session())
    for number, choice in enumerate((*reply.choices, *reply.next), 1):
        [by_action], _ = conversation.handle(say(choice.label, choice.action), session)
        [by_number], _ = conversation.handle(say(str(number)), session)
        assert by_action == by_number
        assert by_action.text != knowledge.wording.gone


@given(action=st.text(max_size=70))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_forged_actions_do_nothing(conversation, say, action):
    """An action that was never offered is told to be gone, or is one of ours; it never fails."""
    [reply], _ = conversation.handle(say("", decode("entry:" + action)), Session())
    assert reply.status in {Status.FALLBACK, Status.ANSWER}
