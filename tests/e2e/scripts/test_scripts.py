"""The same dialogues through every channel of the real process."""

import pytest

from tests.e2e.scripts.conftest import CHANNELS, Town
from tests.e2e.scripts.person import Edits, HearsByItself, PressesButtons, Rates, ReachesHumans

pytestmark = pytest.mark.asyncio(loop_scope="module")
UNCLEAR, MEANT = "Wie kann ich bezahlen?", "Welche Zahlungsarten gibt es bei ePayBL?"


def those_that(ability: type = object) -> pytest.MarkDecorator:
    """Run a script in every channel that has an ability; without one, in all of them."""
    names = [name for name, (person, _) in CHANNELS.items() if issubclass(person, ability)]
    return pytest.mark.parametrize("person", names, indirect=True, ids=[name.replace(", ", "-") for name in names])


@those_that()
async def test_a_question_and_what_follows(person) -> None:
    """The answer names its source, and the next question goes on from it."""
    answer = await person.say("Was ist die Prozessplattform?")
    assert "Quelle" in answer.text
    assert "kostenlos" in (await person.say("und was kostet die?")).text


@those_that()
async def test_what_is_unclear_is_asked_back(person) -> None:
    """One picks as one does there, by its number, or none of them."""
    asked = await person.say(UNCLEAR)
    assert "Was davon meinen Sie?" in asked.text
    assert MEANT in asked.choices
    assert "SEPA" in (await person.pick(MEANT)).text
    await person.say("abbrechen")  # nothing was said before: now it is unclear again
    assert MEANT in (await person.say(UNCLEAR)).choices
    number = asked.choices.index(MEANT) + 1
    assert "SEPA" in (await person.say(str(number))).text
    await person.say("abbrechen")
    await person.say(UNCLEAR)
    assert "mit anderen Worten" in (await person.say("keine davon")).text


@those_that(PressesButtons)
async def test_choices_are_buttons(person) -> None:
    """They do what their number does."""
    await person.say(UNCLEAR)
    assert "SEPA" in (await person.press(MEANT)).text


@those_that()
async def test_commands_are_words_or_begin_with_a_stroke(person) -> None:
    """Help, sources and privacy, and a soft hyphen in them changes nothing."""
    assert "Stichworten" in (await person.say("hilfe")).text
    assert "Workshop" in (await person.say("/quellen")).text
    assert "Workshop" in (await person.say("Quel\u00adlen")).text
    assert "Prüfsumme" in (await person.say("/datenschutz")).text


@those_that()
async def test_an_interview_to_its_end_and_its_file(person) -> None:
    """By the first answer to each question, with a question in between, to the PDF."""
    said = await person.say("interview")
    for number in range(60):
        if any("PDF" in choice for choice in said.choices):
            break
        if number == 5:
            between = await person.say("Was ist das Servicekonto?")
            assert "Quelle" in between.text
            assert between.choices
        said = await person.pick(said.choices[0])
    else:
        raise AssertionError("the interview has no end")
    assert (await person.file("PDF")).startswith(b"%PDF")


@those_that()
async def test_a_reply_to_a_letter_is_drafted(person) -> None:
    """Behind the command, or in the next message; each question has its answer or a gap, and no name is kept."""
    draft = await person.say("/entwurf Hallo, was ist Amt24? Wer schult uns in Oz? Gruß, Erika Musterfrau")
    assert "1. Was ist Amt24?" in draft.text
    assert "2. Wer schult uns in Oz?" in draft.text
    assert "[bitte ergänzen" in draft.text
    assert "Bitte schicken Sie mir jetzt den Text" in (await person.say("entwurf")).text
    assert "Sie fragen: „Was ist ePayBL?“" in (await person.say("was ist ePayBL")).text
    assert "Quelle" in (await person.say("Was ist Amt24?")).text
    stored = await person.own_data()
    assert "Wer schult uns in Oz?" in [turn["question"] for turn in stored["turns"]]
    assert "Musterfrau" not in str(stored)


@those_that(ReachesHumans)
async def test_a_question_goes_to_a_human_and_the_answer_comes_back(person, town: Town, request) -> None:
    """What is passed on is shown before; further lines get a receipt; the Lotsen's end is told."""
    place = f"Musterstadt{list(CHANNELS).index(request.node.callspec.params['person'])}"
    await person.say(f"Wer schult bei uns in {place}? Rückruf 0371 1234567")
    confirm = await person.say("mit einem Menschen sprechen")
    assert "[Telefon]" in confirm.text
    await person.pick("Ja, weitergeben")
    ticket = await town.lotsen.see(place)
    town.lotsen.answer(ticket, f"Am 3. Mai in {place}.")
    await person.read(f"Am 3. Mai in {place}.")
    assert "Weitergegeben." in (await person.say(f"Danke, {place}!")).text
    await town.lotsen.see(f"Danke, {place}!")
    town.lotsen.answer(ticket, "/erledigt")
    await person.read("abgeschlossen")
    assert "Serviceportal" in (await person.say("Was ist Amt24?")).text


@those_that(HearsByItself)
async def test_what_a_human_answers_comes_by_itself(person, town: Town, request) -> None:
    """Nothing has to be done for it."""
    place = f"Beispielau{list(CHANNELS).index(request.node.callspec.params['person'])}"
    await person.say(f"Wer schult bei uns in {place}?")
    await person.say("mit einem Menschen sprechen")
    await person.pick("Ja, weitergeben")
    town.lotsen.answer(await town.lotsen.see(place), f"Frau [Name] in {place}.")
    await person.hear(f"Frau [Name] in {place}.")
    assert "wieder mit dem" in (await person.say("/zurueck")).text


@those_that(Edits)
async def test_an_edited_question_changes_its_answer(person) -> None:
    """There is one answer and one turn afterwards."""
    await person.say("Was ist Amt24?")
    assert "Zahlungsverkehr" in (await person.edit("Was ist ePayBL?")).text
    assert [turn["question"] for turn in (await person.own_data())["turns"]] == ["Was ist ePayBL?"]


@those_that(Rates)
async def test_an_answer_is_rated(person) -> None:
    """It stands in what is stored."""
    await person.say("Was ist Amt24?")
    await person.rate()
    assert [turn["verdict"] for turn in (await person.own_data())["turns"]] == ["helpful"]


@those_that()
async def test_what_is_stored_is_handed_out_and_erased(person) -> None:
    """Without what identifies anybody; afterwards nothing is left of it."""
    await person.say("Ich heiße Erika Musterfrau. Was ist Amt24?")
    stored = await person.own_data()
    assert len(stored["turns"]) == 1
    assert "Musterfrau" not in str(stored)
    await person.erase()
    await person.say("Was ist ePayBL?")
    assert [turn["question"] for turn in (await person.own_data())["turns"]] == ["Was ist ePayBL?"]


@those_that()
async def test_a_new_conversation(person) -> None:
    """What was under way is over: a number picks nothing any more, and the interview asks nothing more."""
    await person.say("interview")
    await person.begin_anew()
    await person.say(UNCLEAR)
    await person.begin_anew()
    assert "SEPA" not in (await person.say("1")).text


@those_that()
async def test_where_no_human_can_be_asked_that_is_said(person) -> None:
    """Everywhere else it is shown what would be passed on, or asked for."""
    said = await person.say("mit einem Menschen sprechen")
    refused = "Von hier aus kann ich keine Frage weitergeben" in said.text
    assert refused == (not isinstance(person, ReachesHumans))
