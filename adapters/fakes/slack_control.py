"""What a script may do at the fake Slack: the table of its actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlsplit

from adapters.fakes.control import Json, Run, WrongRequestError
from adapters.fakes.control_actions import shared_actions
from adapters.fakes.slack import Delivery, FakeSlack, Posted
from adapters.fakes.slack_control_faults import fault_actions


class Actions:
    """Channels are C1, C2 and, private, D1, D2; the bot is not in C9. Each action tells how the bot took it."""

    def __init__(self, fake: FakeSlack) -> None:
        self._fake = fake
        self._said: dict[tuple[str, str], Delivery] = {}  # channel, ts

    async def say(
        self,
        *,
        text: str,
        channel: str = "D1",
        user: str = "U1",
        thread: str | None = None,
        mention: bool = False,
        raw: bool = False,
    ) -> Json:
        """Somebody writes; `mention` puts the bot before it, `raw` leaves <…> and & as Slack's own marks."""
        self._member(channel)
        written = _said(text if raw else _escaped(text))
        written = f"{self._fake.mention} {written}" if mention else written
        said = await self._fake.user_says(channel, written, user=_user(user), thread=thread)
        self._said[channel, said.event["ts"]] = said
        return {"ts": said.event["ts"], **_taken(said)}

    async def edit(self, *, channel: str = "D1", ts: str, text: str) -> Json:
        """Somebody edits what they wrote."""
        return _taken(await self._fake.edits(self._earlier(channel, ts), _said(_escaped(text))))

    async def press(self, *, label: str, channel: str = "D1", user: str = "U1") -> Json:
        """Somebody presses the newest button with this label."""
        return _named(await self._fake.press(self._with_button(channel, label, user), label, user=_user(user)))

    async def slash(self, *, command: str = "/frage", text: str = "", channel: str = "C1", user: str = "U1") -> Json:
        """Somebody uses a slash command."""
        if not command.startswith("/"):
            raise WrongRequestError(f"a command begins with a slash, not {command!r}.")
        self._known(channel)
        return _named(await self._fake.slash(command, text, channel, _user(user)))

    async def shortcut(self, *, ts: str, channel: str = "C1", user: str = "U2", callback_id: str = "look_up") -> Json:
        """Somebody chooses the shortcut on what was written."""
        return _named(await self._fake.looks_up(callback_id, self._earlier(channel, ts), user=_user(user)))

    async def home(self, *, user: str = "U1", channel: str = "D1") -> Json:
        """Somebody opens App Home."""
        return _taken(await self._fake.opens_home(channel, user=_user(user)))

    async def home_press(self, *, label: str, user: str = "U1") -> Json:
        """Somebody presses a button on App Home."""
        return _taken(await self._fake.presses_home(label, user=_user(user)))

    async def home_search(self, *, word: str, user: str = "U1") -> Json:
        """Somebody types into the field on App Home."""
        return _taken(await self._fake.searches_home(word, user=_user(user)))

    async def submit(self, *, text: str, user: str = "U1") -> Json:
        """Somebody fills in the newest dialogue's field and sends it."""
        if not self._fake.views.opened:
            raise WrongRequestError("no dialogue was opened.")
        return _taken(await self._fake.submits(self._fake.views.opened[-1], text, user=_user(user)))

    async def assistant(self, *, user: str = "U1", channel: str = "D1") -> Json:
        """Somebody begins a thread with the assistant; its `thread` goes into /say."""
        return {"thread": await self._fake.starts_thread(channel, user=_user(user))}

    async def deliver_to(self, *, url: str = "") -> Json:
        """Events go signed to this address on 127.0.0.1 (…/slack/events) from now on; without it, over the socket."""
        if url and not _is_local(url):
            raise WrongRequestError("the address must begin with http://127.0.0.1.")
        self._fake.events_url = url or None
        return {}

    async def reset(self) -> Json:
        """Forgets messages, pages, dialogues, threads and faults; numbers go on."""
        self._said.clear()
        self._fake.reset()
        return {}

    async def answers(self, *, to: str = "") -> Json:
        """How many messages of the bot answer each `ts` or `id` of what people did; or only this one."""
        found = Counter(posted.answers for posted in self._fake.posted if posted.answers)
        return {"answers": {to: found[to]} if to else dict(found)}

    def _known(self, channel: str) -> None:
        there = self._fake.messages.channels | self._fake.messages.foreign
        if channel not in there:
            raise WrongRequestError(f"there is no channel {channel!r}; there are {', '.join(sorted(there))}.")

    def _member(self, channel: str) -> None:
        self._known(channel)
        if channel in self._fake.messages.foreign:
            raise WrongRequestError(f"the bot is not in {channel} and hears nothing there.")

    def _earlier(self, channel: str, ts: str) -> Delivery:
        if (channel, ts) not in self._said:
            raise WrongRequestError(f"nobody wrote {ts!r} in {channel}.")
        return self._said[channel, ts]

    def _with_button(self, channel: str, label: str, user: str) -> Posted:
        for posted in reversed(self._fake.posted):
            if posted.channel == channel and posted.ephemeral_to in (None, user) and label in posted.labels:
                return posted
        raise WrongRequestError(f"there is no button {label!r} in {channel}.")


def slack_actions(fake: FakeSlack) -> Mapping[str, Run]:
    """Path -> what it does."""
    do = Actions(fake)
    people: tuple[Run, ...] = (do.say, do.edit, do.press, do.slash, do.shortcut, do.home, do.home_press, do.home_search)
    own = {
        action.__name__: action for action in (*people, do.submit, do.assistant, do.answers, do.deliver_to, do.reset)
    }
    return {**own, **shared_actions(fake, fake.deliveries.faults), **fault_actions(fake)}


def _said(text: str) -> str:
    if not text.strip():
        raise WrongRequestError("nobody can write an empty message.")
    return text


def _user(name: str) -> str:
    if not name.startswith(("U", "W")):
        raise WrongRequestError(f"a user's id begins with U, not {name!r}.")
    return name


def _is_local(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (parts.scheme, parts.hostname, parts.port != 0) == ("http", "127.0.0.1", True)
    except ValueError:  # a port that is none
        return False


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _named(delivery: Delivery) -> Json:
    """With the id by which /answers counts what came to its response_url."""
    return {"id": str(delivery.event.get("response_url", "")).rpartition("/")[2], **_taken(delivery)}


def _taken(delivery: Delivery) -> Json:
    """No attempt was made while it is held back."""
    return {"acknowledged": delivery.acked, "attempts": delivery.attempts}
