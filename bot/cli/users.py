"""`lotsenbot users`: who may use the desk."""

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from bot import german
from bot.cli.german import GermanCommand, GermanGroup
from bot.clock import utc_now
from bot.config import load_settings
from bot.desk.passwords import SHORTEST, Passwords, weakness
from bot.service.storage import open_store
from bot.store.ports import Accounts
from bot.store.records import Account, AccountRole, Deed

_T = TypeVar("_T")
_LONGEST_NAME = 40
_password_options = [
    click.option(
        "--password-stdin", "piped", is_flag=True, help="Das Passwort aus der ersten Zeile der Standardeingabe lesen."
    ),
    click.option("--generate", "drawn", is_flag=True, help="Ein Passwort auslosen und einmal anzeigen."),
]


_ROLES = {"trainer": AccountRole.TRAINER, "team": AccountRole.LOTSE}


class _RoleChoice(click.Choice[str]):
    """The roles by their names here; what the store calls the second one is understood as well."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(super().convert("team" if value == AccountRole.LOTSE.value else value, param, ctx))


@click.group(cls=GermanGroup)
def users() -> None:
    """Verwaltet die Konten für den Schreibtisch."""


def _with_password(command: Any) -> Any:
    for option in reversed(_password_options):
        command = option(command)
    return command


@users.command(cls=GermanCommand)
@click.argument("name", metavar="NAME")
@click.option(
    "--role",
    type=_RoleChoice(list(_ROLES)),
    required=True,
    help="trainer: alles; team: Anfragen beantworten, sonst nur lesen.",
)
@_with_password
def add(name: str, role: str, piped: bool, drawn: bool) -> None:  # noqa: FBT001 - flags of the command line
    """Legt ein Konto an.

    Ohne weitere Angabe wird das Passwort zweimal im Terminal erfragt.
    """
    if not name.isprintable() or not name or name != name.strip() or len(name) > _LONGEST_NAME:
        told = f"Erwartet werden 1 bis {_LONGEST_NAME} sichtbare Zeichen, am Anfang und Ende kein Leerzeichen."
        raise click.BadParameter(told, param_hint="NAME")
    if _run(_find(name)):
        raise _taken(name)
    given = _password(name, piped=piped, drawn=drawn)
    if not _run(_add(name, _ROLES[role], given)):
        raise _taken(name)
    click.echo(f"Das Konto „{name}“ ist angelegt. Anmelden: /schreibtisch")
    _show(given, drawn=drawn)


@users.command(cls=GermanCommand)
@click.argument("name", metavar="NAME")
@_with_password
def password(name: str, piped: bool, drawn: bool) -> None:  # noqa: FBT001 - flags of the command line
    """Setzt ein neues Passwort und beendet alle Anmeldungen des Kontos."""
    if not _run(_find(name)):
        raise _unknown(name)
    given = _password(name, piped=piped, drawn=drawn)
    if not _run(_change(name, given)):
        raise _unknown(name)
    click.echo(f"Das Passwort von „{name}“ ist geändert.")
    _show(given, drawn=drawn)


@users.command(cls=GermanCommand)
@click.argument("name", metavar="NAME")
def remove(name: str) -> None:
    """Entfernt ein Konto. Was damit geändert wurde, bleibt im Protokoll."""
    if not _run(_remove(name)):
        raise _unknown(name)
    click.echo(f"Das Konto „{name}“ ist entfernt.")


@users.command("list", cls=GermanCommand)
def list_() -> None:
    """Zeigt alle Konten."""
    accounts = _run(_all())
    if not accounts:
        click.echo("Es gibt noch kein Konto. Anlegen: lotsenbot users add NAME --role trainer")
    for account in accounts:
        role = next(name for name, role in _ROLES.items() if role is account.role)
        click.echo(f"{account.name}  ({role}, seit {german.day(account.created_at)})")


@users.command(cls=GermanCommand)
def log() -> None:
    """Zeigt, was am Schreibtisch geändert wurde."""
    table = Table("Wann", "Wer", "Was", "Woran")
    for deed in _run(_deeds()):
        table.add_row(german.moment(deed.at), deed.account, deed.deed, deed.detail)
    Console(file=sys.stdout).print(table)


def _password(name: str, *, piped: bool, drawn: bool) -> str:
    """Return the password, asked for, read or drawn; complains in German about a weak one."""
    if drawn:
        return "-".join(secrets.token_hex(2) for _ in range(5))
    if piped:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = click.prompt(
            f"Passwort (mindestens {SHORTEST} Zeichen)", hide_input=True, confirmation_prompt="Noch einmal"
        )
    else:
        raise click.UsageError("Hier lässt sich kein Passwort eintippen. Nehmen Sie --password-stdin oder --generate.")
    if problem := weakness(password, name):
        raise click.ClickException(problem)
    return password


def _show(password: str, *, drawn: bool) -> None:
    if drawn:
        click.echo(f"Passwort (wird nur jetzt gezeigt): {password}")


def _taken(name: str) -> click.ClickException:
    return click.ClickException(
        f"Das Konto „{name}“ gibt es schon. Ein neues Passwort setzt „lotsenbot users password“."
    )


def _unknown(name: str) -> click.ClickException:
    return click.ClickException(f"Ein Konto „{name}“ gibt es nicht. Alle zeigt „lotsenbot users list“.")


def _run(work: Coroutine[None, None, _T]) -> _T:
    return asyncio.run(work)


async def _find(name: str) -> bool:
    async with _accounts() as accounts:
        return await accounts.find(name) is not None


async def _add(name: str, role: AccountRole, password: str) -> bool:
    hashed = await Passwords().hashed(password)
    async with _accounts() as accounts:
        return await accounts.add(name, role, hashed, utc_now())


async def _change(name: str, password: str) -> bool:
    hashed = await Passwords().hashed(password)
    async with _accounts() as accounts:
        return await accounts.set_password(name, hashed, utc_now())


async def _remove(name: str) -> bool:
    async with _accounts() as accounts:
        return await accounts.remove(name, utc_now())


async def _all() -> list[Account]:
    async with _accounts() as accounts:
        return await accounts.all()


async def _deeds() -> list[Deed]:
    async with open_store(load_settings()) as store:
        return await store.deeds.latest()


@asynccontextmanager
async def _accounts() -> AsyncIterator[Accounts]:
    async with open_store(load_settings()) as store:
        yield store.accounts
