"""/vergiss: what is kept of a person is deleted, all of it, and nobody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.bot import Bot
from bot.memory import VolatileMemory
from bot.messages import IncomingMessage, MessageKind, Reply
from knowledge.store import FactStore
from tests.bot.kept_feedback import KeptFeedback

COST = "Wie viel kostete der Bau?"


class Here:
    """A bot with everything that keeps something of people; `again` is the one after a restart."""

    def __init__(self, store: FactStore) -> None:
        self._store = store
        self.memory, self.log, self.told = VolatileMemory(lambda: 1000.0), KeptFeedback(), list[str]()
        self.bot = self.again()

    def again(self) -> Bot:
        return Bot(self._store, clock=lambda: 1000.0, feedback=self.log, memory=self.memory, on_forget=self.told.append)

    def say(self, text: str, who: str = "anna", *, kind: MessageKind = "message", **more: str) -> Reply:
        message = IncomingMessage(
            platform="test", event_id=f"{who}/{text}", conversation=f"c/{who}", sender=who, text=text, kind=kind
        )
        reply = self.bot.handle(replace(message, **more))  # type: ignore[arg-type]  # texts only
        assert reply is not None
        return reply


@pytest.fixture
def here(store: FactStore) -> Here:
    return Here(store)


def judge(here: Here, reply: Reply, who: str = "anna") -> Reply:
    helpful = next(button.id for button in reply.buttons if button.label == "Hilfreich")
    return here.say(helpful, who, kind="button")


def test_it_says_what_was_deleted_and_what_stays(here: Here) -> None:
    """In the language of the command, and to nobody else."""
    german, english = here.say("/vergiss"), here.say("/forget")
    assert (german.visibility, english.visibility) == ("asker", "asker")
    assert german.outcome.answer.startswith("Gelöscht ist alles, was hier von dir gespeichert war")
    assert "Die Nachrichten im Chat bleiben stehen" in german.outcome.answer
    assert english.outcome.answer.startswith("Everything kept of you here is deleted")
    assert english.outcome.language == "en"


@pytest.mark.parametrize("restarted", [False, True])
def test_the_dialogues_are_gone(here: Here, restarted: bool) -> None:
    """All of theirs, with the last answer and what an earlier answer could be gone on from; another's goes on."""
    for who in ("anna", "ben"):
        here.say(COST, who)
    here.say(COST, conversation="elsewhere")
    here.say("/vergiss")
    if restarted:
        here.bot = here.again()
    for place in ({"conversation": "c/anna"}, {"conversation": "elsewhere"}, {"follows": f"anna/{COST}"}):
        assert "Es gibt noch keine Antwort" in here.say("/quelle", **place).outcome.answer
    assert "12,5" in here.say("/quelle", "ben").outcome.quote


def test_nothing_is_left_in_the_memory(here: Here) -> None:
    """Neither of what was said before nor of the command."""
    here.say(COST)
    here.say("/vergiss")
    spaces = ("dialogue", "left", "answered")
    keys = ("c/anna", f"test/anna/{COST}", "test/anna//vergiss")
    assert [here.memory.get(space, key) for space in spaces for key in keys] == [None] * 9


@pytest.mark.parametrize("restarted", [False, True])
def test_feedback_is_gone_and_buttons_of_before_are_outdated(here: Here, restarted: bool) -> None:
    """What was judged is deleted, and what could be judged cannot any more; another's feedback stays."""
    answered, others = here.say(COST), here.say(COST, "ben")
    judge(here, answered)
    judge(here, others, "ben")
    here.say("/vergiss")
    assert [entry.sender for entry in here.log.all()] == ["ben"]
    if restarted:
        here.bot = here.again()
    assert judge(here, answered).outcome.reason == "outdated_button"


def test_whoever_else_keeps_something_is_told(here: Here) -> None:
    """By platform and person."""
    here.say("/vergiss", "ben")
    assert here.told == ["test/ben"]


def test_a_press_of_the_button_offered_forgets_who_pressed(here: Here) -> None:
    """After a mistyped command in a group, it is the presser's own that goes."""
    for who in ("anna", "ben"):
        here.say(COST, who)
    (offered,) = here.say("/vergis").buttons
    here.say(offered.id, "ben", kind="button")
    assert here.told == ["test/ben"]
    assert "12,5" in here.say("/quelle").outcome.quote


def test_who_is_not_known_is_told_the_same(here: Here) -> None:
    """Whoever never asked anything, or asks twice."""
    assert here.say("/vergiss").outcome == here.say("/vergiss").outcome
