"""The bot's page in Slack (App Home): `Page` → view, pure; and what happens on it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from adapters.slack_calls import SendError
from adapters.slack_inbound import HomeVisit, chat, person
from adapters.slack_inbound import sender as sender_of
from adapters.slack_interactions import SEARCH
from adapters.slack_render import Json, actions, blocks, cap, plain_text
from adapters.slack_send import Sender
from bot.messages import IncomingMessage, Page, Panel, Reply

if TYPE_CHECKING:
    from bot.bot import Bot

# Slack's limits, in characters unless said otherwise.
BLOCKS: Final = 100  # blocks a view
BYTES: Final = 200_000  # of them; a whole view may have 250,000
HEADER: Final = 150
WORD: Final = 100  # ours, for the field


def view(page: Page, channel: str) -> Json:
    """Never over a limit. `channel` is the person's direct message with the bot: with it and the word searched for, a
    press on the page says all that is needed to show the page after it."""
    shown: list[Json] = []
    for number, panel in enumerate(page.panels):
        part = list(_panel(panel, number))
        part += [_field(page)] if number == 0 else []
        if len(shown) + len(part) > BLOCKS or len(json.dumps(shown + part)) > BYTES:
            break
        shown += part
    kept = json.dumps({"channel": channel, "word": cap(page.word, WORD)}, ensure_ascii=False)
    return {"type": "home", "callback_id": "home", "private_metadata": kept, "blocks": shown or [_field(page)]}


def _panel(panel: Panel, number: int) -> Iterator[Json]:
    yield {"type": "header", "text": plain_text(panel.title, HEADER)}
    yield from blocks(panel.blocks)[: BLOCKS // 4]
    yield from actions(panel.buttons, f"home-{number}")


def _field(page: Page) -> Json:
    field: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": SEARCH,
        "max_length": WORD,
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    if page.word:
        field["initial_value"] = cap(page.word, WORD)
    label = plain_text(page.search, HEADER)
    return {"type": "input", "block_id": SEARCH, "dispatch_action": True, "label": label, "element": field}


async def visit(bot: Bot, sender: Sender, visited: HomeVisit) -> None:
    """Shows the page as it is after what the person did. Raises SendError or UnreachableError."""
    page = await asyncio.to_thread(_page, bot, visited)
    try:
        await sender.publish(visited.user, view(page, visited.channel), visited.seen)
    except SendError as error:
        if error.reason != "hash_conflict":
            raise
        if visited.acted:  # what is done is done in order: this is the last thing, and counts
            await sender.publish(visited.user, view(page, visited.channel), None)


def _page(bot: Bot, visited: HomeVisit) -> Page:
    opened: Reply | None = None
    if visited.button:
        opened = bot.handle(
            IncomingMessage(
                platform="slack",
                event_id=visited.event_id,
                conversation=visited.conversation,
                sender=sender_of(visited.team, visited.user),
                text=visited.button,
                kind="button",
                received_at=visited.received_at,
                chat=chat(visited.team, visited.channel),
            )
        )
    searcher = person(visited.team, visited.user) if visited.searched else ""
    return bot.home(visited.conversation, word=visited.word, opened=opened, searcher=searcher)
