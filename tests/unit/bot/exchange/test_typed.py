"""What a text is that somebody typed in a messenger."""

from bot.exchange.typed import typed
from bot.talk.actions import RunCommand


def test_a_text_is_its_words(small) -> None:
    """Nothing is done instead of answering it."""
    found = typed("", "Was kostet der Drucker?", small)
    assert (found.words, found.unknown, found.action) == ("Was kostet der Drucker?", False, None)


def test_a_command_of_the_conversation_is_left_to_it(small) -> None:
    """With its slash, since some words are a command only with it."""
    found = typed("datenschutz", "", small)
    assert (found.words, found.unknown, found.action) == ("/datenschutz", False, None)


def test_a_command_that_there_is_not_leads_to_help(small) -> None:
    """What stands behind it is kept."""
    found = typed("tanzen", "bitte", small)
    assert (found.words, found.unknown, found.action) == ("/tanzen bitte", True, RunCommand("help"))


def test_nothing_is_no_command(small) -> None:
    """Somebody only mentioned us."""
    assert typed("", "", small).words == ""
    assert not typed("", "", small).unknown


def test_a_letter_may_stand_above_the_command(small) -> None:
    """What the command replies to is handed in with it; elsewhere it is nothing that was said."""
    found = typed("entwurf", "", small, "Guten Tag, was kostet der Drucker?")
    assert (found.words, found.unknown) == ("/entwurf\nGuten Tag, was kostet der Drucker?", False)
    assert typed("", "Danke", small, "Guten Tag").words == "Danke"
    assert typed("tanzen", "", small, "Guten Tag").words == "/tanzen"
