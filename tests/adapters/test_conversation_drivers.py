"""The drivers: what each can play, and that it sees what people see there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.conversation_drivers import ConsoleDriver, CoreDriver, Driver, drivers_for
from adapters.seen import Action, Doing, Place, Room, Seen
from adapters.slack_driver import SlackDriver
from adapters.telegram_driver import TelegramDriver
from bot.messages import AnswerBlock, Button, IncomingMessage, Outcome, Reply, Status

NOWHERE = Path("nowhere")
PLATFORMS: tuple[Callable[[], Driver], ...] = (
    lambda: TelegramDriver("polling"),
    lambda: TelegramDriver("webhook"),
    lambda: SlackDriver("socket"),
    lambda: SlackDriver("http"),
)


class Echo:
    """Says what was heard, for the asker alone where it holds "leise"; nothing where it was not addressed."""

    def handle(self, message: IncomingMessage) -> Reply | None:
        if not message.addressed:
            return None
        return Reply(
            blocks=(AnswerBlock(text=f"{message.kind}: {message.text}"),),
            buttons=(Button(label="Mehr", id="mehr"),),
            outcome=Outcome(status=Status.ANSWERED, language="de"),
            visibility="asker" if "leise" in message.text else "everyone",
        )


def action(text: str, kind: Doing = "said", **manner: bool) -> Action:
    return Action(kind=kind, text=text, **manner)


async def played(make: Callable[[], Driver], place: Place, *actions: Action) -> list[Seen | None]:
    driver = make()
    await driver.start(Echo())  # type: ignore[arg-type]
    try:
        return [await driver.act(Room(key="1", place=place), one) for one in actions]
    finally:
        await driver.stop()


@pytest.mark.parametrize(
    ("driver", "room", "done", "reason"),
    [
        (CoreDriver(), Room(key="1", place="thread"), action("a", mention=True), ""),
        (CoreDriver(), Room(key="1"), action("a", "edited"), "no edits and no media"),
        (CoreDriver(), Room(key="1"), action("photo", "sent"), "no edits and no media"),
        (CoreDriver(), Room(key="1"), action("a", twice=True), "nothing comes twice"),
        (ConsoleDriver(seeds=NOWHERE, store=NOWHERE), Room(key="1"), action("Mehr", "pressed"), ""),
        (ConsoleDriver(seeds=NOWHERE, store=NOWHERE), Room(key="1", place="group"), action("a"), "alone with the bot"),
        (ConsoleDriver(seeds=NOWHERE, store=NOWHERE), Room(key="1", locale="en"), action("a"), "the person's language"),
        (ConsoleDriver(seeds=NOWHERE, store=NOWHERE), Room(key="1"), action("a", reply=True), "lines are typed"),
        (TelegramDriver(), Room(key="1", place="thread", locale="en"), action("sticker", "sent"), ""),
        (SlackDriver(), Room(key="1", place="thread"), action("/hilfe", mention=True), ""),
        (SlackDriver(), Room(key="1", place="thread"), action("/hilfe"), "do not work inside threads"),
        (SlackDriver(), Room(key="1"), action("/hilfe", twice=True), "delivered once"),
        (SlackDriver(), Room(key="1"), action("sticker", "sent"), "no stickers"),
        (SlackDriver(), Room(key="1", locale="en"), action("a"), "the person's language"),
    ],
)
def test_a_driver_says_what_it_cannot_play(driver: Driver, room: Room, done: Action, reason: str) -> None:
    """A reason in words for what does not exist there, none for what does."""
    assert (reason in driver.cannot(room, [done])) if reason else driver.cannot(room, [done]) == ""


def test_slash_commands_cannot_be_edited() -> None:
    """Slack: an edit of a question is one, of a command there is none."""
    asked, command, edit = action("a"), action("/frage a"), action("b", "edited")
    assert SlackDriver().cannot(Room(key="1"), [command, asked, edit]) == ""
    assert SlackDriver().cannot(Room(key="1"), [asked, command, edit]) == "slash commands cannot be edited"


@pytest.mark.parametrize("make", PLATFORMS)
@pytest.mark.parametrize("place", ["group", "thread"])
async def test_in_a_group_the_bot_hears_what_is_said_to_it(make: Callable[[], Driver], place: Place) -> None:
    """Silence unless its name is in it, wherever it stands; the name is taken out, one message comes."""
    done = (action("a"), action("a", mention=True), action("b @bot", mention=True, twice=True), action("c", reply=True))
    seen = await played(make, place, *done)
    assert seen[0] is None
    assert [one and (one.text, one.messages, one.edited) for one in seen[1:]] == [
        ("message: a", 1, False),
        ("message: b", 1, False),
        ("message: c", 1, False),
    ]


@pytest.mark.parametrize("make", PLATFORMS)
async def test_an_edit_shows_as_an_edit(make: Callable[[], Driver]) -> None:
    """The new text of the earlier answer, and no message more."""
    edited = (await played(make, "private", action("a"), action("b", "edited", twice=True)))[1]
    assert edited == Seen(text="edit: b", buttons=("Mehr",), edited=True, messages=0)


@pytest.mark.parametrize("make", PLATFORMS)
async def test_a_caption_is_said(make: Callable[[], Driver]) -> None:
    """A picture's text reaches the bot as what was said, in a group with its name in it."""
    assert [one and one.text for one in await played(make, "group", action("a", "captioned", mention=True))] == [
        "message: a"
    ]


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_slack_tells_who_sees_an_answer(mode: object) -> None:
    """Slash commands are answered to the asker; what the bot says aloud is for everyone."""
    seen = await played(
        lambda: SlackDriver("http" if mode == "http" else "socket"),
        "group",
        action("/frage a"),
        action("leise", mention=True),
        action("a", mention=True),
    )
    assert [one and one.seen_by for one in seen] == ["asker", "asker", "everyone"]


async def test_slack_sends_what_is_typed_as_its_clients_do() -> None:
    """Names and links become control sequences, everything else is escaped: the bot reads what was typed."""
    seen = await played(SlackDriver, "private", action("1 < 2 & <b> &lt; https://example.org/?a=1&b=2 @channel"))
    assert seen[0] is not None
    assert seen[0].text == "message: 1 < 2 & <b> &lt; https://example.org/?a=1&b=2"


async def test_an_old_button_can_be_pressed() -> None:
    """On the core the newest button with the label counts, of whatever reply it is."""
    seen = await played(CoreDriver, "private", action("a"), action("Mehr", "pressed"))
    assert seen[1] is not None
    assert seen[1].text == "button: mehr"
    with pytest.raises(LookupError, match="there is no button 'Weg'"):
        await played(CoreDriver, "private", action("Weg", "pressed"))


@pytest.mark.parametrize("make", PLATFORMS)
async def test_what_is_not_there_is_a_lookup_error(make: Callable[[], Driver]) -> None:
    """No such button, nothing to reply to."""
    with pytest.raises(LookupError):
        await played(make, "private", action("Weg", "pressed"))
    with pytest.raises(LookupError):
        await played(make, "group", action("a", reply=True))


def test_every_platform_has_its_drivers() -> None:
    """Six in all, each of one of the platforms that cases name."""
    made = [make() for make in drivers_for("all", seeds=NOWHERE, store=NOWHERE, curated=True)]
    assert [driver.name for driver in made] == [
        "core",
        "console",
        "telegram polling",
        "telegram webhook",
        "slack socket",
        "slack http",
    ]
    assert [driver.platform for driver in made] == ["core", "console", "telegram", "telegram", "slack", "slack"]
