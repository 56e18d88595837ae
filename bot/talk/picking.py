"""Which of the choices a typed message means, as the actions of those choices; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.talk.actions import Action, NoneOfThese, ShowEntry
from intents import choosing


@dataclass(frozen=True)
class OutOfRange:
    """A number that none of the choices has."""

    most: int


@dataclass(frozen=True)
class Several:
    """Several answers at once."""

    entries: tuple[str, ...]


Picked = Action | Several | OutOfRange


def picked(text: str, offered: Sequence[Action], *, asked_back: bool, declines: bool) -> Picked | None:
    """Return the action that `text` picks; None if it picks nothing.

    That it `declines`, saying no and nothing else, counts where the assistant asked back.
    """
    entries = {place: action.entry for place, action in enumerate(offered) if isinstance(action, ShowEntry)}
    match choosing.choose(text, len(offered), list(entries), asked_back=asked_back, declines=declines):
        case choosing.Picked((place,)):
            return offered[place]
        case choosing.Picked(places):
            named = tuple(entries[place] for place in places if place in entries)
            return Several(named) if named else None
        case choosing.NoneOfThem():
            return NoneOfThese()
        case choosing.NoSuchPlace():
            return OutOfRange(len(offered))
        case None:
            return None
