"""No send breaks a limit of Telegram's."""

from __future__ import annotations

import asyncio

import pytest

from adapters.fakes.telegram import FakeTelegram, Fault
from adapters.fakes.telegram_limits import Limits
from adapters.telegram_settings import Budgets, Rate
from tests.adapters.telegram_running import running, until


def most_in(rate: Rate, seconds: float) -> float:
    """How many can go in any stretch of time so long."""
    return rate.most + rate.most / rate.seconds * seconds


def test_the_defaults_are_within_what_telegram_says() -> None:
    """30 in any second, 20 in any minute in a group, one a second in a chat but for a short burst."""
    budgets = Budgets()
    assert most_in(budgets.overall, 1) <= 30
    assert most_in(budgets.group, 60) <= 20
    assert most_in(budgets.chat, 60) <= 60 + 3


async def test_many_questions_at_once_break_no_limit() -> None:
    """Forty chats and one that asks seven times, with the defaults, at a server that refuses what is too much: all is
    answered and nothing refused."""
    async with running(budgets=Budgets()) as at:
        at.fake.limits.enforced = True
        eager = at.fake.private("Anna")
        posted = [await at.fake.user_says(eager, f"Frage {number}?") for number in range(7)]
        posted += [await at.fake.user_says(at.fake.private(f"Person {number}"), "Wer?") for number in range(40)]
        await at.done(*posted)
        assert (len(at.fake.sent), at.fake.limits.exceeded) == (47, 0)


async def test_a_group_has_a_budget_by_the_minute() -> None:
    """A fiftieth of Telegram's times: what is over it comes later, edits count like messages."""
    async with running(budgets=Budgets(chat=Rate(3, 0.06), group=Rate(5, 0.4))) as at:
        at.fake.limits.enforced, at.fake.limits.scale = True, 0.02
        group = at.fake.group()
        posted = [await at.fake.user_says(group, f"/frage {number}") for number in range(20)]
        await at.done(*posted)
        await at.done(*[await at.fake.edit(group, one, f"/frage x{one.message_id}") for one in posted[:8]])
        assert (len(at.fake.sent), at.fake.limits.exceeded) == (20, 0)
        assert [one.answers for one in at.fake.ledger.asked] == [1] * 20


async def test_buttons_and_typing_wait_for_no_budget() -> None:
    """The chat has no message left for a minute, and a press is answered over the button all the same."""
    async with running(budgets=Budgets(chat=Rate(2, 120.0))) as at:
        room = at.fake.private()
        await at.done(await at.fake.user_says(room, "urteil"))
        await at.done(await at.fake.press(room, "Hilfreich"))
        assert [notice.text for notice in at.fake.notices] == ["Danke."]


async def test_a_storm_of_refusals_is_sat_out() -> None:
    """For a second every message gets 429; then each chat has its answer, once."""
    async with running() as at:
        at.fake.faults.storm(1.0, 1)
        rooms = [at.fake.private(f"Person {number}") for number in range(10)]
        await at.done(*[await at.fake.user_says(room, "Wer?") for room in rooms])
        assert [one.answers for one in at.fake.ledger.asked] == [1] * 10


async def test_a_chat_that_waits_long_holds_up_nobody(caplog: pytest.LogCaptureFixture) -> None:
    """More chats than may be worked on at once are told to wait a minute; others are answered meanwhile, and none of
    them is asked for again before its time."""
    async with running() as at:
        at.fake.fail_next("sendMessage", Fault(retry_after=60), times=70)
        for number in range(70):
            await at.fake.user_says(at.fake.private(f"Person {number}"), "Wer?")
        await until(lambda: len(at.called("sendMessage")) == 70)
        assert await at.done(await at.fake.user_says(at.fake.private("Zoe"), "Wann?")) == ["message: Wann?"]
        assert len(at.called("sendMessage")) == 71
        assert at.adapter.health == "ok"  # it is there, and has only asked for patience


def test_the_fake_counts_as_telegram_says() -> None:
    """In windows that slide: 30 a second, 20 a minute in a group, bursts in a chat; what it refuses does not count."""
    limits = Limits()
    limits.enforced = True
    assert [limits.refused(chat, 0.0) for chat in range(1, 32)] == [0] * 30 + [1]
    assert limits.refused(31, 1.0) == 0
    limits.clear()
    limits.enforced = True
    assert [limits.refused(-7, float(second)) for second in range(21)] == [0] * 20 + [40]
    assert (limits.refused(-7, 60.0), limits.exceeded) == (0, 1)
    assert [limits.refused(7, 100.0) for _ in range(5)] == [0] * 4 + [1]


async def test_a_fake_without_enforced_limits_only_counts() -> None:
    """What is too much goes through, and can be seen."""
    async with FakeTelegram() as fake:
        now = asyncio.get_running_loop().time()
        assert [fake.limits.refused(5, now) for _ in range(6)] == [0] * 6
        assert fake.limits.exceeded == 2
