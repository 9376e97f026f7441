"""The manifest says what the adapter does: its commands, events, methods, scopes and addresses, no more and no less."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from adapters import slack_interactions, slack_oauth
from adapters.fakes.slack_running import served
from adapters.fakes.slack_tokens import NEEDS
from adapters.slack import SlackAdapter, SlackSettings
from adapters.slack_events import HEARD
from adapters.slack_manifest import EVENTS, METHODS, REDIRECT, SCOPES, manifest
from bot.commands import COMMANDS, find, parse
from bot.settings import Secret

ADAPTERS = Path(__file__).parents[2] / "adapters"
SOURCES = sorted(path for path in ADAPTERS.glob("slack*.py") if path.stem not in ("slack_manifest", "slack_driver"))
METHOD = re.compile(r"(chat|views|assistant\.threads|auth|apps\.connections|oauth\.v2|users|conversations)\.[A-Za-z.]+")
BY_BOLT = {"oauth.v2.access"}  # the installation's, called by the library
URL = "https://bot.example/slack/events"


def methods_called() -> set[str]:
    """Every method of the Web API that stands in the adapter's code as a string."""
    nodes = [node for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    strings = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in strings if METHOD.fullmatch(text)}


def test_every_slash_command_of_the_manifest_has_a_handler() -> None:
    """Each is found in the registry, and every command of the registry is offered under some name."""
    offered = [entry["command"] for entry in manifest()["features"]["slash_commands"]]
    found = [find(invocation.name) for name in offered if (invocation := parse(name)) is not None]
    assert len(offered) == len(set(offered)) == len(found)
    assert set(COMMANDS) == set(found)


def test_every_method_called_is_listed_and_every_one_listed_is_called() -> None:
    """As the fake, which knows the scope of each, knows them."""
    assert methods_called() | BY_BOLT == set(METHODS)
    assert NEEDS == METHODS


def test_the_scopes_are_those_that_methods_and_events_take() -> None:
    """And `commands`, for slash commands and shortcuts."""
    needed = {scope for scope in (*METHODS.values(), *EVENTS.values()) if scope} | {"commands"}
    assert needed == set(SCOPES)
    assert list(SCOPES) == manifest()["oauth_config"]["scopes"]["bot"]


def test_every_event_subscribed_to_is_heard_and_the_other_way_round() -> None:
    """`message.channels` and its like arrive as `message`."""
    subscribed = manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert {event.split(".")[0] for event in subscribed} == HEARD


def test_the_shortcut_has_its_handler_and_fits() -> None:
    """Names beyond 24 characters are refused when the app is made."""
    (shortcut,) = manifest()["features"]["shortcuts"]
    assert (shortcut["callback_id"], shortcut["type"]) == (slack_interactions.LOOK_UP, "message")
    assert shortcut["name"] == "Im Artikel nachschlagen"
    assert len(shortcut["name"]) <= 24
    assert len(shortcut["description"]) <= 150


def test_page_and_assistant_are_on() -> None:
    """People can write in the messages tab, too."""
    features = manifest()["features"]
    assert (features["app_home"]) == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert 0 < len(features["assistant_view"]["assistant_description"]) <= 300


def test_the_manifest_never_rotates_tokens() -> None:
    """Rotation would kill the static token after twelve hours; Socket Mode is on unless an address is given."""
    assert tuple(manifest()["settings"][key] for key in ("socket_mode_enabled", "token_rotation_enabled")) == (
        True,
        False,
    )
    assert manifest(url=URL)["settings"]["socket_mode_enabled"] is False
    assert "redirect_urls" not in manifest()["oauth_config"]


@pytest.mark.parametrize("given", ["https://bot.example", "https://bot.example/", URL])
def test_an_address_may_be_the_hosts_or_whole(given: str) -> None:
    """People give the one they have; a path before ours stays."""
    assert manifest(url=URL) == manifest(url=given)
    beneath = manifest(url="https://host.example/bot")["oauth_config"]["redirect_urls"]
    assert beneath == ["https://host.example/bot/slack/oauth_redirect"]


async def test_every_address_of_the_manifest_is_served() -> None:
    """Events, commands, interactivity, and the way back from an installation."""
    made = manifest(url=URL)
    settings = SlackSettings(
        client_id="1", client_secret=Secret("s"), signing_secret=Secret("s"), mode="http", bot_token=Secret("xoxb-1")
    )
    adapter = SlackAdapter(None, settings)  # type: ignore[arg-type]  # nothing is asked
    runner, events = await served(adapter)
    await runner.cleanup()
    paths = {route.path for route in adapter.routes()}
    given = [command["url"] for command in made["features"]["slash_commands"]]
    given += [made["settings"][part]["request_url"] for part in ("event_subscriptions", "interactivity")]
    given += made["oauth_config"]["redirect_urls"]
    assert {url.removeprefix("https://bot.example") for url in given} | {slack_oauth.INSTALL} == paths
    assert REDIRECT in paths
    assert events.endswith("/slack/events")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_nothing_is_called_by_the_librarys_own_names(path: Path) -> None:
    """`client.chat_postMessage` and its like would escape the list above."""
    called = {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
    allowed = {"auth_test", "apps_connections_open"}  # their names stand beside them, for the error
    known = {name.replace(".", "_") for name in METHODS}
    assert called & known <= allowed
