"""Telegram, drawn: messages with their entities and keyboards, inline results, the notice over a pressed button."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InlineQueryResultArticle, MessageEntity

from adapters.preview_html import Html, avatar, box, joined, tag, text
from adapters.preview_scenes import Exchange, Scenes
from adapters.telegram_inline import articles
from adapters.telegram_render import Chunk, notice, pieces
from bot.wording import wording

BOT: Final = "nachgefragt_bot"
_ELEMENTS: Final[Mapping[str, str]] = {
    MessageEntity.BOLD: "strong",
    MessageEntity.ITALIC: "em",
    MessageEntity.BLOCKQUOTE: "blockquote",
}
_MORNING: Final = 9 * 60 + 41  # minutes after midnight

_Span = tuple[int, int, str]  # start and end in UTF-16 units, element


def answer(scenes: Scenes) -> Html:
    return _private(scenes, _exchange(scenes.answered, 0))


def nothing(scenes: Scenes) -> Html:
    return _private(scenes, _exchange(scenes.abstained, 3))


def choice(scenes: Scenes) -> Html | None:
    return _private(scenes, _exchange(scenes.chosen, 5)) if scenes.chosen else None


def judged(scenes: Scenes) -> Html | None:
    """The answer whose feedback button was pressed, under what is shown for a moment."""
    if scenes.thanked is None:
        return None
    shown = _messages(scenes.answered, 8, pressed=wording(scenes.language).BUTTON_HELPFUL)
    return _private(scenes, joined(box("tg-notice", notice(scenes.thanked)), *shown))


def sharing(scenes: Scenes) -> Html:
    """The results offered while somebody types, over the card sent before in the same group."""
    says = wording(scenes.language).PREVIEW
    offered = [_result(result) for result in articles(scenes.cards, BOT)[:3]]
    opens = box("tg-open", wording(scenes.language).BUTTON_OPEN)
    typed = tag("span", f"@{BOT} {scenes.typed}", class_="tg-typed")
    return _window(
        says["room"].title(),
        says["members"],
        joined(*[_sent_by_inline(result, scenes) for result in articles(scenes.sent, BOT)[:1]]),
        joined(box("tg-results", opens, *offered), box("tg-compose", typed, tag("span", "➤", class_="tg-send"))),
    )


def message(content: str, entities: Sequence[MessageEntity]) -> Html:
    """`content` with its entities, whose offsets are UTF-16 units. Raises KeyError for an entity never sent here."""
    spans = [(one.offset, one.offset + one.length, _ELEMENTS[one.type]) for one in entities]
    return joined(*_drawn(content.encode("utf-16-le"), 0, len(content.encode("utf-16-le")) // 2, spans))


def _drawn(units: bytes, start: int, end: int, spans: list[_Span]) -> Iterator[Html]:
    """The text from `start` to `end`; a span that crosses another's end is drawn in two parts."""
    while spans:
        spans = sorted(spans, key=lambda span: (span[0], -span[1]))
        (first, last, element), *others = spans
        yield _plain(units, start, first)
        inside = [(begin, min(stop, last), inner) for begin, stop, inner in others if begin < last]
        yield tag(element, *_drawn(units, first, last, inside))
        spans = [(max(begin, last), stop, other) for begin, stop, other in others if stop > last]
        # The line break behind a quote ends it, and no line of its own follows.
        start = last + (element == "blockquote" and _plain(units, last, last + 1) == "\n")
    yield _plain(units, start, end)


def _plain(units: bytes, start: int, end: int) -> Html:
    return text(units[2 * start : 2 * end].decode("utf-16-le"))


def _exchange(exchange: Exchange, minute: int) -> Html:
    own = _bubble("own", text(exchange.said), minute)
    return joined(box("tg-row own", own), *_messages(exchange, minute))


def _messages(exchange: Exchange, minute: int, pressed: str = "") -> Iterator[Html]:
    for chunk, keyboard in pieces(exchange.reply, inline=True):
        yield box("tg-row", _bubble("", _said(chunk), minute), *_rows(keyboard, pressed))


def _said(chunk: Chunk) -> Html:
    return message(chunk.text, chunk.entities)


def _bubble(side: str, content: Html, minute: int, head: str = "") -> Html:
    at = f"{(_MORNING + minute) // 60}:{(_MORNING + minute) % 60:02}"
    ticks = tag("span", "✓✓", class_="tg-ticks", aria_hidden="true") if side else ""
    stamp = tag("span", tag("time", at), ticks, class_="tg-stamp")
    return box(f"tg-bubble {side}".strip(), head, box("tg-text", content, stamp))


def _rows(keyboard: InlineKeyboardMarkup | None, pressed: str = "") -> Iterator[Html]:
    if keyboard is not None:
        rows = (box("tg-keys", *(_key(key, pressed) for key in row)) for row in keyboard.inline_keyboard)
        yield box("tg-keyboard", *rows)


def _key(key: InlineKeyboardButton, pressed: str) -> Html:
    sign = "↗" if key.url else "↪" if key.switch_inline_query is not None else ""
    corner = tag("span", sign, class_="tg-sign", aria_hidden="true") if sign else ""
    return tag("span", key.text, corner, class_="tg-key pressed" if key.text == pressed else "tg-key")


def _result(result: InlineQueryResultArticle) -> Html:
    about = box("tg-about", result.description or "")
    return box("tg-result", avatar(result.title[:1], "tile"), box("tg-what", box("tg-title", result.title), about))


def _sent_by_inline(result: InlineQueryResultArticle, scenes: Scenes) -> Html:
    says, content = wording(scenes.language).PREVIEW, result.input_message_content.to_dict()
    entities = [MessageEntity.de_json(one, None) for one in content.get("entities", ())]
    head = box("tg-via", says["other"], tag("span", f" {says['via']} @{BOT}"))
    bubble = _bubble("", message(content["message_text"], entities), 12, head)
    row = box("tg-row", bubble, *_rows(result.reply_markup))
    return box("tg-from", avatar(says["other"], "round"), row)


def _private(scenes: Scenes, shown: Html) -> Html:
    says = wording(scenes.language)
    return _window(says.HOME_TITLE, says.PREVIEW["bot"], shown, _compose(scenes))


def _compose(scenes: Scenes) -> Html:
    field = tag("span", wording(scenes.language).PREVIEW["message"], class_="tg-field")
    return box("tg-compose", field, tag("span", "➤", class_="tg-send", aria_hidden="true"))


def _window(name: str, status: str, shown: Html, below: Html) -> Html:
    head = box("tg-head", avatar(name, "round"), box("tg-who", tag("b", name), tag("span", status)))
    return box("window tg", head, box("tg-chat", shown), below)
