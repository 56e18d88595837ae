"""How a talk goes on after an answer: mechanisms of conversations, tried on the shipped knowledge."""

import datetime

import pytest

from bot.talk.conversation import Conversation
from bot.talk.message import Message, Reply, Status
from bot.talk.session import Session
from bot.talk.states import Preparing
from intents.context import NOTHING_SO_FAR, Matter, PastTurn, after
from intents.meaning import AboutAnswer, NotCovered, OutOfScope, Social, Understood
from intents.understand import Understanding
from knowledge.model import Knowledge, Request

NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


def told(understanding: Understanding, text: str, *before: str) -> tuple[str, ...]:
    meaning = understanding.understand(text, after(*before))
    return tuple(c.entry for c in meaning.candidates) if isinstance(meaning, Understood) else ()


def talk(conversation: Conversation, *said: str) -> tuple[Reply, Session]:
    """Return the last reply and the session after it."""
    session = Session()
    for text in said:
        replies, session = conversation.handle(Message(text, NOON), session)
    return replies[-1], session


@pytest.mark.parametrize("text", ["komm24?", "Komm24"])
def test_a_bare_name_is_explained(understanding: Understanding, text: str) -> None:
    """Where the same as before is not known of it."""
    assert told(understanding, text, "amt24-adresse") == ("komm24-rolle",)


def test_the_same_of_another_subject_may_be_unknown(understanding: Understanding) -> None:
    """ "Und beim …?" asks for the same; what else is known of it is no answer."""
    assert isinstance(understanding.understand("und beim Beteiligungsportal?", after("epaybl-gebuehren")), NotCovered)


def test_an_aspect_outlives_a_turn_about_nothing(understanding: Understanding) -> None:
    """What was asked for is carried over a message that named only a subject and got no answer."""
    asked = after("prozessplattform-kosten").after(PastTurn(Matter(("kisa",))))
    assert isinstance(understanding.understand("und beim Beteiligungsportal?", asked), NotCovered)


@pytest.mark.parametrize("text", ["cool danke dir", "hallo", "na super"])
def test_small_talk_is_answered_as_such(understanding: Understanding, text: str) -> None:
    """Also where it is like no phrase of it."""
    assert isinstance(understanding.understand(text, after("beteiligungsportal-pflicht")), Social)


def test_what_has_no_known_word_stays_foreign(understanding: Understanding) -> None:
    """Whatever was told before."""
    assert isinstance(understanding.understand("qwrtz 31m", after("amt24-was")), OutOfScope)
    ports = understanding.understand("welche ports braucht die firewall", after("zustaendigkeit-basiskomponenten"))
    assert isinstance(ports, OutOfScope)


@pytest.mark.parametrize("text", ["Wie ist die Telefonnummer vom Beteiligungsportal?"])
def test_a_gap_is_refused_rather_than_asked_back(understanding: Understanding, text: str) -> None:
    """A known subject and a known aspect, of which nothing is known."""
    assert isinstance(understanding.understand(text), NotCovered | OutOfScope)


def test_a_form_concerns_what_is_named(understanding: Understanding) -> None:
    """Or else all that was told, if all is meant, and the last answer if nothing is named."""
    assert told(understanding, "fass mir die Schritte kurz zusammen", "amt24-was") != ("amt24-was",)
    so_far = after("amt24-was").after(PastTurn(told=("kisa-dauer",)))
    meaning = understanding.understand("fass alles zusammen, worüber wir geredet haben", so_far)
    assert meaning == AboutAnswer(Request.SUMMARY, ("amt24-was", "kisa-dauer"))
    last = understanding.understand("können Sie das nochmal in zwei Sätzen", so_far)
    assert last == AboutAnswer(Request.SHORTER, ("kisa-dauer",))


def test_a_summary_tells_each_answer_in_few_words(conversation: Conversation, knowledge: Knowledge) -> None:
    """With what it is about."""
    reply, _ = talk(conversation, "Was ist Amt24?", "Was ist das Servicekonto?", "fass alles zusammen")
    assert reply.status is Status.ANSWER
    assert knowledge.entries["amt24-was"].title in reply.text
    assert knowledge.entries["servicekonto-was"].title in reply.text


def test_both_of_what_was_talked_about_are_compared(understanding: Understanding) -> None:
    """ "Die beiden" are the last two subjects."""
    so_far = after("formulareservice-was").after(PastTurn(Matter(("beteiligungsportal",)), ("beteiligungsportal-was",)))
    meaning = understanding.understand("was ist der unterschied zwischen den beiden", so_far)
    assert isinstance(meaning, Understood)
    assert {c.entry for c in meaning.candidates} == {"formulareservice-was", "beteiligungsportal-was"}


@pytest.mark.parametrize(
    "text", ["mach bitte den bereitschafts check mit mir", "prüf mal mit uns ob wir loslegen können"]
)
def test_the_interview_begins_in_words_of_ones_own(conversation: Conversation, text: str) -> None:
    """As with its command."""
    reply, session = talk(conversation, text)
    assert reply.status is Status.INTERVIEW
    assert isinstance(session.state, Preparing)


def test_who_does_not_know_the_subject_yet_goes_on_without(conversation: Conversation) -> None:
    """Such words become no subject."""
    _, session = talk(conversation, "Interview", "keine ahnung, müsste ich die it fragen")
    assert session.interviews[-1].start.subject is None


@pytest.mark.parametrize("text", ["abbrechen bitte", "ok, abbrechen"])
def test_a_command_may_be_polite(conversation: Conversation, knowledge: Knowledge, text: str) -> None:
    """In the middle of a talk, and of an interview."""
    assert talk(conversation, "Was ist Amt24?", text)[0].text == knowledge.wording.cancelled
    assert talk(conversation, "Interview", "Hundesteuer", text)[0].status is not Status.FALLBACK


def test_a_number_that_nothing_shown_has_may_be_that_of_a_paragraph(conversation: Conversation) -> None:
    """After § 22 "und in 23?" picks no choice."""
    reply, _ = talk(conversation, "Was steht in § 22?", "und in 23?")
    assert reply.entries == ("gesetz-paragraf-23",)


def test_a_quoted_letter_is_read_where_nothing_else_is_asked(understanding: Understanding) -> None:
    """Who forwards it asks only for an answer to it."""
    letter = (
        "Guten Tag,\nfolgende Mail kam rein, können Sie das beantworten?\n\n> 1. Wo bestellt man die Assistenten?\n"
    )
    meaning = understanding.understand(f"{letter}> 2. Was kostet einer?", NOTHING_SO_FAR)
    assert isinstance(meaning, Understood)
    assert "oaa-kosten" in {c.entry for c in meaning.candidates}
