"""What is wrong with Telegram, said once."""

from __future__ import annotations

import pytest
from telegram.error import Conflict, InvalidToken, NetworkError

from adapters.telegram_health import REFUSED, Health


def test_each_thing_that_is_wrong_is_said_until_it_is_well(caplog: pytest.LogCaptureFixture) -> None:
    """One line in the log for a sentence, however often and of how many things it is found; the token is taken out."""
    health = Health(lambda text: text.replace("1:geheim", "***"))
    assert health.text == "ok"
    health.failed("polling", InvalidToken("The token `1:geheim` was rejected"))
    health.failed("sending", InvalidToken("Unauthorized"))
    health.failed("polling", InvalidToken("Unauthorized"))
    assert health.text == REFUSED
    health.failed("polling", NetworkError("no way to /bot1:geheim."))
    assert health.text == f"Telegram cannot be reached: no way to /bot***. {REFUSED}"
    health.failed("polling", Conflict("terminated by other getUpdates request"))
    health.well("sending")
    assert health.text.startswith("Another program fetches this bot's updates")
    health.well("polling")
    health.well("polling")
    assert health.text == "ok"
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 3
    assert "geheim" not in caplog.text


def test_what_nobody_thought_of_is_named_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    """It might repeat what people wrote."""
    health = Health(str)
    health.broke("polling", "fetching updates", KeyError("Wer ist das?"))
    assert health.text == "Telegram: fetching updates broke off (KeyError)."
    assert health.text in caplog.text
    assert "Wer" not in caplog.text
