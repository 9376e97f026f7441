"""Inline mode: `@bot question` in any chat offers cards, and the one chosen is sent there."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.error import BadRequest

from adapters.telegram_render import render
from bot.messages import Card
from bot.wording import wording
from knowledge.document import Language

log = logging.getLogger("adapters.telegram")

MOST_RESULTS = 50
_ID_BYTES = 64
_KEPT = 10  # seconds that the server may repeat an answer; the articles may change
_START = "inline"  # what the bot is opened with from the list of cards
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def offer(api: Bot, query: InlineQuery, cards: Sequence[Card], language: Language | None) -> None:
    """Shows the cards, and above them a button that opens the bot, in the person's language or the cards'. What comes
    too late is let be: the person has typed on. Raises TelegramError."""
    spoken = language or (cards[0].reply.outcome.language if cards else "de")
    try:
        await api.answer_inline_query(
            query.id,
            articles(cards, api.username),
            cache_time=_KEPT,
            is_personal=True,
            button=InlineQueryResultsButton(wording(spoken).BUTTON_OPEN, start_parameter=_START),
        )
    except BadRequest as error:
        if "query is too old" not in str(error).lower():
            raise
        log.info("inline query not answered: %s", error)


def articles(cards: Sequence[Card], username: str) -> list[InlineQueryResultArticle]:
    """At most 50. A card that Telegram would refuse is left out: the others matter more."""
    made: dict[str, InlineQueryResultArticle] = {}
    for card in cards:
        chunks = render(card.reply)
        if chunks and card.title.strip() and 1 <= len(card.id.encode()) <= _ID_BYTES:
            content = InputTextMessageContent(
                chunks[0].text, entities=chunks[0].entities or None, link_preview_options=_NO_PREVIEW
            )
            made[card.id] = InlineQueryResultArticle(
                card.id,
                card.title,
                content,
                description=card.description or None,
                reply_markup=_opens(card, username),
            )
        else:
            log.error("card left out, it says nothing or its id is not 1 to 64 bytes: %r", card.id)
    return list(made.values())[:MOST_RESULTS]


def _opens(card: Card, username: str) -> InlineKeyboardMarkup:
    """The way from a sent card to the fact in the bot; for a card without a fact, to the bot."""
    label = wording(card.reply.outcome.language).BUTTON_OPEN
    address = f"https://t.me/{username}?start={card.link or _START}"
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, url=address)]])
