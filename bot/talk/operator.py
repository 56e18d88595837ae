"""Who runs the assistant: what a public body must say of itself; pure."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Operator:
    """Who is responsible; whatever is empty was not told."""

    name: str = ""
    address: str = ""
    contact: str = ""
    """A mail address, a number."""
    imprint: str = ""
    """Where the Impressum is, if it is a page of the operator's own."""
    privacy_officer: str = ""
    barriers: str = ""
    """Whom to tell of barriers."""
    pages: str = ""
    """The origin of the assistant's pages, if people can reach them."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Return what is not told and must be where the chat is public."""
        ways = {"imprint": self.imprint or self.address, "barriers": self.barriers or self.contact}
        needed = [field.name for field in fields(self) if field.name not in {"pages", "address"}]
        return tuple(name for name in needed if not ways.get(name, getattr(self, name)))


UNTOLD = Operator()
