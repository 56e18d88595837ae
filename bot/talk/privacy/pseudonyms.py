"""What a person is called in the database: always the same, and of no use without the keys."""

import hashlib
import hmac
from dataclasses import dataclass
from functools import reduce


@dataclass(frozen=True)
class Keys:
    """The keys of an installation: with a new one everybody is called by what their old pseudonym becomes with it."""

    newest: bytes
    older: tuple[bytes, ...] = ()
    """The oldest first."""

    @property
    def oldest(self) -> bytes:
        """What stays the same when a new one comes."""
        return (*self.older, self.newest)[0]

    @property
    def fingerprint(self) -> str:
        """What tells whether these are the keys by which people were named, and nothing else of them."""
        return reduce(lambda told, key: _digest(key, f"fingerprint {told}"), (*self.older, self.newest), "")

    def followed_by(self, key: bytes) -> "Keys":
        """Return the keys with one more, the newest from then on."""
        return Keys(key, (*self.older, self.newest))

    def pseudonym(self, channel: str, person: str, place: str = "") -> str:
        """Name a person; a conversation in another place, such as a group, is one of its own of the same owner."""
        first, *later = (*self.older, self.newest)
        return reduce(lambda name, key: carried(key, name), later, pseudonym(first, channel, person, place))


def pseudonym(secret: bytes, channel: str, person: str, place: str = "") -> str:
    """Name a person for the database: always the same in one channel, and of no use without the secret.

    A conversation in another place, such as a group, is one of its own, but is found by its owner.
    """
    who = _digest(secret, f"{len(channel)}:{channel}{person}")
    return f"{who}.{_digest(secret, f'{who} {place}')[:16]}" if place else who


def carried(secret: bytes, name: str) -> str:
    """Return what a pseudonym becomes with one more key."""
    who, dot, place = name.partition(".")
    return f"{_digest(secret, who)}.{_digest(secret, place)[:16]}" if dot else _digest(secret, who)


def _digest(secret: bytes, text: str) -> str:
    return hmac.new(secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
