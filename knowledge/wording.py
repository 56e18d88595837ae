"""The assistant's own sentences, as `wording.yaml` must hold them. {Braces} are filled in by the conversation."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

from pydantic import Field, model_validator

from knowledge.folding import fold
from knowledge.model import Line, Model, Text


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
    contact: Line
    commands: Mapping[str, tuple[Line, ...]]
    """What one can type to steer the conversation, by the command's name."""

    @model_validator(mode="after")
    def _can_be_filled_in(self) -> "Wording":
        for key, value in (("matter", self.not_covered), ("subject", self.known_of_subject), ("subject", self.topic)):
            if "{" + key + "}" not in value:
                raise ValueError(f"in „{value}“ fehlt der Platzhalter {{{key}}}")
        return self

    @cached_property
    def command_names(self) -> Mapping[str, str]:
        """The command that each folded spelling stands for."""
        return {fold(spelling): name for name, spellings in self.commands.items() for spelling in spellings}
