"""`lotsenbot users`: accounts from the command line, with a real database."""

import re
import stat

import pytest
from click.testing import CliRunner

from bot.cli.german import speak_german
from bot.cli.main import cli

SENTENCE = "ein langer Satz hier"


@pytest.fixture
def lotsenbot(monkeypatch, tmp_path):
    """Run a command and return its exit code and what it said."""
    speak_german()
    monkeypatch.setenv("LOTSENBOT_DATABASE", str(tmp_path / "lotsenbot.sqlite3"))

    def run(*arguments, typed=""):
        result = CliRunner().invoke(cli, ["users", *arguments], input=typed)
        return result.exit_code, result.output

    return run


def test_an_account_comes_and_goes(lotsenbot, tmp_path):
    """Added, listed, given another password, removed; the log tells all of it, and no password."""
    assert lotsenbot("list") == (0, "Es gibt noch kein Konto. Anlegen: lotsenbot users add NAME --role trainer\n")
    assert lotsenbot("add", "Karla", "--role", "trainer", "--password-stdin", typed=SENTENCE + "\n")[0] == 0
    assert "Karla  (trainer, seit " in lotsenbot("list")[1]
    assert lotsenbot("password", "Karla", "--password-stdin", typed="ein anderer Satz hier\n")[0] == 0
    assert lotsenbot("remove", "Karla")[0] == 0
    code, told = lotsenbot("log")
    assert code == 0
    assert told.index("konto-entfernen") < told.index("passwort-setzen") < told.index("konto-anlegen")
    assert SENTENCE not in told
    assert stat.S_IMODE((tmp_path / "lotsenbot.sqlite3").stat().st_mode) == 0o600


def test_a_drawn_password_is_shown_once_and_only_if_it_counts(lotsenbot):
    """It is long enough by itself; for a name that is taken, none is shown."""
    code, told = lotsenbot("add", "karla", "--role", "lotse", "--generate")
    assert code == 0
    assert re.search(r"nur jetzt gezeigt\): [0-9a-f]{4}(-[0-9a-f]{4}){4}\n", told)
    code, told = lotsenbot("add", "Karla", "--role", "lotse", "--generate")
    assert code == 1
    assert "gibt es schon" in told
    assert "gezeigt" not in told


@pytest.mark.parametrize("given", ["kurz\n", "karla-karla-karla\n", "\n", ""])
def test_a_weak_password_makes_no_account(lotsenbot, given):
    """It is said in German what is wrong with it."""
    code, told = lotsenbot("add", "karla", "--role", "trainer", "--password-stdin", typed=given)
    assert code == 1
    assert "asswort" in told
    assert "noch kein Konto" in lotsenbot("list")[1]


@pytest.mark.parametrize("name", ["", " ", " karla", "kar\nla", "x" * 41])
def test_a_name_can_be_typed_again(lotsenbot, name):
    """No name that one could not log in with, or not tell from another."""
    code, told = lotsenbot("add", name, "--role", "trainer", "--generate")
    assert code == 2
    assert "sichtbare Zeichen" in told


@pytest.mark.parametrize("command", [("remove", "karla"), ("password", "karla", "--generate")])
def test_an_unknown_account_is_named(lotsenbot, command):
    """With the way to find those that there are."""
    code, told = lotsenbot(*command)
    assert code == 1
    assert "lotsenbot users list" in told


def test_without_a_terminal_a_password_cannot_be_typed(lotsenbot):
    """It is said what to do instead."""
    code, told = lotsenbot("add", "karla", "--role", "trainer")
    assert code == 2
    assert "--password-stdin" in told
