"""The command line speaks German in every test, as it does for everybody."""

import pytest

from bot.cli.german import speak_german


@pytest.fixture(autouse=True, scope="session")
def german() -> None:
    """Click keeps the help of a command that was shown once, so it must be German from the first one on."""
    speak_german()
