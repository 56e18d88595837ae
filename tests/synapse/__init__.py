"""A real Synapse on the loopback, in a virtual environment of its own, and people with real clients on it."""

from tests.synapse.person import Person
from tests.synapse.server import Synapse

__all__ = ["Person", "Synapse"]
