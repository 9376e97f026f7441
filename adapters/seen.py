"""What a person saw after speaking to the bot on some platform; the conversation tests compare nothing else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """`text` is the answer as shown, messages in order joined by a newline. `buttons` are the labels, in order."""

    text: str
    buttons: tuple[str, ...] = ()
