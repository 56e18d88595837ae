"""Whose assistant it is: the names that stand in its sentences, as `service.yaml` must hold them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator

from knowledge.fields import GENERAL_KIND, Id, Line, Model, Text


def _without_braces(text: str) -> str:
    if "{" in text or "}" in text:
        raise ValueError("geschweifte Klammern sind hier nicht erlaubt")
    return text


_Name = Annotated[Line, AfterValidator(_without_braces)]


class ServiceProfile(Model):
    """What is particular to one assistant, beside what it knows."""

    name: _Name
    """What the assistant is called: "der Bibliotheksbot", in sentences and on pages."""
    topic: _Name
    """What it answers, after "Ich beantworte Fragen": "rund um die Stadtbibliothek"."""
    team: _Name
    """Who answers what it does not know, after "das": "Team der Stadtbibliothek"."""
    contact: Annotated[Text, AfterValidator(_without_braces)]
    """Where those can be reached: an address, a number, a page."""
    region: _Name | None = None
    languages: tuple[Literal["de"], ...] = ("de",)
    """The languages that it knows everyday speech of, with small talk and sentences of its own."""
    tiles: tuple[Id, ...] = (GENERAL_KIND,)
    """The kinds of subjects that the first page offers."""

    def filled_in(self, value: Any) -> Any:
        """Return a text, or all texts within lists and mappings, with the names in the place of {name} and the like."""
        if isinstance(value, Mapping):
            return {key: self.filled_in(below) for key, below in value.items()}
        if isinstance(value, list):
            return [self.filled_in(item) for item in value]
        if isinstance(value, str) and "{" in value:
            for key in ("name", "topic", "team", "contact"):
                value = value.replace(f"{{{key}}}", getattr(self, key))
        return value
