"""Whose assistant it is, and the German that any base may build on."""

import pytest

from knowledge.load import LANGUAGES
from knowledge.yamlfile import read_yaml

SERVICE = """\
name: "Gerätebot"
topic: "zu Geräten"
team: "Team der Geräte"
contact: "post@example.org"
tiles: [component]
"""


def build_on_german(base) -> None:
    """Let the small base use the sentences and small talk that come with German, and none of its own."""
    base.write("service.yaml", SERVICE)
    for name in ("wording.yaml", "smalltalk.yaml", "outside/anderes.yaml"):
        (base.path / name).unlink()


def test_names_stand_in_the_sentences(base) -> None:
    """A base of entries, vocabulary and sources says everything else in German with its own names."""
    build_on_german(base)
    knowledge = base.load()
    assert knowledge.wording.welcome.startswith("Guten Tag! Ich heiße Gerätebot und bin ein automatischer Assistent.")
    assert "Fragen zu Geräten" in knowledge.smalltalk["gruss"].reply
    assert knowledge.wording.out_of_scope.endswith("hilft das Team der Geräte: post@example.org")
    assert knowledge.command("abbrechen") == "cancel"
    assert knowledge.outside


def test_what_a_base_says_counts_before_german(base) -> None:
    """Aspects, roles, translations and replies of German give way to those of the base, without a complaint."""
    build_on_german(base)
    base.write("smalltalk.yaml", 'smalltalk: [{id: dank, phrases: ["besten dank auch sehr"], reply: "Bitte!"}]\n')
    knowledge = base.load()
    assert knowledge.aspects["was"].words == ("was ist",)
    assert knowledge.smalltalk["dank"].reply == "Bitte!"
    assert "besten dank auch sehr" in knowledge.smalltalk["dank"].phrases
    assert len(knowledge.smalltalk["dank"].phrases) > 50
    assert knowledge.translations["where"] == "wo"


def test_an_entry_may_claim_what_is_small_talk_elsewhere(base, overlay) -> None:
    """What German takes for small talk or for foreign is answered by an entry that claims it."""
    build_on_german(base)
    overlay.replace("entries/scanner.yaml", '- "scanner"', '- "scanner"\n      - "danke"\n      - "taxi bestellen"')
    knowledge = base.load(overlay)
    assert "danke" not in knowledge.smalltalk["dank"].phrases
    assert "taxi bestellen" not in knowledge.outside


def test_a_base_has_general_things(base) -> None:
    """An entry that names nothing is about general questions; subjects need no kind."""
    build_on_german(base)
    base.write(
        "entries/least.yaml",
        'entries: [{question: "Wer sind Sie eigentlich?", answer: "Wir.", sources: [seite-1]}]\n',
    )
    entry = base.load().entries["wer-sind-sie-eigentlich"]
    assert (entry.about, entry.aspect, entry.stand) == ("allgemeines", "anliegen", "2022")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[component]", "[toaster]", "„tiles“ verweist auf „toaster“, das es nicht gibt"),
        ("post@example.org", "post@example", "„contact“: fehlerhafte Adresse „post@example“"),
        ("Gerätebot", "{name}", "„name“: geschweifte Klammern sind hier nicht erlaubt"),
        ("tiles:", "languages: [fr]\ntiles:", "„fr“ kommt für „languages“ nicht infrage"),
    ],
)
def test_mistakes(base, old: str, new: str, problem: str) -> None:
    """What could not be shown is refused."""
    build_on_german(base)
    base.replace("service.yaml", old, new)
    assert problem in [found.problem for found in base.problems()]


def test_nothing_of_anybody_stands_in_german() -> None:
    """What any base builds on names no service, authority or place of ours."""
    for path in LANGUAGES["de"].rglob("*.yaml"):
        assert read_yaml(path, path.name).problems == []
        text = path.read_text("utf-8").casefold()
        assert not [word for word in ("lotse", "kisa", "amt24", "sachsen", "sächsisch", "onlineantrag") if word in text]
