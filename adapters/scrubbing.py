"""Takes secrets out of a text: those of the settings however they are escaped, and what looks like one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, quote_plus

from bot.settings import Secret

STARS: Final = "**********"
_SHORTEST: Final = 4  # characters; what is shorter hides nothing, and would be found in every word
_TOKENS: Final = (
    r"\bxox[a-z](?:\.xox[a-z])?[-.][\w.%-]+",
    r"\bxapp-[\w-]+",
    r"(?<!\d)\d{5,}(?::|%3A)[\w-]{30,}",  # Telegram's
    r"(?<=hooks\.slack\.com/)[\w/%-]+",
    r"(?<=[?&]ticket=)[^&\s\"']+",
    r"(?<=[?&]code=)[^&\s\"']+",
    r"(?<=[?&]state=)[^&\s\"']+",
    r"(?<=Bearer )[^\s\"',]+",
)


class Scrub:
    """`scrub(text)` is the text with asterisks where a secret stood. Secrets that nobody told of, such as the tokens of
    workspaces that installed the app, are known by their shape."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        known = {form for secret in secrets for form in _forms(secret.reveal())}
        longest_first = sorted(known, key=len, reverse=True)
        self._pattern = re.compile("|".join([*map(re.escape, longest_first), *_TOKENS]))

    def __call__(self, text: str) -> str:
        return self._pattern.sub(STARS, text)


def _forms(secret: str) -> set[str]:
    """As it is, in an address, in JSON and as Python shows it."""
    if len(secret) < _SHORTEST:
        return set()
    escaped = {json.dumps(secret, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
    return {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1], *escaped}
