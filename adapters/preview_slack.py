"""Slack, drawn: Block Kit in threads, direct messages, a dialogue and on the bot's page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from adapters.preview_html import Html, avatar, box, joined, tag, text
from adapters.preview_scenes import Exchange, Scenes
from adapters.slack_feedback import dialogue
from adapters.slack_home import view
from adapters.slack_inbound import Inbound, Place
from adapters.slack_render import SHARE, Json, Rendered, render, shared
from bot.messages import IncomingMessage
from bot.wording import wording

_ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_MORNING: Final = 9 * 60 + 41  # minutes after midnight


def answer(scenes: Scenes) -> Html:
    """In a thread under the message that mentioned the bot."""
    says = wording(scenes.language).PREVIEW
    mention = tag("span", f"@{wording(scenes.language).HOME_TITLE}", class_="sl-mention")
    asked = _message(says["person"], joined(mention, f" {scenes.answered.said}"), 0)
    replies = box("sl-replies", says["one_reply"])
    said = _by_bot(scenes, render(scenes.answered.reply), 0)
    return _window(scenes, says["thread"].split()[0], f"# {says['room']}", joined(asked, replies, said))


def nothing(scenes: Scenes) -> Html:
    return _direct(scenes, scenes.abstained, 3)


def choice(scenes: Scenes) -> Html | None:
    return _direct(scenes, scenes.chosen, 5) if scenes.chosen else None


def judged(scenes: Scenes) -> Html | None:
    """The dialogue that asks what was wrong."""
    if scenes.criticised is None:
        return None
    asked = IncomingMessage(platform="slack", event_id="", conversation="", sender="U0", text="", kind="button")
    modal = dialogue(scenes.criticised, Inbound(message=asked, place=Place(channel="D0", user="U0")))
    head = box("sl-dialogue-head", tag("b", modal["title"]["text"]), tag("span", "✕", aria_hidden="true"))
    close, submit = (tag("span", modal[key]["text"], class_=f"sl-button {key}") for key in ("close", "submit"))
    foot = box("sl-dialogue-foot", close, submit)
    return box("window sl sl-dim", box("sl-dialogue", head, box("sl-dialogue-body", *drawn(modal["blocks"])), foot))


def sharing(scenes: Scenes) -> Html:
    """The answer to a command, which only who asked sees, and what its share button shows to everyone."""
    says, reply = wording(scenes.language).PREVIEW, scenes.commanded.reply
    eye = box("sl-only", tag("span", "👁", aria_hidden="true"), f" {says['only_you']}")
    whispered = box("sl-whisper", eye, _by_bot(scenes, render(reply, share=f"{SHARE}-1"), 8))
    spoken = _by_bot(scenes, shared(reply), 9)
    room = f"# {says['room']}"
    return _window(scenes, room, says["members"], joined(whispered, spoken), room)


def page(scenes: Scenes) -> Html:
    says = wording(scenes.language).PREVIEW
    tabs = [tag("span", says[key], class_="sl-tab on" if key == "home" else "sl-tab") for key in _TABS]
    name = wording(scenes.language).HOME_TITLE
    head = box("sl-head", avatar(name, "square"), tag("b", name))
    shown = view(scenes.page, "D0")["blocks"]
    return box("window sl sl-page", head, box("sl-tabs", *tabs), box("sl-home", *drawn(shown)))


def drawn(blocks: Iterable[Json]) -> list[Html]:
    """Each block. Raises KeyError for a kind of block that is never sent here."""
    return [_BLOCKS[block["type"]](block) for block in blocks]


_TABS: Final = ("home", "messages", "info")


def _rich_text(block: Json) -> Html:
    return box("sl-rich", *(_RICH[part["type"]](part) for part in block["elements"]))


def _words(part: Json) -> Html:
    return joined(*map(_word, part["elements"]))


def _word(element: Json) -> Html:
    if element["type"] != "text":
        raise KeyError(element["type"])
    shown = text(element["text"])
    for style in element.get("style", {}):
        shown = tag({"bold": "strong", "italic": "em"}[style], shown)
    return shown


def _list(part: Json) -> Html:
    return tag("ol" if part["style"] == "ordered" else "ul", *(tag("li", _words(item)) for item in part["elements"]))


_RICH: Final[Mapping[str, Callable[[Json], Html]]] = {
    "rich_text_section": lambda part: tag("p", _words(part)),
    "rich_text_quote": lambda part: tag("blockquote", _words(part)),
    "rich_text_list": _list,
}


def _context(block: Json) -> Html:
    return box("sl-context", *map(_line, block["elements"]))


def _line(element: Json) -> Html:
    """Of mrkdwn, what is sent: three entities, and the whole line in italics or none of it."""
    line: str = element["text"]
    if element["type"] == "plain_text":
        return tag("span", line)
    italic = line[:1] == line[-1:] == "_"
    line = line[1:-1] if italic else line
    for entity, character in _ENTITIES:
        line = line.replace(entity, character)
    return tag("em" if italic else "span", line)


def _actions(block: Json) -> Html:
    return box("sl-actions", *(tag("span", one["text"]["text"], class_="sl-button") for one in block["elements"]))


def _header(block: Json) -> Html:
    return tag("h3", block["text"]["text"], class_="sl-header")


def _input(block: Json) -> Html:
    field: Mapping[str, Any] = block["element"]
    size = "sl-input large" if field.get("multiline") else "sl-input"
    return box("sl-field", tag("b", block["label"]["text"]), box(size, field.get("initial_value", "")))


_BLOCKS: Final[Mapping[str, Callable[[Json], Html]]] = {
    "rich_text": _rich_text,
    "context": _context,
    "actions": _actions,
    "header": _header,
    "input": _input,
    "divider": lambda block: tag("hr"),
}


def _message(name: str, content: Html, minute: int, badge: str = "") -> Html:
    at = f"{(_MORNING + minute) // 60}:{(_MORNING + minute) % 60:02}"
    mark = tag("span", badge, class_="sl-app") if badge else ""
    line = box("sl-name", tag("b", name), mark, tag("time", at))
    return box("sl-message", avatar(name, "square"), box("sl-said", line, content))


def _by_bot(scenes: Scenes, rendered: Rendered, minute: int) -> Html:
    says = wording(scenes.language)
    return _message(says.HOME_TITLE, box("sl-blocks", *drawn(rendered.blocks)), minute, says.PREVIEW["app"])


def _direct(scenes: Scenes, exchange: Exchange, minute: int) -> Html:
    says = wording(scenes.language)
    asked = _message(says.PREVIEW["person"], text(exchange.said), minute)
    answered = _by_bot(scenes, render(exchange.reply), minute)
    return _window(scenes, says.HOME_TITLE, says.PREVIEW["direct"], joined(asked, answered), says.HOME_TITLE)


def _window(scenes: Scenes, name: str, about: str, shown: Html, to: str = "") -> Html:
    says = wording(scenes.language).PREVIEW
    head = box("sl-head", tag("b", name), tag("span", about, class_="sl-about"))
    day = box("sl-day", tag("span", says["today"])) if to else ""
    compose = box("sl-compose", tag("span", says["message"]), tag("span", "➤", class_="sl-send", aria_hidden="true"))
    return box("window sl", head, box("sl-chat", day, shown), compose)
