"""What `nachgefragt doctor` learns from Slack, over real sockets."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore

from adapters.fakes.slack import FakeSlack, Fault
from adapters.fakes.slack_payloads import HOME, Team
from adapters.findings import Findings, note, ok, todo
from adapters.slack_check import WITHOUT, examine
from adapters.slack_manifest import SCOPES
from bot.settings import Secret, Settings

SOCKET = ok("Slack", "set up for Socket Mode.")
BOT = ok("Slack", f"the bot is @nachgefragt in the workspace {HOME.id}.")
GRANTED = ok("Slack", "every scope it needs is there.")
TAKEN = ok("Slack", "it takes SLACK_APP_TOKEN.")
CLOCK = ok("Clock", "it agrees with Slack's.")
HTTP = ok("Slack", "set up for HTTP; workspaces install the app at /slack/install.")
AGAIN = "Take the manifest of `nachgefragt manifest`, and install the app again."


async def looked(fake: FakeSlack, *, ahead: float = 0.0, **changed: Any) -> Findings:
    settings = Settings(
        slack_bot_token=Secret(fake.bot_token), slack_app_token=Secret(fake.app_token), slack_base_url=fake.api_base
    )
    return await examine(replace(settings, **changed), now=lambda: time.time() + ahead)


async def test_all_is_well_in_socket_mode() -> None:
    """Where the bot is, its scopes, both tokens and the clock; no socket is opened."""
    async with FakeSlack() as fake:
        assert await looked(fake) == (SOCKET, BOT, GRANTED, TAKEN, CLOCK)
        assert fake.calls == ["auth.test", "apps.connections.open"]
        assert not fake.deliveries.sockets


async def test_all_is_well_over_http() -> None:
    """Nothing is asked about an app token."""
    async with FakeSlack() as fake:
        found = await looked(fake, slack_app_token=None, slack_signing_secret=Secret("s"))
        assert fake.calls == ["auth.test"]
    assert found == (
        ok("Slack", "set up for HTTP; the app's address must lead to /slack/events here."),
        BOT,
        GRANTED,
        CLOCK,
    )


async def test_a_bot_token_alone() -> None:
    """What else is to be set."""
    async with FakeSlack() as fake:
        found = await looked(fake, slack_app_token=None)
    said = "SLACK_BOT_TOKEN is set; set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) as well."
    assert found[0] == todo("Slack", said)


async def test_a_bot_token_that_slack_does_not_take() -> None:
    """Slack's name for it, where to get a good one, and not the token."""
    do = "take the Bot User OAuth Token from OAuth & Permissions; where there is none, install the app again."
    async with FakeSlack() as fake:
        wrong = await looked(fake, slack_bot_token=Secret("xoxb-wrong"))
        fake.tokens.end("account_inactive")
        gone = await looked(fake)
    refused = (
        todo("Slack", f"it does not take SLACK_BOT_TOKEN ({why}): {do}") for why in ("invalid_auth", "account_inactive")
    )
    assert [wrong, gone] == [(SOCKET, one, TAKEN, CLOCK) for one in refused]


async def test_an_app_token_that_slack_does_not_take() -> None:
    """A wrong one, and one without its scope, are the same thing to do."""
    do = "make an app-level token with the scope connections:write under Basic Information, and turn Socket Mode on."
    async with FakeSlack() as fake:
        wrong = await looked(fake, slack_app_token=Secret("xapp-wrong"))
        fake.fail_next("apps.connections.open", Fault(error="missing_scope"))
        poor = await looked(fake)
    assert wrong[3] == todo("Slack", f"it does not take SLACK_APP_TOKEN (invalid_auth): {do}")
    assert poor[3] == todo("Slack", f"it does not take SLACK_APP_TOKEN (missing_scope): {do}")


async def test_asked_too_often() -> None:
    """That says nothing about the tokens."""
    async with FakeSlack() as fake:
        fake.fail_next("auth.test", Fault(status=429))
        fake.fail_next("apps.connections.open", Fault(status=429))
        found = await looked(fake)
    assert found[1:3] == (
        note("Slack", "it would not be asked about SLACK_BOT_TOKEN again so soon; try again in a minute."),
        note("Slack", "it would not be asked about SLACK_APP_TOKEN again so soon; try again in a minute."),
    )


async def test_slack_is_ill() -> None:
    """Its name for it, or the status where it has none."""
    async with FakeSlack() as fake:
        fake.fail_next("auth.test", Fault(error="internal_error"), Fault(status=503))
        named, unnamed = [await looked(fake), await looked(fake)]
    assert named[1] == todo("Slack", "it answered auth.test with internal_error; try again in a minute.")
    assert unnamed[1] == todo("Slack", "it answered auth.test with status 503; try again in a minute.")


async def test_slack_cannot_be_reached() -> None:
    """One line; nothing else is asked."""
    async with FakeSlack() as fake:
        fake.fail_next("auth.test", Fault())
        found = await looked(fake)
        assert fake.calls == ["auth.test"]
    assert found == (
        SOCKET,
        todo("Slack", "it cannot be reached (ServerDisconnectedError); check the network and HTTPS_PROXY."),
    )


async def test_scopes_that_are_lacking() -> None:
    """Each is named with what does not work without it."""
    async with FakeSlack() as fake:
        fake.tokens.scopes = frozenset(SCOPES) - {"im:history", "commands"}
        found = await looked(fake)
    assert found[2] == todo(
        "Slack",
        "scopes are lacking: commands (there are no slash commands and no message shortcut); im:history (it hears no "
        f"direct messages). {AGAIN}",
    )


def test_what_does_not_work_is_known_of_every_scope() -> None:
    """The manifest's scopes and no others."""
    assert tuple(sorted(WITHOUT)) == SCOPES


async def test_a_token_that_rotates() -> None:
    """Slack says when it ends; it says nothing of scopes here."""
    async with FakeSlack() as fake:
        fake.fail_next("auth.test", Fault(body='{"ok":true,"team_id":"T1","user":"nachgefragt","expires_in":43100}'))
        found = await looked(fake)
    assert found[1:4] == (
        ok("Slack", "the bot is @nachgefragt in the workspace T1."),
        todo(
            "Slack",
            "SLACK_BOT_TOKEN rotates and ends after 12 hours: turn token rotation off for the app, and install it "
            "again.",
        ),
        note("Slack", "it does not tell which scopes there are."),
    )


async def test_a_clock_that_is_off() -> None:
    """It is compared with the Date of Slack's answer."""
    async with FakeSlack() as fake:
        found = await looked(fake, ahead=-400.0)
    assert found[-1].level == "TODO"
    assert "behind Slack's" in found[-1].text


# Several workspaces


@contextmanager
def installing(fake: FakeSlack, tmp_path: Path, *teams: str) -> Iterator[dict[str, Any]]:
    """The settings of an app that these workspaces have installed, in the file that slack_sdk writes."""
    file, client = tmp_path / "slack.sqlite", fake.tokens.client_id
    store = SQLite3InstallationStore(database=str(file), client_id=client)
    store.init()
    for team in teams:
        answer = fake.tokens.access(
            {
                "code": fake.tokens.code(team_called(team)),
                "client_id": client,
                "client_secret": fake.tokens.client_secret,
            },
            "",
        )
        store.save(
            Installation(
                app_id=answer["app_id"],
                user_id="U1",
                team_id=team,
                bot_token=answer["access_token"],
                bot_id="B1",
                bot_user_id="U9",
                bot_scopes=answer["scope"],
            )
        )
    yield {
        "slack_bot_token": None,
        "slack_app_token": None,
        "slack_client_id": client,
        "slack_client_secret": Secret(fake.tokens.client_secret),
        "slack_signing_secret": Secret("s"),
        "slack_installations": file,
    }


def team_called(name: str) -> Team:
    return replace(HOME, id=name)


async def test_each_workspace_is_asked(tmp_path: Path) -> None:
    """They are counted; those that refuse are named, those that were asked in vain as well."""
    async with FakeSlack() as fake:
        with installing(fake, tmp_path, "T1", "T2", "T3", "T4") as settings:
            assert await looked(fake, **settings) == (
                HTTP,
                ok("Slack", "4 workspaces have the app; it takes the tokens of 4."),
                CLOCK,
            )
            fake.tokens.end("account_inactive", team_called("T2"))
            fake.tokens.end("token_revoked", team_called("T4"))
            found = await looked(fake, **settings)
    assert found == (
        HTTP,
        ok("Slack", "4 workspaces have the app; it takes the tokens of 2."),
        todo(
            "Slack",
            "it refuses the tokens of T2 (account_inactive), T4 (token_revoked): have the app installed there again.",
        ),
        CLOCK,
    )


async def test_workspaces_that_cannot_be_asked(tmp_path: Path) -> None:
    """A failure of Slack's is not taken for a refusal."""
    async with FakeSlack() as fake:
        with installing(fake, tmp_path, "T1") as settings:
            fake.fail_next("auth.test", Fault(status=500))
            found = await looked(fake, **settings)
    said = "1 could not be asked: T1 (status 500); check the network, and try again."
    assert found[1:3] == (ok("Slack", "1 workspace has the app; it takes the tokens of 0."), todo("Slack", said))


async def test_workspaces_that_granted_less(tmp_path: Path) -> None:
    """Those that lack the same are named together."""
    async with FakeSlack() as fake:
        with installing(fake, tmp_path, "T1", "T2") as settings:
            fake.tokens.scopes = frozenset(SCOPES) - {"chat:write"}
            found = await looked(fake, **settings)
    said = f"scopes are lacking in T1, T2: chat:write (it cannot answer). {AGAIN}"
    assert found[2] == todo("Slack", said)


async def test_nobody_has_installed_it(tmp_path: Path) -> None:
    """Without a file, and with one that is empty of workspaces: where people install it."""
    nobody = (HTTP, note("Slack", "no workspace has the app yet; send people to /slack/install."))
    async with FakeSlack() as fake:
        with installing(fake, tmp_path) as settings:
            assert await looked(fake, **settings) == nobody
            settings["slack_installations"].unlink()
            assert await looked(fake, **settings) == nobody


async def test_installations_that_cannot_be_read(tmp_path: Path) -> None:
    """The file, what SQLite says of it, and what to do."""
    async with FakeSlack() as fake:
        with installing(fake, tmp_path) as settings:
            settings["slack_installations"].write_text("no database, and long enough to be seen as none" * 40)
            found = await looked(fake, **settings)
    said = (
        f"{tmp_path / 'slack.sqlite'} cannot be read (file is not a database): put back a copy of it, or remove it and "
        "have the app installed anew."
    )
    assert found == (HTTP, todo("Slack", said))
