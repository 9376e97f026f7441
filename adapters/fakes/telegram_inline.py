"""Inline mode of the fake Bot API: what an answer to an inline query may hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from adapters.fakes import telegram_checks as checks
from adapters.fakes.telegram_checks import Params, bad_request
from adapters.fakes.telegram_people import Offer

if TYPE_CHECKING:
    from adapters.fakes.telegram import FakeTelegram

_MOST_RESULTS, _ID_BYTES, _OFFSET_BYTES = 50, 64, 64
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


async def answer_inline_query(fake: FakeTelegram, params: Params) -> Any:
    if not fake.world.inline:
        raise bad_request("USER_BOT_INVALID")
    results = checks.nested(params, "results")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results")
    if len(results) > _MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    for result in results:
        _article(result)
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len(str(params.get("next_offset") or "").encode()) > _OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    offer = Offer(
        results=tuple(results),
        button=_button(checks.nested(params, "button")),
        cache_time=300 if (kept := checks.integer(params, "cache_time")) is None else kept,
        personal=str(params.get("is_personal", "")).lower() == "true",
    )
    query = str(params.get("inline_query_id"))
    checks.close_query(fake, query)
    fake.offers[query] = offer
    await fake.notify()
    return True


def _article(result: Any) -> None:
    if not isinstance(result, dict) or result.get("type") != "article":
        raise bad_request("RESULT_TYPE_INVALID")
    if not 1 <= len(str(result.get("id", "")).encode()) <= _ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if not str(result.get("title") or "").strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    content = result.get("input_message_content")
    if not isinstance(content, dict):
        raise bad_request("can't parse inline query result: can't find input message content")
    text = str(content.get("message_text") or "")
    if not text.strip():
        raise bad_request("MESSAGE_EMPTY")
    if checks.units(text) > checks.TEXT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    checks.entities(content, text)
    if result.get("reply_markup") is not None:
        checks.inline_keyboard(result["reply_markup"], inline=True)


def _button(button: Any) -> dict[str, Any] | None:
    if button is None:
        return None
    if not isinstance(button, dict) or not str(button.get("text") or "").strip():
        raise bad_request("SWITCH_PM_TEXT_EMPTY")
    if not _START_PARAMETER.fullmatch(str(button.get("start_parameter") or "")):
        raise bad_request("START_PARAM_INVALID")
    return button
