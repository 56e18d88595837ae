"""How a database file gets from one version to the next."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.sqlite.database import Database

FIRST = """
    CREATE TABLE dogs (name TEXT);  -- a comment; with a semicolon
    INSERT INTO dogs VALUES ('Rex; the first');
"""
SECOND = """
    ALTER TABLE dogs ADD COLUMN age INTEGER;
    CREATE TRIGGER birth AFTER INSERT ON dogs BEGIN
        UPDATE dogs SET age = 0 WHERE name = new.name;
    END;
"""
BROKEN = """
    CREATE TABLE cats (name TEXT);
    ALTER TABLE birds ADD COLUMN age INTEGER;
"""


def look(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


async def open_and_close(path: Path, *migrations: str) -> None:
    async with Database.open(path, migrations):
        pass


async def test_an_old_file_gets_only_what_it_lacks(tmp_path: Path) -> None:
    """A file of version 1 keeps its rows and gets script 2; opening it again changes nothing."""
    path = tmp_path / "x.sqlite3"
    await open_and_close(path, FIRST)
    await open_and_close(path, FIRST, SECOND)
    await open_and_close(path, FIRST, SECOND)
    assert look(path, "SELECT name, age FROM dogs") == [("Rex; the first", None)]
    assert look(path, "PRAGMA user_version") == [(2,)]


async def test_a_script_that_fails_leaves_the_file_at_the_version_before(tmp_path: Path) -> None:
    """Each script is one transaction: no half of it stays, and the scripts before it do."""
    path = tmp_path / "x.sqlite3"
    with pytest.raises(StoreError, match="no such table: birds"):
        await open_and_close(path, FIRST, BROKEN, SECOND)
    assert look(path, "SELECT name FROM sqlite_master") == [("dogs",)]
    assert look(path, "PRAGMA user_version") == [(1,)]
    await open_and_close(path, FIRST, SECOND)
    assert look(path, "PRAGMA user_version") == [(2,)]


async def test_an_older_program_refuses_a_newer_file(tmp_path: Path) -> None:
    """Going back a version is said, not tried."""
    path = tmp_path / "x.sqlite3"
    await open_and_close(path, FIRST, SECOND)
    with pytest.raises(StoreError, match="neueren Version"):
        await open_and_close(path, FIRST)
