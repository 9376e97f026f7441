"""Telegram in the torture: private chats, and in every third a mention in a group. An update is acknowledged when the
webhook answered 2xx, or a poll asked for the next one."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import aiohttp
from aiohttp import web

from adapters.fakes.telegram import FakeTelegram, Fault
from adapters.fakes.telegram_faults import fail
from adapters.fakes.telegram_world import Room, SentMessage
from tests.torture_ledger import Known, Question
from tests.torture_sides import Heard, Side, Way

Json = dict[str, Any]
SECRET: Final = "only-for-the-torture"
_ANNA: Final[Json] = {"id": 7, "is_bot": False, "first_name": "Anna"}
_CHAT: Final[Json] = {"id": 7, "type": "private", "first_name": "Anna"}
_MALFORMED: Final[tuple[Json, ...]] = (
    {"message": None},
    {"message": {}},
    {"message": "Wer?"},
    {"message": []},
    {"message": {"message_id": 1, "chat": _CHAT, "from": _ANNA, "text": "Wer?"}},  # no date
    {"message": {"message_id": 1, "date": "now", "chat": _CHAT, "from": _ANNA, "text": "Wer?"}},
    {"message": {"message_id": 1, "date": 10**30, "chat": _CHAT, "from": _ANNA, "text": "Wer?"}},
    {"message": {"message_id": "x", "date": 1, "chat": None, "from": None, "text": 7}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": {}}, "from": _ANNA, "text": ["Wer?"]}},
    {"message": {"message_id": 1, "date": 1, "chat": _CHAT, "from": {"id": "7"}, "entities": 5, "text": "/frage"}},
    {"message": {"message_id": 1, "date": 1, "chat": _CHAT, "entities": [{"type": "bot_command"}], "text": "/frage"}},
    {"edited_message": {"message_id": 1}},
    {"edited_message": 5},
    {"callback_query": {"id": 1}},
    {"callback_query": {"id": "1", "from": _ANNA, "chat_instance": "1", "data": {"a": 1}}},
    {"inline_query": {"id": "1", "from": None, "query": None, "offset": 5}},
    {"unheard_of": {"a": {"b": {"c": [1, 2, 3]}}}},
    {
        "message": {
            "message_id": 1,
            "date": 1,
            "chat": _CHAT,
            "from": _ANNA,
            "text": "\x00" * 5000,
            "reply_to_message": 1,
        }
    },
    {"message": {"message_id": -1, "date": -1, "chat": {"id": 0}, "from": {"id": 0}, "photo": "x", "caption": 1}},
    {},
)


class Pending(deque[Json]):
    """Updates the bot has not got yet; each that leaves is told to `left`."""

    def __init__(self, left: Callable[[Json], None]) -> None:
        super().__init__()
        self._left = left

    def popleft(self) -> Json:
        update = super().popleft()
        self._left(update)
        return update


class Fake(FakeTelegram):
    """Delivers again, too, what the webhook did not answer in time. `hook`: see `Side.before_sending`. `fetched` is
    told the ids of what a poll gets."""

    hook: Callable[[str, str], bool] | None = None
    fetched: Callable[[list[int]], None] | None = None

    async def again(self, numbers: Sequence[int]) -> None:
        self.updates.extend(self._pushed[number] for number in numbers)
        await self.notify()

    def tidy(self) -> None:
        for held in (self.sent, self.calls, self.actions, self.deliveries, self._pushed, self.world.messages):
            held.clear()

    async def _deliver_one(
        self, session: aiohttp.ClientSession, url: str, headers: dict[str, str], update: Json
    ) -> bool:
        try:
            return await super()._deliver_one(session, url, headers, update)
        except TimeoutError:
            self.deliveries.append(0)
            return False

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if self.hook is not None and request.match_info["method"] == "sendMessage":
            form = await request.post()
            if self.hook(str(form.get("chat_id")), str(form.get("text"))):
                return fail(request, Fault(drop=True))
        answer = await super()._answer(request)
        if self.fetched is not None and request.match_info["method"] == "getUpdates":
            assert isinstance(answer, web.Response)
            result = json.loads(answer.text or "{}").get("result", [])
            self.fetched([update["update_id"] for update in result])
        return answer


class Telegram(Side):
    def __init__(self, way: Way, port: int) -> None:
        super().__init__(way, port)
        self.fake = Fake()
        self.fake.sent = Heard(self._heard)
        self.fake.updates = Pending(self._left)
        self._question_of: dict[int, Question] = {}
        self._update_of: dict[Question, int] = {}
        self._taken: set[int] = set()
        self._groups: dict[int, Room] = {}
        self._fetched: set[int] = set()
        self.fake.fetched = self._handed_out

    @asynccontextmanager
    async def _served(self) -> AsyncIterator[str]:
        async with self.fake:
            yield self.fake.base_url

    @property
    def environment(self) -> dict[str, str]:
        given = {"TELEGRAM_BOT_TOKEN": self.fake.token, "TELEGRAM_BASE_URL": self.line.url}
        if self.way == "Telegram polling":
            return given
        address = f"http://127.0.0.1:{self.port}/telegram"
        return given | {"TELEGRAM_WEBHOOK_URL": address, "TELEGRAM_WEBHOOK_SECRET": SECRET}

    async def ask(self, chat: int, known: Known) -> Question:
        room = self._room(chat)
        question = self.ledger.ask(str(room.id), known)
        called = "" if room.kind == "private" else f"@{self.fake.world.me['username']} "
        posted = await self.fake.user_says(room, called + known.text, user=f"P{chat}")
        number = posted.update_id or 0
        self._question_of[number], self._update_of[question] = question, number
        if number in self._taken:
            question.acknowledge()
        return question

    async def again(self, questions: Sequence[Question]) -> None:
        """A bot that polls gets all that it fetched last once more, as its next offset is lost on the way."""
        if self.way == "Telegram polling":
            self.fake.delivery.unacknowledged += 1
        else:
            self.repeated += len(questions)
            await self.fake.again([self._update_of[question] for question in questions])

    async def malformed(self, number: int) -> None:
        await self.fake.push(dict(_MALFORMED[number % len(_MALFORMED)]))

    def too_many(self, seconds: int, times: int) -> None:
        for _ in range(times):
            self.fake.fail_next("sendMessage", Fault(retry_after=seconds))
            self.fake.fail_next("sendMessage", Fault())

    def slow(self, seconds: float, times: int) -> None:
        for _ in range(times):
            self.fake.fail_next("sendMessage", Fault(delay=seconds))
            self.fake.fail_next("sendMessage", Fault(), times=9)

    def before_sending(self, hook: Callable[[str, str], bool] | None) -> None:
        self.fake.hook = hook

    def chat(self, number: int) -> str:
        return str(self._room(number).id)

    def _room(self, number: int) -> Room:
        if number % 3:
            return self.fake.private(f"P{number}")
        if number not in self._groups:
            self._groups[number] = self.fake.group(f"G{number}")
        return self._groups[number]

    def tidy(self) -> None:
        self.fake.tidy()
        waiting = {question: update for question, update in self._update_of.items() if question.waiting}
        self._update_of, self._question_of = waiting, {update: question for question, update in waiting.items()}

    def _heard(self, sent: SentMessage) -> None:
        self.ledger.heard(str(sent.chat_id), sent.text)

    def _handed_out(self, numbers: list[int]) -> None:
        self.repeated += len(self._fetched & set(numbers))
        self._fetched |= set(numbers)

    def _left(self, update: Json) -> None:
        number = int(update["update_id"])
        self._taken.add(number)
        question = self._question_of.get(number)
        if question is not None:
            question.acknowledge()
