"""What is said to each meaning, action and number, on a base of seven entries and with scripted understanding."""

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.talk.actions import NoneOfThese, ShowEntry, decode, encode
from bot.talk.conversation import Conversation
from bot.talk.message import NONE_OF_THESE, Alternative, Choice, Citation, Message, Reply, Status
from bot.talk.operator import UNTOLD, Operator
from bot.talk.session import Session
from bot.talk.states import Clarifying, Idle
from intents import meaning
from intents.context import NOTHING_SO_FAR, Context, Matter, PastTurn
from intents.context import after as having_told
from intents.meaning import Meaning
from intents.understand import Understanding
from knowledge.model import Corrected, Knowledge

NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)
ASKED_BACK = meaning.Ambiguous((meaning.Candidate("kaffee-was", 0.6), meaning.Candidate("drucker-was", 0.4)))
CLARIFYING = Session(
    Clarifying(("kaffee-was", "drucker-was")),
    having_told("aufbau"),
    (ShowEntry("kaffee-was"), ShowEntry("drucker-was"), NoneOfThese()),
)


class Scripted:
    """Takes every message to mean the same, and remembers the topic that it was asked with."""

    def __init__(self, meant: Meaning) -> None:
        self.meant = meant
        self.asked: list[tuple[str, Context]] = []

    def understand(self, text: str, context: Context) -> Meaning:
        self.asked.append((text, context))
        return self.meant


Tell = Callable[..., tuple[Reply, Session]]


def understood(*entries: str) -> meaning.Understood:
    return meaning.Understood(tuple(meaning.Candidate(entry, 0.9) for entry in entries))


@pytest.fixture
def tell(small: Knowledge) -> Tell:
    """Say something that is understood as `meant`."""

    def tell(
        meant: Meaning, text: str = "x", *, action: str | None = None, session: Session | None = None
    ) -> tuple[Reply, Session]:
        conversation = Conversation(small, Scripted(meant))  # type: ignore[arg-type]  # as much of it as is used
        [reply], after = conversation.handle(
            Message(text, NOON, decode(action) if action else None), session or Session()
        )
        return reply, after

    return tell


NEVER = meaning.OutOfScope()
"""What a message would mean that should be taken for a choice."""


def test_an_answer_has_text_sources_and_next_questions(tell: Tell) -> None:
    """The entry's words, its sources with German dates, "Mehr dazu" and at most three related questions."""
    reply, after = tell(understood("kaffee-was"))
    assert reply == Reply(
        Status.ANSWER,
        "Antwort kaffee-was.",
        entries=("kaffee-was",),
        citations=(
            Citation("Handbuch: Seite 1", "Stand März 2022"),
            Citation("Aushang: § 2, Flur", "Stand 10.03.2020"),
        ),
        next=(
            Choice("Mehr dazu", decode("details:kaffee-was")),
            Choice("Wo steht die Kaffeemaschine?", decode("entry:kaffee-ort")),
            Choice("Was ist der Drucker?", decode("entry:drucker-was")),
            Choice("Wo steht der Drucker?", decode("entry:drucker-ort")),
        ),
        score=0.9,
        rateable=True,
    )
    assert after == Session(Idle(), having_told("kaffee-was"), tuple(choice.action for choice in reply.next), asked="x")


def test_an_answer_without_details_offers_no_more(tell: Tell) -> None:
    """Only what exists is offered."""
    reply, _ = tell(understood("kaffee-ort"))
    assert [encode(choice.action) for choice in reply.next] == ["entry:kaffee-was"]
    reply, after = tell(understood("drucker-ort"))
    assert reply.next == after.offered == ()


def test_two_answers_in_one_reply(tell: Tell) -> None:
    """Both texts stand in it, each source once, nothing told is offered again; both are remembered."""
    reply, after = tell(understood("kaffee-was", "kaffee-ort"))
    assert reply.text == "Antwort kaffee-was.\n\nAntwort kaffee-ort."
    assert reply.entries == ("kaffee-was", "kaffee-ort")
    assert len(reply.citations) == 2
    assert [encode(choice.action) for choice in reply.next] == [
        "entry:drucker-was",
        "entry:drucker-ort",
        "entry:drucker-kosten",
    ]
    assert after.context == having_told("kaffee-was", "kaffee-ort")


def test_details(tell: Tell) -> None:
    """ "Mehr dazu" tells the details, is not offered once more, and keeps the other questions."""
    reply, after = tell(NEVER, action="details:kaffee-was")
    assert reply.text == "Genaues zum Kaffee."
    assert [encode(choice.action) for choice in reply.next] == [
        "entry:kaffee-ort",
        "entry:drucker-was",
        "entry:drucker-ort",
    ]
    assert after.context == having_told("kaffee-was")


def test_a_question_back_offers_the_candidates_and_none_of_them(tell: Tell) -> None:
    """Each choice is the question that it answers; the topic stays until one is picked."""
    reply, after = tell(ASKED_BACK, session=Session(context=having_told("aufbau")))
    assert reply.status is Status.CLARIFY
    assert reply.text == "Was davon?"
    assert reply.choices == (
        Choice("Was ist die Kaffeemaschine?", decode("entry:kaffee-was")),
        Choice("Was ist der Drucker?", decode("entry:drucker-was")),
        Choice("Keine davon", decode(NONE_OF_THESE)),
    )
    assert reply.candidates == (
        Alternative("kaffee-was", "Antwort kaffee-was.", 0.6),
        Alternative("drucker-was", "Antwort drucker-was.", 0.4),
    )
    assert after == replace(CLARIFYING, asked="x")


@pytest.mark.parametrize("text", ["2", " 2. ", "2)", "das zweite", "die zweite", "ZWEITES"])
def test_a_choice_by_number_or_word(tell: Tell, text: str) -> None:
    """A number or an ordinal picks the choice, which is kept as what was chosen."""
    reply, after = tell(NEVER, text, session=CLARIFYING)
    assert (reply.text, reply.chosen) == ("Antwort drucker-was.", "drucker-was")
    assert after.state == Idle()


@pytest.mark.parametrize("text", ["3", "keine davon", "Keine davon.", "KEINS", "nichts davon", "das dritte"])
def test_none_of_them(tell: Tell, text: str) -> None:
    """ "Keine davon" is taken note of and answered, and the topic stays."""
    reply, after = tell(NEVER, text, session=CLARIFYING)
    assert (reply.status, reply.text, reply.chosen) == (Status.FALLBACK, "Dann nicht.", NONE_OF_THESE)
    assert (after.state, after.context) == (Idle(), having_told("aufbau"))


@pytest.mark.parametrize("text", ["0", "100", "1,5", "Schritt 1", "was kostet das zweite"])
def test_what_is_no_choice_is_a_message(tell: Tell, text: str) -> None:
    """Numbers that were not offered, and questions that contain one, are understood as any message."""
    reply, after = tell(understood("kaffee-ort"), text, session=CLARIFYING)
    assert (reply.entries, reply.chosen) == (("kaffee-ort",), None)
    assert after.state == Idle()


@pytest.mark.parametrize("text", ["1", "Nr. 1", "die erste bitte", "ich nehme die 1"])
def test_what_was_offered_after_an_answer_can_be_picked_too(tell: Tell, text: str) -> None:
    """Next questions have numbers as well, but nothing counts as chosen in a clarification."""
    reply, _ = tell(NEVER, text, session=replace(CLARIFYING, state=Idle()))
    assert (reply.entries, reply.chosen) == (("kaffee-was",), None)


def test_no_means_none_of_them_only_where_the_assistant_asked(tell: Tell) -> None:
    """After an answer, "nein" is small talk or a question like any other."""
    assert tell(NEVER, "nein", session=CLARIFYING)[0].chosen == NONE_OF_THESE
    reply, _ = tell(meaning.Social("dank"), "nein", session=replace(CLARIFYING, state=Idle()))
    assert reply.text == "Gern."


@pytest.mark.parametrize("text", ["4", "99", "die vierte"])
def test_a_number_that_was_not_offered(tell: Tell, text: str) -> None:
    """It is told which numbers there are, and the choice stays open."""
    reply, after = tell(NEVER, text, session=CLARIFYING)
    assert reply.text == "Von 1 bis 3."
    assert after == CLARIFYING


def test_another_action_during_a_question_back_is_not_its_choice(tell: Tell) -> None:
    """An old button answers, but nothing counts as chosen."""
    reply, _ = tell(NEVER, action="entry:aufbau", session=CLARIFYING)
    assert (reply.entries, reply.chosen) == (("aufbau",), None)


@pytest.mark.parametrize(
    "action",
    ["entry:gone", "details:gone", "subject:gone", "command:gone", "example:3", "example:x", "x", ":", "entry:"],
)
def test_what_is_gone_is_said_to_be_gone(tell: Tell, action: str) -> None:
    """An action of an older base, or a forged one, gets a sentence and no guess."""
    reply, after = tell(understood("kaffee-was"), "Was ist die Kaffeemaschine?", action=action)
    assert (reply.status, reply.text) == (Status.FALLBACK, "Vorbei.")
    assert after == Session()


def test_not_covered(tell: Tell) -> None:
    """It names what is missing and the contact address, and offers what is known."""
    reply, after = tell(meaning.NotCovered("kaffeemaschine", "kosten", ("kaffee-ort",), 0.8), session=CLARIFYING)
    assert reply.status is Status.FALLBACK
    assert reply.text == "Unbekannt. post@example.org\n\nBekannt von „Kaffeemaschine“:"
    assert reply.next == (Choice("Wo steht die Kaffeemaschine?", ShowEntry("kaffee-ort")),)
    assert (reply.score, reply.rateable) == (0.8, False)
    remembered = having_told("aufbau").after(PastTurn(Matter(("kaffeemaschine",), ("kosten",))))
    assert after == Session(Idle(), remembered, (ShowEntry("kaffee-ort"),), asked="x")


def test_out_of_scope(tell: Tell) -> None:
    """What may help is offered if there is anything; an empty message is told to be empty."""
    reply, _ = tell(meaning.OutOfScope(score=0.7), "Wetter?")
    assert (reply.text, reply.next, reply.score) == ("Fremd. post@example.org", (), 0.7)
    reply, _ = tell(meaning.OutOfScope(("drucker-was",)), "Wetter?")
    assert reply.text == "Unklar, vielleicht:"
    assert [encode(choice.action) for choice in reply.next] == ["entry:drucker-was"]
    for nothing in ("", " ", "😀", "\u202e"):
        assert tell(meaning.OutOfScope(), nothing)[0].text == "Leer."


def test_small_talk_keeps_the_topic(tell: Tell) -> None:
    """Who says thanks can still follow up afterwards."""
    reply, after = tell(meaning.Social("dank", 0.9), session=Session(context=having_told("aufbau")))
    assert (reply.status, reply.text, reply.score) == (Status.SOCIAL, "Gern.", 0.9)
    assert after.context == having_told("aufbau")


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("help", "So geht es."),
        ("topics", "Themen:"),
        ("sources", "Quellen:\n\nHandbuch, Stand März 2022. Ein Entwurf.\n\nAushang, Stand 10.03.2020."),
        ("privacy", "Datenschutz."),
        ("cancel", "Von vorn."),
    ],
)
def test_commands(small: Knowledge, tell: Tell, command: str, text: str) -> None:
    """Each is answered the same, typed or picked."""
    typed, _ = tell(NEVER, small.wording.commands[command][0])
    picked, _ = tell(NEVER, action=f"command:{command}")
    assert typed == picked
    assert (typed.status, typed.text) == (Status.SOCIAL, text)


def test_every_command_of_the_wording_is_known(small: Knowledge, tell: Tell) -> None:
    """No command that one can type leads nowhere."""
    for spellings in small.wording.commands.values():
        for spelling in spellings:
            assert tell(NEVER, spelling)[0].status is Status.SOCIAL


def test_starting_anew_forgets_the_topic(tell: Tell) -> None:
    """After "abbrechen" nothing is followed up and nothing can be picked."""
    _, after = tell(NEVER, "abbrechen", session=CLARIFYING)
    assert (after.state, after.offered) == (Idle(), ())
    assert after.context == NOTHING_SO_FAR


def test_topics_lead_to_their_entries(tell: Tell) -> None:
    """Subjects with entries are listed, each lists its questions and the way back."""
    topics, _ = tell(NEVER, "themen")
    assert Choice("Drucker", decode("subject:drucker")) in topics.next
    assert "Geräte" not in {choice.label for choice in topics.next}
    topic, _ = tell(NEVER, action="subject:drucker")
    assert topic.text == "Zu „Drucker“:"
    assert [encode(choice.action) for choice in topic.next] == [
        "entry:drucker-was",
        "entry:drucker-ort",
        "entry:drucker-kosten",
        "command:topics",
    ]


def test_the_welcome_shows_examples_that_work(small: Knowledge, small_understanding: Understanding) -> None:
    """Each example is offered under its own words, and leads to an answer."""
    conversation = Conversation(small, small_understanding)
    welcome = conversation.welcome()
    assert welcome.text == "Willkommen.\n\nGespeichert."
    assert tuple(choice.label for choice in welcome.next) == small.wording.examples
    for choice in welcome.next:
        [reply], _ = conversation.handle(Message(choice.label, NOON, choice.action), Session())
        assert reply.status is Status.ANSWER


def test_a_message_is_understood_with_the_topic_of_the_session(small: Knowledge) -> None:
    """The conversation passes on both the text as typed and the topic."""
    scripted = Scripted(meaning.Social("dank"))
    conversation = Conversation(small, scripted)  # type: ignore[arg-type]  # as above
    conversation.handle(Message("  Und dann? ", NOON), Session(context=having_told("aufbau")))
    assert scripted.asked == [("  Und dann? ", having_told("aufbau"))]


def test_an_answer_past_its_time_says_so(small: Knowledge) -> None:
    """Once its last day is over, and unless somebody found it right after that."""
    entries = {
        **small.entries,
        "drucker-was": small.entries["drucker-was"].model_copy(update={"gueltig_bis": "2024-02"}),
    }
    for checked, day, warned in (({}, 1, True), ({}, -1, False), ({"drucker-was": "2024-03-01"}, 1, False)):
        knowledge = replace(small, entries=entries, checked=checked)
        conversation = Conversation(knowledge, Scripted(understood("drucker-was")))  # type: ignore[arg-type]  # as above
        [reply], _ = conversation.handle(Message("x", NOON + datetime.timedelta(days=day)), Session())
        assert ("Galt bis Februar 2024." in reply.text) is warned


def test_a_corrected_answer_says_what_it_replaces(small: Knowledge) -> None:
    """Among the sources stands why it was corrected, and what was cited before."""
    knowledge = replace(small, corrected={"drucker-was": Corrected("umgezogen", ("seite-2",))})
    conversation = Conversation(knowledge, Scripted(understood("drucker-was")))  # type: ignore[arg-type]  # as above
    [reply], _ = conversation.handle(Message("x", NOON), Session())
    assert reply.citations[-1].text == "Statt Aushang: umgezogen"


def test_who_is_responsible_is_said_with_what_is_stored(knowledge: Knowledge, understanding: Understanding) -> None:
    """With the addresses of the pages, where people can reach them; nothing where nothing is told."""
    told = Operator(
        "Stadt Beispiel", "Markt 1", "post@example.org", privacy_officer="Stabsstelle", pages="https://l.example"
    )
    for operator, lines in ((told, 4), (UNTOLD, 0)):
        conversation = Conversation(knowledge, understanding, operator=operator)
        [reply], _ = conversation.handle(Message("/datenschutz", NOON), Session())
        assert reply.text.count("\n\n") == knowledge.wording.privacy.count("\n\n") + lines
        assert ("https://l.example/barrierefreiheit" in reply.text) == bool(lines)
