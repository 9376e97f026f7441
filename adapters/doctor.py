"""Looks at everything that `nachgefragt serve` needs, side by side, and says what to do about it. Nothing is changed at
the platforms, nor taken from a bot that runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from adapters import doctor_files, doctor_knowledge, doctor_port, doctor_state, doctor_versions
from adapters.doctor_asking import Now
from adapters.doctor_checks import Check, in_thread, looked
from adapters.doctor_port import Port
from adapters.findings import Findings, note
from bot.settings import Settings
from knowledge.store import FactStore

AREAS: Final = (
    "Settings",
    "Versions",
    "Seeds",
    "Store",
    "Vectors",
    "Telegram",
    "Slack",
    "Clock",
    "State",
    "Files",
    "Disk",
    "Port",
)
"""In the order they are printed."""

_NO_TELEGRAM: Final = "off. For Telegram set TELEGRAM_BOT_TOKEN to the token that @BotFather gives."
_NO_SLACK: Final = (
    "off. For Slack set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)."
)


def examine(
    settings: Settings,
    open_store: Callable[[], FactStore],
    *,
    with_curated: bool = True,
    now: Now = time.time,
    patience: float = 10.0,
    building: float = 600.0,
) -> Findings:
    """Never raises: what cannot be looked at is a finding. Each check has `patience` seconds; that of the store has
    `building`, as it is built where it does not fit the seeds."""

    async def examined() -> Findings:
        port = await _port(settings, patience)
        checks = (
            Check(area="Versions", run=lambda: in_thread(doctor_versions.examine), patience=patience),
            Check(
                area="Seeds",
                run=lambda: in_thread(
                    lambda: doctor_knowledge.examine(settings, open_store, with_curated=with_curated)
                ),
                patience=building,
            ),
            Check(area="Telegram", run=lambda: _telegram(settings, port, now), patience=patience),
            Check(area="Slack", run=lambda: _slack(settings, now), patience=patience),
            Check(area="State", run=lambda: in_thread(lambda: doctor_state.examine(settings, now)), patience=patience),
            Check(area="Files", run=lambda: in_thread(lambda: doctor_files.examine(settings)), patience=patience),
        )
        found = await asyncio.gather(*(looked(check, settings) for check in checks))
        return tuple(finding for findings in (*found, port.findings) for finding in findings)

    return tuple(sorted(asyncio.run(examined()), key=lambda finding: AREAS.index(finding.area)))


async def _port(settings: Settings, patience: float) -> Port:
    """First, as it tells whether the bot runs here."""
    needed = bool(settings.telegram_token or settings.slack_bot_token or settings.slack_client_id)
    serving = False

    async def look() -> Findings:
        nonlocal serving
        port = await doctor_port.examine(settings, needed=needed)
        serving = port.serving
        return port.findings

    found = await looked(Check(area="Port", run=look, patience=patience), settings)
    return Port(serving=serving, findings=found)


async def _telegram(settings: Settings, port: Port, now: Now) -> Findings:
    """Nothing of a platform is imported where it is off; so below."""
    if not settings.telegram_token:
        return (note("Telegram", _NO_TELEGRAM),)
    from adapters import telegram_check

    return await telegram_check.examine(settings, serving=port.serving, now=now)


async def _slack(settings: Settings, now: Now) -> Findings:
    if not settings.slack_bot_token and not settings.slack_client_id:
        return (note("Slack", _NO_SLACK),)
    from adapters import slack_check

    return await slack_check.examine(settings, now=now)
