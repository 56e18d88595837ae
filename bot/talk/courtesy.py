"""Greetings, thanks and the like: words that are neither a question nor an answer; pure."""

from collections.abc import Callable

from intents.normalise import is_filler, words
from knowledge.folding import fold
from knowledge.model import Knowledge


def courtesy(knowledge: Knowledge) -> Callable[[str], bool]:
    """Return what tells whether somebody is merely polite."""
    phrases = frozenset(fold(said) for talk in knowledge.smalltalk.values() for said in talk.phrases)
    return lambda text: fold(text) in phrases or all(map(is_filler, words(text)))
