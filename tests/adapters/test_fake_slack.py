"""The fake refuses what Slack refuses; a lax one would mislead every test that stands on it."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from adapters.fakes.slack import FakeSlack
from adapters.fakes.slack_payloads import HOME, Team
from adapters.seen import Action, Room
from adapters.slack_driver import SlackDriver
from bot.messages import AnswerBlock, Button, IncomingMessage, Outcome, Reply, SourceBlock, Status


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def actions(*buttons: tuple[str, str, str]) -> dict[str, Any]:
    return {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": i, "text": {"type": "plain_text", "text": label}, "value": value}
            for i, label, value in buttons
        ],
    }


async def call(fake: FakeSlack, method: str, token: str | None = None, **body: object) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token or fake.bot_token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{fake.api_base}{method}", json=body) as response,
    ):
        answer: dict[str, Any] = await response.json()
        return answer


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"channel": "C404", "text": "x"}, "channel_not_found"),
        ({"channel": "C1", "text": ""}, "no_text"),
        ({"channel": "C1", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "C1", "text": "x", "blocks": [section("x")] * 51}, "invalid_blocks"),
        ({"channel": "C1", "text": "x", "blocks": [section("x" * 3001)]}, "invalid_blocks"),
        ({"channel": "C1", "text": "x", "blocks": [section("")]}, "invalid_blocks"),
        ({"channel": "C1", "text": "x", "blocks": [actions(("a", "l" * 76, "v"))]}, "invalid_blocks"),
        ({"channel": "C1", "text": "x", "blocks": [actions(("a", "l", "v" * 2001))]}, "invalid_blocks"),
        ({"channel": "C1", "text": "x", "blocks": [actions(("a", "l", "v"), ("a", "m", "w"))]}, "invalid_blocks"),
        ({"channel": "C1", "text": "x", "blocks": [section("x" * 3000)] * 5}, "msg_blocks_too_long"),
        ({"channel": "C1", "text": "x", "blocks": ["x"]}, "invalid_blocks_format"),
        ({"channel": "C1", "text": "x" * 40_000, "blocks": [section("x" * 3000)] * 4}, None),
    ],
)
async def test_a_post_is_taken_or_refused_as_by_slack(body: dict[str, Any], error: str | None) -> None:
    """Each limit has Slack's own error name, and a message just within them is taken."""
    async with FakeSlack() as fake:
        assert error == (await call(fake, "chat.postMessage", **body)).get("error")
        assert len(fake.posted) == (error is None)


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("chat.update", "message_not_found"),
        ("chat.postEphemeral", "user_not_in_channel"),
        ("chat.no", "unknown_method"),
    ],
)
async def test_calls_that_cannot_be_are_refused(method: str, error: str) -> None:
    """An unknown message, a missing user, an unknown method."""
    async with FakeSlack() as fake:
        assert error == (await call(fake, method, channel="C1", text="x", ts="1.1"))["error"]


@pytest.mark.parametrize("method", ["auth.test", "chat.postMessage", "apps.connections.open"])
async def test_a_wrong_token_is_invalid_auth(method: str) -> None:
    """Every method looks at its token; the bot's token opens no socket."""
    async with FakeSlack() as fake:
        token = fake.bot_token if method == "apps.connections.open" else "xoxb-wrong"
        assert (await call(fake, method, token, channel="C1", text="x"))["error"] == "invalid_auth"


async def test_an_event_not_acknowledged_comes_again_signed_and_numbered() -> None:
    """A 500 brings three retries, each signed, with x-slack-retry-num 1 to 3."""
    async with FakeSlack(ack_within=0.5) as fake:
        numbers: list[str | None] = []
        verifier = SignatureVerifier(fake.signing_secret)

        async def refuse(request: web.Request) -> web.Response:
            assert verifier.is_valid_request(await request.read(), dict(request.headers))
            numbers.append(request.headers.get("X-Slack-Retry-Num"))
            return web.Response(status=500)

        app = web.Application()
        app.add_routes([web.post("/slack/events", refuse)])
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        fake.events_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        delivery = await fake.user_says("D1", "Wer?")
        await runner.cleanup()
        assert (delivery.acked, delivery.attempts, delivery.status) == (False, 4, 500)
        assert numbers == [None, "1", "2", "3"]


def modal(**changed: Any) -> dict[str, Any]:
    words = {"type": "plain_text", "text": "x"}
    field = {
        "type": "input",
        "block_id": "b",
        "label": words,
        "element": {"type": "plain_text_input", "action_id": "a"},
    }
    return {"type": "modal", "title": words, "submit": words, "blocks": [field], **changed}


def home(**changed: Any) -> dict[str, Any]:
    return {"type": "home", "blocks": [section("x")], **changed}


LONG_TITLE = {"type": "plain_text", "text": "x" * 25}
HEADER = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}


@pytest.mark.parametrize(
    "view",
    [
        modal(type="home"),
        modal(blocks=[]),
        modal(blocks=[section("x")] * 101),
        modal(title=LONG_TITLE),
        modal(close=LONG_TITLE),
        modal(submit=None),
        modal(private_metadata="x" * 3001),
        modal(callback_id="x" * 256),
        modal(blocks=[HEADER]),
        modal(blocks=modal()["blocks"] * 2),
    ],
)
async def test_a_dialogue_that_does_not_fit_is_refused(view: dict[str, Any]) -> None:
    """And one that does is opened, once for each trigger, for three seconds."""
    now = [0.0]
    async with FakeSlack(clock=lambda: now[0]) as fake:
        trigger = fake.views.trigger()
        assert (await call(fake, "views.open", trigger_id=trigger, view=view))["error"] == "invalid_arguments"
        assert (await call(fake, "views.open", trigger_id="made-up", view=modal()))["error"] == "invalid_trigger_id"
        assert (await call(fake, "views.open", trigger_id=trigger, view=modal()))["ok"]
        assert (await call(fake, "views.open", trigger_id=trigger, view=modal()))["error"] == "exchanged_trigger_id"
        late = fake.views.trigger()
        now[0] = 3.1
        assert (await call(fake, "views.open", trigger_id=late, view=modal()))["error"] == "expired_trigger_id"


async def test_a_page_is_published_with_the_hash_of_the_one_before() -> None:
    """Another hash is a conflict; no hash takes any page's place; too large or switched off is refused."""
    async with FakeSlack() as fake:
        first = await call(fake, "views.publish", user_id="U1", view=home())
        assert (await call(fake, "views.publish", user_id="U1", view=home(), hash=first["view"]["hash"]))["ok"]
        again = await call(fake, "views.publish", user_id="U1", view=home(), hash=first["view"]["hash"])
        assert again["error"] == "hash_conflict"
        assert (await call(fake, "views.publish", user_id="U1", view=home()))["ok"]
        assert (await call(fake, "views.publish", user_id="1", view=home()))["error"] == "invalid_arguments"
        large = home(blocks=[section("x" * 3000)] * 90)
        assert (await call(fake, "views.publish", user_id="U1", view=large))["error"] == "view_too_large"
        fake.views.home_enabled = False
        assert (await call(fake, "views.publish", user_id="U1", view=home()))["error"] == "not_enabled"


PROMPT = {"title": "x", "message": "x"}


@pytest.mark.parametrize(
    ("method", "body", "error"),
    [
        ("setSuggestedPrompts", {"prompts": [PROMPT] * 4}, None),
        ("setSuggestedPrompts", {"prompts": [PROMPT] * 5}, "invalid_arguments"),
        ("setSuggestedPrompts", {"prompts": []}, "invalid_arguments"),
        ("setSuggestedPrompts", {"prompts": [{"title": "x" * 76, "message": "x"}]}, "invalid_arguments"),
        ("setSuggestedPrompts", {"prompts": [{"title": "x"}]}, "invalid_arguments"),
        ("setTitle", {"title": ""}, "invalid_arguments"),
        ("setTitle", {"title": "x"}, None),
        ("setStatus", {"status": ""}, None),
        ("setStatus", {}, "invalid_arguments"),
        ("setStatus", {"status": "x", "thread_ts": "1.1"}, "invalid_thread_ts"),
        ("setStatus", {"status": "x", "channel_id": "D9"}, "channel_not_found"),
    ],
)
async def test_an_assistants_thread_takes_what_fits(method: str, body: dict[str, Any], error: str | None) -> None:
    """Four prompts at most, in a thread that began."""
    async with FakeSlack(ack_within=0.01) as fake:
        where = {"channel_id": "D1", "thread_ts": await fake.starts_thread()}
        assert error == (await call(fake, f"assistant.threads.{method}", **(where | body))).get("error")


async def test_a_response_url_is_good_five_times_and_half_an_hour() -> None:
    """Then it is used up, or expired."""
    now = [0.0]
    async with FakeSlack(clock=lambda: now[0]) as fake, aiohttp.ClientSession() as session:

        async def respond(name: str, text: str = "x") -> tuple[int, str]:
            async with session.post(f"{fake.base}/response/{name}", json={"text": text}) as response:
                return response.status, await response.text()

        for name in ("one", "other"):
            fake.messages.hook(name, "C9", "U1", HOME)
        assert (await respond("one", "")) == (400, "no_text")
        assert [await respond("one") for _ in range(5)] == [(200, "ok")] * 5
        assert (await respond("one")) == (404, "used_url")
        now[0] = 30 * 60.0 + 1
        assert (await respond("other")) == (404, "expired_url")


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.postEphemeral"])
async def test_where_the_bot_is_no_member_it_cannot_write(method: str) -> None:
    """The channel is there, though."""
    async with FakeSlack() as fake:
        assert (await call(fake, method, channel="C9", user="U1", text="x"))["error"] == "not_in_channel"


async def test_a_call_beyond_the_scopes_is_refused_and_says_what_it_takes() -> None:
    """As is one without a token, or with one that ended."""
    async with FakeSlack() as fake:
        fake.tokens.scopes = frozenset({"commands"})
        refused = await call(fake, "chat.postMessage", channel="C1", text="x")
        assert (refused["error"], refused["needed"]) == ("missing_scope", "chat:write")
        async with aiohttp.ClientSession() as session, session.post(f"{fake.api_base}auth.test", json={}) as response:
            assert (await response.json())["error"] == "not_authed"
        fake.tokens.end("token_expired")
        assert (await call(fake, "auth.test"))["error"] == "token_expired"


async def test_a_code_gives_a_token_once() -> None:
    """To who knows the client's secret; revoked, it is good for nothing."""
    async with FakeSlack() as fake:
        team = Team(id="T2", bot_user="U2BOT", bot="B2")
        given = {"client_id": fake.tokens.client_id, "client_secret": fake.tokens.client_secret}
        code = fake.tokens.code(team)
        wrong = await call(fake, "oauth.v2.access", code=code, **(given | {"client_secret": "x"}))
        assert wrong["error"] == "bad_client_secret"
        answer = await call(fake, "oauth.v2.access", code=code, **given)
        assert (await call(fake, "oauth.v2.access", code=code, **given))["error"] == "invalid_code"
        assert (await call(fake, "auth.test", answer["access_token"]))["team_id"] == "T2"
        assert (await call(fake, "auth.revoke", answer["access_token"]))["revoked"]
        assert (await call(fake, "auth.test", answer["access_token"]))["error"] == "token_revoked"


class Parrot:
    """Repeats with a source and a button; silent at `still`."""

    def handle(self, message: IncomingMessage) -> Reply | None:
        if message.text == "still":
            return None
        blocks = (AnswerBlock(text=f"{message.kind} {message.text}"), SourceBlock(text="A & B"))
        outcome = Outcome(status=Status.ANSWERED, language="de")
        return Reply(blocks=blocks, outcome=outcome, buttons=(Button(label="Mehr", id="more"),))


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_the_driver_sees_what_a_person_sees(mode: Any) -> None:
    """Text with entities resolved, the bot's own buttons, silence as None, and an unknown button as an error."""
    driver = SlackDriver(mode)
    await driver.start(Parrot())  # type: ignore[arg-type]
    try:
        said = await driver.act(Room(key="a"), Action(kind="said", text="x < y"))
        asked = await driver.act(Room(key="b"), Action(kind="said", text="/frage x < y"))
        assert said is not None
        assert asked is not None
        assert (said.text, said.buttons) == ("message x < y\nA & B", ("Mehr",))
        assert (asked.text, asked.buttons) == ("command /frage x < y\nA & B", ("Mehr",))
        assert await driver.act(Room(key="a"), Action(kind="said", text="still")) is None
        pressed = await driver.act(Room(key="b"), Action(kind="pressed", text="Mehr"))
        assert pressed is not None
        assert pressed.text == "button more\nA & B"
        with pytest.raises(LookupError, match="no button 'Nein'"):
            await driver.act(Room(key="a"), Action(kind="pressed", text="Nein"))
    finally:
        await driver.stop()
    assert f"slack {mode}" == driver.name
