"""`nachgefragt serve` begins, answers, tells how it is, and ends in order."""

from __future__ import annotations

import json
import signal
import time
from contextlib import closing
from pathlib import Path

import pytest

from adapters.fakes import slack as slack_fakes
from adapters.fakes.slack import FakeSlack
from adapters.fakes.telegram import FakeTelegram, Fault
from adapters.feedback_log import SqliteFeedbackLog
from bot.feedback import Asked, Feedback
from bot.messages import Outcome, Status
from tests.adapters.serving import PATIENCE, Serving, free_port, reached, serving, until

QUESTION = "Wer führte die Runde an?"


async def ready(at: Serving) -> None:
    await until(lambda: at.get("/readyz"), lambda found: found[0] == 200)


async def test_both_platforms_answer_in_one_process_and_a_signal_ends_it(tmp_path: Path) -> None:
    """Telegram and Slack get the answer, SIGTERM ends with 0, and no token is in the log."""
    async with FakeTelegram() as telegram, FakeSlack() as slack:
        environment = {**reached(telegram, slack), "NACHGEFRAGT_METRICS": "1"}
        async with serving(tmp_path, environment) as at:
            await slack.wait_for_socket(1, timeout=PATIENCE)
            await ready(at)
            room = telegram.private()
            await telegram.user_says(room, QUESTION)
            sent = await telegram.wait_for_reply(room, patience=PATIENCE)
            await slack.user_says("D1", QUESTION)
            posted = await slack.wait_for_reply(timeout=PATIENCE)
            health, standing, metrics = [await at.get(path) for path in ("/healthz", "/readyz", "/metrics")]
            at.process.send_signal(signal.SIGTERM)
            log = await at.ended()
    assert sent.text.startswith("Tribe Capital")
    assert "Angeführt von Tribe Capital" in sent.text
    assert "Tribe Capital" in posted.shown
    assert at.process.returncode == 0
    tokens = [telegram.token, slack.bot_token, slack.app_token, slack.signing_secret]
    assert not [token for token in tokens if token in log]
    assert (health[0], json.loads(health[1])) == (200, {"status": "ok"})
    platforms = json.loads(standing[1])["platforms"]
    assert [platforms[name]["health"] for name in ("telegram", "slack")] == ["ok", "ok"]
    assert all(0 <= platforms[name]["last_event_seconds"] < PATIENCE for name in ("telegram", "slack"))
    for name in ("telegram", "slack"):
        assert f'nachgefragt_messages_total{{platform="{name}",result="answered"}} 1.0' in metrics[1]
        assert f'nachgefragt_engine_seconds_count{{platform="{name}"}} 1.0' in metrics[1]


async def test_what_the_platforms_refuse_is_counted(tmp_path: Path) -> None:
    """By platform and kind, each time; the answers arrive all the same."""
    async with (
        FakeTelegram() as telegram,
        FakeSlack() as slack,
        serving(tmp_path, {**reached(telegram, slack), "NACHGEFRAGT_METRICS": "1"}) as at,
    ):
        await slack.wait_for_socket(1, timeout=PATIENCE)
        await ready(at)
        for status in (500, 429):
            telegram.fail_next("sendMessage", Fault(status=status) if status == 500 else Fault(retry_after=1))
            slack.fail_next("chat.postMessage", slack_fakes.Fault(status=status))
        room = telegram.private()
        await telegram.user_says(room, QUESTION)
        await telegram.wait_for_reply(room, patience=PATIENCE)
        await slack.user_says("D1", QUESTION)
        await slack.wait_for_reply(timeout=PATIENCE)
        _, metrics = await at.get("/metrics")
    for name, kind in (("telegram", "5xx"), ("telegram", "429"), ("slack", "5xx"), ("slack", "429")):
        assert f'nachgefragt_platform_errors_total{{kind="{kind}",platform="{name}"}} 1.0' in metrics


async def test_a_refused_token_is_one_sentence(tmp_path: Path) -> None:
    """A token that Telegram does not know ends the process with 1 and a sentence, not a traceback."""
    async with FakeTelegram() as telegram:
        environment = {**reached(telegram), "TELEGRAM_BOT_TOKEN": "654321:other-token"}
        async with serving(tmp_path, environment) as at:
            said = await at.ended()
    assert at.process.returncode == 1
    assert said.splitlines()[-1].startswith("nachgefragt: ")
    assert "Traceback" not in said
    assert "other-token" not in said


async def test_a_state_belongs_to_one_process(tmp_path: Path) -> None:
    """A second one with the same state is refused with one sentence before it speaks to a platform."""
    async with FakeTelegram() as telegram, serving(tmp_path, reached(telegram)) as first:
        await ready(first)
        calls = len(telegram.calls)
        async with serving(tmp_path, {**reached(telegram), "TELEGRAM_BASE_URL": "http://127.0.0.1:1"}) as second:
            said = await second.ended()
        first.process.send_signal(signal.SIGTERM)
        await first.ended()
    state = tmp_path / ".local/state/nachgefragt/state.sqlite"
    assert said == f"nachgefragt: {state}: another nachgefragt is running with this state.\n"
    assert (first.process.returncode, second.process.returncode) == (0, 1)
    assert calls > 0


async def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    """The address and the reason, and 1."""
    async with FakeTelegram() as telegram, serving(tmp_path / "a", reached(telegram)) as first:
        await ready(first)
        async with serving(tmp_path / "b", {**reached(telegram), "NACHGEFRAGT_PORT": first.port}) as second:
            said = await second.ended()
    assert second.process.returncode == 1
    last = said.splitlines()[-1]
    assert last == f"nachgefragt: http://127.0.0.1:{first.port} cannot be listened on: Address already in use."
    assert "Traceback" not in said


async def test_the_end_waits_for_the_answer_and_says_so_meanwhile(tmp_path: Path) -> None:
    """After a signal both pages are 503 while an answer is on its way; it arrives, then the process ends with 0."""
    async with FakeTelegram() as telegram, serving(tmp_path, reached(telegram)) as at:
        await ready(at)
        telegram.fail_next("sendMessage", Fault(delay=1.5))
        room = telegram.private()
        await telegram.user_says(room, QUESTION)
        await until(lambda: at.get("/healthz"), lambda _: any(method == "sendMessage" for method, *_ in telegram.calls))
        at.process.send_signal(signal.SIGTERM)
        health = await until(lambda: at.get("/healthz"), lambda found: found[0] != 200)
        standing = await at.get("/readyz")
        await at.ended()
        sent = await telegram.wait_for_reply(room)
    assert (health[0], json.loads(health[1])) == (503, {"status": "stopping"})
    assert (standing[0], json.loads(standing[1])["status"]) == (503, "stopping")
    assert sent.text.startswith("Tribe Capital")
    assert at.process.returncode == 0


async def test_a_second_signal_ends_at_once(tmp_path: Path) -> None:
    """With 128 and the signal's number, whatever is under way."""
    async with FakeTelegram() as telegram, serving(tmp_path, reached(telegram)) as at:
        await ready(at)
        telegram.fail_next("sendMessage", Fault(delay=20))
        await telegram.user_says(telegram.private(), QUESTION)
        await until(lambda: at.get("/healthz"), lambda _: any(method == "sendMessage" for method, *_ in telegram.calls))
        at.process.send_signal(signal.SIGTERM)
        await until(lambda: at.get("/healthz"), lambda found: found[0] == 503)
        at.process.send_signal(signal.SIGINT)
        await at.ended()
    assert at.process.returncode == 128 + signal.SIGINT


async def test_a_signal_while_a_platform_is_waited_for_ends_it(tmp_path: Path) -> None:
    """A process that lives, but cannot reach Telegram yet, says so and ends in order when asked."""
    environment = {"TELEGRAM_BOT_TOKEN": "1:a", "TELEGRAM_BASE_URL": f"http://127.0.0.1:{free_port()}"}
    async with serving(tmp_path, environment) as at:
        await until(lambda: at.get("/healthz"), lambda found: found[0] == 200)
        status, standing = await at.get("/readyz")
        at.process.send_signal(signal.SIGTERM)
        said = await at.ended()
    assert (status, json.loads(standing)["status"]) == (503, "not ready")
    assert at.process.returncode == 0
    assert "Traceback" not in said


async def test_there_is_no_page_that_nobody_asked_for(tmp_path: Path) -> None:
    """Metrics only where they are wanted, and of the platforms what they need: else 404 without a word."""
    async with FakeTelegram() as telegram, serving(tmp_path, reached(telegram)) as at:
        await ready(at)
        assert {await at.get(path) for path in ("/metrics", "/", "/slack/events")} == {(404, "")}


def judged(at: float) -> Feedback:
    asked = Asked(question=QUESTION, outcome=Outcome(status=Status.ABSTAINED, language="de"))
    return Feedback(token=f"{at:.0f}", sender="1", platform="telegram", at=at, asked=asked, helpful=False)


async def test_what_is_too_old_is_deleted_at_the_start(tmp_path: Path) -> None:
    """Feedback from before the retention goes, later feedback stays."""
    path, now = tmp_path / "feedback.sqlite", time.time()
    with closing(SqliteFeedbackLog(path)) as log:
        for days in (40, 3, 1):
            log.add(judged(now - 86_400 * days))
        async with FakeTelegram() as telegram:
            kept = {"NACHGEFRAGT_FEEDBACK": str(path), "NACHGEFRAGT_RETENTION_DAYS": "2"}
            async with serving(tmp_path, {**reached(telegram), **kept}) as at:
                await until(lambda: at.get("/readyz"), lambda _: len(log.all()) < 3)
                left = [now - one.at for one in log.all()]
    assert left == [pytest.approx(86_400)]


async def test_a_secret_comes_from_a_file(tmp_path: Path) -> None:
    """The token in a file serves; a file that others may read is refused with one sentence."""
    path = tmp_path / "token"
    async with FakeTelegram() as telegram:
        path.write_text(f"{telegram.token}\n")
        path.chmod(0o400)
        environment = {"TELEGRAM_BASE_URL": telegram.base_url, "TELEGRAM_BOT_TOKEN_FILE": str(path)}
        async with serving(tmp_path, environment) as at:
            await ready(at)
        path.chmod(0o444)
        async with serving(tmp_path, environment) as at:
            said = await at.ended()
    assert said == (
        f"nachgefragt: TELEGRAM_BOT_TOKEN_FILE names {path}, which others than its owner may read or write "
        "(mode 0444); make that 0400.\n"
    )
    assert at.process.returncode == 1


async def test_a_refusal_for_machines_is_a_record(tmp_path: Path) -> None:
    """With NACHGEFRAGT_LOG=json each line is an object, also that which says why the process does not start."""
    async with serving(tmp_path, {"NACHGEFRAGT_LOG": "json"}) as at:
        said = await at.ended()
    (record,) = map(json.loads, said.splitlines())
    assert record["level"] == "critical"
    assert record["event"].startswith("no platform is set up.")
    assert at.process.returncode == 1
