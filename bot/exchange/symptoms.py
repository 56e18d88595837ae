"""What an examination of the set-up finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Symptom:
    """Something that was looked at; without a problem it is fine."""

    what: str
    """What it is about, as a word for whoever runs the assistant."""
    told: str = ""
    """How it stands, as a sentence."""
    remedy: str = ""
    """How to mend it; empty where there is nothing to mend."""
    is_fault: bool = True
    """With a remedy: whether the assistant can't do its work like this."""

    @property
    def is_fine(self) -> bool:
        return not self.remedy


def fine(what: str, told: str) -> Symptom:
    """Return that something is as it should be."""
    return Symptom(what, told)


def advice(what: str, told: str, remedy: str) -> Symptom:
    """Return what could be better."""
    return Symptom(what, told, remedy, is_fault=False)
