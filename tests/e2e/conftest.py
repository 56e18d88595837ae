"""What several kinds of processes need: one Synapse for all of them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.synapse import Synapse
from tests.synapse.environment import SynapseMissingError
from tests.synapse.server import shared


@pytest.fixture(scope="session")
def synapse_or_not(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse | str]:
    """The one Synapse of this run, or why it can't be installed; in CI it must be there."""
    base = tmp_path_factory.getbasetemp()
    folder: Path = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "synapse"
    try:
        with shared(folder) as synapse:
            yield synapse
    except SynapseMissingError as error:
        if os.environ.get("CI") == "true":
            raise
        yield f"Synapse can't be installed here: {error}"


@pytest.fixture(scope="session")
def synapse(synapse_or_not: Synapse | str) -> Synapse:
    if isinstance(synapse_or_not, str):
        pytest.skip(synapse_or_not)
    return synapse_or_not
