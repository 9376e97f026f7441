"""What the Bot API refuses, as functions over a call's parameters; every refusal carries the server's own words."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adapters.fakes.telegram import FakeTelegram

TEXT_LIMIT = 4096  # UTF-16 code units
CALLBACK_BYTES = 64
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_ADDRESS = re.compile(r"(?:https?|tg)://\S+")
_BUTTON_KINDS = ("callback_data", "url", "switch_inline_query", "switch_inline_query_current_chat")
_MOST_BUTTONS = 100
_PLACEHOLDER = 64  # characters
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_ENTITIES = (
    *("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline"),
    *("strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention"),
    "custom_emoji",
)

Params = dict[str, Any]


class RefusedError(Exception):
    """An error answer: HTTP status and description."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


def bad_request(text: str) -> RefusedError:
    return RefusedError(400, f"Bad Request: {text}")


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def nested(params: Params, name: str) -> Any:
    """A parameter that may have come as JSON in a form field; None if missing."""
    value = params.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {name} JSON object") from None


def integer(params: Params, name: str) -> int | None:
    value = params.get(name)
    if value is None or value == "":
        return None
    try:
        return int(value)
    except (TypeError, ValueError):
        raise bad_request(f"invalid {name} specified") from None


def text(params: Params) -> str:
    """The message's text, trimmed as the server trims."""
    raw = str(params.get("text") or "")
    if not raw.strip():
        raise bad_request("message text is empty")
    if units(raw) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return raw.strip()


def entities(params: Params, shown: str) -> tuple[dict[str, Any], ...]:
    found = nested(params, "entities") or []
    if not isinstance(found, list):
        raise bad_request("can't parse entities: expected an Array")
    for entity in found:
        _entity(entity, shown)
    return tuple(found)


def _entity(entity: Any, shown: str) -> None:
    if not isinstance(entity, dict) or entity.get("type") not in _ENTITIES:
        raise bad_request("can't parse entities: unsupported entity type")
    offset, size = entity.get("offset"), entity.get("length")
    if type(offset) is not int or type(size) is not int or offset < 0 or size < 1 or offset + size > units(shown):
        raise bad_request("can't parse entities: entity is out of the text's bounds")
    raw = shown.encode("utf-16-le")
    for name, edge in (("beginning", offset), ("ending", offset + size)):
        if raw[2 * edge : 2 * edge + 2] and 0xDC00 <= int.from_bytes(raw[2 * edge : 2 * edge + 2], "little") <= 0xDFFF:
            raise bad_request(f"entity {name} at UTF-16 offset {edge} ends in a middle of a UTF-16 symbol")


def close_query(fake: FakeTelegram, query: str) -> int:
    """Takes an inline or callback query as answered; the chat it came from."""
    chat = fake.open_queries.pop(query, None)
    if chat is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    fake.answered_queries.add(query)
    return chat


def markup(params: Params, *, inline: bool) -> dict[str, Any] | None:
    """An inline keyboard or a forced reply; `inline`: the bot has inline mode."""
    found = nested(params, "reply_markup")
    if isinstance(found, dict) and found.get("force_reply") is True:
        if len(str(found.get("input_field_placeholder") or "")) > _PLACEHOLDER:
            raise bad_request("input field placeholder is too long")
        return found
    return None if found is None else inline_keyboard(found, inline=inline)


def inline_keyboard(found: Any, *, inline: bool) -> dict[str, Any]:
    rows = found.get("inline_keyboard") if isinstance(found, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("object expected as reply markup")
    buttons = [button for row in rows for button in row]
    if len(buttons) > _MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        _button(button, inline)
    return dict(found)


def _button(button: dict[str, Any], inline: bool) -> None:
    if not str(button.get("text", "")).strip():
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if sum(kind in button for kind in _BUTTON_KINDS) != 1:
        raise bad_request("inline keyboard button type is invalid")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not _ADDRESS.fullmatch(str(button["url"])):
        raise bad_request("BUTTON_URL_INVALID")
    if not inline and any(kind in button for kind in _BUTTON_KINDS if kind.startswith("switch_inline_query")):
        raise bad_request("BUTTON_TYPE_INVALID")


def commands(params: Params) -> tuple[tuple[str, str], ...]:
    """(name, description) of each."""
    found = nested(params, "commands")
    if not isinstance(found, list) or len(found) > 100:
        raise bad_request("can't parse commands")
    for command in found:
        if not _COMMAND.fullmatch(str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return tuple((command["command"], command["description"]) for command in found)


def webhook_secret(params: Params) -> str:
    secret = str(params.get("secret_token") or "")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    return secret
