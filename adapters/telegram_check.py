"""Asks Telegram what the bot may do, for `nachgefragt doctor`. Nothing is fetched and nothing changed: a getUpdates
would take updates from the bot that runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from adapters.doctor_asking import Now, Told, UnheardError, ask, clock, new_session
from adapters.findings import Finding, Findings, note, ok, todo
from adapters.secret import Secret
from adapters.telegram_inbound import ALLOWED_UPDATES
from adapters.telegram_settings import TelegramSettings
from bot.settings import Settings

_REFUSED: Final = "it does not accept the bot token; set TELEGRAM_BOT_TOKEN to the one that @BotFather shows."
_EVERYTHING: Final = "In groups it hears everything and answers what is meant for it."
_PRIVACY: Final = "In groups it hears commands, mentions and replies to it (privacy mode)."
_NO_INLINE: Final = "inline mode is off; @BotFather turns it on with /setinline."
_ELSEWHERE: Final = (
    "another program has changed that while `nachgefragt serve` runs, so the bot hears nothing or not all. "
    "Stop that program, or have @BotFather give a new token, and restart."
)
_RECENT: Final = 3600.0  # seconds
_PORTS: Final = (None, 443, 80, 88, 8443)
_OFFICIAL: Final = "https://api.telegram.org"


async def examine(settings: Settings, *, serving: bool, now: Now = time.time) -> Findings:
    """With the token set. `serving`: `nachgefragt serve` runs here. Never raises for what Telegram says or does not."""
    token = settings.telegram_token or Secret("")
    return (*_set_up(settings, token), *await _asked(settings, token, serving, now))


def _set_up(settings: Settings, token: Secret) -> Iterator[Finding]:
    url = settings.telegram_webhook_url
    if not url:
        yield ok("Telegram", "set up for long polling.")
        return
    if not settings.telegram_webhook_secret:
        yield todo("Telegram", "TELEGRAM_WEBHOOK_URL is set; set TELEGRAM_WEBHOOK_SECRET as well.")
        return
    try:
        TelegramSettings(token=token, mode="webhook", webhook_url=url, webhook_secret=settings.telegram_webhook_secret)
        wrong_port = urlsplit(url).port not in _PORTS
    except ValueError as error:
        yield todo("Telegram", f"{error}. Change TELEGRAM_WEBHOOK_URL or TELEGRAM_WEBHOOK_SECRET.")
        return
    if settings.telegram_base_url == _OFFICIAL and (wrong_port or not url.startswith("https://")):
        yield todo("Telegram", "a webhook must be https on port 443, 80, 88 or 8443: change TELEGRAM_WEBHOOK_URL.")
        return
    yield ok("Telegram", f"set up for a webhook at {_host(url)}.")


async def _asked(settings: Settings, token: Secret, serving: bool, now: Now) -> Findings:
    address = f"{settings.telegram_base_url}/bot{token.reveal()}"
    async with new_session() as session:
        try:
            told = await asyncio.gather(
                *(ask(session, f"{address}/{method}", now=now) for method in ("getMe", "getWebhookInfo"))
            )
        except UnheardError as error:
            said = f"{settings.telegram_base_url} cannot be reached ({error}); check the network and HTTPS_PROXY."
            return (todo("Telegram", said),)
    refused = next((_refusal(one) for one in told if not one.body.get("ok")), None)
    if refused is not None:
        return (refused, *clock(told[0].ahead, "Telegram"))
    me, hook = (one.body.get("result") or {} for one in told)
    return (
        *_bot(me),
        *_webhook(hook, settings.telegram_webhook_url, serving, now()),
        *clock(told[0].ahead, "Telegram"),
    )


def _refusal(told: Told) -> Finding:
    if told.status in (401, 404):
        return todo("Telegram", _REFUSED)
    said = str(told.body.get("description") or "nothing that can be read")[:200]
    return todo("Telegram", f"it answered {told.status} ({said}); try again in a minute.")


def _bot(me: Mapping[str, Any]) -> Iterator[Finding]:
    hears = _EVERYTHING if me.get("can_read_all_group_messages") else _PRIVACY
    yield ok("Telegram", f"the bot is @{me.get('username')}. {hears}")
    inline = me.get("supports_inline_queries")
    yield ok("Telegram", "inline mode is on.") if inline else note("Telegram", _NO_INLINE)


def _webhook(hook: Mapping[str, Any], wanted: str | None, serving: bool, now: float) -> Iterator[Finding]:
    there, waiting = str(hook.get("url") or ""), int(hook.get("pending_update_count") or 0)
    if there != (wanted or ""):
        yield _mended(_difference(there, wanted), serving)
    lacking = set(ALLOWED_UPDATES) - set(hook.get("allowed_updates") or ALLOWED_UPDATES)
    if lacking:
        yield _mended(f"Telegram does not hand out {', '.join(sorted(lacking))}", serving)
    if waiting:
        yield note("Telegram", f"{waiting} updates wait there to be handed out to `nachgefragt serve`.")
    if hook.get("last_error_message"):
        yield _failed(hook, wanted, now)


def _difference(there: str, wanted: str | None) -> str:
    if not there:
        return "no webhook is set at Telegram"
    if not wanted:
        return f"a webhook is set at Telegram ({_host(there)}), which keeps updates from long polling"
    return f"another webhook than TELEGRAM_WEBHOOK_URL is set at Telegram ({_host(there)})"


def _mended(what: str, serving: bool) -> Finding:
    """`serve` sets at its start what it wants."""
    if serving:
        return todo("Telegram", f"{what}: {_ELSEWHERE}")
    return note("Telegram", f"{what}; `nachgefragt serve` puts that right when it starts.")


def _failed(hook: Mapping[str, Any], wanted: str | None, now: float) -> Finding:
    at = float(hook.get("last_error_date") or 0)
    when = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(at))
    said = f"its last failure to deliver was at {when}: {str(hook['last_error_message'])[:200]}"
    if not wanted or now - at > _RECENT:
        return note("Telegram", f"{said}.")
    return todo("Telegram", f"{said}. See to it that {_host(wanted)} leads here, and that the secret is the same.")


def _host(url: str) -> str:
    """The rest of a webhook's address may be meant to be known to nobody."""
    return urlsplit(url).netloc.rpartition("@")[2]
