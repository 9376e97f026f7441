"""What the fake Bot API keeps about the bot itself: commands and descriptions for each language."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from adapters.fakes import telegram_checks as checks
from adapters.fakes.telegram_checks import Params, bad_request

if TYPE_CHECKING:
    from adapters.fakes.telegram import FakeTelegram

_LANGUAGE = re.compile(r"[a-z]{2}|")
# Parameter -> (characters at most, what the server says to more).
_LIMITS = {"description": (512, "DESCRIPTION_TOO_LONG"), "short_description": (120, "ABOUT_TOO_LONG")}


async def set_my_commands(fake: FakeTelegram, params: Params) -> Any:
    fake.menus[_language(params)] = checks.commands(params)
    return True


def setter(name: str) -> Callable[[FakeTelegram, Params], Awaitable[Any]]:
    async def set_text(fake: FakeTelegram, params: Params) -> Any:
        text, (limit, complaint) = str(params.get(name) or ""), _LIMITS[name]
        if len(text) > limit:
            raise bad_request(complaint)
        fake.profile[name, _language(params)] = text
        return True

    return set_text


def getter(name: str) -> Callable[[FakeTelegram, Params], Awaitable[Any]]:
    async def get_text(fake: FakeTelegram, params: Params) -> Any:
        return {name: fake.profile.get((name, _language(params)), "")}

    return get_text


def _language(params: Params) -> str:
    code = str(params.get("language_code") or "")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("LANG_CODE_INVALID")
    return code
