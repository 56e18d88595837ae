"""Stand-ins that keep the contract of what they stand in for."""

from tests.fakes.store import memory_store as memory_store
