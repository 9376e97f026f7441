"""What the Bot API refuses, as functions over a call's parameters; every refusal carries the server's own words."""

from __future__ import annotations

import json
import re
from typing import Any

TEXT_LIMIT = 4096  # UTF-16 code units
CALLBACK_BYTES = 64
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
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
        _entity(entity, units(shown))
    return tuple(found)


def _entity(entity: Any, length: int) -> None:
    if not isinstance(entity, dict) or entity.get("type") not in _ENTITIES:
        raise bad_request("can't parse entities: unsupported entity type")
    offset, size = entity.get("offset"), entity.get("length")
    if type(offset) is not int or type(size) is not int or offset < 0 or size < 1 or offset + size > length:
        raise bad_request("can't parse entities: entity is out of the text's bounds")


def markup(params: Params) -> dict[str, Any] | None:
    found = nested(params, "reply_markup")
    if found is None:
        return None
    if not isinstance(found, dict) or not isinstance(found.get("inline_keyboard"), list):
        raise bad_request("object expected as reply markup")
    for row in found["inline_keyboard"]:
        for button in row:
            _button(button)
    return found


def _button(button: dict[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        raise bad_request("text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is None and "url" not in button:
        raise bad_request("inline keyboard button type is invalid")
    if data is not None and not 1 <= len(str(data).encode()) <= CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


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
