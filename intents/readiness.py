"""Notices when somebody tells which prerequisites they have, and which they lack, in words of their own."""

import re
from collections.abc import Callable, Collection

from knowledge.model import Entry, Knowledge

_PARTS = re.compile(r"[,.;:!?\n]+|\s(?:und|aber|and|but)\s", re.IGNORECASE)
_STATE = re.compile(
    r"\b(?:hab(?:en|t|e)?|hat|ham(?:mer|wir|wa)?|(?:ist|sind|is) (?:da|drin|fertig|vorhanden)|da|steht|stehen|gepflegt"
    r"|eingerichtet|fertig|erledigt|geklärt|vorhanden|fehlt|fehlen|ohne|außer|auch|ooch|noch nicht|offen|passt|läuft"
    r"|nicht|kein\w*|ni|nee|ja|yes|no|not|ready|done|set up|missing|have|has|got|without|except)\b",
    re.IGNORECASE,
)
_WHAT_REMAINS = re.compile(
    r"\bwas (?:\w+ ){0,3}(?:fehlt|noch|bleibt)|\bfehlt\b.{0,20}\b(?:noch|uns|was)\b|\breicht (?:das|es)\b"
    r"|\b(?:bereit|startklar|ready|loslegen|losgehen|durchstarten|anfangen|beginnen)\b"
    r"|\bwhat (?:else|is missing|do we need)\b|\bstill (?:open|missing)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\b(?:wer|wo|wie|wann|warum|wieso|wozu|wofür|who|where|how|when|why|brauch\w*|was ist|soll das)\b", re.IGNORECASE
)
_ENOUGH = 2


class ReadinessReader:
    """Knows what has to be settled before one can begin."""

    def __init__(self, knowledge: Knowledge, names: Callable[[str], Collection[str]]) -> None:
        """Take from `knowledge` what the interview is about; `names` tells which subjects a text names."""
        self._names = names
        interviews = knowledge.interviews.values()
        told = [entry for interview in interviews for entry in interview.offered_with if entry in knowledge.entries]
        self.overview = knowledge.entries[told[0]] if told else None
        """The entry that tells all of it."""
        self._entries = frozenset(told)
        related = self.overview.related if self.overview else ()
        steps = [step for interview in interviews for step in interview.steps if step.entry in knowledge.entries]
        section = next((step.section for step in steps if step.entry in related), None)
        needed = [knowledge.entries[step.entry] for step in steps if step.section == section and step.entry]
        self._matters = {subject for entry in needed for subject in self._about(entry)}

    def _about(self, entry: Entry) -> set[str]:
        return {entry.about, *self._names(entry.title)}

    def is_told_in(self, text: str, told: Collection[str]) -> bool:
        """Whether `text` tells what is settled, after the entries `told`."""
        if self.overview is None or not self._matters:
            return False
        facts = {s for part in _PARTS.split(text) if part and _STATE.search(part) for s in self._settled(part)}
        before = bool(self._entries.intersection(told))
        if len(facts) + before < 1 or not facts:
            return False
        remains = bool(_WHAT_REMAINS.search(text))
        asks = bool(_ASKING.search(text)) and not remains
        return not asks and (remains or before or len(facts) >= _ENOUGH) and len(facts) + remains + before >= _ENOUGH

    def _settled(self, part: str) -> set[str]:
        return self._matters.intersection(self._names(part))
