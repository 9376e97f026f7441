"""The one type for tokens, where adapters look for it."""

from __future__ import annotations

from bot.settings import Secret

__all__ = ["Secret"]
