"""A platform as the torture plays it: a strict fake, its line to the product, and the account of what was asked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, Final, Literal, Self

from tests.torture_ledger import Known, Ledger, Question
from tests.torture_line import Line

Way = Literal["Telegram webhook", "Telegram polling", "Slack HTTP", "Slack Socket Mode"]
WAYS: Final[tuple[Way, ...]] = ("Telegram webhook", "Telegram polling", "Slack HTTP", "Slack Socket Mode")


class Heard(list[Any]):
    """What the bot said; each new one is told to `hear`."""

    def __init__(self, hear: Callable[[Any], None]) -> None:
        super().__init__()
        self._hear = hear

    def append(self, one: Any) -> None:
        super().append(one)
        self._hear(one)


class Side(ABC):
    """`async with` serves the platform; the bot reaches it through `line`. Chats have numbers. A question is
    acknowledged when the platform would deliver it no more as it was taken."""

    def __init__(self, way: Way, port: int) -> None:
        self.way, self.port = way, port
        self.ledger, self.line = Ledger(), Line()
        self.repeated = 0
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self.line)
        self.line.target = await self._stack.enter_async_context(self._served())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @abstractmethod
    def _served(self) -> AbstractAsyncContextManager[str]:
        """The fake at work, at this address."""

    @property
    @abstractmethod
    def environment(self) -> dict[str, str]:
        """What makes the product use this way in."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Of that environment: what must never be told."""
        return tuple(value for name, value in self.environment.items() if name.endswith(("TOKEN", "SECRET")))

    @abstractmethod
    async def ask(self, chat: int, known: Known) -> Question:
        """Somebody asks. On Slack the question is acknowledged, or given up, when this returns."""

    @abstractmethod
    async def again(self, questions: Sequence[Question]) -> None:
        """The same events come once more; `repeated` counts them."""

    @abstractmethod
    async def malformed(self, number: int) -> None:
        """An event comes that is not as the platform documents it, another for each number."""

    @abstractmethod
    def too_many(self, seconds: int, times: int) -> None:
        """Every second message of the bot's is refused with 429, so many times."""

    @abstractmethod
    def slow(self, seconds: float, times: int) -> None:
        """Every tenth message of the bot's takes so long, so many times."""

    @abstractmethod
    def before_sending(self, hook: Callable[[str, str], bool] | None) -> None:
        """`hook` is called with chat and text of each message of the bot's before it is carried out; where it gives
        True, the connection drops instead."""

    @abstractmethod
    def chat(self, number: int) -> str:
        """Its name in the ledger."""

    @abstractmethod
    def tidy(self) -> None:
        """Forgets what was said and delivered, so that an endless run fits into memory."""
