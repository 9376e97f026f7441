"""No form of a secret is left in a text."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.scrubbing import STARS, Scrub
from bot.settings import Secret

TELEGRAM = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@given(
    st.text(min_size=4).filter(lambda text: not set(text) & set("*POSTbotsendMessage/")),
    st.sampled_from([str, repr, json.dumps, quote, quote_plus]),
)
def test_a_secret_is_taken_out_however_it_is_written(secret: str, written: object) -> None:
    """Plain, in an address, in JSON or as Python shows it: what is around it stays, the secret does not."""
    assert callable(written)
    try:
        shown = str(written(secret))
    except UnicodeEncodeError:
        return  # half a character is in no address
    scrubbed = Scrub([Secret(secret)])(f"POST /bot{shown}/sendMessage")
    assert scrubbed.startswith("POST /bot")
    assert scrubbed.endswith("/sendMessage")
    assert STARS in scrubbed
    assert secret not in scrubbed


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("token xoxb-1234-test-DEF, then", f"token {STARS}, then"),
        ("'xoxp-12-ab'", f"'{STARS}'"),
        ("xoxe.xoxb-1-Mi0y", STARS),
        ("xoxe-1-Mi0y", STARS),
        ("xapp-1-A1-22-ab", STARS),
        (f"https://api.telegram.org/bot{TELEGRAM}/getMe", f"https://api.telegram.org/bot{STARS}/getMe"),
        (f"bot{TELEGRAM.replace(':', '%3A')}/", f"bot{STARS}/"),
        ("https://hooks.slack.com/commands/T1/2/abc ok", f"https://hooks.slack.com/{STARS} ok"),
        ("wss://wss-primary.slack.com/link/?ticket=1-2&app_id=3", f"wss://wss-primary.slack.com/link/?ticket={STARS}&app_id=3"),
        ("GET /slack/oauth?code=1.2.abc&state=xy HTTP", f"GET /slack/oauth?code={STARS}&state={STARS} HTTP"),
        ("Authorization: Bearer sk-1", f"Authorization: Bearer {STARS}"),
    ],
)  # fmt: skip
def test_what_looks_like_a_token_is_taken_out(text: str, scrubbed: str) -> None:
    """Secrets that no setting holds are known by their shape, in an address too, and the rest is left."""
    assert Scrub([])(text) == scrubbed


@pytest.mark.parametrize("text", ["", "code=5", "12:30:00 INFO", "port 8080: boxes", "xapp", "a" * 100])
def test_the_rest_is_left_alone(text: str) -> None:
    """What is no secret stays as it is, also where a setting's secret is too short to hide anything."""
    assert text == Scrub([Secret("a"), Secret("80")])(text)


def test_the_longest_secret_goes_first() -> None:
    """A secret that begins another leaves no rest of it."""
    assert Scrub([Secret("abcd"), Secret("abcd-efgh")])("abcd-efgh abcd") == f"{STARS} {STARS}"
