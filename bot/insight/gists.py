"""Remembers what questions are about, so that grouping them again reads only the new ones."""

import time
from collections.abc import Mapping

from bot.insight.grouping import Gist
from intents.understand import Understanding

_MOST = 20_000


class Gists:
    """What each question is about, as one understanding has it; for several threads."""

    def __init__(self) -> None:
        self._understanding: Understanding | None = None
        self._known: dict[str, Mapping[str, float]] = {}

    def of(self, understanding: Understanding) -> Gist:
        """Return what says what a question is about."""
        if understanding is not self._understanding or len(self._known) > _MOST:
            self._understanding, self._known = understanding, {}
        known = self._known

        def gist(text: str) -> Mapping[str, float]:
            if (found := known.get(text)) is None:
                time.sleep(0)  # lets those go first who talk to the assistant meanwhile
                found = known[text] = understanding.gist(text)
            return found

        return gist
