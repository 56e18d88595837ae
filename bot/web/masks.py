"""Hides what repeats on compressed pages."""

import secrets


def masked(token: str) -> str:
    """Return a token as a page holds it: another each time, since a compressed page's length tells of what repeats."""
    mask = secrets.token_bytes(len(token) // 2)
    return mask.hex() + _crossed(mask, bytes.fromhex(token)).hex()


def unmasked(told: str) -> str:
    """Return the token that a form brought back; something else for what no page ever held."""
    try:
        both = bytes.fromhex(told)
    except ValueError:
        return ""
    half = len(both) // 2
    return _crossed(both[:half], both[half:]).hex()


def _crossed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))
