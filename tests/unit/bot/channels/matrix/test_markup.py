"""Replies as HTML and as plain text."""

import pytest

from bot.channels.matrix.markup import LIMIT, Worded, reply_as_messages, text_as_messages
from bot.talk.actions import ShowEntry
from bot.talk.message import Choice, Citation, Reply, Status


def test_markup_sources_and_choices() -> None:
    """Each as both kinds of clients show it."""
    text = "**Amt24** & [mehr](https://amt24.de)\nzweite Zeile\n\nDas:\n- eins\n- zwei\n\n| | A |\n|-|-|\n| x | 1 |"
    citation = Citation("Handbuch", "Stand 10.03.2020")
    choices = (Choice("Was <kostet> das?", ShowEntry("preis")), Choice("Wer?", ShowEntry("wer")))
    [said] = reply_as_messages(Reply(Status.ANSWER, text, citations=(citation,), next=choices))
    assert said.html == (
        '<p><strong>Amt24</strong> &amp; <a href="https://amt24.de">mehr</a><br>zweite Zeile</p>'
        "<p>Das:</p><ul><li>eins</li><li>zwei</li></ul>"
        "<table><thead><tr><th></th><th>A</th></tr></thead><tbody><tr><td>x</td><td>1</td></tr></tbody></table>"
        "<p><em>Quelle: Handbuch, Stand 10.03.2020</em></p>"
        '<ol start="1"><li>Was &lt;kostet&gt; das?</li><li>Wer?</li></ol>'
    )
    assert said.body.startswith("Amt24 & mehr (https://amt24.de)\nzweite Zeile\n\nDas:\n\n– eins\n– zwei\n\n")
    assert said.body.endswith("Quelle: Handbuch, Stand 10.03.2020\n\n1. Was <kostet> das?\n2. Wer?")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Mehr unter /hilfe.", "Mehr unter !hilfe."),
        ("(/erledigt 12)", "(!erledigt 12)"),
        ("„/loeschen ja“", "„!loeschen ja“"),
        ("/discardsession", "/discardsession"),
        ("und/oder, https://x.de/hilfe, /var/lib, /readyz.txt", "und/oder, https://x.de/hilfe, /var/lib, /readyz.txt"),
    ],
)
def test_commands_are_named_as_they_can_be_typed(written: str, shown: str) -> None:
    """Clients keep lines with a slash to themselves."""
    assert text_as_messages(written) == [Worded(shown, f"<p>{shown}</p>")]


def test_what_is_long_is_split() -> None:
    """At paragraphs, then at sentences; nothing is lost, and no message is too long for an event."""
    text = "\n\n".join(f"Absatz {number}. " + "Wort & mehr. " * 150 for number in range(9)) + "\n\n" + "ä" * 9000
    said = text_as_messages(text, "Überschrift")
    assert all(len(one.body) <= LIMIT for one in said)
    assert all(len((one.body + one.html).encode()) * 4 / 3 < 60_000 for one in said)
    assert "".join("".join(one.body for one in said).split()) == "".join(f"Überschrift{text}".split())
    assert all(one.html.count("<p>") == one.html.count("</p>") for one in said)


def test_many_choices_keep_their_numbers() -> None:
    """Also over several messages."""
    said = text_as_messages("Was?", choices=[f"{'Frage ' * 10}{number}" for number in range(1, 101)])
    lines = [line for one in said for line in one.body.splitlines() if line[:1].isdigit()]
    assert [int(line.partition(".")[0]) for line in lines] == list(range(1, 101))
