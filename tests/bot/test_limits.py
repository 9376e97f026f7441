"""How much may be asked: the buckets by a clock of our own, and the bot that holds to them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bot import Bot
from bot.limits import TYPED, Held, Limits
from bot.messages import IncomingMessage, NoteBlock
from knowledge.store import FactStore

DAY = "An welchem Tag war die Einweihung?"
OUTAGE = 600.0


class Clock:
    def __init__(self) -> None:
        self.now = 5_000.0

    def __call__(self) -> float:
        return self.now


class Talk:
    """Limits, their clock, and people speaking; every message is a new event."""

    def __init__(self, *, per_user: int = 3, per_chat: int = 0, kept: int = 10_000) -> None:
        self.clock = Clock()
        self.limits = Limits(per_user=per_user, per_chat=per_chat, clock=self.clock, kept=kept)
        self._said = 0

    def message(self, person: str = "a", chat: str = "", at: float = 0.0) -> IncomingMessage:
        self._said += 1
        return IncomingMessage(
            platform="t",
            event_id=str(self._said),
            conversation=f"t/{chat}/{person}",
            sender=person,
            text="?",
            chat=chat,
            received_at=at,
        )

    def says(self, person: str = "a", chat: str = "", at: float = 0.0) -> Held | None:
        return self.limits.held(self.message(person, chat, at))

    def answered(self, times: int, person: str = "a", chat: str = "") -> int:
        return sum(self.says(person, chat) is None for _ in range(times))


def test_a_minutes_messages_may_come_at_once() -> None:
    """Then one word that says how long to wait, and silence."""
    talk = Talk(per_user=3)
    said = [talk.says() for _ in range(5)]
    assert said == [None, None, None, Held(wait=20, silent=False), Held(wait=20, silent=True)]


def test_room_comes_back_bit_by_bit() -> None:
    """After the seconds it said there is room for one, after a minute for all."""
    talk = Talk(per_user=3)
    talk.answered(4)
    talk.clock.now += 20.0
    assert talk.answered(2) == 1
    talk.clock.now += 60.0
    assert talk.answered(5) == 3


def test_the_word_is_said_again_after_a_minute_of_flood() -> None:
    """Once a minute for each person in each chat, however many messages come."""
    talk = Talk(per_user=3, per_chat=0)
    said = []
    for _ in range(240):
        talk.clock.now += 0.5
        held = talk.says(chat="c")
        said += [talk.clock.now] if held and not held.silent else []
    assert len(said) == 2
    assert said[1] - said[0] >= 60.0
    other = talk.says(chat="d")
    assert other is not None
    assert not other.silent


def test_one_person_does_not_use_up_the_room_of_another() -> None:
    """A person's limit holds over all chats, and only for that person."""
    talk = Talk(per_user=3)
    assert talk.answered(5, "a", "c1") == 3
    assert talk.answered(1, "a", "c2") == 0
    assert talk.answered(5, "b", "c1") == 3


def test_a_chat_has_a_limit_of_its_own() -> None:
    """Several people share it; each of them is told, and what the chat refuses costs the person nothing."""
    talk = Talk(per_user=3, per_chat=4)
    assert talk.answered(3, "a", "c") == 3
    assert talk.answered(1, "b", "c") == 1
    held = [talk.says(person, "c") for person in "bc"]
    assert held == [Held(wait=15, silent=False)] * 2
    assert talk.answered(3, "b", "elsewhere") == 2


def test_nothing_is_no_limit() -> None:
    """With 0 everybody may ask as fast as they like, but a chat's limit still holds."""
    assert Talk(per_user=0).answered(1_000) == 1_000
    assert Talk(per_user=0, per_chat=5).answered(1_000, chat="c") == 5


def test_what_waited_through_an_outage_is_answered() -> None:
    """Thirty messages of ten minutes come at once, and count for when they were sent; so does what comes after."""
    talk = Talk(per_user=3)
    talk.says(at=1_000.0)
    waited = [talk.says(at=1_000.0 + second) for second in range(1, int(OUTAGE), 20)]
    assert waited == [None] * 30
    assert [talk.says(at=1_060.0 + OUTAGE) is None for _ in range(4)] == [True, True, True, False]


def test_a_flood_is_one_whenever_it_is_read() -> None:
    """Thirty messages of one second are too many, also when they are read an hour later."""
    talk = Talk(per_user=3)
    assert sum(talk.says(at=1_000.0) is None for _ in range(30)) == 3


def test_an_event_that_comes_again_gets_the_same_verdict() -> None:
    """It is not counted anew: what was let through may be tried again, what was told is told again."""
    talk = Talk(per_user=3)
    first, *others = [talk.message() for _ in range(5)]
    verdicts = [talk.limits.held(message) for message in (first, *others)]
    assert [talk.limits.held(message) for message in (first, *others)] == verdicts
    assert talk.limits.held(first) is None
    assert talk.limits.held(others[2]) == Held(wait=20, silent=False)


def test_clocks_that_differ_do_not_matter() -> None:
    """Buttons come without a time, messages with one that is an hour off: both count, and room comes back."""
    talk = Talk(per_user=3)
    wrong = 1e9
    assert [talk.says(at=at) is None for at in (wrong, 0.0, wrong, 0.0)] == [True, True, True, False]
    talk.clock.now += 20.0
    assert talk.says(at=0.0) is None
    talk.clock.now += 20.0
    assert talk.says(at=wrong + 40.0) is None
    assert talk.says(at=wrong + 40.0) is not None


def test_a_clock_put_back_silences_nobody_for_long() -> None:
    """After a quiet minute there is room again, and it comes back as before."""
    talk = Talk(per_user=3)
    assert [talk.says(at=9_000.0) is None for _ in range(4)] == [True, True, True, False]
    talk.clock.now += 60.0
    assert [talk.says(at=5_000.0) is None for _ in range(4)] == [True, True, True, False]
    talk.clock.now += 20.0
    assert talk.says(at=5_020.0) is None


def test_only_so_many_are_remembered() -> None:
    """The longest silent is forgotten, and starts with a full bucket; who goes on speaking is not."""
    talk = Talk(per_user=3, kept=2)
    talk.answered(4, "a")
    talk.answered(3, "b")
    assert talk.says("a") is not None
    talk.says("c")
    assert talk.says("a") is not None
    assert talk.answered(4, "b") == 3


def test_typing_counts_apart() -> None:
    """A platform asks anew with every few letters: that leaves the person's messages alone, but has an end."""
    talk = Talk(per_user=3)
    assert sum(talk.limits.typed("t/a") for _ in range(100)) == 3 * TYPED
    assert talk.answered(5) == 3
    talk.clock.now += 10.0
    assert talk.limits.typed("t/a")


def test_searches_count_as_messages() -> None:
    """With the seconds to wait where there is no room."""
    talk = Talk(per_user=3)
    talk.answered(2)
    assert [talk.limits.searched("t/a") for _ in range(2)] == [0, 20]


_STEPS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.sampled_from([0.0, 0.1, 1.0, 7.0, 61.0]), st.booleans()),
    max_size=120,
)


@given(steps=_STEPS, per_user=st.integers(1, 5), per_chat=st.integers(1, 8))
def test_never_more_than_the_budget_and_a_burst(
    steps: list[tuple[str, str, float, bool]], per_user: int, per_chat: int
) -> None:
    """In any stretch of time a person and a chat get at most a burst and what the stretch allows, and a person in a
    chat never two words within a minute; whether the platform tells the time or not."""
    talk = Talk(per_user=per_user, per_chat=per_chat)
    let: dict[str, list[float]] = {}
    told: dict[str, list[float]] = {}
    for person, chat, pause, tells in steps:
        talk.clock.now += pause
        held = talk.says(person, chat, at=talk.clock.now + 1e6 if tells else 0.0)
        if held is None:
            for whose in (person, chat):
                let.setdefault(whose, []).append(talk.clock.now)
        elif not held.silent:
            told.setdefault(f"{person}{chat}", []).append(talk.clock.now)
    for whose, size in (("a", per_user), ("b", per_user), ("x", per_chat), ("y", per_chat)):
        times = let.get(whose, [])
        for begin in range(len(times)):
            for end in range(begin, len(times)):
                assert end - begin + 1 <= size + size * (times[end] - times[begin]) / 60.0 + 1e-6
    for times in told.values():
        assert all(later - earlier >= 60.0 for earlier, later in pairwise(times))


def _asks(bot: Bot, number: int, **changes: object) -> str | None:
    message = IncomingMessage(platform="t", event_id=str(number), conversation="c", sender="u", text=DAY)
    reply = bot.handle(replace(message, **changes))  # type: ignore[arg-type]
    return reply.outcome.reason or str(reply.outcome.status) if reply else None


def test_the_bot_says_one_word_and_falls_silent(store: FactStore) -> None:
    """A friendly word to the asker alone, in the language spoken, then nothing."""
    clock = Clock()
    bot = Bot(store, limits=Limits(per_user=2, per_chat=0, clock=clock))
    assert [_asks(bot, number) for number in range(5)] == ["answered", "answered", "too_many", None, None]
    clock.now += 60.0
    _asks(bot, 6)
    _asks(bot, 7, locale="en")
    reply = bot.handle(
        IncomingMessage(platform="t", event_id="8", conversation="c", sender="u", text="x", kind="button", locale="en")
    )
    assert reply is not None
    assert (reply.visibility, reply.brief, reply.in_reply_to) == ("asker", True, "8")
    text = "That was a lot of messages at once, too fast for me. Please ask again in 30 seconds."
    assert reply.blocks == (NoteBlock(text=text),)


def test_what_is_not_said_to_the_bot_costs_nothing(store: FactStore) -> None:
    """People who talk among themselves use up no room."""
    bot = Bot(store, limits=Limits(per_user=2, per_chat=2, clock=Clock()))
    assert [_asks(bot, number, addressed=False, chat="g") for number in range(9)] == [None] * 9
    assert _asks(bot, 10, chat="g") == "answered"


@pytest.mark.parametrize("kind", ["message", "command", "button", "edit"])
def test_everything_said_to_the_bot_counts(store: FactStore, kind: str) -> None:
    """Messages, commands, buttons and edits alike."""
    bot = Bot(store, limits=Limits(per_user=1, per_chat=0, clock=Clock()))
    assert _asks(bot, 1) == "answered"
    assert _asks(bot, 2, kind=kind, text="/hilfe") == "too_many"


def test_comments_count(store: FactStore) -> None:
    """Whoever sends one after the other is told once, and what is over is not kept."""
    bot = Bot(store, limits=Limits(per_user=1, per_chat=0, clock=Clock()))
    said = [
        bot.comment(IncomingMessage(platform="t", event_id=str(n), conversation="c", sender="u", text="nein"), "x")
        for n in range(3)
    ]
    assert [reply.outcome.reason if reply else None for reply in said] == ["outdated_button", "too_many", None]


def test_cards_and_searches_count_for_the_person(store: FactStore) -> None:
    """Over the limit no cards are offered, and the page says to wait; nobody named, nobody counted."""
    bot = Bot(store, limits=Limits(per_user=1, per_chat=0, clock=Clock()))
    offered = [bool(bot.cards(DAY, "de", "t/u")) for _ in range(TYPED + 1)]
    assert offered == [True] * TYPED + [False]
    assert bot.cards(DAY)
    first, second = (bot.home("c", word="Krause", searcher="t/u") for _ in range(2))
    found = [next(panel for panel in page.panels if panel.title == "Gefunden") for page in (first, second)]
    assert len(found[0].buttons) > 0
    assert found[1].buttons == ()
    assert "Bitte in 60 Sekunden noch einmal fragen." in getattr(found[1].blocks[0], "text", "")
