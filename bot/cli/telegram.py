"""`lotsenbot telegram`: what is done once, such as setting the webhook and writing links for slides."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import click
from telegram.error import InvalidToken, TelegramError

from bot import german
from bot.channels.telegram import links
from bot.channels.telegram import webhook as delivery
from bot.channels.telegram.calls import Bot, connect
from bot.channels.telegram.polling import ALLOWED
from bot.cli.german import GermanCommand, GermanGroup
from bot.config import Settings, load_settings
from bot.errors import BotError, ConfigError


@click.group(cls=GermanGroup)
def telegram() -> None:
    """Richtet Telegram ein: Webhook, Links und QR-Codes.

    Den Token von @BotFather nennt LOTSENBOT_TELEGRAM_TOKEN. Der Assistent selbst startet mit „lotsenbot run“.
    """


@telegram.group(cls=GermanGroup)
def webhook() -> None:
    """Bestimmt, ob Telegram Nachrichten zustellt (Webhook) oder der Assistent sie abholt.

    Ohne Webhook holt der Assistent Nachrichten ab; dafür ist nichts einzurichten.
    """


@webhook.command("set", cls=GermanCommand)
def set_() -> None:
    """Lässt Telegram an LOTSENBOT_TELEGRAM_WEBHOOK_URL zustellen."""
    settings = load_settings()
    url, secret = settings.telegram.webhook_url, settings.telegram.webhook_secret
    if url is None or secret is None:
        raise ConfigError("Bitte setzen Sie LOTSENBOT_TELEGRAM_WEBHOOK_URL und LOTSENBOT_TELEGRAM_WEBHOOK_SECRET.")
    address = str(url).rstrip("/") + ("" if url.path not in {None, "/"} else delivery.PATH)

    async def call(bot: Bot) -> None:
        await bot.set_webhook(address, allowed_updates=list(ALLOWED), secret_token=secret.get_secret_value())

    _with_bot(settings, call)
    click.echo(f"Telegram stellt jetzt an {address} zu.")


@webhook.command(cls=GermanCommand)
def delete() -> None:
    """Entfernt den Webhook; danach holt der Assistent Nachrichten ab."""
    _with_bot(load_settings(), lambda bot: bot.delete_webhook())
    click.echo("Der Webhook ist entfernt.")


@webhook.command(cls=GermanCommand)
def info() -> None:
    """Zeigt, wohin Telegram zustellt und was dabei zuletzt schiefging."""
    found = _with_bot(load_settings(), lambda bot: bot.get_webhook_info())
    click.echo(f"Adresse: {found.url or 'keine, Nachrichten werden abgeholt'}")
    click.echo(f"Wartend: {found.pending_update_count}")
    if found.last_error_message:
        click.echo(f"Letzter Fehler: {found.last_error_message} ({german.moment(found.last_error_date)})")


@telegram.command("links", cls=GermanCommand)
@click.option("--qr", metavar="ORDNER", type=click.Path(path_type=Path), help="QR-Codes hierher schreiben (PNG, SVG).")
@click.option("--bot", "name", metavar="NAME", help="Der Name des Bots; sonst wird Telegram gefragt.")
def links_(qr: Path | None, name: str | None) -> None:
    """Gibt zu jeder Antwort den Link aus, der sie in Telegram öffnet."""
    from bot.cli.shared import known  # noqa: PLC0415 - loading knowledge takes time

    settings = load_settings()
    name = (name or _with_bot(settings, lambda bot: bot.get_me()).username).removeprefix("@")
    knowledge = known(())
    try:
        if qr is not None:
            qr.mkdir(parents=True, exist_ok=True)
        for payload, title in links.payloads(knowledge):
            address = links.link(name, payload)
            click.echo(f"{address}\t{title}")
            if qr is not None:
                links.write_codes(address, qr, payload)
    except OSError as error:
        raise ConfigError(f"In „{qr}“ lässt sich nicht schreiben. Bitte prüfen Sie Ordner und Rechte.") from error


def _with_bot(settings: Settings, use: Callable[[Bot], Awaitable[Any]]) -> Any:
    if settings.telegram.token is None:
        raise ConfigError("LOTSENBOT_TELEGRAM_TOKEN fehlt. Den Token gibt es in Telegram bei @BotFather.")
    token = settings.telegram.token.get_secret_value()

    async def run() -> Any:
        async with connect(token, settings.telegram) as bot:
            return await use(bot)

    try:
        return asyncio.run(run())
    except InvalidToken:
        raise ConfigError("Telegram weist den Token zurück, oder der Server kennt diesen Befehl nicht.") from None
    except TelegramError as error:
        raise BotError(f"Telegram hat den Befehl nicht ausgeführt: {error.message}") from None
