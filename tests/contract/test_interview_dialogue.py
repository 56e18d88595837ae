"""What one can do in an interview, in the shipped one, through the whole conversation."""

import datetime
from dataclasses import replace

import pytest

from bot.talk.actions import encode
from bot.talk.conversation import Conversation
from bot.talk.interview.archive import Timing
from bot.talk.interview.log import Answered, Finished
from bot.talk.interview.progress import Phase
from bot.talk.message import Message, Status
from bot.talk.states import Idle, Interviewing, Preparing
from intents.understand import Understanding
from knowledge.interview import InterviewDefinition
from knowledge.model import Knowledge

from .interviewee import Interviewee


@pytest.fixture
def anna(conversation: Conversation, knowledge: Knowledge) -> Interviewee:
    return Interviewee(conversation, knowledge)


@pytest.fixture
def asked(anna: Interviewee) -> Interviewee:
    """Somebody who was just asked for the KDN."""
    anna.says("interview", "Hundesteuer", "davor", "ja", "ja")
    assert anna.state.current == "kdn"
    return anna


@pytest.mark.parametrize(
    "words", ["interview", "/interview", "Sind wir bereit?", "können wir starten?", "Bereitschaft"]
)
def test_it_begins_with_a_word(anna: Interviewee, words: str) -> None:
    """It tells what is coming and asks what it is about, with the examples as choices."""
    reply = anna.says(words)
    assert reply.status is Status.INTERVIEW
    assert [choice.label for choice in reply.choices][:2] == ["Hundesteuer", "Gewerbeanmeldung"]
    assert isinstance(anna.session.state, Preparing)
    first = anna.says("2")
    assert "Thema: Gewerbeanmeldung" in first.text
    assert "Frage 1 von 20" in first.text
    assert first.progress == (0, 20)
    assert anna.log.start.subject == "Gewerbeanmeldung"


def test_an_answer_on_readiness_offers_it(anna: Interviewee) -> None:
    """Who asks for the prerequisites can go straight on."""
    anna.says("Welche Voraussetzungen braucht die Verwaltung?")
    assert anna.last.status is Status.ANSWER
    assert anna.chooses("Bereitschaft prüfen").status is Status.INTERVIEW


def test_without_a_subject(anna: Interviewee) -> None:
    """One need not name any; a question instead of a subject is answered first."""
    anna.says("interview")
    anna.says("was ist ein Behördenkonto?")
    assert anna.replies[0].entries == ("behoerdenkonto-was",)
    assert isinstance(anna.session.state, Preparing)
    anna.chooses("Noch keinen bestimmten")
    assert anna.log.start.subject is None


def test_thanks_are_no_subject(anna: Interviewee) -> None:
    """Who is polite before naming one is asked again."""
    anna.says("interview")
    anna.says("Danke!")
    assert anna.replies[0].status is Status.SOCIAL
    assert isinstance(anna.session.state, Preparing)
    anna.says("Hundesteuer")
    assert anna.log.start.subject == "Hundesteuer"


def test_a_subject_is_redacted_and_short(anna: Interviewee) -> None:
    """No name gets into the log, and no essay."""
    anna.says("interview", "Hundesteuer, fragen Sie Frau Musterfrau " + "bitte " * 40)
    assert anna.log.start.subject
    assert "Musterfrau" not in anna.log.start.subject
    assert len(anna.log.start.subject) <= 60


def test_buttons_and_words_alike(asked: Interviewee) -> None:
    """A button, its number, its label and other words give the same answer."""
    asked.chooses("Noch nicht")
    asked.says("3", "Noch nicht", "haben wir leider nicht")
    assert list(asked.given.values())[-4:] == ["nein"] * 4


def test_what_was_understood_is_said(asked: Interviewee) -> None:
    """Free words are confirmed, so that a misunderstanding is noticed; a button is not."""
    assert asked.says("haben wir").text.startswith("Verstanden als: Ja.")
    assert asked.chooses("Ja").text.startswith("Frage")


def test_a_note_with_a_name(asked: Interviewee) -> None:
    """The note is kept without the name, and the person is told to leave names out."""
    reply = asked.says("macht Frau Musterfrau aus der IT bis März")
    assert "Namen" in reply.text
    assert asked.state.given["kdn"].note == "macht Frau [Name] aus der IT bis März"
    assert "Musterfrau" not in str(asked.session)


def test_a_note_belongs_to_its_answer(asked: Interviewee) -> None:
    """Who gives the same answer again keeps it; another answer begins without."""
    asked.says("teilweise, liegt bis März vor")
    assert asked.state.given["kdn"].note == "liegt bis März vor"
    asked.says("zurück", "teilweise")
    assert asked.state.given["kdn"].note == "liegt bis März vor"
    asked.says("zurück", "ja")
    assert (asked.state.given["kdn"].answer, asked.state.given["kdn"].note) == ("ja", None)


def test_an_edited_message_answers_nothing(asked: Interviewee) -> None:
    """It was the answer to an earlier question, whichever is open now; how to change that is said."""
    before = asked.given
    reply = asked.edits("ja")
    assert "geänderte Nachricht" in reply.text
    assert asked.given == before
    assert asked.state.current == "kdn"


def test_a_note_afterwards(asked: Interviewee) -> None:
    """ "Notiz: …" goes to the answer given last, and without text it is explained."""
    asked.says("ja", "Notiz: seit 2021")
    assert asked.state.given["kdn"].note == "seit 2021"
    assert "Notiz:" in asked.says("notiz").text


def test_back_and_skip(asked: Interviewee) -> None:
    """Back shows the question before, skip passes over one; where nothing was before, that is said."""
    assert "Sind Ihre Angaben in Amt24 aktuell?" in asked.says("zurück").text
    assert "KDN" in asked.says("überspringen").text
    assert asked.given["amt24-pflege"] == "ja"
    assert "Behördenkonto" in asked.says("überspringen").text
    assert "kdn" not in asked.given
    asked.says("zurück", "zurück", "zurück", "zurück")
    assert "erste Frage" in asked.says("zurück").text


def test_a_changed_answer_asks_again_only_what_depended_on_it(asked: Interviewee) -> None:
    """From the list of answers, any of them; then it goes on where it was."""
    asked.says("ja", "ändern")
    reply = asked.chooses("Amt24 eingerichtet: Ja")
    assert "Ist Amt24 für Ihre Verwaltung eingerichtet?" in reply.text
    reply = asked.says("teilweise")
    assert "Geändert: Amt24 eingerichtet: Teilweise." in reply.text
    assert "Sind Ihre Angaben in Amt24 aktuell?" in reply.text
    assert "Behördenkonto" in asked.says("ja").text
    assert asked.given == {"lage": "davor", "amt24": "teilweise", "amt24-pflege": "ja", "kdn": "ja"}


def test_why_where_and_help(asked: Interviewee) -> None:
    """Each is told, and the question stands below it."""
    why = asked.says("warum fragst du das?")
    assert "Datenübertragung" in why.text or "Daten der Anträge" in why.text
    assert why.citations
    where = asked.says("stand")
    assert "███░" in where.text
    assert "3 von 20 Fragen beantwortet" in where.text
    for reply in (why, where, asked.says("hilfe")):
        assert "Haben Sie einen KDN-Anschluss?" in reply.text
        assert reply.progress == (3, 20)


def test_a_question_in_the_middle(asked: Interviewee) -> None:
    """It is answered with its source, and the interview goes on where it was, nothing being answered by it."""
    before = asked.given
    asked.says("Was ist eigentlich das Behördenkonto?")
    answer, again = asked.replies
    assert answer.entries == ("behoerdenkonto-was",)
    assert answer.citations
    assert "Haben Sie einen KDN-Anschluss?" in again.text
    assert asked.given == before
    assert "Behördenkonto" in asked.says("1").text
    assert asked.given["kdn"] == "ja"


def test_the_explanation_behind_a_question(asked: Interviewee) -> None:
    """From "warum" one gets to the entry and back."""
    asked.says("warum")
    asked.chooses("Erklärung dazu")
    assert asked.replies[0].entries == ("voraussetzung-kdn",)
    assert asked.state.current == "kdn"


def test_what_nobody_understands(asked: Interviewee) -> None:
    """It is said, with the answers there are; nothing is recorded."""
    before = len([event for event in asked.log.events if isinstance(event, Answered)])
    reply = asked.says("asdf qwertz")
    assert "„Ja“" in reply.text
    assert "KDN" in reply.text
    assert len([event for event in asked.log.events if isinstance(event, Answered)]) == before


def test_lists_in_the_middle(asked: Interviewee) -> None:
    """The topics are shown with the way back among them."""
    asked.says("themen")
    assert "KDN" in asked.chooses("Weitermachen").text


def test_pause_and_resume(asked: Interviewee) -> None:
    """While it rests, questions are answered as ever; a greeting offers to go on, and "weiter" does."""
    asked.says("pause")
    assert asked.session.state == Idle()
    assert asked.says("Was ist Amt24?").status is Status.ANSWER
    assert [encode(choice.action) for choice in asked.says("hallo").next] == ["iv:go:1"]
    assert "KDN" in asked.says("weiter").text


def test_after_a_long_silence_it_asks_first(asked: Interviewee) -> None:
    """A "ja" a week later answers no question that nobody remembers; the second one takes up the offer."""
    asked.waits(days=7)
    reply = asked.says("ja")
    assert "noch offen" in reply.text
    assert "kdn" not in asked.given
    assert "KDN" in asked.says("ja").text
    asked.waits(days=7)
    asked.says("was ist amt24?")
    answer, offer = asked.replies
    assert answer.status is Status.ANSWER
    assert "noch offen" in offer.text
    assert "Gut" in asked.says("nein").text


def test_after_months_it_is_not_offered_any_more(asked: Interviewee) -> None:
    """What has expired stays quiet, and a new one can begin."""
    asked.waits(days=400)
    assert asked.says("hallo").next == ()
    assert "Um welchen" in asked.says("interview").text


def test_timing_is_configurable(knowledge: Knowledge, understanding: Understanding) -> None:
    """Whoever wants it shorter gets it shorter."""
    timing = Timing(datetime.timedelta(minutes=1), datetime.timedelta(minutes=5))
    berta = Interviewee(Conversation(knowledge, understanding, timing=timing), knowledge)
    berta.says("interview", "1", "davor")
    berta.waits(minutes=2)
    assert "noch offen" in berta.says("ja").text
    berta.waits(minutes=6)
    assert berta.says("hallo").next == ()


def test_thanks_do_not_take_the_files_away(asked: Interviewee) -> None:
    """Whoever is polite can still take them along; a question ends it."""
    while asked.state.current:
        asked.says("ja")
    files = [encode(choice.action) for choice in asked.last.choices if encode(choice.action).startswith("iv:file:")]
    assert files
    for _ in range(2):
        assert [encode(choice.action) for choice in asked.says("Danke!").next] == files
    assert "iv:file:pdf" not in [encode(choice.action) for choice in asked.says("Was ist ePayBL?").next]


def test_giving_up_and_thinking_better_of_it(asked: Interviewee) -> None:
    """What was answered is there when one goes on after all."""
    asked.says("abbrechen")
    assert asked.state.phase is Phase.ABANDONED
    assert "KDN" in asked.chooses("Doch weitermachen").text
    assert asked.given == {"lage": "davor", "amt24": "ja", "amt24-pflege": "ja"}


def test_an_old_button(asked: Interviewee) -> None:
    """Of a question answered already it changes that answer; of any other it says that it is not its turn."""
    reply = asked.presses("iv:a:lage:unterwegs")
    assert "Geändert" in reply.text
    asked.presses("iv:a:lage:davor")
    assert asked.state.current == "kdn"
    for action in ("iv:a:haushalt:ja", "iv:a:fax:ja", "iv:a:kdn:vielleicht", "iv:skip:haushalt", "iv:change:haushalt"):
        assert "nicht an der Reihe" in asked.presses(action).text, action
    assert asked.state.current == "kdn"
    assert "haushalt" not in asked.given


def test_a_button_of_no_interview(anna: Interviewee, knowledge: Knowledge) -> None:
    """Without any interview it is gone."""
    for action in ("iv:a:kdn:ja", "iv:back", "iv:go:7", "iv:", "iv:nonsense", "iv:file:exe"):
        assert anna.presses(action).text == knowledge.wording.gone


def test_several_interviews(anna: Interviewee) -> None:
    """Each by its subject; both can be gone on with."""
    anna.says("interview", "Hundesteuer", "davor", "pause")
    anna.says("interview")
    anna.chooses("Neues Interview beginnen")
    anna.says("Gewerbeanmeldung", "davor", "ja", "pause")
    anna.says("interview")
    assert "Amt24" in anna.chooses("Weiter: Hundesteuer").text
    assert [log.start.subject for log in anna.session.interviews] == ["Hundesteuer", "Gewerbeanmeldung"]
    assert anna.session.state == Interviewing("1")


def test_to_a_human_and_back(knowledge: Knowledge, understanding: Understanding) -> None:
    """While a human has taken over nothing is an answer; the interview waits."""
    carla = Interviewee(Conversation(knowledge, understanding, with_humans=True), knowledge)
    carla.says("interview", "1", "davor", "lotse", "Wer hilft uns beim KDN?", "ja")
    assert carla.given == {"lage": "davor"}
    carla.says("ja", "nein", "weiter")
    assert carla.given == {"lage": "davor"}
    carla.says("/zurück")
    assert "Amt24" in carla.says("weiter").text


def test_a_definition_that_changed_meanwhile(
    asked: Interviewee, knowledge: Knowledge, understanding: Understanding
) -> None:
    """Answers stay, the person is told once, and what is new is asked."""
    shipped = knowledge.interviews["bereitschaft"]
    new = shipped.steps[1].model_copy(update={"id": "neu", "question": "Eine neue Frage?"})
    fields = {name: getattr(shipped, name) for name in InterviewDefinition.model_fields}
    newer = InterviewDefinition(**{**fields, "steps": (shipped.steps[0], new, *shipped.steps[1:])})
    changed = replace(knowledge, interviews={"bereitschaft": newer})
    conversation = Conversation(changed, understanding)
    [reply], session = conversation.handle(Message("nein", asked.at), asked.session)
    assert session.interviews[-1].events[-3] == Answered(asked.at, "kdn", "nein")  # what was asked is what was answered
    assert "überarbeitet" in reply.text
    assert "Eine neue Frage?" in reply.text
    [reply], session = conversation.handle(Message("ja", asked.at), session)
    assert "überarbeitet" not in reply.text
    assert "Behördenkonto" in reply.text


def test_a_question_that_is_gone_takes_no_answer(
    asked: Interviewee, knowledge: Knowledge, understanding: Understanding
) -> None:
    """An answer to a question that was taken out since is not taken for one to the next question."""
    shipped = knowledge.interviews["bereitschaft"]
    fields = {name: getattr(shipped, name) for name in InterviewDefinition.model_fields}
    left = tuple(step for step in shipped.steps if step.id != "kdn")
    changed = replace(knowledge, interviews={"bereitschaft": InterviewDefinition(**{**fields, "steps": left})})
    [reply], session = Conversation(changed, understanding).handle(Message("nein", asked.at), asked.session)
    assert "überarbeitet" in reply.text
    assert "Behördenkonto" in reply.text
    assert not any(isinstance(e, Answered) and e.step == "behoerdenkonto" for e in session.interviews[-1].events)


def test_finishing_twice_counts_the_last_time(anna: Interviewee) -> None:
    """A changed answer after the end gives a new result, with what is counted of it."""
    anna.says("interview", "1", "unterwegs", "schritt 2", "nein")
    assert anna.session.state == Idle()
    anna.says("ändern")
    anna.chooses("Bestätigung mit Fragebogen erhalten: Noch nicht")
    assert "nichts offen" in anna.says("ja").text
    first, second = [event for event in anna.log.events if isinstance(event, Finished)]
    assert (first.missing, second.missing) == (("bestaetigung",), ())
