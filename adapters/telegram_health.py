"""What is wrong with Telegram at the moment, said once in the log and shown for as long as it lasts."""

from __future__ import annotations

import logging
from collections.abc import Callable

from telegram.error import Conflict, InvalidToken, TelegramError

log = logging.getLogger("adapters.telegram")

REFUSED = "Telegram does not accept the bot token; check TELEGRAM_BOT_TOKEN."
_ELSEWHERE = "Another program fetches this bot's updates, or a webhook is set; only one may. Trying again."


class Health:
    """Sentences by what they are about (`connecting`, `polling`, `sending`, `inbox`)."""

    def __init__(self, scrub: Callable[[str], str]) -> None:
        self._scrub = scrub
        self._wrong: dict[str, str] = {}

    @property
    def text(self) -> str:
        """What is wrong, or "ok"."""
        return " ".join(dict.fromkeys(self._wrong.values())) or "ok"

    def failed(self, about: str, error: TelegramError) -> None:
        """The same as a sentence; the error's own text may hold the token."""
        if isinstance(error, InvalidToken):
            self.wrong(about, REFUSED)
        elif isinstance(error, Conflict):
            self.wrong(about, _ELSEWHERE)
        else:
            self.wrong(about, f"Telegram cannot be reached: {self._scrub(str(error)).rstrip('.')}.")

    def broke(self, about: str, what: str, error: BaseException | None) -> None:
        """What nobody thought of; the error's text might repeat what people wrote."""
        self.wrong(about, f"Telegram: {what} broke off ({type(error).__name__}).")
        log.debug("Telegram: %s broke off", what, exc_info=error)

    def wrong(self, about: str, sentence: str) -> None:
        """A state is one line, however often it is found."""
        if sentence not in self._wrong.values():
            log.error("%s", sentence)
        self._wrong[about] = sentence

    def well(self, about: str) -> None:
        if self._wrong.pop(about, None) and not self._wrong:
            log.info("Telegram: all is well again")
