"""The words that say in which form a reply is wanted, apart from what it should tell."""

import pytest

from intents.requests import Form, wish


@pytest.mark.parametrize(
    ("text", "form", "rest"),
    [
        ("Fassen Sie mir die Öffnungszeiten bitte kurz zusammen", Form.BRIEF, "Sie mir die Öffnungszeiten"),
        ("bitte als Tabelle: wer macht was", Form.LISTED, "wer macht was"),
        ("kannst du das in zwei Sätzen", Form.BRIEF, "kannst du das"),
        ("Zusammenfassung bitte", Form.BRIEF, ""),
        ("als Liste", Form.LISTED, ""),
        ("mach mir eine Übersicht der Geräte", Form.LISTED, "der Geräte"),
    ],
)
def test_forms_are_told_from_what_they_should_tell(text: str, form: Form, rest: str) -> None:
    """What is left is what somebody wants to know; nothing, if it is the last answer that is meant."""
    found = wish(text)
    assert found is not None
    assert (found.form, found.rest) == (form, rest)


@pytest.mark.parametrize("text", ["Wo steht die Liste?", "welche tabelle", "Was kostet der Drucker?", "die zusammen"])
def test_who_talks_of_a_list_wants_none(text: str) -> None:
    """A list that is known already is a thing to ask for like others."""
    assert wish(text) is None


def test_for_whom_it_is_tells_nothing_of_the_matter() -> None:
    """Nor what somebody will do with it."""
    found = wish("fass das für den Bürgermeister zusammen, damit ich es weiterleiten kann")
    assert found is not None
    assert "ürgermeister" not in found.rest
    assert "weiterleiten" not in found.rest


@pytest.mark.parametrize(("text", "of_all"), [("fass alles zusammen", True), ("fass das zusammen", False)])
def test_all_of_a_talk_may_be_meant(text: str, *, of_all: bool) -> None:
    """Or only the last answer."""
    found = wish(text)
    assert found is not None
    assert found.of_all is of_all
