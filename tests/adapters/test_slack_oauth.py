"""Several workspaces: each installs the app itself, has its own identity, and is let go of when it leaves."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp import web

from adapters.fakes import slack_payloads as payloads
from adapters.fakes.slack import FakeSlack, Fault
from adapters.fakes.slack_payloads import Team
from adapters.fakes.slack_running import running
from adapters.platforms import platforms, slack_mode
from adapters.slack import SlackAdapter, SlackError
from adapters.slack_manifest import SCOPES
from adapters.volatile_inbox import VolatileInbox
from bot.memory import VolatileMemory
from bot.messages import AnswerBlock, IncomingMessage, Outcome, Reply, Status
from bot.settings import Secret, Settings

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # slack_sdk's, with aiohttp of today
EAST = Team(id="T0EAST", bot_user="U0EASTBOT", bot="B0EAST")
WEST = Team(id="T0WEST", bot_user="U0WESTBOT", bot="B0WEST")


class Echo:
    """Says what was said."""

    def __init__(self) -> None:
        self.heard: list[IncomingMessage] = []

    def handle(self, message: IncomingMessage) -> Reply | None:
        self.heard.append(message)
        if not message.addressed:
            return None
        return Reply(blocks=(AnswerBlock(text=message.text),), outcome=Outcome(status=Status.ANSWERED, language="de"))


@asynccontextmanager
async def installable(file: Path, fake: FakeSlack | None = None) -> AsyncIterator[tuple[FakeSlack, SlackAdapter, Echo]]:
    echo, slack = Echo(), fake or FakeSlack(ack_within=1.0)
    credentials = {
        "bot_token": Secret(""),
        "client_id": slack.tokens.client_id,
        "client_secret": Secret(slack.tokens.client_secret),
        "installations": file,
    }
    async with running(echo, "http", fake=slack, **credentials) as (_, adapter):  # type: ignore[arg-type]
        yield slack, adapter, echo


async def install(fake: FakeSlack, team: Team, *, code: str | None = None, state: str | None = None) -> tuple[int, str]:
    """Goes to the install page, to Slack, and back; status and text of the page at the end."""
    assert fake.events_url is not None
    root = fake.events_url.removesuffix("/slack/events")
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        async with browser.get(f"{root}/slack/install") as page:
            link = unescape(re.findall(r'href="(https[^"]+)"', await page.text())[-1])
            (cookie,) = page.cookies.values()
        asked = parse_qs(urlsplit(link).query)
        assert set(asked["scope"][0].split(",")) == set(SCOPES)
        back = {"code": code or fake.tokens.code(team), "state": state or asked["state"][0]}
        headers = {"Cookie": f"{cookie.key}={cookie.value}"}  # the browser's own is for https only
        async with browser.get(f"{root}/slack/oauth_redirect", params=back, headers=headers) as done:
            return done.status, await done.text()


async def test_a_workspace_that_installs_the_app_is_answered(tmp_path: Path) -> None:
    """With its own token, as its own user; another that has not is acknowledged and not answered."""
    async with installable(tmp_path / "new" / "slack.sqlite") as (fake, adapter, echo):
        assert (await install(fake, EAST))[0] == 200
        await fake.user_says("C1", f"{EAST.mention} Wer?", team=EAST)
        stranger = await fake.user_says("C1", f"{WEST.mention} Wer?", team=WEST)
        await adapter.idle()
        assert (stranger.acked, stranger.attempts) == (True, 1)
        assert [(posted.team, posted.shown) for posted in fake.posted] == [(EAST, "Wer?")]
        assert [message.conversation.split("/")[1] for message in echo.heard] == ["T0EAST"]


async def test_each_workspace_has_its_own_identity(tmp_path: Path) -> None:
    """The bot's user of one workspace is anybody in another, and in its own never answered."""
    async with installable(tmp_path / "slack.sqlite") as (fake, adapter, _):
        for team in (EAST, WEST):
            assert (await install(fake, team))[0] == 200
        await fake.user_says("D1", "Ich bin der andere", user=WEST.bot_user, team=EAST)
        await fake.user_says("D2", "Ich bin es selbst", user=WEST.bot_user, team=WEST)
        await fake.user_says("C1", f"{EAST.mention} hier?", team=WEST)
        await adapter.idle()
        assert [(posted.team, posted.shown) for posted in fake.posted] == [(EAST, "Ich bin der andere")]


async def test_installations_outlive_a_restart(tmp_path: Path) -> None:
    """They stand in the file, and the token in no log."""
    fake = FakeSlack(ack_within=1.0)
    async with installable(tmp_path / "slack.sqlite", fake) as (_, _, _):
        assert (await install(fake, EAST))[0] == 200
    async with installable(tmp_path / "slack.sqlite", fake) as (_, adapter, _):
        await fake.user_says("D1", "Noch da?", team=EAST)
        await adapter.idle()
    assert [posted.shown for posted in fake.posted] == ["Noch da?"]


async def test_who_takes_the_app_away_is_forgotten(tmp_path: Path) -> None:
    """From the file, too; nothing is sent there any more."""
    async with installable(tmp_path / "slack.sqlite") as (fake, adapter, echo):
        await install(fake, EAST)
        assert (await fake.uninstalls(EAST)).acked
        await adapter.idle()
        calls = len(fake.calls)
        await fake.user_says("D1", "Noch da?", team=EAST)
        await adapter.idle()
        assert ([], calls) == (echo.heard, len(fake.calls))
        assert "xoxb-" not in (tmp_path / "slack.sqlite").read_bytes().decode("latin-1") or fake.tokens.of(EAST) == []


async def test_an_event_about_an_earlier_installation_takes_nothing_away(tmp_path: Path) -> None:
    """Slack's word that the old token is gone may come after the new one."""
    async with installable(tmp_path / "slack.sqlite") as (fake, adapter, _):
        await install(fake, EAST)
        fake.tokens.end("token_revoked", EAST)
        await install(fake, EAST)
        revoked = {"type": "tokens_revoked", "tokens": {"bot": [EAST.bot_user]}, "event_ts": fake.now()}
        await fake.event(revoked, team=EAST)
        await fake.user_says("D1", "Wieder da?", team=EAST)
        await adapter.idle()
        assert [posted.shown for posted in fake.posted] == ["Wieder da?"]


@pytest.mark.parametrize("error", ["account_inactive", "token_revoked", "token_expired"])
async def test_a_token_that_ended_without_a_word_is_let_go_of(tmp_path: Path, error: str) -> None:
    """The first send finds out; the next event is acknowledged and passed over."""
    async with installable(tmp_path / "slack.sqlite") as (fake, adapter, echo):
        await install(fake, EAST)
        fake.tokens.end(error, EAST)
        for text in ("eins", "zwei"):
            await fake.user_says("D1", text, team=EAST)
            await adapter.idle()
        assert [message.text for message in echo.heard] == ["eins"]


async def test_a_rotating_token_is_given_back(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """One sentence says what to do; nothing is kept."""
    caplog.set_level(logging.DEBUG)
    async with installable(tmp_path / "slack.sqlite") as (fake, adapter, _):
        status, _ = await install(fake, EAST, code=fake.tokens.code(EAST, rotating=True))
        await fake.user_says("D1", "Wer?", team=EAST)
        await adapter.idle()
        assert (status, fake.posted, fake.calls.count("auth.revoke")) == (500, [], 1)
        assert fake.tokens.of(EAST) == []
    assert "turn token rotation off" in caplog.text
    assert "xoxe.xoxb-" not in caplog.text


@pytest.mark.parametrize(("how", "expected"), [({"code": "made-up"}, 401), ({"state": "made-up"}, 400)])
async def test_a_way_back_that_slack_did_not_send_is_refused(
    tmp_path: Path, how: dict[str, str], expected: int
) -> None:
    """A code nobody gave out, or a state of another browser."""
    async with installable(tmp_path / "slack.sqlite") as (fake, _, _):
        assert (await install(fake, EAST, **how))[0] == expected
        assert "chat.postMessage" not in fake.calls


async def test_slack_out_of_order_during_an_installation_is_a_page_not_a_crash(tmp_path: Path) -> None:
    """The person can try again."""
    async with installable(tmp_path / "slack.sqlite") as (fake, _, _):
        fake.fail_next("oauth.v2.access", Fault(error="internal_error"))
        assert (await install(fake, EAST))[0] == 401
        assert (await install(fake, EAST))[0] == 200


async def test_a_workspace_is_looked_up_once(tmp_path: Path) -> None:
    """No call, and no look into the file, for every event."""
    async with installable(tmp_path / "slack.sqlite") as (fake, adapter, _):
        await install(fake, EAST)
        calls = fake.calls.count("auth.test")
        await fake.user_says("D1", "eins", team=EAST)
        await adapter.idle()
        (tmp_path / "slack.sqlite").rename(tmp_path / "moved.sqlite")
        await fake.user_says("D1", "zwei", team=EAST)
        await adapter.idle()
        assert ([posted.shown for posted in fake.posted], calls) == (["eins", "zwei"], fake.calls.count("auth.test"))


async def test_what_comes_while_the_file_cannot_be_read_is_answered_later(tmp_path: Path) -> None:
    """It is acknowledged and stays in the inbox: the workspace may well have the app."""
    file = tmp_path / "slack.sqlite"
    fake = FakeSlack(ack_within=1.0)
    async with installable(file, fake):
        assert (await install(fake, EAST))[0] == 200
    async with installable(file, fake) as (_, adapter, echo):
        good = file.read_bytes()
        file.write_bytes(b"no database " * 100)
        delivery = await fake.user_says("D1", "Wer?", team=EAST)
        assert (delivery.acked, delivery.attempts, echo.heard) == (True, 1, [])
        file.write_bytes(good)
        await adapter.idle()
        assert [posted.shown for posted in fake.posted] == ["Wer?"]


async def test_only_the_owner_reads_the_tokens(tmp_path: Path) -> None:
    """And a place where none can be kept is said at start, in one sentence."""
    async with installable(tmp_path / "slack.sqlite"):
        assert (tmp_path / "slack.sqlite").stat().st_mode & 0o777 == 0o600
    (tmp_path / "file").write_bytes(b"no database " * 100)
    for unusable in (tmp_path / "file", tmp_path / "file" / "slack.sqlite"):
        with pytest.raises(SlackError, match=rf"^{unusable}: the installations cannot be kept here \(.*\)\.$"):
            async with installable(unusable):
                pass


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"slack_bot_token": Secret("xoxb-1"), "slack_app_token": Secret("xapp-1")}, "socket"),
        ({"slack_bot_token": Secret("xoxb-1"), "slack_signing_secret": Secret("s")}, "http"),
        ({"slack_client_id": "1", "slack_client_secret": Secret("s"), "slack_signing_secret": Secret("s")}, "http"),
        ({"slack_bot_token": Secret("xoxb-1")}, None),
        ({"slack_app_token": Secret("xapp-1")}, None),
        ({}, None),
    ],
)
def test_the_environment_says_how_slack_is_served(given: dict[str, Any], expected: str | None) -> None:
    """One token over a socket or HTTP; installations over HTTP, at addresses of their own."""
    chosen = Settings(**given)
    assert expected == slack_mode(chosen)
    found = platforms(Echo(), chosen, VolatileInbox(), VolatileMemory(time.time))  # type: ignore[arg-type]
    paths = {
        route.path for platform in found.values() for route in platform.routes() if isinstance(route, web.RouteDef)
    }
    assert ("/slack/install" in paths) is bool(given.get("slack_client_id"))
    assert len(found) == (expected is not None)


async def test_one_token_needs_no_installation(tmp_path: Path) -> None:
    """Without client id and secret there is nothing to install."""
    echo = Echo()
    async with running(echo, "http") as (fake, adapter), aiohttp.ClientSession() as browser:  # type: ignore[arg-type]
        assert fake.events_url is not None
        async with browser.get(fake.events_url.replace("events", "install")) as page:
            assert page.status == 404
        await fake.event({"type": "app_uninstalled", "event_ts": fake.now()}, team=payloads.HOME)
        await fake.user_says("D1", "Wer?")
        await adapter.idle()
        assert [posted.shown for posted in fake.posted] == ["Wer?"]
