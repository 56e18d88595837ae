"""People of another homeserver."""

import pytest

from tests.e2e.scripts.matrix import MatrixPerson
from tests.synapse import Person
from tests.synapse.server import shared


@pytest.fixture
def elsewhere(synapse, tmp_path):
    """Another homeserver, which the assistant's own speaks with."""
    with shared(tmp_path / "elsewhere") as other:
        yield other


async def test_somebody_of_another_homeserver(process, synapse, elsewhere, names):
    """Once their server is allowed they are answered, choose by a sign, change a question and get an encrypted file."""
    process._env["LOTSENBOT_MATRIX_ALLOWED"] = f"{synapse.name}, {elsewhere.name}"
    await process.begin()
    anna = await Person.new(elsewhere, names("anna"))
    try:
        person = await MatrixPerson.come(anna, process.user, process.database)
        assert "Serviceportal" in (await person.say("Was ist Amt24?")).text
        assert "https://amt24.sachsen.de" in (await person.press("Unter welcher Adresse")).text
        await person.say("Was ist das Servicekonto?")
        assert "Zahlungsverkehr" in (await person.edit("Was ist ePayBL?")).text
        assert len((await person.own_data())["turns"]) == 3
    finally:
        await anna.close()
