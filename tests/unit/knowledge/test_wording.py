"""The assistant's own sentences: placeholders and commands."""

import pytest


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("dort ({sources})", "dort", "„said_in“: erwartet wird {sources}, da steht kein Platzhalter"),
        ("({sources})", "({sources} {x})", "„said_in“: erwartet wird {sources}, da steht {sources}, {x}"),
        ("({sources})", "({sources.id})", "„said_in“: erwartet wird {sources}, da steht {sources.id}"),
        ("({sources})", "({sources:>9999999})", "„said_in“: erwartet wird {sources}, da steht {sources:>9999999}"),
        ("({sources})", "({sources", "„said_in“: eine geschweifte Klammer steht allein"),
        ("Zu {subject}:", "Zu {}:", "„topic“: erwartet wird {subject}, da steht {}"),
        ("Von vorn.", "Von {vorn}.", "„cancelled“: erwartet wird kein Platzhalter, da steht {vorn}"),
        ('  topics: ["themen"]', '  themen: ["themen"]', "„themen“ kommt für „commands“ nicht infrage"),
        ('["themen"]', "themen", "„topics“ ist keine Liste"),
        (
            '"Wo finde ich den Drucker?"]',
            '"Was kostet er?"]',
            "Das Beispiel „Was kostet er?“ ist weder Frage, Formulierung noch Testfrage eines Eintrags",
        ),
        ('gone: "Vorbei."\n', "", "Die Angabe „gone“ fehlt"),
    ],
)
def test_mistakes(base, old: str, new: str, problem: str) -> None:
    """What the conversation could not fill in or carry out is refused before it starts."""
    base.replace("wording.yaml", old, new)
    found = base.problem()
    assert found.path.endswith("wording.yaml")
    assert found.problem == problem


def test_what_a_human_has_to_fill_in_is_found(base) -> None:
    """However a base words it, as long as it begins somehow."""
    words = base.load().wording.reply_draft
    assert words.has_gap(f"Guten Tag, {words.in_gap('ergänzen: Ort')}.")
    assert words.has_gap("[Bitte prüfen]")
    assert not words.has_gap("Bitte prüfen Sie das (bitte).")
    base.replace("wording.yaml", 'gap: "[bitte {told}]"', 'gap: "{told} fehlt"')
    assert any(found.problem.startswith("„gap“: vor {told} fehlt") for found in base.problems())


def test_a_letter_behind_its_command(base) -> None:
    """Only a command with a stroke takes one; other words that are a command may begin a question."""
    base.replace("wording.yaml", "commands:\n", 'commands:\n  draft: ["entwurf", "/entwurf", "/draft"]\n')
    wording = base.load().wording
    assert wording.letter_in("/Entwurf\nHallo,\nwas?\n") == "Hallo,\nwas?"
    assert wording.letter_in("/draft") == ""
    for text in ("entwurf der satzung", "", " ", "/entwurfx a", "a /entwurf"):
        assert wording.letter_in(text) is None
    assert wording.letter_in(wording.with_command("Was?")) == "Was?"


def test_command_names(base) -> None:
    """Commands are found by their folded spelling."""
    knowledge = base.load()
    assert knowledge.command("hilfe") == "help"
    assert knowledge.command("drucker") is None


def test_a_layer_words_single_sentences(base, overlay) -> None:
    """A layer may say some sentences otherwise, and a command in other words; all others stay."""
    overlay.write("wording.yaml", 'gone: "Weg."\nmessenger: {thanks: "Merci."}\ncommands: {help: ["Was nun"]}\n')
    knowledge = base.load(overlay)
    assert (knowledge.wording.gone, knowledge.wording.messenger.thanks) == ("Weg.", "Merci.")
    assert (knowledge.wording.clarify, knowledge.wording.messenger.closed) == ("Was davon?", "closed")
    assert [knowledge.command(text) for text in ("was nun", "hilfe", "themen")] == ["help", None, "topics"]
