"""What `nachgefragt doctor` learns from Telegram, over real sockets."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from adapters.fakes.telegram import FakeTelegram, Fault
from adapters.fakes.telegram_methods import Webhook
from adapters.findings import Finding, Findings, note, ok, todo
from adapters.telegram_check import examine
from bot.settings import Secret, Settings

POLLING = ok("Telegram", "set up for long polling.")
BOT = ok(
    "Telegram",
    "the bot is @nachgefragt_bot. In groups it hears commands, mentions and replies to it (privacy mode).",
)
INLINE = ok("Telegram", "inline mode is on.")
CLOCK = ok("Clock", "it agrees with Telegram's.")
ELSEWHERE = (
    "another program has changed that while `nachgefragt serve` runs, so the bot hears nothing or not all. Stop that "
    "program, or have @BotFather give a new token, and restart."
)
LATER = "; `nachgefragt serve` puts that right when it starts."
HOOK = "https://bot.example/hook-7f3"


async def looked(fake: FakeTelegram, *, serving: bool = False, ahead: float = 0.0, **changed: Any) -> Findings:
    settings = Settings(telegram_token=Secret(fake.token), telegram_base_url=fake.base_url)
    return await examine(replace(settings, **changed), serving=serving, now=lambda: time.time() + ahead)


def webhook(url: str = HOOK) -> dict[str, Any]:
    return {"telegram_webhook_url": url, "telegram_webhook_secret": Secret("s3cret")}


async def test_all_is_well() -> None:
    """Who the bot is, what it hears, inline mode and the clock; only two harmless methods are called."""
    async with FakeTelegram(inline=True) as fake:
        assert await looked(fake) == (POLLING, BOT, INLINE, CLOCK)
        assert sorted(method for method, _ in fake.calls) == ["getMe", "getWebhookInfo"]


async def test_what_the_bot_hears_and_does_not_offer() -> None:
    """As @BotFather was told."""
    async with FakeTelegram(reads_all=True) as fake:
        found = await looked(fake)
    assert found[1:3] == (
        ok("Telegram", "the bot is @nachgefragt_bot. In groups it hears everything and answers what is meant for it."),
        note("Telegram", "inline mode is off; @BotFather turns it on with /setinline."),
    )


@pytest.mark.parametrize("token", ["99:wrong-one", "wrong/one"])
async def test_a_wrong_token_is_one_sentence_without_it(token: str) -> None:
    """It names the setting; the clock is still told."""
    async with FakeTelegram() as fake:
        found = await looked(fake, telegram_token=Secret(token))
    refused = todo(
        "Telegram", "it does not accept the bot token; set TELEGRAM_BOT_TOKEN to the one that @BotFather shows."
    )
    assert found == (POLLING, refused, CLOCK)


async def test_a_server_that_is_ill() -> None:
    """What it said is told, and to try again."""
    async with FakeTelegram() as fake:
        fake.fail_next("getMe", Fault(status=502))
        found = await looked(fake)
    assert found[1] == todo("Telegram", "it answered 502 (Bad Gateway); try again in a minute.")


async def test_a_server_that_hangs_up() -> None:
    """The address of the Bot API is named, without the token in it."""
    async with FakeTelegram() as fake:
        fake.fail_next("getMe", Fault(drop=True), times=2)  # a GET is asked again once
        (_, unheard) = await looked(fake)
    assert (
        unheard.text
        == f"{fake.base_url} cannot be reached (ServerDisconnectedError); check the network and HTTPS_PROXY."
    )


async def test_a_clock_that_is_off() -> None:
    """It is compared with the Date of Telegram's answer."""
    async with FakeTelegram(inline=True) as fake:
        found = await looked(fake, ahead=400.0)
    assert found[-1].level == "TODO"
    assert found[-1].text.startswith(("it is 399 s ahead", "it is 400 s ahead", "it is 401 s ahead"))


@pytest.mark.parametrize(
    ("there", "wanted", "said"),
    [
        (
            "https://else.example/x9",
            None,
            "a webhook is set at Telegram (else.example), which keeps updates from long polling",
        ),
        (None, HOOK, "no webhook is set at Telegram"),
        (
            "https://else.example/x9",
            HOOK,
            "another webhook than TELEGRAM_WEBHOOK_URL is set at Telegram (else.example)",
        ),
    ],
)
async def test_another_webhook_than_ours(there: str | None, wanted: str | None, said: str) -> None:
    """While the bot runs another program did that; else the bot's start puts it right. No path is told."""
    changed = webhook(wanted) if wanted else {}
    async with FakeTelegram(inline=True) as fake:
        await fake.set_webhook(Webhook(url=there, secret="") if there else None)
        assert only(await looked(fake, **changed)) == note("Telegram", f"{said}{LATER}")
        assert only(await looked(fake, serving=True, **changed)) == todo("Telegram", f"{said}: {ELSEWHERE}")


async def test_our_webhook() -> None:
    """The one that is wanted is there: nothing to say of it but where."""
    async with FakeTelegram(inline=True) as fake:
        await fake.set_webhook(Webhook(url=HOOK, secret="s3cret"))
        found = await looked(fake, **webhook())
    assert found == (ok("Telegram", "set up for a webhook at bot.example."), BOT, INLINE, CLOCK)


async def test_kinds_of_updates_that_are_not_handed_out() -> None:
    """Each is named."""
    async with FakeTelegram(inline=True) as fake:
        fake.allowed = ("message", "inline_query", "poll")
        said = "Telegram does not hand out callback_query, edited_message"
        assert only(await looked(fake)) == note("Telegram", f"{said}{LATER}")
        assert only(await looked(fake, serving=True)) == todo("Telegram", f"{said}: {ELSEWHERE}")


async def test_updates_that_wait() -> None:
    """They are counted, and stay there."""
    async with FakeTelegram(inline=True) as fake:
        await fake.push({})
        await fake.push({})
        said = "2 updates wait there to be handed out to `nachgefragt serve`."
        assert only(await looked(fake)) == note("Telegram", said)
        assert len(fake.updates) == 2


@pytest.mark.parametrize(("age", "recent"), [(600.0, True), (7200.0, False)])
async def test_what_went_wrong_with_the_webhook_last(age: float, recent: bool) -> None:
    """Telegram's own words for it and when; within the last hour it is a thing to do."""
    async with FakeTelegram(inline=True) as fake:
        await fake.set_webhook(Webhook(url=HOOK, secret="s3cret"))
        fake.deliveries.append(403)
        found = await looked(fake, ahead=1_700_000_000 + age - time.time(), **webhook())
    said = "its last failure to deliver was at 2023-11-14 22:13 UTC: Wrong response from the webhook: 403."
    do = " See to it that bot.example leads here, and that the secret is the same."
    expected = todo("Telegram", said + do) if recent else note("Telegram", said)
    assert found[3] == expected


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"telegram_webhook_url": HOOK},
            "TELEGRAM_WEBHOOK_URL is set; set TELEGRAM_WEBHOOK_SECRET as well.",
        ),
        (
            {"telegram_webhook_url": HOOK, "telegram_webhook_secret": Secret("not good!")},
            "Telegram's webhook_secret must be 1 to 256 of A-Z a-z 0-9 _ -. Change TELEGRAM_WEBHOOK_URL or "
            "TELEGRAM_WEBHOOK_SECRET.",
        ),
    ],
)
async def test_a_webhook_set_up_in_half(changed: dict[str, Any], said: str) -> None:
    """What serve would refuse is said before."""
    async with FakeTelegram() as fake:
        found = await looked(fake, **changed)
    assert found[0] == todo("Telegram", said)


@pytest.mark.parametrize("url", ["http://bot.example/hook", "https://bot.example:8080/hook"])
async def test_a_webhook_that_telegram_would_refuse(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own servers take https on four ports only; another Bot API server takes what it wants."""
    async with FakeTelegram() as fake:
        assert (await looked(fake, **webhook(url)))[0].level == "ok"
        monkeypatch.setattr("adapters.telegram_check._OFFICIAL", fake.base_url)
        said = "a webhook must be https on port 443, 80, 88 or 8443: change TELEGRAM_WEBHOOK_URL."
        assert (await looked(fake, **webhook(url)))[0] == todo("Telegram", said)


def only(found: Findings) -> Finding:
    """The one finding that is not as it always is."""
    (one,) = (finding for finding in found if finding.level != "ok")
    return one
