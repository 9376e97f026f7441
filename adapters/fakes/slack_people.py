"""What people do in the fake Slack, and what the bot is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.fakes import slack_payloads as payloads
from adapters.fakes import slack_views
from adapters.fakes.slack_payloads import HOME, Team
from adapters.fakes.slack_views import Thread

if TYPE_CHECKING:
    from adapters.fakes.slack_delivery import Deliveries, Delivery, Kind
    from adapters.fakes.slack_messages import Messages, Posted
    from adapters.fakes.slack_tokens import Tokens
    from adapters.fakes.slack_views import Threads, Views

Json = dict[str, Any]


class People:
    """Each method returns how the bot took what it was told. `user` is who does it, `team` their workspace."""

    messages: Messages
    views: Views
    threads: Threads
    tokens: Tokens
    deliveries: Deliveries
    log: list[str]
    base: str

    def now(self) -> str:
        raise NotImplementedError

    def id(self, prefix: str) -> str:
        raise NotImplementedError

    async def event(self, event: Json, *, event_id: str | None = None, team: Team = HOME) -> Delivery:
        return await self.deliver("events_api", payloads.envelope(event, event_id or self.id("Ev"), team))

    async def deliver(self, kind: Kind, payload: Json) -> Delivery:
        return await self.deliveries.deliver(kind, payload, lambda: self.log.append("ack"))

    async def user_says(
        self, channel: str, text: str, *, user: str = "U1", thread: str | None = None, team: Team = HOME
    ) -> Delivery:
        """`text` is as Slack sends it (entities escaped, mentions as `<@U…>`). A mention in a channel comes twice, as
        with Slack: as `message` and as `app_mention`. Returns the delivery of the `message`."""
        ts = self.now()
        said = payloads.said("message", channel=channel, user=user, text=text, ts=ts, thread=thread, team=team)
        delivery = await self.event(said, team=team)
        if team.mention in text and not channel.startswith("D"):
            twin = {key: value for key, value in said.items() if key != "channel_type"}
            await self.event(twin | {"type": "app_mention"}, team=team)
        return delivery

    async def edits(self, said: Delivery, text: str) -> Delivery:
        return await self.event(payloads.edited(said.event, text, self.now()))

    async def slash(
        self, command: str, text: str, channel: str = "C1", user: str = "U1", *, team: Team = HOME
    ) -> Delivery:
        payload = payloads.slash(
            command=command,
            text=text,
            channel=channel,
            user=user,
            response_url=self._hook(channel, user, team),
            trigger=self.views.trigger(),
            team=team,
        )
        return await self.deliver("slash_commands", payload)

    async def press(self, message: Posted, label: str, *, user: str = "U1") -> Delivery:
        """Raises LookupError when there is no button with that label."""
        action = next((button for button in message.buttons if button["text"]["text"] == label), None)
        if action is None:
            raise LookupError(f"no button {label!r} among {message.labels}")
        shown = {"ts": message.ts, "text": message.text, "thread_ts": message.thread}
        shown["ephemeral"] = message.ephemeral_to or ""
        hook = self._hook(message.channel, user, message.team)
        pressed = payloads.pressed(shown, action, channel=message.channel, response_url=hook, at=self.now())
        return await self._interact("block_actions", pressed, user, message.team)

    async def looks_up(self, callback_id: str, said: Delivery, *, user: str = "U2", team: Team = HOME) -> Delivery:
        """The message shortcut on what somebody said."""
        channel = said.event["channel"]
        hook = self._hook(channel, user, team)
        payload = payloads.looked_up(callback_id, said.event, channel=channel, response_url=hook)
        return await self._interact("message_action", payload, user, team)

    async def opens_home(self, channel: str = "D1", *, user: str = "U1", tab: str = "home") -> Delivery:
        view = self.home(user)
        return await self.event(payloads.home_opened(user=user, channel=channel, view=view, now=self.now(), tab=tab))

    def home(self, user: str = "U1", *, team: Team = HOME) -> Json | None:
        return self.views.homes.get((team.id, user))

    async def presses_home(self, label: str, *, user: str = "U1", view: Json | None = None) -> Delivery:
        """On the page as it stands, or as it stood in `view`. Raises LookupError when there is no such button."""
        view = view or self.home(user) or {"blocks": []}
        action = next((b for b in slack_views.buttons(view) if b["text"]["text"] == label), None)
        if action is None:
            raise LookupError(f"no button {label!r} on the page")
        return await self._interact("block_actions", payloads.on_view(view, action, self.now()), user, HOME)

    async def searches_home(self, word: str, *, user: str = "U1") -> Delivery:
        """Raises LookupError when there is no field to search in."""
        view = self.home(user) or {"blocks": []}
        block = next((block for block in view["blocks"] if block["type"] == "input"), None)
        if block is None:
            raise LookupError("no field on the page")
        field = block["element"]
        action = {"type": field["type"], "action_id": field["action_id"], "block_id": block["block_id"], "value": word}
        return await self._interact("block_actions", payloads.on_view(view, action, self.now()), user, HOME)

    async def submits(self, view: Json, text: str, *, user: str = "U1", team: Team = HOME) -> Delivery:
        """Fills the dialogue's one field in and sends it."""
        (block,) = (block for block in view["blocks"] if block["type"] == "input")
        field = block["element"]
        values = {block["block_id"]: {field["action_id"]: {"type": field["type"], "value": text}}}
        return await self._interact("view_submission", payloads.submitted(view, values), user, team)

    async def starts_thread(self, channel: str = "D1", *, user: str = "U1", team: Team = HOME) -> str:
        """With the assistant; its ts."""
        thread = self.now()
        self.threads.all[channel, thread] = Thread()
        about = payloads.thread_event("assistant_thread_started", user=user, channel=channel, thread=thread, team=team)
        await self.event(about, team=team)
        return thread

    async def uninstalls(self, team: Team = HOME) -> Delivery:
        """Slack revokes the tokens, and tells of both."""
        self.tokens.end("account_inactive", team)
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [team.bot_user]}, "event_ts": self.now()}
        await self.event(revoked, team=team)
        return await self.event({"type": "app_uninstalled", "event_ts": self.now()}, team=team)

    async def _interact(self, kind: str, payload: Json, user: str, team: Team) -> Delivery:
        common = payloads.interaction(kind, user=user, trigger=self.views.trigger(), team=team)
        return await self.deliver("interactive", common | payload)

    def _hook(self, channel: str, user: str, team: Team) -> str:
        name = self.id("hook")
        self.messages.hook(name, channel, user, team)
        return f"{self.base}/response/{name}"
