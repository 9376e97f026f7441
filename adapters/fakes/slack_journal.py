"""What the bot sent to the fake Slack, as a script reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from adapters.fakes import slack_views
from adapters.fakes.journal import TYPING

if TYPE_CHECKING:
    from adapters.fakes.slack import FakeSlack
    from adapters.fakes.slack_messages import Posted

Json = dict[str, Any]
Arguments = Mapping[str, Any]


def note(fake: FakeSlack, method: str, arguments: Arguments, answer: Json) -> None:
    """Puts a call that was carried out into the fake's journal, if it sent anything."""
    if method in _NOTED and answer["ok"]:
        what, content = _NOTED[method]
        fake.journal.add(what, **content(fake, arguments))


def _message(fake: FakeSlack, _: Arguments) -> Json:
    return _shown(fake.posted[-1])


def _edit(fake: FakeSlack, arguments: Arguments) -> Json:
    place = (arguments["channel"], arguments["ts"])
    return _shown(next(posted for posted in fake.posted if (posted.channel, posted.ts) == place))


def _shown(posted: Posted) -> Json:
    return {
        "channel": posted.channel,
        "ts": posted.ts,
        "text": posted.shown,
        "buttons": list(posted.labels),
        "thread": posted.thread,
        "only_for": posted.ephemeral_to,
        "answers": posted.answers,
    }


def _page(fake: FakeSlack, arguments: Arguments) -> Json:
    return {"user": arguments["user_id"], **_view(fake.views.published[-1])}


def _dialogue(fake: FakeSlack, _: Arguments) -> Json:
    view = fake.views.opened[-1]
    return {"title": view["title"]["text"], **_view(view)}


def _view(view: Json) -> Json:
    labels = [button["text"]["text"] for button in slack_views.buttons(view)]
    fields = [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]
    return {"text": slack_views.shown(view), "buttons": labels, "fields": fields}


def _in_thread(name: str) -> Callable[[FakeSlack, Arguments], Json]:
    def noted(_: FakeSlack, arguments: Arguments) -> Json:
        return {"channel": arguments["channel_id"], "thread": arguments["thread_ts"], name: arguments[name]}

    return noted


# Method -> (what the entry is called, what it holds).
_NOTED: Mapping[str, tuple[str, Callable[[FakeSlack, Arguments], Json]]] = {
    "chat.postMessage": ("message", _message),
    "chat.postEphemeral": ("message", _message),
    "response_url": ("message", _message),
    "chat.update": ("edit", _edit),
    "views.publish": ("page", _page),
    "views.open": ("dialogue", _dialogue),
    "assistant.threads.setStatus": (TYPING, _in_thread("status")),
    "assistant.threads.setTitle": ("title", _in_thread("title")),
    "assistant.threads.setSuggestedPrompts": ("prompts", _in_thread("prompts")),
}
