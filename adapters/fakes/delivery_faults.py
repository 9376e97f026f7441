"""What goes wrong on the way from a platform to the bot: things come twice, late, or their receipt gets lost."""

from __future__ import annotations

import math
from typing import Any


class DeliveryFaults:
    """`duplicate` counts the things that will be sent twice, `unacknowledged` the receipts that will get lost, upon
    which the platform sends again."""

    def __init__(self) -> None:
        self.duplicate = 0
        self.unacknowledged = 0
        self._until: float = 0
        self._held: list[Any] = []

    def copies(self) -> int:
        """How many times the next thing is sent: 1 or 2."""
        if self.duplicate == 0:
            return 1
        self.duplicate -= 1
        return 2

    def receipt_lost(self) -> bool:
        """Whether the receipt that just came counts as never given."""
        if self.unacknowledged == 0:
            return False
        self.unacknowledged -= 1
        return True

    def hold(self, count: float = math.inf) -> None:
        """The next `count` things wait for one another; without it, for `release`."""
        self._until = count

    def ready(self, thing: Any) -> list[Any]:
        """What is to be sent now, in this order: the thing, or nothing while held, or at last all that was held, the
        newest first."""
        if not self._until:
            return [thing]
        self._held.append(thing)
        return self.release() if len(self._held) >= self._until else []

    def release(self) -> list[Any]:
        """What was held, the newest first."""
        held, self._held, self._until = self._held[::-1], [], 0
        return held

    def clear(self) -> None:
        self.duplicate = self.unacknowledged = 0
        self.release()
