"""What Matrix is there for, from the first question to a human and back, by one person in one encrypted room."""

from urllib.parse import quote

import pytest

from tests.botapi import BotApi
from tests.e2e.scripts.matrix import MatrixPerson
from tests.e2e.scripts.telegram import LotsenInTelegram


@pytest.fixture
def lotsen(process):
    """The Lotsen's group in Telegram, known to the assistant, which runs."""
    with BotApi() as api:
        group = api.supergroup("Digital-Lotsen")
        process._env |= {
            "LOTSENBOT_TELEGRAM_TOKEN": api.token,
            "LOTSENBOT_TELEGRAM_BASE_URL": api.root,
            "LOTSENBOT_TELEGRAM_LOTSEN_GROUP": str(group.id),
        }
        process.connect()
        yield LotsenInTelegram(api, group, api.person("Petra"))


async def test_from_the_first_question_to_a_human_and_back(anna, process, lotsen):
    """Asks, chooses, is interviewed, gets the PDF, is handed to a Lotse in Telegram and back; all of it encrypted."""
    person = await MatrixPerson.come(anna, process.user, process.database)
    assert "Was davon meinen Sie?" in (await person.say("Wie kann ich bezahlen?")).text
    assert "SEPA" in (await person.press("Welche Zahlungsarten")).text
    assert "Quelle" in (await person.say("Was ist Amt24?")).text
    asked = await person.say("!interview")
    while not any("PDF" in choice for choice in asked.choices):
        asked = await person.press(asked.choices[0])
    assert (await person.file("PDF")).startswith(b"%PDF")
    await person.say("Wer schult bei uns in Zittau?")
    assert "weitergeben" in (await person.say("!lotse")).text
    await person.press("Ja, weitergeben")
    ticket = await lotsen.see("Zittau")
    lotsen.answer(ticket, "Am 3. Mai.")
    await person.hear("Am 3. Mai.")
    assert "Weitergegeben." in (await person.say("Auch in Löbau?")).text
    further = await lotsen.see("Löbau")
    lotsen.answer(further, "Auch dort.")
    await person.hear("Auch dort.")
    lotsen.answer(further, "/zurueck")
    await person.hear("Fragen Sie gern weiter")
    assert "Zahlungsverkehr" in (await person.say("Was ist ePayBL?")).text
    told = await anna.call("GET", f"/v3/rooms/{quote(person.room)}/messages?dir=b&limit=500")
    assert not [event for event in told["chunk"] if event["type"] == "m.room.message"]
