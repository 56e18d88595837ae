"""Letters, parted into what they ask and what they tell."""

import pytest

from intents.letters import letter, signature


def asked(text: str) -> list[str]:
    return list(letter(text).asked)


@pytest.mark.parametrize(
    "thanks",
    ["danke für die schnelle Antwort. ", "vielen Dank für das nette Gespräch gestern!\n", "Dank Ihrer Hilfe kam "],
)
def test_a_letter_may_begin_with_thanks(thanks: str) -> None:
    """What follows is read: only thanks above a signature end a letter."""
    assert asked(f"Hallo,\n\n{thanks}Mehr fehlt noch. Was ist Amt24?\nWer macht das?") == [
        "Was ist Amt24?",
        "Wer macht das?",
    ]


def test_thanks_that_go_on_in_the_next_line_end_nothing() -> None:
    """Mail programs break lines anywhere."""
    text = (
        "Hallo,\n\nvielen Dank für das nette Telefonat von gestern und die Übersendung der\nUnterlagen. Was ist Amt24?"
    )
    assert asked(text) == ["Was ist Amt24?"]


@pytest.mark.parametrize(
    "end", ["Danke!\nPetra Schulze\nHauptamt", "Vielen Dank im Voraus\n\nPetra Schulze", "Grüße\nWas ist das?"]
)
def test_what_stands_below_the_end_is_no_question(end: str) -> None:
    """Names and offices are neither asked nor told."""
    parted = letter(f"Was ist Amt24?\nWer macht das?\n\n{end}")
    assert parted.asked == ("Was ist Amt24?", "Wer macht das?")
    assert parted.told == ()


@pytest.mark.parametrize(
    "indirect",
    [
        "Außerdem wüsste ich gern, wer das betreibt.",
        "Mir ist nicht klar, wie man sich anmeldet.",
        "Mein Chef möchte wissen, ob das geht.",
        "Uns würde interessieren, wann es losgeht.",
    ],
)
def test_indirect_questions_beside_direct_ones(indirect: str) -> None:
    """They ask like any other."""
    assert asked(f"Was ist Amt24?\n{indirect}\nDas war es.") == ["Was ist Amt24?", indirect]


def test_who_only_passes_a_letter_on_asks_what_it_asks() -> None:
    """A wish for an answer says nothing of what is asked."""
    assert asked("Zur Kenntnis und mit der Bitte um Beantwortung.\n\n> Hallo,\n> a) Was ist Amt24?") == [
        "Was ist Amt24?"
    ]


def test_what_begins_like_a_question_and_is_none() -> None:
    """ "Wie besprochen" tells."""
    assert asked("Wie besprochen hier meine Punkte.\nWas ist Amt24?") == ["Was ist Amt24?"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Was ist das?\n\nMit freundlichen Grüßen\n\nPetra Schulze\nHauptamt", ("Petra Schulze", "Hauptamt")),
        ("Was ist das?\n\nGruß\nPetra Schulze\n--\nHauptamt", ("Petra Schulze", "--", "Hauptamt")),
        ("Was ist das?\n\nGruß", ()),
        ("Was ist das?", ()),
        ("Gruß\nJana\n\n-----Ursprüngliche Nachricht-----\nWas ist das?", ()),
        ("Gruß\nJana\n> Was ist das?", ()),
        ("Was?\nGruß\nJana\nViele Grüße\nThomas", ()),
    ],
)
def test_the_signature(text: str, lines: tuple[str, ...]) -> None:
    """It is known where there is but one letter, with one closing."""
    assert signature(text) == lines


@pytest.mark.parametrize("piece", ["danke ", "danke.\n", "> a\n", "Gruß\n", "1. a\n", "da. A", "wissen, "])
def test_long_letters_are_parted_at_once(piece: str) -> None:
    """100,000 characters of any sort take no noticeable time."""
    text = f"Was ist das?\n{piece * 20_000}"
    assert letter(text).asked is not None
    assert len(signature(text)) <= len(text)
