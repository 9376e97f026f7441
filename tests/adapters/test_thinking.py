"""Where replies are worked out."""

from __future__ import annotations

import asyncio
import sys
import threading
import time

import pytest

from adapters.thinking import Thinking
from bot.messages import IncomingMessage, MessageKind, Outcome, Reply, Status


def message(text: str = "Wer?", kind: MessageKind = "message") -> IncomingMessage:
    return IncomingMessage(platform="test", event_id="1", conversation="1", sender="1", text=text, kind=kind)


def thinking(*, waits: bool = False, threads: int = 2) -> Thinking:
    return Thinking(threads=threads, waits=waits)


class Bot:
    """Notes in which thread it was asked, and takes `seconds`."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.threads: list[int] = []
        self.at_once = self.most = 0

    def handle(self, asked: IncomingMessage) -> Reply:
        self.threads.append(threading.get_ident())
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        time.sleep(self.seconds)
        self.at_once -= 1
        return Reply(blocks=(), outcome=Outcome(status=Status.ANSWERED, language="de"), in_reply_to=asked.event_id)


@pytest.mark.parametrize(
    ("kind", "text", "waits", "here"),
    [
        ("message", "Wer führte die Runde an?", False, True),
        ("edit", "Wer?", False, True),
        ("message", " /vergiss", False, False),
        ("command", "/frage Wer?", False, False),
        ("button", "h:1", False, False),
        ("message", "Wer?", True, False),
    ],
)
async def test_only_what_may_wait_goes_to_a_thread(kind: MessageKind, text: str, waits: bool, here: bool) -> None:
    """Buttons and commands may write, an endpoint may be asked; a question is worked out where one is."""
    bot = Bot()
    reply = await thinking(waits=waits).reply(bot.handle, message(text, kind))
    assert reply is not None
    assert [thread == threading.get_ident() for thread in bot.threads] == [here]


async def test_what_waits_is_bounded() -> None:
    """So many threads and no more, and none of it holds up the loop."""
    bot, turns = Bot(0.02), 0
    one = thinking(waits=True)
    asked = asyncio.gather(*(one.reply(bot.handle, message()) for _ in range(6)))
    while not asked.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert bot.most == 2
    assert turns > 5


async def test_many_questions_leave_room_for_others() -> None:
    """Those that come at once are not worked out in one go: the loop turns in between."""
    bot, turned = Bot(sys.getswitchinterval()), []
    one = thinking()

    async def turn() -> None:
        while len(bot.threads) < 6:
            turned.append(len(bot.threads))
            await asyncio.sleep(0)

    await asyncio.gather(turn(), *(one.reply(bot.handle, message()) for _ in range(6)))
    assert len(set(turned)) >= 4


async def test_what_breaks_the_bot_holds_up_nobody() -> None:
    """The next question is answered."""

    def broken(_: IncomingMessage) -> Reply:
        raise RuntimeError("broken")

    one = thinking()
    with pytest.raises(RuntimeError, match="broken"):
        await one.reply(broken, message())
    assert await one.reply(Bot().handle, message()) is not None
