"""What Telegram shows of the bot before anybody speaks."""

from __future__ import annotations

import pytest

from adapters.fakes.telegram import FakeTelegram, Fault
from adapters.secret import Secret
from adapters.telegram import TelegramAdapter, TelegramSettings
from bot.commands import COMMANDS
from bot.wording import wording
from tests.adapters.telegram_running import Echo, running, until

LAST = ("short_description", "de")


async def test_commands_and_descriptions_are_registered_in_both_languages() -> None:
    """English is the default, German for German users; every command of the registry is there."""
    async with running() as at:
        await until(lambda: LAST in at.fake.profile)
        assert at.fake.menus == {
            "": tuple((command.english, command.describe("en")) for command in COMMANDS),
            "de": tuple((command.name, command.describe("de")) for command in COMMANDS),
        }
        assert at.fake.profile == {
            ("description", ""): wording("en").START,
            ("description", "de"): wording("de").START,
            ("short_description", ""): wording("en").ABOUT_BOT,
            ("short_description", "de"): wording("de").ABOUT_BOT,
        }


async def test_a_description_that_stands_already_is_not_set_again() -> None:
    """Telegram allows few changes a day; the second start makes none."""
    async with FakeTelegram() as fake:
        settings = TelegramSettings(token=Secret(fake.token), api_base=fake.base_url)
        for start in (1, 2):
            adapter = TelegramAdapter(Echo(), settings)
            await adapter.start()
            await until(lambda: len([m for m, _ in fake.calls if m == "getMyShortDescription"]) == 2 * start)  # noqa: B023
            await until(lambda: LAST in fake.profile)
            await adapter.stop()
        assert len([method for method, _ in fake.calls if method == "setMyDescription"]) == 2


async def test_a_failed_registration_is_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """The others are registered all the same, and questions are answered meanwhile."""
    async with FakeTelegram() as fake:
        fake.fail_next("setMyCommands", Fault(status=400))
        fake.fail_next("setMyDescription", Fault(drop=True))
        adapter = TelegramAdapter(Echo(), TelegramSettings(token=Secret(fake.token), api_base=fake.base_url))
        await adapter.start()
        asked = await fake.user_says(fake.private(), "Wer?")
        await adapter.processed(asked.update_id or 0)
        await until(lambda: LAST in fake.profile)
        await adapter.stop()
        assert (set(fake.menus), set(fake.profile)) == (
            {"de"},
            {("description", "de"), ("short_description", ""), ("short_description", "de")},
        )
        assert caplog.text.count("not registered (en)") == 2
        assert [sent.text for sent in fake.sent] == ["message: Wer?"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_texts_fit(language: str) -> None:
    """512 characters for the description, 120 for the short one."""
    says = wording("de" if language == "de" else "en")
    assert len(says.START) <= 512
    assert len(says.ABOUT_BOT) <= 120
