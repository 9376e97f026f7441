"""Whatever goes wrong, what `nachgefragt serve` prints holds no secret, and above DEBUG nothing of people."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
from pathlib import Path
from typing import Any

from adapters.fakes import slack as fake_slack
from adapters.fakes import slack_payloads as payloads
from adapters.fakes import telegram as fake_telegram
from adapters.fakes.slack import FakeSlack
from adapters.fakes.telegram import FakeTelegram
from tests.adapters.serving import PATIENCE, Serving, reached, serving, until

GOOD = "Wer führte die Runde an?"
WORD, NAME, USER = "Zwetschgendatschi", "Leonhardine", "UQUITTE77"
BAD = f"Wie viele {WORD} gibt es auf dem Mond?"


async def ready(at: Serving) -> None:
    await until(lambda: at.get("/readyz"), lambda found: found[0] == 200)


async def telegram_troubles(fake: FakeTelegram, at: Serving) -> int:
    """Each fault of a send, updates that are none; the id of who suffers them."""
    room, fault = fake.private(NAME), fake_telegram.Fault
    for one in (
        fault(status=401),
        fault(status=403),
        fault(status=502),
        fault(drop=True),
        fault(drop=True, after=True),
        fault(body="no JSON"),
    ):
        fake.fail_next("sendMessage", one)
        await fake.user_says(room, BAD, user=NAME)
    await until(lambda: at.get("/healthz"), lambda _: [method for method, *_ in fake.calls].count("sendMessage") >= 6)
    for status in (401, 409, 502):
        fake.fail_next("getUpdates", fault(status=status))
    chat, person = room.json(), fake.world.person(NAME).json()
    for spoilt in (
        {"message": {"message_id": 1, "chat": chat, "from": person, "text": BAD}},
        {"message": {"message_id": 2, "chat": None, "from": person, "date": 1, "text": BAD}},
        {"message": f"{BAD} {NAME}"},
        {"callback_query": {"id": 5, "from": person, "data": BAD}},
    ):
        await fake.push(spoilt)
    return room.id


async def slack_troubles(fake: FakeSlack) -> None:
    fault = fake_slack.Fault
    for one in (
        fault(error="invalid_auth"),
        fault(status=500),
        fault(status=429, retry_after=0),
        fault(),
        fault(after=True),
        fault(body="no JSON"),
    ):
        fake.fail_next("chat.postMessage", one)
        await fake.user_says("D1", BAD, user=USER)
    await fake.wait_until(lambda: fake.calls.count("chat.postMessage") >= 6, timeout=PATIENCE)
    event = {"type": "message", "user": USER, "text": BAD, "channel": "D1"}
    for spoilt in ({"event": event}, {"event": [BAD]}, {"event": BAD}, {"authorizations": [None], "event": event}):
        await fake.deliver("events_api", payloads.envelope(event, "Ev-spoilt") | spoilt)
    await fake.deliveries.raw(f'{{"type": "invented", "payload": {{"text": "{BAD}"}}}}')


def records(printed: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.splitlines()]


async def test_no_secret_and_nobody_is_in_the_log(tmp_path: Path) -> None:
    """Refusals, errors, drops, answers and events that are none, and a bot that breaks: all is logged as records, the
    next question is answered, no secret is in any record, and no word, name or id of people above DEBUG."""
    async with FakeTelegram() as telegram, FakeSlack() as slack:
        chosen = {"NACHGEFRAGT_LOG": "json", "NACHGEFRAGT_LOG_LEVEL": "debug", "NACHGEFRAGT_KEEP_QUESTIONS": "1"}
        feedback = tmp_path / "feedback.sqlite"
        environment = {**reached(telegram, slack), **chosen, "NACHGEFRAGT_FEEDBACK": str(feedback)}
        async with serving(tmp_path, environment) as at:
            await slack.wait_for_socket(1, timeout=PATIENCE)
            await ready(at)
            person = await telegram_troubles(telegram, at)
            await slack_troubles(slack)
            with sqlite3.connect(feedback) as database:
                database.execute("DROP TABLE feedback")
            database.close()
            room = telegram.private(NAME)
            await telegram.user_says(room, f"Wer backt {WORD}?", user=NAME)
            await slack.user_says("D1", f"Wer backt {WORD}?", user=USER)
            other = telegram.private("Zoe")
            await telegram.user_says(other, GOOD, user="Zoe")
            await telegram.wait_for_reply(other, patience=PATIENCE)
            await slack.user_says("D1", GOOD)
            await slack.wait_until(lambda: any("Tribe" in one.shown for one in slack.posted), timeout=PATIENCE)
            at.process.send_signal(signal.SIGTERM)
            printed = await at.ended()
    assert at.process.returncode == 0
    found = records(printed)
    secrets = (telegram.token, slack.bot_token, slack.app_token, slack.signing_secret, telegram.token.split(":")[1])
    assert not [secret for secret in secrets if secret in printed]
    assert {"warning", "error"} <= {record["level"] for record in found}
    assert [record for record in found if "FeedbackLogError" in record.get("exception", record["event"])]
    private = re.compile(rf"{WORD}|{NAME}|{USER}|\b{person}\b|Mond\b")
    loud = [record for record in found if record["level"] != "debug"]
    assert not [record for record in loud if private.search(json.dumps(record, ensure_ascii=False))]
