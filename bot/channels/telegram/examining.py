"""Whether Telegram is set up: token, delivery, the Lotsen's group; asks the server."""

from collections.abc import AsyncIterator

from telegram import User, WebhookInfo
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.calls import Bot, connect
from bot.channels.telegram.webhook import PATH
from bot.config import TelegramSettings
from bot.exchange.symptoms import Symptom, advice, fine

_TOKEN, _DELIVERY, _GROUP = "Telegram: Token", "Telegram: Zustellung", "Telegram: Gruppe der Digital-Lotsen"


async def examined(settings: TelegramSettings) -> AsyncIterator[Symptom]:
    """Look at everything that `lotsenbot run` needs from Telegram."""
    if settings.token is None:
        return
    try:
        async with connect(settings.token.get_secret_value(), settings) as bot:
            me = await bot.get_me()
            yield fine(_TOKEN, f"Der Bot heißt @{me.username}.")
            yield _delivery(await bot.get_webhook_info(), settings)
            if settings.lotsen_group is not None:
                yield await _group(bot, me, settings.lotsen_group)
    except InvalidToken:
        yield Symptom(_TOKEN, "Telegram kennt ihn nicht.", "Kopieren Sie ihn bei @BotFather neu.")
    except TelegramError as error:
        yield Symptom(
            "Telegram", f"Es antwortet nicht ({type(error).__name__}).", "Prüfen Sie Netz, Proxy und Firewall."
        )


def _delivery(found: WebhookInfo, settings: TelegramSettings) -> Symptom:
    wanted = str(settings.webhook_url).rstrip("/") if settings.webhook_url else ""
    wanted += PATH if settings.webhook_url and settings.webhook_url.path in {None, "/"} else ""
    if found.url != wanted:
        remedy = f"Rufen Sie „lotsenbot telegram webhook {'set' if wanted else 'delete'}“ auf."
        return Symptom(
            _DELIVERY, f"Telegram stellt anders zu, als eingestellt ist ({found.url or 'gar nicht'}).", remedy
        )
    if found.last_error_message:
        return advice(_DELIVERY, f"Zuletzt ging etwas schief: {found.last_error_message}", "Prüfen Sie Proxy und TLS.")
    return fine(_DELIVERY, f"an {wanted}" if wanted else "Nachrichten werden abgeholt.")


async def _group(bot: Bot, me: User, group: int) -> Symptom:
    try:
        member = await bot.get_chat_member(group, me.id)
    except (BadRequest, Forbidden):
        return Symptom(_GROUP, "Der Bot ist nicht darin.", "Nehmen Sie ihn auf, oder berichtigen Sie die Kennung.")
    if member.status in {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}:
        return Symptom(_GROUP, "Der Bot ist nicht darin.", "Nehmen Sie ihn auf, oder berichtigen Sie die Kennung.")
    if not me.can_read_all_group_messages and member.status != ChatMemberStatus.ADMINISTRATOR:
        return Symptom(
            _GROUP,
            "Der Bot sieht die Antworten darin nicht.",
            "Machen Sie ihn zum Administrator, oder schalten Sie bei @BotFather mit /setprivacy den Schutz aus.",
        )
    return fine(_GROUP, "Der Bot ist darin und sieht die Antworten.")
