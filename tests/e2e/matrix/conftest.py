"""The real process, `lotsenbot run`, on a real Synapse, with people who use real clients."""

import asyncio
import os
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e import process
from tests.synapse import Person, Synapse
from tests.synapse.proxy import Proxy
from tests.synapse.server import PASSWORD

Meet = Callable[..., Awaitable[Person]]


class MatrixProcess(process.Process):
    """The assistant with its settings for Matrix."""

    def __init__(self, synapse: Synapse, user: str, folder: Path, **settings: str) -> None:
        self.user = user
        self.synapse = synapse
        matrix = {
            "LOTSENBOT_MATRIX_HOMESERVER": synapse.root,
            "LOTSENBOT_MATRIX_USER": user,
            "LOTSENBOT_MATRIX_PASSWORD": PASSWORD,
        }
        super().__init__(folder, **{**matrix, **settings})

    async def until(self, predicate: Callable[[], object], timeout: float = 30.0) -> None:  # noqa: ASYNC109 - for a message
        """Wait for what no client hears: a line in the log, a row in the database."""
        try:
            async with asyncio.timeout(timeout):
                while not predicate():  # noqa: ASYNC110 - files have no events
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"it did not come about; the log says:\n{self.log}") from None

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        await self.until(lambda: self.rest() == (0, 0))

    def connect(self) -> None:
        """Start, and wait until it reads what is new."""
        before = self.log.count(" connected") if (self._folder / "log").exists() else 0
        self.start()
        end = time.monotonic() + 60
        while self.log.count(" connected") <= before:
            assert self.running, self.log
            assert time.monotonic() < end, self.log
            time.sleep(0.05)

    async def begin(self) -> None:
        """Start, and wait in the loop, where the proxy runs."""
        before = self.log.count(" connected") if (self._folder / "log").exists() else 0
        self.start()
        await self.until(lambda: self.log.count(" connected") > before, timeout=60)

    def rest(self) -> tuple[int, int]:
        """Return how much is left in the inbox and in the outbox."""
        with sqlite3.connect(self.database) as database:
            return database.execute(  # type: ignore[no-any-return]  # rows
                "SELECT (SELECT count(*) FROM inbox WHERE body IS NOT NULL), (SELECT count(*) FROM outbox)"
            ).fetchone()

    def one(self, statement: str, *values: object) -> object:
        """Return the one value that the database answers with."""
        with sqlite3.connect(self.database) as database:
            return database.execute(statement, values).fetchone()[0]

    @property
    def vault(self) -> Path:
        return self.database.with_name("lotsenbot.sqlite3.matrix")

    def keys(self, statement: str, *values: object) -> object:
        """Return the one value that the store of keys answers with."""
        with sqlite3.connect(self.vault / "keys.sqlite3") as database:
            return database.execute(statement, values).fetchone()[0]


@pytest.fixture
def names(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Give each test people of its own on the one server."""
    number = abs(hash(request.node.nodeid)) % 10**9
    return lambda name: f"{name}{number}"


@pytest.fixture(name="process")
def new_process(synapse: Synapse, names: Callable[[str], str], tmp_path: Path) -> Iterator[MatrixProcess]:
    """A process that was not started yet, with an account of its own."""
    made = MatrixProcess(synapse, synapse.register(names("lotse"))["user_id"], tmp_path)
    yield made
    if made.running:
        made.stop(signal.SIGKILL)


@pytest.fixture(scope="session")
def bot(synapse: Synapse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MatrixProcess]:
    """A process that is connected, for all tests that leave it as it is."""
    account = synapse.register(f"lotse-{os.environ.get('PYTEST_XDIST_WORKER', '')}")
    synapse.call(
        "PUT", f"/v3/profile/{account['user_id']}/displayname", {"displayname": "lotse"}, account["access_token"]
    )
    made = MatrixProcess(synapse, account["user_id"], tmp_path_factory.mktemp("bot"))
    made.connect()
    yield made
    made.stop(signal.SIGKILL)


@pytest.fixture
async def proxy(synapse: Synapse) -> AsyncIterator[Proxy]:
    async with Proxy(synapse) as made:
        yield made


@pytest.fixture
def behind(process: MatrixProcess, proxy: Proxy) -> Iterator[MatrixProcess]:
    """The assistant, not started yet, that reaches the homeserver through the proxy only."""
    process._env["LOTSENBOT_MATRIX_HOMESERVER"] = proxy.root
    yield process
    if process.running:
        process.stop(signal.SIGKILL)


@pytest.fixture
async def meet(synapse: Synapse, names: Callable[[str], str]) -> AsyncIterator[Meet]:
    """Make people, who leave at the end."""
    people: list[Person] = []

    async def new(name: str, device: str = "") -> Person:
        people.append(await Person.new(synapse, names(name), device))
        return people[-1]

    yield new
    for person in people:
        await person.close()


@pytest.fixture
async def anna(meet: Meet) -> Person:
    return await meet("anna")


@pytest.fixture
async def chat(anna: Person, bot: MatrixProcess) -> str:
    """An encrypted room with the assistant in it."""
    room = await anna.room(bot.user)
    await anna.joined(room, bot.user)
    return room
