"""The markup of answers in Telegram's HTML, which knows bold text and links but no lists and tables."""

import pytest

from bot.channels.telegram.html import LIMIT, reply_as_html
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


def test_a_paragraph_that_is_too_long_goes_without_markup() -> None:
    """No message is cut within a tag."""
    long = "[Wort](https://a.de) " * 600
    parts = reply_as_html(Reply(Status.ANSWER, long))
    assert len(parts) > 1
    assert all(len(part) <= LIMIT and "<a" not in part for part in parts)
