"""The fake refuses what Slack refuses; a lax one would mislead every test that stands on it."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from adapters.fakes.slack import FakeSlack
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
