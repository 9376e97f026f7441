"""`nachgefragt fake` beside `nachgefragt serve`, each in a process of its own, and a script that only speaks HTTP."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.adapters.controlling import Script
from tests.adapters.serving import ROOT, serving

ASKED = "Wer führte die Runde an?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fake:
    process: asyncio.subprocess.Process
    environment: Mapping[str, str]
    control: str


@asynccontextmanager
async def fake(*arguments: str) -> AsyncIterator[Fake]:
    """What it prints is read as a shell would."""
    command = [sys.executable, "-m", "adapters.cli", "fake", *arguments]
    pipe = asyncio.subprocess.PIPE
    env = {"PATH": os.environ["PATH"]}
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=pipe, stderr=pipe, env=env)
    assert process.stdout is not None
    environment: dict[str, str] = {}
    try:
        while line := (await asyncio.wait_for(process.stdout.readline(), 30)).decode():
            if line.startswith("# control API: "):
                yield Fake(process=process, environment=environment, control=line.split()[-1])
                break
            export, setting = shlex.split(line)
            assert export == "export"
            environment |= [setting.split("=", 1)]
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_both_platforms_are_scripted_over_http(tmp_path: Path) -> None:
    """Three processes: questions, an edit, buttons, cards, App Home and faults; what the bot sent is read back."""
    async with AsyncExitStack() as stack:
        at = [await stack.enter_async_context(fake(platform)) for platform in ("telegram", "slack")]
        await stack.enter_async_context(serving(tmp_path, {**at[0].environment, **at[1].environment}))
        telegram, slack = [await stack.enter_async_context(Script(one.control)) for one in at]
        await _slack(slack)
        await _telegram(telegram)
        for one in at:
            one.process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(one.process.wait(), 10) == 0


async def _telegram(script: Script) -> None:
    said = await script.do("say", text=ASKED)
    (answer,) = await script.wait(seconds=30)
    assert (answer["what"], answer["chat"], answer["text"].startswith("Tribe Capital")) == ("message", "Anna", True)
    await script.do("edit", message=said["message"], text="Wer ist CEO bei Docker?")
    (edit,) = await script.wait(since=answer["number"])
    assert (edit["what"], edit["text"].startswith("Scott Johnston")) == ("edit", True)
    typed = await script.do("inline", text=ASKED)
    (offered,) = await script.wait(since=edit["number"], what="cards")
    assert (offered["query"], offered["cards"][0]["title"]) == (typed["query"], "Tribe Capital")
    await script.do("group", title="Rat", forum=True)
    topic = (await script.do("topic", group="Rat", name="Docker"))["topic"]
    await script.do("choose", query=typed["query"], title="Tribe Capital", group="Rat")
    await script.do("fault/too_many", retry_after=1)
    asked = await script.do("photo", caption=ASKED, group="Rat", topic=topic, mention=True)
    (answer,) = await script.wait(since=offered["number"], what="message")
    assert (answer["chat"], answer["topic"], answer["text"].startswith("Tribe")) == ("Rat", topic, True)
    assert asked["update"] is not None
    await script.do("press", label=edit["buttons"][0])
    assert await script.wait(since=answer["number"])


async def _slack(script: Script) -> None:
    assert await script.ask("GET", "ready?seconds=30") == (200, {"ready": True})
    said = await script.do("say", text=ASKED, channel="C1", mention=True)
    (answer,) = await script.wait(seconds=30)
    assert (answer["channel"], answer["thread"], "Tribe Capital" in answer["text"]) == ("C1", said["ts"], True)
    await script.do("edit", channel="C1", ts=said["ts"], text="Wer ist CEO bei Docker?")
    await script.do("slash", text=ASKED)
    (only,) = await script.wait(since=answer["number"], what="message")
    assert (only["only_for"], "Tribe Capital" in only["text"]) == ("U1", True)
    await script.do("press", label="Nicht hilfreich", channel="C1")
    (dialogue,) = await script.wait(what="dialogue")
    assert len(dialogue["fields"]) == 1
    assert (await script.do("submit", text="zu kurz"))["acknowledged"]
    (thanks,) = await script.wait(since=only["number"], what="message")
    assert (thanks["channel"], thanks["only_for"]) == ("C1", "U1")
    await script.do("home")
    (page,) = await script.wait(what="page")
    await script.do("home_press", label=page["buttons"][0])
    await script.wait(since=page["number"], what="page")
    about = await script.do("say", text="Docker sammelt Geld ein", channel="C2", user="U2")
    await script.do("shortcut", ts=about["ts"], channel="C2")
    (told,) = await script.wait(since=thanks["number"], what="message")
    assert (told["channel"], told["only_for"]) == ("C2", "U2")
    await script.do("fault/no_acknowledgement")
    assert (await script.do("say", text=ASKED))["attempts"] == 2
    (last,) = await script.wait(since=told["number"], what="message")
    assert "Tribe Capital" in last["text"]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
async def test_ports_are_those_asked_for_and_a_signal_ends_it(end: signal.Signals) -> None:
    """The addresses printed hold them; a second one at the same port says so in one sentence."""
    with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as second:
        port, control_port = (str(place.getsockname()[1]) for place in (first, second))
    async with fake("telegram", "--port", port, "--control-port", control_port) as one:
        assert one.environment["TELEGRAM_BASE_URL"] == f"http://127.0.0.1:{port}"
        assert one.control == f"http://127.0.0.1:{control_port}"
        command = [sys.executable, "-m", "adapters.cli", "fake", "slack", "--port", port]
        another = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stderr=asyncio.subprocess.PIPE)
        _, said = await asyncio.wait_for(another.communicate(), 30)
        assert (another.returncode, len(said.decode().splitlines())) == (1, 1)
        assert re.match(r"nachgefragt: .*address already in use", said.decode())
        one.process.send_signal(end)
        assert await asyncio.wait_for(one.process.wait(), 10) == 0
