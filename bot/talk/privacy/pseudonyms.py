"""What a person is called in the database: always the same, and of no use without the secret."""

import hashlib
import hmac


def pseudonym(secret: bytes, channel: str, person: str, place: str = "") -> str:
    """Name a person for the database: always the same in one channel, and of no use without the secret.

    A conversation in another place, such as a group, is one of its own, but is found by its owner.
    """
    who = _digest(secret, f"{len(channel)}:{channel}{person}")
    return f"{who}.{_digest(secret, f'{who} {place}')[:16]}" if place else who


def _digest(secret: bytes, text: str) -> str:
    return hmac.new(secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
