"""The control API itself: what it takes, and how it refuses the rest."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.fakes.control import ControlServer
from adapters.fakes.slack import FakeSlack
from adapters.fakes.slack_control import slack_actions
from adapters.fakes.telegram import FakeTelegram
from adapters.fakes.telegram_control import telegram_actions
from tests.adapters.controlling import Script

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


@pytest.fixture
async def telegram() -> AsyncIterator[Script]:
    async with FakeTelegram() as fake, ControlServer(telegram_actions(fake)) as control, Script(control.url) as script:
        yield script


@pytest.fixture
async def slack() -> AsyncIterator[Script]:
    async with FakeSlack() as fake, ControlServer(slack_actions(fake)) as control, Script(control.url) as script:
        yield script


@pytest.mark.parametrize(
    ("path", "fields", "sentence"),
    [
        ("say", {}, "'text' is missing: a text."),
        ("say", {"text": 1}, "'text' must be a text."),
        ("say", {"text": " "}, "nobody can write an empty message."),
        ("say", {"text": "\ud83d"}, "'text' holds half a character."),
        ("say", {"text": "W" * 4097}, "a message has at most 4096 characters."),
        ("say", {"text": "Wer?", "user": ""}, "a person needs a name."),
        ("say", {"text": "Wer?", "mention": "ja"}, "'mention' must be true or false."),
        ("say", {"text": "Wer?", "group": "Rat"}, "there is no group 'Rat'; make it with /group."),
        ("say", {"text": "Wer?", "topic": 7}, "there is no topic 7 there; make it with /topic."),
        ("say", {"text": "Wer?", "reply_to": 7}, "there is no message 7 there."),
        ("edit", {"message": 7, "text": "Wann?"}, "there is no message 7 there."),
        ("press", {"label": "Quelle"}, "no button 'Quelle' in 'Anna'."),
        ("press", {"button": "Quelle"}, "there is no field 'button'; there are label, user, group."),
        ("inline", {"text": "Wer?"}, "the bot has no inline mode."),
        ("inline", {"text": "W" * 257}, "an inline query has at most 256 characters."),
        ("choose", {"query": "q", "title": "x"}, "no cards were offered for query 'q'."),
        ("start", {"payload": "ä"}, "no start parameter: 'ä'."),
        ("privacy", {"on": 1}, "'on' must be true or false."),
        ("fault/slow", {"seconds": 61}, "seconds must be 0 to 60, not 61."),
        ("fault/slow", {"seconds": 10**400}, "'seconds' must be a number."),
        ("fault/duplicate", {"count": 0}, "count must be 1 to 1000, not 0."),
        ("fault/refused", {"status": 200}, "status must be 400, 401, 403 or 409, not 200."),
        ("fault/malformed", {"update": "x"}, "'update' must be an object."),
        ("fault/malformed", {"update": {"update_id": "x"}}, "'update_id' must be a whole number."),
    ],
)
async def test_a_wrong_request_to_telegram_is_one_sentence(
    telegram: Script, path: str, fields: dict[str, Any], sentence: str
) -> None:
    """400 says what is wrong, and nothing happened."""
    assert (400, {"error": sentence}) == await telegram.ask("POST", path, json=fields)


@pytest.mark.parametrize(
    ("path", "fields", "sentence"),
    [
        ("say", {"text": "Wer?", "channel": "C7"}, "there is no channel 'C7'; there are C1, C2, C9, D1, D2."),
        ("say", {"text": "Wer?", "channel": "C9"}, "the bot is not in C9 and hears nothing there."),
        ("say", {"text": "Wer?", "user": "Anna"}, "a user's id begins with U, not 'Anna'."),
        ("edit", {"ts": "1.1", "text": "Wann?"}, "nobody wrote '1.1' in D1."),
        ("press", {"label": "Quelle"}, "there is no button 'Quelle' in D1."),
        ("slash", {"command": "frage"}, "a command begins with a slash, not 'frage'."),
        ("home_press", {"label": "Mehr"}, "no button 'Mehr' on the page."),
        ("home_search", {"word": "Docker"}, "no field on the page."),
        ("submit", {"text": "falsch"}, "no dialogue was opened."),
        ("deliver_to", {"url": "https://example.org/"}, "the address must begin with http://127.0.0.1."),
        ("deliver_to", {"url": "http://127.0.0.1:99999/"}, "the address must begin with http://127.0.0.1."),
        ("fault/malformed", {"frame": "x"}, "the bot has no socket open."),
        (
            "fault/token",
            {"valid": False, "error": "x"},
            "there is no error 'x'; there are account_inactive, invalid_auth, token_expired, token_revoked.",
        ),
    ],
)
async def test_a_wrong_request_to_slack_is_one_sentence(
    slack: Script, path: str, fields: dict[str, Any], sentence: str
) -> None:
    """400 says what is wrong, and nothing happened."""
    assert (400, {"error": sentence}) == await slack.ask("POST", path, json=fields)


async def test_what_is_no_request(telegram: Script) -> None:
    """Unknown paths, other methods, no JSON, and more than the cap each have their status and a sentence."""
    assert await telegram.ask("POST", "sag") == (404, {"error": "there is no /sag; GET / lists what there is."})
    assert await telegram.ask("GET", "say") == (405, {"error": "/say takes POST."})
    assert await telegram.ask("POST", "sent") == (405, {"error": "/sent takes GET."})
    for data, sentence in ((b"{", "is not JSON"), (b"\xff", "is not JSON"), (b"[]", "is not a JSON object")):
        assert (400, {"error": f"the body {sentence}."}) == await telegram.ask("POST", "say", data=data)
    assert await telegram.ask("GET", "sent?since=x") == (400, {"error": "'since' must be a whole number."})
    assert await telegram.ask("POST", "say", data=b" " * 70_000) == (
        413,
        {"error": "the body is longer than 65536 bytes."},
    )


async def test_whether_the_bot_listens() -> None:
    """Not before it polls, has a webhook or opened a socket."""
    async with FakeTelegram() as fake, ControlServer(telegram_actions(fake)) as control, Script(control.url) as script:
        assert await script.ask("GET", "ready?seconds=0") == (200, {"ready": False})
        async with Script(f"{fake.base_url}/bot{fake.token}") as bot:
            await bot.do("getUpdates")
        assert await script.ask("GET", "ready?seconds=0") == (200, {"ready": True})
    async with FakeSlack() as slack, ControlServer(slack_actions(slack)) as control, Script(control.url) as script:
        assert await script.ask("GET", "ready?seconds=0") == (200, {"ready": False})
        await script.do("deliver_to", url="http://127.0.0.1:8080/slack/events")
        assert await script.ask("GET", "ready?seconds=0") == (200, {"ready": True})


async def test_waiting_ends_in_time(telegram: Script) -> None:
    """Where the bot sends nothing, the answer is empty once the time is up."""
    begun = time.monotonic()
    assert await telegram.ask("GET", "wait?seconds=0.1") == (200, {"sent": [], "last": 0})
    assert 0.1 <= time.monotonic() - begun < 2


async def test_a_wait_hears_of_what_comes_meanwhile() -> None:
    """Two scripts wait at once, one for a later message; typing is shown to who asks for it."""
    async with FakeTelegram() as fake, ControlServer(telegram_actions(fake)) as control, Script(control.url) as script:
        first = asyncio.create_task(script.wait())
        second = asyncio.create_task(script.wait(since=2))
        chat = fake.private().id
        async with Script(f"{fake.base_url}/bot{fake.token}") as bot:
            await bot.do("sendChatAction", chat_id=chat, action="typing")
            await bot.do("sendMessage", chat_id=chat, text="eins")
            await bot.do("sendMessage", chat_id=chat, text="zwei")
        assert "eins" in [entry["text"] for entry in await first]
        assert [entry["number"] for entry in await second] == [3]
        assert [(entry["number"], entry["what"]) for entry in await script.sent(what="typing")] == [(1, "typing")]


async def test_reset_forgets_and_numbers_go_on(telegram: Script, slack: Script) -> None:
    """A person who comes back is somebody new to the bot; what was said is gone."""
    before = await telegram.do("say", text="Wer?")
    await telegram.do("group", title="Rat")
    await telegram.do("reset")
    assert await telegram.ask("POST", "edit", json={"message": before["message"], "text": "x"}) == (
        400,
        {"error": "there is no message 1 there."},
    )
    await telegram.do("group", title="Rat")
    after = await telegram.do("say", text="Wer?")
    assert (before["message"], before["update"]) < (after["message"], after["update"])
    said = await slack.do("say", text="Wer?")
    await slack.do("reset")
    assert (await slack.ask("POST", "edit", json={"ts": said["ts"], "text": "x"}))[0] == 400


async def test_everything_is_listed_and_in_the_readme(telegram: Script, slack: Script) -> None:
    """GET / says what each action does and takes; the README names each."""
    named = set(re.findall(r"`([\w/]+)`", README))
    for script in (telegram, slack):
        _, listed = await script.ask("GET", "")
        assert len(listed) > 20
        assert all(action["does"].endswith(".") for action in listed.values())
        assert set() == set(listed) - named
    assert listed["say"]["fields"]["text"] == {"kind": "a text", "required": True}
    assert listed["say"]["fields"]["channel"] == {"kind": "a text", "default": "D1"}


async def test_the_readmes_curl_works(telegram: Script) -> None:
    """What it sends is taken as curl sends it: declared a form."""
    found = re.search(r"^curl -d '(.*)' \S+/(\w+) && curl '\S+/(wait\?since=0)'$", README, re.MULTILINE)
    assert found
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    status, said = await telegram.ask("POST", found[2], data=found[1].encode(), headers=form)
    assert (status, said) == (200, {"message": 1, "update": 1})
    assert await telegram.ask("GET", f"{found[3]}&seconds=0") == (200, {"sent": [], "last": 0})
