"""Inline mode: "@bot frage" in any chat offers answers as cards; nothing of it is stored."""

from html import escape

from telegram import (
    Bot,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode

from bot.channels.telegram.html import reply_as_html
from bot.talk.conversation import Conversation
from knowledge.markup import plain

_CACHE_SECONDS = 60
_SHOWN_CHARS = 120


async def answer(bot: Bot, query: str, asked: str, conversation: Conversation) -> None:
    """Offer the best answers to what was typed so far. Raises TelegramError."""
    cards = [
        InlineQueryResultArticle(
            card.entry,
            card.title,
            InputTextMessageContent(
                f"<b>{escape(card.title, quote=False)}</b>\n\n{reply_as_html(card.reply)[0]}",
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            ),
            description=plain(card.reply.text)[:_SHOWN_CHARS],
        )
        for card in conversation.cards(asked)
    ]
    await bot.answer_inline_query(query, cards, cache_time=_CACHE_SECONDS, is_personal=False)
