"""The torture's own counting: it must see every answer that is lost, doubled or out of order."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from tests.torture import SCENARIOS, Scenario, line, torture
from tests.torture_ledger import KNOWN, Count, Ledger, together
from tests.torture_line import Line
from tests.torture_process import free_port
from tests.torture_slack import Slack
from tests.torture_stage import Options, Outcome, judged
from tests.torture_telegram import Telegram


def _asked(ledger: Ledger, *, many: int = 2) -> None:
    for known in KNOWN[:many]:
        ledger.ask("chat", known).acknowledge()


def _said(ledger: Ledger, *numbers: int) -> None:
    for number in numbers:
        ledger.heard("chat", f"{KNOWN[number].answer}\n„…“")


def test_the_answers_of_the_known_questions_are_told_apart() -> None:
    """No two questions have the same answer, or the same text."""
    assert len({known.answer for known in KNOWN}) == len({known.text for known in KNOWN}) == len(KNOWN)


def test_each_answered_once_in_order_is_good() -> None:
    """Nothing is held against it."""
    ledger = Ledger()
    _asked(ledger)
    _said(ledger, 0, 1)
    count = ledger.count()
    assert (count.asked, count.acknowledged, count.answered, count.lost, count.duplicates) == (2, 2, 2, 0, 0)
    assert judged(count) == []


def test_what_was_acknowledged_and_not_answered_is_lost() -> None:
    """And only that: what nobody acknowledged is the platform's to deliver again."""
    ledger = Ledger()
    _asked(ledger)
    ledger.ask("chat", KNOWN[2])
    _said(ledger, 0)
    assert (ledger.count().lost, ledger.count().acknowledged, ledger.count().asked) == (1, 2, 3)
    assert judged(ledger.count()) == ["1 lost"]


def test_an_answer_given_twice_needs_a_kill_as_its_excuse() -> None:
    """Without one it is a fault; with one it is counted to that kill, and more than one to a kill is a fault."""
    ledger = Ledger()
    _asked(ledger)
    _said(ledger, 0, 1, 0)
    assert (ledger.count().duplicates, ledger.count().unprovoked) == (1, 1)
    assert judged(ledger.count()) == ["1 answered twice without a kill"]
    excused = Ledger(grace=0.0)
    _asked(excused)
    _said(excused, 0, 1)
    excused.killed()
    _said(excused, 0)
    assert (excused.count().duplicates, excused.count().unprovoked, judged(excused.count())) == (1, 0, [])
    _said(excused, 0)
    assert judged(excused.count()) == ["1 answered twice without a kill"]


def test_what_was_said_just_before_a_kill_may_be_heard_just_after() -> None:
    """It is the first of the two answers that the kill excuses."""
    ledger = Ledger(grace=60.0)
    _asked(ledger)
    ledger.killed()
    _said(ledger, 0, 0, 1)
    assert (ledger.count().duplicates, ledger.count().unprovoked, judged(ledger.count())) == (1, 0, [])


def test_more_duplicates_than_kills_are_a_fault() -> None:
    """The worst kill is told as well."""
    ledger = Ledger()
    _asked(ledger)
    _said(ledger, 0, 1)
    ledger.killed()
    _said(ledger, 0, 1)
    assert (ledger.count().worst_kill, judged(ledger.count())) == (2, ["2 duplicates after 1 kills"])


def test_answers_out_of_the_order_of_their_questions_are_a_fault() -> None:
    """First answers count; one that comes again later does not."""
    ledger = Ledger()
    _asked(ledger, many=3)
    _said(ledger, 1, 0, 2)
    assert (ledger.count().disordered, judged(ledger.count())) == (1, ["1 out of order"])


def test_what_answers_nothing_is_a_stray() -> None:
    """An apology in a chat where something was asked is a fault; chats of no account are not looked at."""
    ledger = Ledger()
    _asked(ledger)
    _said(ledger, 0, 1)
    ledger.heard("chat", "Entschuldigung")
    ledger.heard("another", "Willkommen")
    assert judged(ledger.count()) == ["1 strays, the first: 'Entschuldigung'"]


def test_nothing_answered_is_never_good() -> None:
    """Where nothing was acknowledged, nothing is lost, and nothing is proved."""
    assert judged(Count(asked=5)) == ["nothing was answered"]


def test_a_question_is_asked_once_in_a_chat() -> None:
    """Else its answers could not be told apart."""
    ledger = Ledger()
    _asked(ledger)
    with pytest.raises(ValueError, match="asked"):
        ledger.ask("chat", KNOWN[0])


def test_counts_of_two_platforms_add_up_and_kills_do_not() -> None:
    """Both went through the same kills."""
    both = together([Count(asked=1, lost=1, kills=3), Count(asked=2, duplicates=1, kills=3)])
    assert (both.asked, both.lost, both.duplicates, both.kills) == (3, 1, 1, 3)


async def test_a_bot_that_confirms_and_forgets_is_found_out_on_telegram() -> None:
    """It polls over a real connection, answers one of three questions, one twice, and one never; what it did not
    confirm is not acknowledged."""
    async with Telegram("Telegram polling", 0) as side, aiohttp.ClientSession() as session:
        token, base = side.environment["TELEGRAM_BOT_TOKEN"], side.environment["TELEGRAM_BASE_URL"]

        async def call(method: str, **given: str | int) -> object:
            async with session.post(f"{base}/bot{token}/{method}", data=given) as response:
                return (await response.json())["result"]

        for known in KNOWN[:3]:
            await side.ask(1, known)
        await call("getUpdates", offset=0, timeout=1)
        assert side.ledger.count().acknowledged == 0
        await call("getUpdates", offset=4, timeout=0)
        for number in (0, 1, 1):
            await call("sendMessage", chat_id=side.chat(1), text=KNOWN[number].answer)
        count = side.ledger.count()
    assert (count.acknowledged, count.answered, count.lost, count.duplicates) == (3, 2, 1, 1)


async def test_a_bot_that_acknowledges_and_forgets_is_found_out_on_slack() -> None:
    """It takes events over HTTP, answers one of two questions twice, and refuses a third, which is delivered again and
    then given up."""
    port, refused = free_port(), 0
    async with Slack("Slack HTTP", port) as side, aiohttp.ClientSession() as session:
        base, token = side.environment["SLACK_BASE_URL"], side.environment["SLACK_BOT_TOKEN"]

        async def take(request: web.Request) -> web.Response:
            nonlocal refused
            event = (await request.json())["event"]
            if "bot_id" in event or event["text"] == KNOWN[1].text:
                return web.Response()
            if event["text"] == KNOWN[2].text:
                refused += 1
                return web.Response(status=500)
            said = {"channel": event["channel"], "text": KNOWN[0].answer}
            for _ in range(2):
                await session.post(f"{base}chat.postMessage", json=said, headers={"Authorization": f"Bearer {token}"})
            return web.Response()

        application = web.Application()
        application.router.add_post("/slack/events", take)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        side.pauses = (0.0, 0.0, 0.0)
        asked = [await side.ask(1, known) for known in KNOWN[:3]]
        await runner.cleanup()
        count = side.ledger.count()
    assert (count.acknowledged, count.answered, count.lost, count.duplicates) == (2, 1, 1, 1)
    assert asked[2].given_up
    assert refused > 3


async def test_a_line_is_cut_and_mended_at_the_same_address() -> None:
    """What was open ends, nobody can connect meanwhile, and afterwards it carries again."""

    async def well(_: web.Request) -> web.Response:
        return web.Response(text="well")

    application = web.Application()
    application.router.add_get("/", well)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    line = Line()
    line.target = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession() as session, line:

        async def said() -> str:
            async with session.get(line.url) as response:
                return await response.text()

        assert await said() == "well"
        await line.cut()
        with pytest.raises(aiohttp.ClientConnectorError):
            await said()
        await line.mend()
        assert await said() == "well"
    await runner.cleanup()


async def test_one_fault_fails_the_torture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So does a scenario that breaks; the others are played all the same, and each has its line."""

    async def good(_: Options) -> Outcome:
        return Outcome(count=Count(asked=1, answered=1), notes=("as it must be",))

    async def bad(_: Options) -> Outcome:
        return Outcome(count=Count(asked=1), faults=("1 lost",))

    async def broken(_: Options) -> Outcome:
        raise OSError("no disk")

    options = Options(folder=tmp_path, store=tmp_path, seed=1)
    assert await torture([Scenario(name="good", run=good)], options)
    assert not await torture([Scenario(name="good", run=good), Scenario(name="bad", run=bad)], options)
    assert not await torture([Scenario(name="broken", run=broken)], options)
    shown = capsys.readouterr().out
    assert "FAIL OSError: no disk" in shown
    assert "FAIL 1 lost" in shown
    assert "ok   as it must be" in shown


def test_a_line_tells_faults_before_notes() -> None:
    """The figures stand in their columns."""
    outcome = Outcome(count=Count(asked=5, acknowledged=4, answered=3, lost=1), notes=("n",), faults=("f",))
    assert line("a", outcome, 1.4).split() == ["a", "5", "4", "3", "1", "0", "1", "s", "FAIL", "f;", "n"]


def test_the_scenarios_have_names_of_their_own_and_some_are_short() -> None:
    """The short form kills on every way in."""
    names = [scenario.name for scenario in SCENARIOS]
    assert len(set(names)) == len(names)
    assert sum(scenario.short and scenario.name.startswith("kills, ") for scenario in SCENARIOS) >= 4
