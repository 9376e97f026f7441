"""What `nachgefragt doctor` learns from Telegram, over real sockets."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.doctor import Finding, examine
from adapters.fakes.telegram import FakeTelegram
from adapters.secret import Secret
from adapters.telegram import TelegramRefusedError
from adapters.telegram_check import standing
from bot.settings import Settings
from knowledge.errors import StoreError
from knowledge.store import FactStore


@pytest.mark.parametrize(
    ("inline", "reads_all", "told"),
    [
        (True, True, ("hears everything", "Inline mode is on.")),
        (False, False, ("commands, mentions and replies to it (privacy mode)", "/setinline")),
    ],
)
async def test_what_the_bot_hears_and_offers(inline: bool, reads_all: bool, told: tuple[str, ...]) -> None:
    """As @BotFather was told."""
    async with FakeTelegram(inline=inline, reads_all=reads_all) as fake:
        said = await asyncio.to_thread(standing, Secret(fake.token), fake.base_url)
        assert said.startswith("The bot is @nachgefragt_bot.")
        assert all(part in said for part in told)


async def test_what_went_wrong_with_the_webhook_last() -> None:
    """Telegram's own words for it."""
    async with FakeTelegram() as fake:
        fake.deliveries.append(403)
        said = await asyncio.to_thread(standing, Secret(fake.token), fake.base_url)
        assert said.endswith("The webhook failed last with: Wrong response from the webhook: 403.")


async def test_a_wrong_token_is_one_sentence_without_it() -> None:
    """It names the setting."""
    async with FakeTelegram() as fake:
        with pytest.raises(TelegramRefusedError, match="Telegram does not accept the bot token") as caught:
            await asyncio.to_thread(standing, Secret("99:wrong-one"), fake.base_url)
        assert "wrong-one" not in str(caught.value)


async def test_doctor_says_it(tmp_path: Path) -> None:
    """A bot that answers is good, one that Telegram does not know is a thing to do."""
    async with FakeTelegram() as fake:
        findings = [
            await asyncio.to_thread(_telegram, tmp_path, Secret(token), fake.base_url)
            for token in (fake.token, "99:no")
        ]
    assert [finding.good for finding in findings] == [True, False]
    assert findings[0].text.startswith("Telegram: set up for long polling. The bot is @nachgefragt_bot.")


def _telegram(seeds: Path, token: Secret, base: str) -> Finding:
    def no_store() -> FactStore:
        raise StoreError("there is none")

    found = examine(Settings(seeds=seeds, telegram_token=token, telegram_base_url=base), no_store)
    return next(finding for finding in found if finding.text.startswith("Telegram"))
