"""The markup of answers in Telegram's HTML, which knows bold text and links but no lists and tables."""

import pytest

from bot.channels.telegram.html import LIMIT, joined, reply_as_html
from bot.talk.message import Reply, Status


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**A & B** [hier](https://a.de/?x=1&y=2)", '<b>A &amp; B</b> <a href="https://a.de/?x=1&amp;y=2">hier</a>'),
        ("[Post](a@b.de)", '<a href="mailto:a@b.de">Post</a>'),
        ("Es gilt:\n- eins\n- <zwei>", "Es gilt:\n- eins\n- &lt;zwei&gt;"),
        ("| Wer | Preis |\n|---|---|\n| Kinder | frei |", "<b>Kinder</b>: frei"),
    ],
)
def test_markup(text: str, html: str) -> None:
    """Everything that Telegram can't show as it is becomes lines."""
    assert reply_as_html(Reply(Status.ANSWER, text)) == [html]


def test_a_message_has_no_more_marks_than_are_shown() -> None:
    """Of more Telegram would show the first, and the addresses of the others would be lost."""
    paragraph = " ".join(f"**{number}**" for number in range(30))
    messages = reply_as_html(Reply(Status.ANSWER, "\n\n".join([paragraph] * 7)))
    assert [message.count("<b>") for message in messages] == [90, 90, 30]
    assert joined(messages[0], messages[2]) is None
    assert joined(messages[2], messages[2]) is not None


def test_a_paragraph_that_is_too_long_goes_without_markup() -> None:
    """No message is cut within a tag."""
    long = "[Wort](https://a.de) " * 600
    parts = reply_as_html(Reply(Status.ANSWER, long))
    assert len(parts) > 1
    assert all(len(part) <= LIMIT and "<a" not in part for part in parts)
