"""No message takes long, whatever it repeats and however long it is: understanding, redaction and answer together."""

import datetime
import time

import pytest

from bot.curation.assistant import Recipe, warmed
from bot.talk.message import Message
from bot.talk.session import Session

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
_BYTES = 62_000
"""As much as one form may carry."""
_SECONDS = 0.05
"""Of the processor: so long the event loop may be held up."""
_REPEATED = (
    *(
        "@-",
        "a@",
        "a.",
        "1.",
        "1 ",
        "§1 ",
        "ä",
        "A",
        "a" * 40 + " ",
        " und ",
        "? ",
        "\n",
        "[",
        "(a) ",
        "https://a/",
        "-",
    ),
    *(
        "was kostet amt24 ",
        "brauchen wir einen kdn anschluss? ",
        "Anna Müller ",
        "frau ",
        "xqzw ",
        "wer ist zuständig? ",
    ),
    *("beteiligungsportal ", "servicekonto und epaybl ", "nicht ", "amt 24 ", "am24 ", "elektronische-", "\U0001f600"),
)


@pytest.fixture(scope="module")
def conversation(knowledge, understanding):
    return warmed(Recipe().around(knowledge, understanding)).conversation


def _seconds(conversation, text: str) -> float:
    begun = time.process_time()
    conversation.handle(Message(text, NOON), Session())
    return time.process_time() - begun


@pytest.mark.parametrize("piece", _REPEATED)
def test_a_message_that_repeats_itself_is_answered_soon(conversation, piece: str) -> None:
    """As its processor time says, on which other programs have no influence."""
    text = piece * (_BYTES // len(piece.encode()))
    assert min(_seconds(conversation, text) for _ in range(3)) < _SECONDS


def test_the_first_question_waits_for_nothing_that_can_be_built_before(knowledge, understanding) -> None:
    """What takes long only once is done before anybody asks, be it a word that nobody knows."""
    fresh = warmed(Recipe().around(knowledge, understanding))
    assert _seconds(fresh.conversation, "brauchn wir einen kdnanschlus fürs beteiligungsprotal") < _SECONDS
