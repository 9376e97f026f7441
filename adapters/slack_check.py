"""Asks Slack whether it takes the tokens and what they allow, for `nachgefragt doctor`. Nothing is posted, no socket is
opened: apps.connections.open only gives an address, which leaves the socket of a bot that runs alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import aiohttp

from adapters.doctor_asking import Now, Told, UnheardError, ask, clock, new_session
from adapters.findings import Finding, Findings, listed, note, ok, todo
from adapters.slack_manifest import SCOPES
from adapters.slack_oauth import INSTALL
from adapters.slack_oauth_installed import Installed, installed
from adapters.slack_workspaces import GONE
from bot.settings import Secret, Settings

WITHOUT: Final[Mapping[str, str]] = {
    "app_mentions:read": "it hears no mentions",
    "assistant:write": "the assistant suggests nothing and its threads get no title",
    "channels:history": "it hears no follow-ups in public channels",
    "chat:write": "it cannot answer",
    "commands": "there are no slash commands and no message shortcut",
    "groups:history": "it hears no follow-ups in private channels",
    "im:history": "it hears no direct messages",
    "mpim:history": "it hears nothing in conversations of several people",
}
"""What does not work without a scope."""

_HALF: Final = "SLACK_BOT_TOKEN is set; set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) as well."
_ROTATES: Final = "rotates and ends after 12 hours: turn token rotation off for the app, and install it again."
_TOO_OFTEN: Final = "ratelimited"
_AT_ONCE: Final = 16  # workspaces asked
_ENOUGH: Final = 8.0  # seconds for asking them; less than doctor gives a check


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """`error` is Slack's name for it, or what became of the connection; "" where Slack takes the token. `lacking` are
    scopes, `unknown` where Slack did not tell which there are. `heard`: Slack answered."""

    team: str = ""
    user: str = ""
    error: str = ""
    heard: bool = True
    lacking: tuple[str, ...] = ()
    unknown: bool = False
    rotating: bool = False
    ahead: float | None = None


async def examine(settings: Settings, *, now: Now = time.time) -> Findings:
    """With a bot token or a client id set. Never raises for what Slack says or does not say."""
    async with new_session() as session:
        slack = _Slack(session, settings.slack_base_url, now)
        if settings.slack_client_id:
            return await _several(slack, settings)
        return await _one(slack, settings)


class _Slack:
    def __init__(self, session: aiohttp.ClientSession, api_base: str, now: Now) -> None:
        self._session, self._api_base, self._now = session, api_base.rstrip("/"), now

    async def call(self, method: str, token: Secret) -> Told:
        """Raises UnheardError."""
        url = f"{self._api_base}/{method}"
        return await ask(self._session, url, method="POST", token=token.reveal(), now=self._now)

    async def test(self, token: Secret) -> _Answer:
        try:
            told = await self.call("auth.test", token)
        except UnheardError as error:
            return _Answer(error=str(error), heard=False)
        if refused := _error(told):
            return _Answer(error=refused, ahead=told.ahead)
        granted = _header(told, "x-oauth-scopes")
        scopes = {scope.strip() for scope in (granted or "").split(",")}
        return _Answer(
            team=str(told.body.get("team_id", "")),
            user=str(told.body.get("user", "")),
            lacking=() if granted is None else tuple(scope for scope in SCOPES if scope not in scopes),
            unknown=granted is None,
            rotating="expires_in" in told.body or token.reveal().startswith("xoxe."),
            ahead=told.ahead,
        )


async def _one(slack: _Slack, settings: Settings) -> Findings:
    token, app_token = settings.slack_bot_token or Secret(""), settings.slack_app_token
    answer = await slack.test(token)
    found = [*_mode(settings), *_token(answer), *_scopes(answer, "")]
    if app_token and answer.heard:
        found.append(await _socket(slack, app_token))
    return (*found, *clock(answer.ahead, "Slack"))


def _mode(settings: Settings) -> Iterator[Finding]:
    if settings.slack_app_token:
        yield ok("Slack", "set up for Socket Mode.")
    elif settings.slack_signing_secret:
        yield ok("Slack", "set up for HTTP; the app's address must lead to /slack/events here.")
    else:
        yield todo("Slack", _HALF)


def _token(answer: _Answer) -> Iterator[Finding]:
    if not answer.heard:
        yield todo("Slack", f"it cannot be reached ({answer.error}); check the network and HTTPS_PROXY.")
    elif answer.error in GONE:
        what = "take the Bot User OAuth Token from OAuth & Permissions; where there is none, install the app again"
        yield todo("Slack", f"it does not take SLACK_BOT_TOKEN ({answer.error}): {what}.")
    elif answer.error == _TOO_OFTEN:
        yield note("Slack", "it would not be asked about SLACK_BOT_TOKEN again so soon; try again in a minute.")
    elif answer.error:
        yield todo("Slack", f"it answered auth.test with {answer.error}; try again in a minute.")
    else:
        yield ok("Slack", f"the bot is @{answer.user} in the workspace {answer.team}.")
        if answer.rotating:
            yield todo("Slack", f"SLACK_BOT_TOKEN {_ROTATES}")


def _scopes(answer: _Answer, where: str) -> Iterator[Finding]:
    if answer.lacking:
        without = "; ".join(f"{scope} ({WITHOUT[scope]})" for scope in answer.lacking)
        yield todo(
            "Slack",
            f"scopes are lacking{where}: {without}. Take the manifest of `nachgefragt manifest`, and install the app "
            "again.",
        )
    elif answer.unknown:
        yield note("Slack", f"it does not tell which scopes there are{where}.")
    elif not answer.error:
        yield ok("Slack", f"every scope it needs is there{where}.")


async def _socket(slack: _Slack, app_token: Secret) -> Finding:
    try:
        error = _error(await slack.call("apps.connections.open", app_token))
    except UnheardError as unheard:
        return todo("Slack", f"it cannot be asked about SLACK_APP_TOKEN ({unheard}); try again in a minute.")
    if not error:
        return ok("Slack", "it takes SLACK_APP_TOKEN.")
    if error == _TOO_OFTEN:
        return note("Slack", "it would not be asked about SLACK_APP_TOKEN again so soon; try again in a minute.")
    return todo(
        "Slack",
        f"it does not take SLACK_APP_TOKEN ({error}): make an app-level token with the scope connections:write under "
        "Basic Information, and turn Socket Mode on.",
    )


async def _several(slack: _Slack, settings: Settings) -> Findings:
    head = ok("Slack", f"set up for HTTP; workspaces install the app at {INSTALL}.")
    try:
        known = installed(settings.slack_installations, settings.slack_client_id)
    except OSError as error:
        return (head, todo("Slack", f"{error}: put back a copy of it, or remove it and have the app installed anew."))
    if not known:
        return (head, note("Slack", f"no workspace has the app yet; send people to {INSTALL}."))
    answers = await _ask_all(slack, known)
    ahead = next((answer.ahead for answer in answers.values() if answer.ahead is not None), None)
    return (head, *_workspaces(answers, len(known)), *clock(ahead, "Slack"))


async def _ask_all(slack: _Slack, known: tuple[Installed, ...]) -> Mapping[str, _Answer]:
    """By team, of those that could be asked in time."""
    gate, answers = asyncio.Semaphore(_AT_ONCE), dict[str, _Answer]()

    async def one(workspace: Installed) -> None:
        async with gate:
            answers[workspace.team] = await slack.test(workspace.token)

    tasks = [asyncio.create_task(one(workspace)) for workspace in known]
    _, late = await asyncio.wait(tasks, timeout=_ENOUGH)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    return answers


def _workspaces(answers: Mapping[str, _Answer], known: int) -> Iterator[Finding]:
    good = sum(not answer.error for answer in answers.values())
    yield ok("Slack", f"{known} {_plural(known)} the app; it takes the tokens of {good}.")
    gone = tuple(f"{team} ({answer.error})" for team, answer in sorted(answers.items()) if answer.error in GONE)
    if gone:
        yield todo("Slack", f"it refuses the tokens of {listed(gone)}: have the app installed there again.")
    unclear = tuple(
        f"{team} ({answer.error})"
        for team, answer in sorted(answers.items())
        if answer.error and answer.error not in GONE
    )
    if unclear or len(answers) < known:
        named = f": {listed(unclear)}" if unclear else ""
        yield todo("Slack", f"{known - good - len(gone)} could not be asked{named}; check the network, and try again.")
    rotating = tuple(team for team, answer in sorted(answers.items()) if answer.rotating)
    if rotating:
        yield todo("Slack", f"the token of {listed(rotating)} {_ROTATES}")
    yield from _granted(answers)


def _granted(answers: Mapping[str, _Answer]) -> Iterator[Finding]:
    """Workspaces that installed the same version of the app lack the same scopes: one line for all of them."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for team, answer in sorted(answers.items()):
        if answer.lacking:
            alike.setdefault(answer.lacking, []).append(team)
    for lacking, teams in alike.items():
        yield from _scopes(_Answer(lacking=lacking), f" in {listed(tuple(teams))}")


def _plural(workspaces: int) -> str:
    return "workspace has" if workspaces == 1 else "workspaces have"


def _error(told: Told) -> str:
    """Slack's error name, the status where the answer is not Slack's; "" for a good answer."""
    if told.body.get("ok") is True:
        return ""
    if told.status == 429:
        return _TOO_OFTEN
    return str(told.body.get("error") or f"status {told.status}")[:80]


def _header(told: Told, name: str) -> str | None:
    return next((value for key, value in told.headers.items() if key.lower() == name), None)
