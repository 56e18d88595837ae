"""The assistant's own sentences, as `wording.yaml` must hold them. {Braces} are filled in by the conversation."""

from collections.abc import Mapping
from functools import cached_property
from string import Formatter
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, ValidationInfo, field_validator

from knowledge.folding import fold
from knowledge.model import Line, Model, Text

CommandName: TypeAlias = Literal["cancel", "topics", "sources", "privacy", "help"]

_FILLED_IN = {
    "not_covered": {"matter"},
    "known_of_subject": {"subject"},
    "topic": {"subject"},
    "no_answer_to": {"question"},
}


class Wording(Model):
    """Every sentence that is no answer of the knowledge base."""

    welcome: Text
    examples: Annotated[tuple[Line, ...], Field(min_length=3)]
    """Questions that show what one can ask."""
    help: Text
    clarify: Text
    none_of_these: Line
    after_none: Text
    not_covered: Text
    """With {matter}."""
    known_of_subject: Line
    """With {subject}; introduces what is known of it."""
    known_near: Line
    out_of_scope: Text
    empty: Text
    gone: Text
    """For a choice that is not offered any more."""
    cancelled: Text
    topics: Text
    topic: Text
    """With {subject}; above the entries about it."""
    sources: Text
    privacy: Text
    more: Line
    """The choice that shows an answer's details."""
    all_topics: Line
    no_answer_to: Line
    """With {question}; beside the answers to the other questions in a message."""
    left_out: Line
    """Where a message had more questions than are answered at once."""
    contact: Text
    commands: Mapping[CommandName, tuple[Line, ...]]
    """What one can type to steer the conversation, by the command's name."""

    @field_validator("*")
    @classmethod
    def _can_be_filled_in(cls, value: object, info: ValidationInfo) -> object:
        wanted = _FILLED_IN.get(info.field_name or "", set())
        if isinstance(value, str) and (found := _placeholders(value)) != wanted:
            raise ValueError(f"erwartet wird {_listed(wanted)}, da steht {_listed(found)}")
        return value

    @cached_property
    def command_names(self) -> Mapping[str, str]:
        """The command that each folded spelling stands for."""
        return {fold(spelling): name for name, spellings in self.commands.items() for spelling in spellings}


def _placeholders(text: str) -> set[str]:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise ValueError("eine geschweifte Klammer steht allein") from None
    return {name + (f":{form}" if form else "") for _, name, form, _ in parts if name is not None}


def _listed(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "kein Platzhalter"
