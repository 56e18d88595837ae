"""The codes of workshops, the same for every store."""

import secrets

_LETTERS = "23456789abcdefghjkmnprtuvwxy"
"""Without those that are mistaken for others when read from a wall."""
_LENGTH = 6


def drawn() -> str:
    """Return a code drawn by chance."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def as_typed(code: str) -> str:
    """Return a code as it is stored, whatever a phone made of it."""
    return code.strip().lower()
