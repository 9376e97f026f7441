"""Who has installed the app, read from the installations' file without changing it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.settings import Secret

_NEWEST = """
SELECT coalesce(nullif(team_id, ''), enterprise_id, ''), bot_token, max(installed_at)
FROM slack_bots WHERE client_id = ? GROUP BY enterprise_id, team_id ORDER BY 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """`team` is the workspace's id."""

    team: str
    token: Secret


def installed(path: Path, client_id: str) -> tuple[Installed, ...]:
    """By team; none where the file is not there. Raises OSError for a file that cannot be read."""
    if not path.exists():
        return ()
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5.0)) as database:
            rows = database.execute(_NEWEST, (client_id,)).fetchall()
    except sqlite3.Error as error:
        raise OSError(f"{path} cannot be read ({error})") from error
    return tuple(Installed(team=team, token=Secret(token or "")) for team, token, _ in rows)
