"""Who is a Lotse in a messenger: by configuration only."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class LotsenRights:
    """Where Lotsen sit, and who they are; ids are text, whatever a messenger makes of them."""

    groups: tuple[str, ...]
    """As the settings name them."""
    users: frozenset[str]
    """Empty: everybody who sits there."""
    current: Callable[[str], str]
    """Returns the id that a group has now, should it have become another one."""

    def group(self, place: str) -> str | None:
        """Return the group that a place is, as the settings name it; None if Lotsen do not sit there."""
        return next((named for named in self.groups if place in {named, self.current(named)}), None)

    def may(self, user: str) -> bool:
        """Whether somebody who sits there may act as a Lotse."""
        return not self.users or user in self.users
