"""What holds for the SQLite file beyond the contract: it lasts, forgets what it shall, and says what ails it."""

# ruff: noqa: ASYNC240 (a test may block its own loop)

import asyncio
import datetime
import itertools
import logging
import os
import shutil
import sqlite3
import stat
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.ports import Store
from bot.store.records import AccountRole, Complaint, Erasure, Turn
from bot.store.sqlite.database import Database
from bot.store.sqlite.migrations import MIGRATIONS
from bot.store.sqlite.store import open_sqlite
from bot.talk.actions import GoOn
from bot.talk.message import Status
from bot.talk.session import Session
from bot.talk.states import Clarifying

NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)
CLARIFYING = Session(state=Clarifying(candidates=("amt24",)))
NOBODY = 65534


def asked(question: str) -> Turn:
    return Turn(at=NOON, channel="terminal", question=question, outcome=Status.ANSWER)


def sql(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return connection.execute(statement).fetchall()


def bytes_on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


async def record_until_it_fails(store: Store) -> tuple[int, StoreError]:
    """How many turns were kept, each with its number in the session, and why the next one was not."""
    for number in itertools.count(1):
        try:
            await store.conversations.record("anna", Session(offered=(GoOn(str(number)),)), asked("x" * 2000))
        except StoreError as error:
            return number - 1, error
    raise AssertionError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lotsenbot.sqlite3"


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder of a user without rights, as whom the test runs: root may write to anything."""
    folder = Path(tempfile.mkdtemp())
    if is_root := os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)


async def filled(path: Path, turns: int = 3) -> None:
    async with open_sqlite(path) as store:
        for number in range(turns):
            await store.conversations.record("anna", CLARIFYING, asked(f"Frage {number} " + "x" * 500))


async def test_a_conversation_goes_on_after_a_restart(path: Path) -> None:
    """The next process finds the session and the turns where the last one left them."""
    await filled(path)
    async with open_sqlite(path) as store:
        assert await store.conversations.load("anna") == CLARIFYING
        assert (await store.conversations.record("anna", CLARIFYING, asked("Und jetzt?"))).turn == 4


async def test_only_the_owner_can_read_the_files(path: Path) -> None:
    """The database and its side files are made with mode 0600, whatever the umask."""
    umask = os.umask(0)
    try:
        async with open_sqlite(path) as store:
            await store.conversations.record("anna", CLARIFYING, asked("Was ist Amt24?"))
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    finally:
        os.umask(umask)
    assert modes == {path.name + end: 0o600 for end in ("", "-wal", "-shm")}


async def test_an_answered_turn_is_synchronised_to_the_disk(path: Path) -> None:
    """WAL with full synchronisation: a commit outlives a power cut, which no test can stage."""

    def settings(connection: sqlite3.Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        return [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    async with Database.open(path, MIGRATIONS) as database:
        assert await database.write(settings) == ["wal", 2, 1, 1]


@pytest.mark.parametrize("stored", ['{"state": {"kind": "gone"}}', "[]", "no JSON", ""])
async def test_a_session_that_cannot_be_read_begins_anew(path: Path, stored: str) -> None:
    """What older or newer code has stored never stops a conversation, and can still be exported."""
    await filled(path)
    sql(path, f"UPDATE sessions SET session = '{stored}'")  # noqa: S608 - texts of this test
    async with open_sqlite(path) as store:
        assert await store.conversations.load("anna") == Session()
        assert (await store.personal_data.export("anna"))["session"] != Session()


async def test_deleted_text_is_in_no_file_any_more(path: Path) -> None:
    """Erasing overwrites: neither the free pages nor the write-ahead log keep it; the count stays."""
    async with open_sqlite(path) as store:
        turn = replace(asked("Geheimnis"), choice="amt24", message="7")
        ids = await store.conversations.record("anna-pseudonym", CLARIFYING, turn)
        assert await store.conversations.complain("anna-pseudonym", ids.turn, Complaint(None, "Geheimnisse fehlten"))
        assert b"Geheimnis" in bytes_on_disk(path)
        await store.personal_data.delete("anna-pseudonym")
        assert b"Geheimnis" not in bytes_on_disk(path)
        assert b"anna-pseudonym" not in bytes_on_disk(path)
    assert sql(path, "SELECT person, question, choice, message, outcome FROM turns") == [(*[None] * 4, "answer")]


async def test_what_a_reader_holds_up_is_erased_once_that_is_gone(path: Path) -> None:
    """With somebody reading from the file, as a backup does, it is told, and done by the next round."""
    async with open_sqlite(path) as store:
        await store.conversations.record("anna-pseudonym", CLARIFYING, asked("Geheimnis"))
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM turns").fetchall()
            assert await store.personal_data.delete("anna-pseudonym") is Erasure.LATER
            assert await store.personal_data.delete("anna-pseudonym") is Erasure.NOTHING
            assert b"Geheimnis" in bytes_on_disk(path)
        await store.personal_data.purge(NOON - datetime.timedelta(days=1))
        assert b"Geheimnis" not in bytes_on_disk(path)
        assert b"anna-pseudonym" not in bytes_on_disk(path)


async def test_what_a_crash_left_is_erased_at_the_start(path: Path) -> None:
    """Killed before what a reader held up could be erased: the log is emptied before anything else."""
    left = path.with_name("left")
    async with open_sqlite(path) as store:
        await store.conversations.record("anna-pseudonym", CLARIFYING, asked("Geheimnis"))
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM turns").fetchall()
            assert await store.personal_data.delete("anna-pseudonym") is Erasure.LATER
            for end in ("", "-wal"):
                shutil.copy(path.with_name(path.name + end), left.with_name(left.name + end))
    async with open_sqlite(left):
        assert b"Geheimnis" not in left.read_bytes() + left.with_name("left-wal").read_bytes()


async def test_purged_text_is_in_no_file_any_more(path: Path) -> None:
    """The same holds for questions whose time has come."""
    async with open_sqlite(path) as store:
        ids = await store.conversations.record("anna-pseudonym", CLARIFYING, asked("Geheimnis"))
        await store.conversations.complain("anna-pseudonym", ids.turn, Complaint(None, "Geheimnisse fehlten"))
        await store.personal_data.purge(NOON + datetime.timedelta(days=1))
        assert b"Geheimnis" not in bytes_on_disk(path)
        assert b"anna-pseudonym" not in bytes_on_disk(path)
    assert sql(path, "SELECT count(*) FROM turns") == [(1,)]


async def test_a_cancelled_record_is_done_whole_or_not_at_all(path: Path) -> None:
    """Wherever the task is cancelled, session and turn agree, and the next record works."""
    async with open_sqlite(path) as store:
        for steps in range(30):
            task = asyncio.create_task(store.conversations.record(f"person {steps}", CLARIFYING, asked("halb")))
            for _ in range(steps):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
        await store.conversations.record("anna", CLARIFYING, asked("ganz"))
    sessions, turns = sql(path, "SELECT person FROM sessions"), sql(path, "SELECT person FROM turns")
    assert sorted(sessions) == sorted(turns)
    assert ("anna",) in turns


async def test_an_error_of_the_caller_stays_what_it_is(path: Path) -> None:
    """Only what SQLite says about the file becomes a `StoreError`."""
    with pytest.raises(FileNotFoundError):
        async with open_sqlite(path):
            raise FileNotFoundError("something else")
    with pytest.raises(sqlite3.Error):
        async with open_sqlite(path):
            raise sqlite3.DatabaseError("another database")


async def test_a_missing_folder_is_not_made_in_silence(path: Path) -> None:
    """A mistyped path is reported with its folder."""
    with pytest.raises(StoreError, match=r"Den Ordner .*weg.* gibt es nicht.*LOTSENBOT_DATABASE"):
        await filled(path.parent / "weg" / "lotsenbot.sqlite3")


async def test_a_folder_in_place_of_the_file_is_reported(tmp_path: Path) -> None:
    """So is a path that names a folder."""
    with pytest.raises(StoreError, match="ist ein Ordner"):
        await filled(tmp_path)


async def test_a_letter_is_no_database(path: Path) -> None:
    """Another kind of file is left as it is."""
    path.write_text("Sehr geehrte Damen und Herren, " * 100)
    with pytest.raises(StoreError, match="keine SQLite-Datenbank"):
        await filled(path)
    assert path.read_text().startswith("Sehr geehrte")


async def test_the_database_of_another_program_is_left_alone(path: Path) -> None:
    """A SQLite file with other tables gets none of ours."""
    sql(path, "CREATE TABLE bookmarks (url)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="anderen Programm"):
        await filled(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("first_byte", [100, 4096])
async def test_a_corrupt_file_is_reported(path: Path, first_byte: int) -> None:
    """Overwritten pages show at the start or at the first use, and the remedy names a backup."""
    await filled(path, turns=50)
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(first_byte)
        file.write(b"\xff" * (size - first_byte))
    with pytest.raises(StoreError, match=r"beschädigt.*Sicherung"):
        await filled(path)


async def test_a_file_of_a_newer_version_is_not_touched(path: Path) -> None:
    """An old program does not write into a format that it does not know."""
    await filled(path)
    sql(path, "PRAGMA user_version = 99")
    with pytest.raises(StoreError, match=r"neueren Version .*Format 99.*aktualisieren"):
        await filled(path)


async def test_a_locked_file_is_reported_and_used_again_once_it_is_free(path: Path) -> None:
    """Somebody else's lock fails one call after the waiting time, at the start or later, and not the store."""
    async with open_sqlite(path, busy_ms=1) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(StoreError, match="gesperrt"):
                await store.conversations.record("anna", CLARIFYING, asked("gesperrt"))
            with pytest.raises(StoreError, match="gesperrt"):
                async with open_sqlite(path, busy_ms=1):
                    pass
            other.execute("ROLLBACK")
        await store.conversations.record("anna", CLARIFYING, asked("frei"))
    assert sql(path, "SELECT question FROM turns") == [("frei",)]


async def test_a_full_disk_loses_nothing_that_was_answered(path: Path) -> None:
    """The turn that found no room is refused whole; the ones before it stay, and later there is room again."""
    async with open_sqlite(path, max_pages=80) as store:
        answered, error = await record_until_it_fails(store)
        assert "Datenträger ist voll" in error.problem
        assert await store.conversations.load("anna") == Session(offered=(GoOn(str(answered)),))
    assert answered > 5
    async with open_sqlite(path) as store:
        assert (await store.conversations.record("anna", CLARIFYING, asked("Platz"))).turn == answered + 1


async def test_a_read_only_file_is_reported(unprivileged: Path) -> None:
    """Missing rights are found at the start, not at the first question."""
    path = unprivileged / "lotsenbot.sqlite3"
    await filled(path)
    path.chmod(0o400)
    with pytest.raises(StoreError, match=r"lässt sich nicht beschreiben.*Schreibrecht"):
        async with open_sqlite(path):
            pass


async def test_a_read_only_folder_is_reported(unprivileged: Path) -> None:
    """SQLite needs the folder too, for its side files."""
    existing = unprivileged / "lotsenbot.sqlite3"
    await filled(existing)
    unprivileged.chmod(0o500)
    for path in (existing, unprivileged / "neu.sqlite3"):
        with pytest.raises(StoreError, match=r"lässt sich nicht .*Schreibrecht"):
            async with open_sqlite(path):
                pass


async def test_a_folder_that_cannot_be_entered_is_reported(unprivileged: Path) -> None:
    """Even looking whether the file is there may be forbidden."""
    unprivileged.chmod(0o000)
    with pytest.raises(StoreError, match="Ordner"):
        async with open_sqlite(unprivileged / "tief" / "lotsenbot.sqlite3"):
            pass


async def test_old_logins_are_in_no_file_any_more(path: Path) -> None:
    """They are forgotten with time, also by those who never come back."""
    async with open_sqlite(path) as store:
        await store.accounts.add("karla", AccountRole.TRAINER, "hash", NOON)
        known = await store.accounts.find("karla")
        assert known is not None
        await store.logins.begin("digest-of-a-token", known, NOON, datetime.timedelta(hours=1))
        assert b"digest-of-a-token" in bytes_on_disk(path)
        await store.personal_data.purge(NOON + datetime.timedelta(days=1))
        assert b"digest-of-a-token" not in bytes_on_disk(path)


USED = [
    ("SELECT * FROM turns WHERE person = 'a'", "turns_by_person"),
    ("SELECT * FROM turns WHERE person = 'a' AND message = '7'", "turns_by_message"),
    ("SELECT * FROM turns WHERE at < 'x' AND question IS NOT NULL", "turns_with_question"),
    ("SELECT * FROM turns WHERE at >= 'x' AND at < 'y'", "turns_by_time"),
    ("SELECT * FROM turns WHERE workshop = 1", "turns_by_workshop"),
    ("SELECT * FROM sessions WHERE used_at < 'x'", "sessions_by_use"),
    ("SELECT * FROM inbox WHERE channel = 'c' AND body IS NOT NULL", "inbox_waiting"),
    ("SELECT * FROM outbox WHERE channel = 'c' AND lane = 'l' AND state = 'held'", "outbox_by_lane"),
    ("SELECT * FROM tickets WHERE person = 'a'", "tickets_by_person"),
    ("SELECT * FROM tickets WHERE address IS NOT NULL AND touched_at < 'x'", "tickets_live"),
    ("SELECT * FROM ticket_lines WHERE ticket = 1", "ticket_lines_by_ticket"),
    ("SELECT * FROM transcript WHERE person = 'a' AND talk = 1 AND id > 1", "transcript_by_talk"),
    ("SELECT * FROM participants WHERE person = 'a'", "participants_by_person"),
    ("SELECT * FROM settled_questions WHERE draft = 1", "settled_by_draft"),
]


@pytest.mark.parametrize(("statement", "index"), USED)
async def test_what_is_looked_for_often_has_an_index(path: Path, statement: str, index: str) -> None:
    """A year of turns is not read through for one person."""
    await filled(path, turns=1)
    [plan] = [str(step) for *_, step in sql(path, f"EXPLAIN QUERY PLAN {statement}")]
    assert index in plan


async def test_no_log_holds_what_is_stored(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The library that drives the file would write every statement with its values."""
    caplog.set_level(logging.DEBUG)
    async with open_sqlite(path) as store:
        await store.conversations.record("anna", CLARIFYING, asked("Geheimnis"))
    assert "Geheimnis" not in caplog.text


async def test_a_healthy_file_is_fine(store: Store) -> None:
    """Looking whether something would last changes nothing."""
    await store.conversations.record("anna", CLARIFYING, asked("Was ist Amt24?"))
    await store.health.check()
    assert await store.conversations.load("anna") == CLARIFYING


async def test_a_removed_file_is_found_out_at_once(path: Path) -> None:
    """What is written into a file without a name is lost: it is refused, and so it is once there is another one."""
    async with open_sqlite(path) as store:
        await store.conversations.record("anna", CLARIFYING, asked("vorher"))
        moved = path.rename(path.with_name("weg"))
        for _ in range(2):
            with pytest.raises(StoreError, match="entfernt oder ersetzt"):
                await store.health.check()
            with pytest.raises(StoreError, match="entfernt oder ersetzt"):
                await store.conversations.record("anna", CLARIFYING, asked("nachher"))
            path.touch()
        moved.rename(path)
        await store.health.check()


async def test_a_removed_folder_is_found_out_at_once(path: Path) -> None:
    """So is a folder that was removed with everything in it, and reading makes no new file."""
    folder = path.parent / "daten"
    folder.mkdir()
    async with open_sqlite(folder / path.name) as store:
        shutil.rmtree(folder)
        with pytest.raises(StoreError, match="entfernt oder ersetzt"):
            await store.health.check()
        with pytest.raises(StoreError):
            await store.conversations.load("anna")
    assert not folder.exists()


async def test_damage_that_was_met_once_is_not_forgotten(path: Path) -> None:
    """A file of which some pages are broken can still be written, and is not fine all the same."""
    await filled(path, turns=50)
    [(page,)] = sql(path, "SELECT rootpage FROM sqlite_master WHERE name = 'turns'")
    assert isinstance(page, int)
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    async with open_sqlite(path) as store:
        await store.health.check()
        with pytest.raises(StoreError, match="beschädigt"):
            await store.personal_data.export("anna")
        with pytest.raises(StoreError, match="beschädigt"):
            await store.health.check()


async def test_a_full_disk_is_not_fine(path: Path) -> None:
    """Nor is one without room for anything more, and looking takes none."""
    async with open_sqlite(path, max_pages=160) as store:
        await store.health.check()
        await record_until_it_fails(store)
        with pytest.raises(StoreError, match="voll"):
            await store.health.check()


async def test_behind_a_lock_only_the_first_waits_long(path: Path) -> None:
    """Nobody waits behind others who wait in vain; with the lock gone there is patience again."""

    def patience(connection: sqlite3.Connection) -> int:
        return int(connection.execute("PRAGMA busy_timeout").fetchone()[0])

    async with Database.open(path, MIGRATIONS, busy_ms=300) as database:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            refused = await asyncio.gather(*(database.run("SELECT 1") for _ in range(5)), return_exceptions=True)
            assert [type(error) for error in refused] == [StoreError] * 5
            with pytest.raises(StoreError, match="gesperrt"):
                await database.run("SELECT 1")
            assert await database._writer.do(patience, alone=True) == 100
            other.execute("ROLLBACK")
        await database.run("SELECT 1")
        assert await database.write(patience) == 300


async def test_only_what_may_be_lost_does_not_wait_for_the_disk(path: Path) -> None:
    """And what comes after it does wait."""

    def waits(connection: sqlite3.Connection) -> bool:
        return connection.execute("PRAGMA synchronous").fetchone() == (2,)

    async with Database.open(path, MIGRATIONS) as database:
        assert [await database.write(waits, lasting=lasting) for lasting in (True, False, False, True)] == [
            True,
            False,
            False,
            True,
        ]


async def test_a_report_holds_up_nobody(path: Path) -> None:
    """However long it takes and however many there are: others write, and look something up, meanwhile."""
    goes_on = threading.Event()
    async with Database.open(path, MIGRATIONS) as database:
        reports = [asyncio.create_task(database.study(lambda _: goes_on.wait(60))) for _ in range(3)]
        await database.run("INSERT INTO sessions VALUES ('anna', '', '')")
        assert await database.rows("SELECT person FROM sessions") == [("anna",)]
        assert not any(report.done() for report in reports)
        goes_on.set()
        assert await asyncio.gather(*reports) == [True] * 3


async def test_what_shares_a_commit_fails_by_itself(path: Path) -> None:
    """A piece of work that is refused takes nothing with it that was written beside it."""
    await filled(path, turns=0)

    def wrong(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO sessions VALUES ('half', '', '')")
        raise ValueError("refused")

    async with open_sqlite(path) as store, Database.open(path, MIGRATIONS) as database:
        del store
        done = await asyncio.gather(
            database.run("INSERT INTO sessions VALUES ('anna', '', '')"),
            database.write(wrong),
            database.run("INSERT INTO nothing VALUES (1)"),
            database.run("INSERT INTO sessions VALUES ('bernd', '', '')"),
            return_exceptions=True,
        )
    assert [type(one) for one in done] == [int, ValueError, StoreError, int]
    assert sql(path, "SELECT person FROM sessions ORDER BY person") == [("anna",), ("bernd",)]
