"""The Slack app's manifest, made from the command registry: `python -m adapters.slack_manifest` prints it as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from adapters.slack_interactions import LOOK_UP
from bot.commands import COMMANDS, Command
from bot.wording import wording
from knowledge.document import Language

METHODS: Final[Mapping[str, str | None]] = {
    "apps.connections.open": None,  # the app's own token, not the bot's
    "assistant.threads.setStatus": "assistant:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "assistant.threads.setTitle": "assistant:write",
    "auth.revoke": None,
    "auth.test": None,
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "im:history",
    "conversations.replies": "channels:history",
    "oauth.v2.access": None,
    "views.open": None,
    "views.publish": None,
}
"""What is called of the Web API, and the scope that takes; to read, that of the kind of channel."""

EVENTS: Final[Mapping[str, str | None]] = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "assistant_thread_context_changed": "assistant:write",
    "assistant_thread_started": "assistant:write",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "tokens_revoked": None,
}
"""What Slack sends, and the scope that takes."""

_COMMANDS: Final = "commands"  # slash commands and shortcuts
SCOPES: Final = tuple(sorted({scope for scope in (*METHODS.values(), *EVENTS.values(), _COMMANDS) if scope}))

ADDRESS: Final = "/slack/events"
REDIRECT: Final = "/slack/oauth_redirect"

RESERVED: Final = frozenset(
    {
        "/archive",
        "/away",
        "/call",
        "/collapse",
        "/dm",
        "/dnd",
        "/expand",
        "/feed",
        "/help",
        "/invite",
        "/join",
        "/keys",
        "/leave",
        "/me",
        "/msg",
        "/mute",
        "/open",
        "/people",
        "/prefs",
        "/remind",
        "/remove",
        "/rename",
        "/search",
        "/shortcuts",
        "/shrug",
        "/star",
        "/status",
        "/topic",
        "/unarchive",
        "/who",
    }
)
"""Slack's own commands, which no app gets to hear."""

_DESCRIPTION: Final = 2000
_HINT: Final = 1000
_NAME, _SHORT, _ABOUT = 24, 150, 300  # characters: a shortcut's name and description, the assistant's description
_SAYS: Final = wording("de")


def manifest(commands: Sequence[Command] = COMMANDS, *, url: str | None = None) -> dict[str, Any]:
    """Socket Mode without `url`; with it (https://host, or https://host/slack/events) everything is sent there, and
    workspaces can install the app themselves. Rotating tokens are off: the one in the environment would end after
    twelve hours."""
    root = None if url is None else url.removesuffix(ADDRESS).rstrip("/")
    address = {} if root is None else {"request_url": root + ADDRESS}
    back = {} if root is None else {"redirect_urls": [root + REDIRECT]}
    return {
        "display_information": {"name": "nachgefragt", "description": _SAYS.LOOK_UP},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "assistant_view": {"assistant_description": _SAYS.START[:_ABOUT]},
            "bot_user": {"display_name": "nachgefragt", "always_online": True},
            "shortcuts": [_shortcut()],
            "slash_commands": [entry | ({} if root is None else {"url": root + ADDRESS}) for entry in _slash(commands)],
        },
        "oauth_config": {**back, "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }


def _shortcut() -> dict[str, str]:
    """Serves messages in threads, where Slack knows no slash commands."""
    return {
        "name": _SAYS.LOOK_UP[:_NAME],
        "type": "message",
        "callback_id": LOOK_UP,
        "description": _SAYS.LOOK_UP_ABOUT[:_SHORT],
    }


def _slash(commands: Sequence[Command]) -> Iterator[dict[str, Any]]:
    seen: set[str] = set(RESERVED)
    for command in commands:
        for language in _LANGUAGES:
            name = f"/{command.named(language)}"
            if name not in seen:
                seen.add(name)
                yield _entry(command, name, language)


_LANGUAGES: Final[tuple[Language, ...]] = ("de", "en")


def _entry(command: Command, name: str, language: Language) -> dict[str, Any]:
    hint = command.usage(language).removeprefix(name).strip()
    entry: dict[str, Any] = {"command": name, "description": command.describe(language)[:_DESCRIPTION]}
    if hint:
        entry["usage_hint"] = hint[:_HINT]
    return entry | {"should_escape": False}


if __name__ == "__main__":
    json.dump(manifest(url=sys.argv[1] if len(sys.argv) > 1 else None), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
