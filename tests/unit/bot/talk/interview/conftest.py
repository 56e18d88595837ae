"""An interview of five questions: small enough to be seen as a whole, with every kind of answer and condition."""

import datetime

import pytest

from bot.talk.interview.log import Answered, Event, InterviewLog, Started
from bot.talk.interview.progress import Progress, progress
from knowledge.interview import (
    AnswerOption,
    InterviewDefinition,
    Meaning,
    Section,
    StageDefinition,
    StageTask,
    Step,
    VerdictRule,
)

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)


def option(name: str, means: Meaning, *phrases: str) -> AnswerOption:
    return AnswerOption(id=name, label=name.capitalize(), means=means, phrases=phrases)


def step(name: str, **more: object) -> Step:
    given = {
        "section": "geraet",
        "title": name.capitalize(),
        "question": f"Ist {name} da?",
        "why": "Darum.",
        "how": f"{name} besorgen.",
        "who": ("IT",),
        "answers": ("ja", "halb", "nein", "unklar"),
        "entry": "amt24-was",
        **more,
    }
    return Step(id=name, **given)


def printing(*steps: Step) -> InterviewDefinition:
    return InterviewDefinition(
        id="drucken",
        title="Drucken",
        offer="Druck prüfen",
        intro="Los.",
        sections=(Section(id="geraet", title="Gerät"), Section(id="raum", title="Raum")),
        answers=(
            option("ja", Meaning.SETTLED),
            option("halb", Meaning.PARTLY),
            option("nein", Meaning.MISSING),
            option("unklar", Meaning.UNKNOWN),
            option("neu", Meaning.NEUTRAL),
            option("alt", Meaning.NEUTRAL),
        ),
        steps=steps,
        stages=(
            StageDefinition(
                id="vorher",
                title="Vorher",
                who="Sie",
                entry="amt24-was",
                tasks=(StageTask(text="Strom", step="strom"),),
            ),
            StageDefinition(
                id="nachher",
                title="Nachher",
                who="Wir",
                entry="amt24-was",
                current_if={"art": ("alt",)},
                tasks=(StageTask(text="Drucken"),),
            ),
        ),
        verdicts=(
            VerdictRule(id="a", verdict="ready", headline="Gut.", explanation="Gut.", at_most={"open": "0"}),
            VerdictRule(
                id="b",
                verdict="ready_once",
                headline="Fast.",
                explanation="Fehlt: {matters}.",
                at_most={"blocking": "0"},
            ),
            VerdictRule(id="c", verdict="not_yet", headline="Nein.", explanation="Fehlt: {matters}."),
        ),
    )


ART = step("art", answers=("neu", "alt"), section="raum")
STROM = step("strom", blocking=("nein",), follows={"ja": "Strom sparen."}, after=("papier",))
PAPIER = step("papier")
FARBE = step("farbe", asked_if={"papier": ("ja", "halb")})
BLUMEN = step("blumen", importance="recommended", section="raum")


@pytest.fixture
def definition() -> InterviewDefinition:
    return printing(ART, STROM, PAPIER, FARBE, BLUMEN)


def log_of(definition: InterviewDefinition, *events: Event, subject: str | None = None) -> InterviewLog:
    return InterviewLog("1", (Started(NOON, definition.id, definition.version, subject), *events))


def answered(definition: InterviewDefinition, **answers: str) -> Progress:
    """Return the state after these answers, in this order."""
    return progress(log_of(definition, *(Answered(NOON, name, answer) for name, answer in answers.items())), definition)
