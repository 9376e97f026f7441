"""The Slack app's manifest, made from the command registry: `python -m adapters.slack_manifest` prints it as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final

from bot.commands import COMMANDS, Command
from knowledge.document import Language

SCOPES: Final = (
    "app_mentions:read",
    "channels:history",
    "chat:write",
    "commands",
    "groups:history",
    "im:history",
    "mpim:history",
)
EVENTS: Final = ("app_mention", "message.channels", "message.groups", "message.im", "message.mpim")

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


def manifest(commands: Sequence[Command] = COMMANDS, *, url: str | None = None) -> dict[str, Any]:
    """Socket Mode without `url`; with it (https://host/slack/events) everything is sent there."""
    address = {} if url is None else {"request_url": url}
    return {
        "display_information": {"name": "nachgefragt"},
        "features": {
            "app_home": {"messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
            "bot_user": {"display_name": "nachgefragt", "always_online": True},
            "slash_commands": [entry | ({} if url is None else {"url": url}) for entry in _slash(commands)],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
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
