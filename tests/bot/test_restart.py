"""After a restart a dialogue goes on: another bot on the same memory, which knows nothing else of it."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.bot import Bot
from bot.feedback import Asked
from bot.memory import Memory, VolatileMemory
from bot.messages import ChoicesBlock, IncomingMessage, Reply, Status
from bot.settings import Settings
from bot.weights import Weights, load
from knowledge.store import FactStore
from tests.bot.kept_feedback import KeptFeedback

DAY = "An welchem Tag war die Einweihung?"
COST = "Wie hoch waren die Kosten für den Bau?"
LONG = "Und wie lange dauerte er?"
OPENED = "Was hat die Stadt Lindenau eröffnet?"
NUMBERS = itertools.count()
IDLE = Settings().conversation_idle


class Clock:
    """A clock that is set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def memory(clock: Clock) -> VolatileMemory:
    return VolatileMemory(clock)


def say(bot: Bot, text: str, *, button: bool = False, event: str = "", who: str = "anna", **more: str) -> Reply:
    message = IncomingMessage(
        platform="test",
        event_id=event or str(next(NUMBERS)),
        conversation=f"c/{who}",
        sender=who,
        text=text,
        kind="button" if button else "message",
    )
    reply = bot.handle(replace(message, **more))  # type: ignore[arg-type]  # texts only
    assert reply is not None
    return reply


def said(reply: Reply) -> str:
    lines = [block.lines if isinstance(block, ChoicesBlock) else (block.text,) for block in reply.blocks]
    return "\n".join(line for part in lines for line in part)


def amounts(reply: Reply) -> set[str]:
    """Which of the amounts in the two articles it names."""
    return set(re.findall(r"\b(?:40|90)\b", said(reply)))


def choosing() -> Weights:
    """The shipped weights, never sure enough to answer."""
    shipped = load()
    same, crossed = (replace(model, answer=1.1, clarify=0.0) for model in (shipped.same, shipped.crossed))
    return replace(shipped, same=same, crossed=crossed)


def test_a_follow_up(store: FactStore, memory: Memory, clock: Clock) -> None:
    """ "Und wann?" is about what was asked before, and "/quelle" about what was answered."""
    say(Bot(store, memory=memory, clock=clock), OPENED)
    assert say(Bot(store, clock=clock), "Und wann?").outcome.status is Status.ABSTAINED
    assert "3. Mai 2024" in said(say(Bot(store, memory=memory, clock=clock), "Und wann?"))
    assert "3. Mai 2024" in said(say(Bot(store, memory=memory, clock=clock), "/quelle"))


def test_after_the_time_a_dialogue_lasts_it_is_over(store: FactStore, memory: Memory, clock: Clock) -> None:
    """Then a follow-up has nothing to follow, restart or not."""
    say(Bot(store, memory=memory, clock=clock), "Wie viel kostete der Bau?")
    clock.now += IDLE + 1
    assert "Es gibt noch keine Antwort" in said(say(Bot(store, memory=memory, clock=clock), "/quelle"))


def test_a_choice_by_its_number(store: FactStore, memory: Memory, clock: Clock) -> None:
    """The second of what was offered is the second still, answered as sure as before."""
    weights = choosing()
    same = Bot(store, weights=weights, clock=clock)
    offered = say(same, COST)
    assert offered.outcome.status is Status.CLARIFY
    say(Bot(store, weights=weights, memory=memory, clock=clock), COST)
    again = Bot(store, weights=weights, memory=memory, clock=clock)
    assert say(again, "2.", event="e2") == say(same, "2.", event="e2")


def test_an_article_chosen(two: FactStore, memory: Memory, clock: Clock) -> None:
    """Questions stay with it."""
    say(Bot(two, memory=memory, clock=clock), "/artikel turm")
    assert amounts(say(Bot(two, memory=memory, clock=clock), "/wieviel")) == {"90"}


def test_a_question_that_waits_for_its_article(two: FactStore, memory: Memory, clock: Clock) -> None:
    """When the article is named, the question is answered."""
    say(Bot(two, memory=memory, clock=clock), "Von wann ist der Artikel?")
    assert say(Bot(two, memory=memory, clock=clock), "turm").outcome.answer == "2022"


def test_a_reply_to_an_earlier_answer(store: FactStore, memory: Memory, clock: Clock) -> None:
    """It goes on from there, not from the last."""
    first = Bot(store, memory=memory, clock=clock)
    say(first, OPENED, event="opened")
    say(first, "Wer lieferte den Stahl?", event="steel")
    assert "3. Mai 2024" not in said(say(Bot(store, memory=memory, clock=clock), "Und wann?"))
    assert "3. Mai 2024" in said(say(Bot(store, memory=memory, clock=clock), "Und wann?", follows="opened"))


def test_the_article_stays_its_choosers(two: FactStore, memory: Memory, clock: Clock) -> None:
    """Whoever replies to one's own answer elsewhere keeps the article chosen; another who does gets all of them."""
    say(Bot(two, memory=memory, clock=clock), "/artikel turm", event="chosen")
    again = Bot(two, memory=memory, clock=clock)
    assert amounts(say(again, "/wieviel", conversation="thread", follows="chosen")) == {"90"}
    assert amounts(say(again, "/wieviel", who="ben", follows="chosen")) == {"40", "90"}


def test_feedback_on_an_answer_from_before(store: FactStore, memory: Memory, clock: Clock) -> None:
    """The button under it works, with its question and evidence, and so does what was wrong; after the time a dialogue
    lasts it is outdated."""
    log = KeptFeedback()
    answered = say(Bot(store, memory=memory, clock=clock, feedback=log), DAY)
    unhelpful = next(button.id for button in answered.buttons if button.label == "Nicht hilfreich")
    thanks = say(Bot(store, memory=memory, clock=clock, feedback=log), unhelpful, button=True)
    (judged,) = log.all()
    message = IncomingMessage(platform="test", event_id="e3", conversation="c", sender="anna", text="zu spät")
    Bot(store, memory=memory, clock=clock, feedback=log).comment(message, thanks.comment_on)
    (commented,) = log.all()
    assert judged.asked == commented.asked == Asked(question=DAY, outcome=answered.outcome)
    assert (judged.helpful, commented.helpful, commented.comment) == (False, False, "zu spät")
    clock.now += IDLE
    late = say(Bot(store, memory=memory, clock=clock, feedback=log), unhelpful, button=True)
    assert late.outcome.reason == "outdated_button"


def test_nothing_is_written_that_nobody_can_judge(store: FactStore, clock: Clock) -> None:
    """Without feedback no answer is written down for it, and no text names who spoke."""
    memory = Seen(VolatileMemory(clock))
    say(Bot(store, memory=memory, clock=clock), DAY)
    assert {space for space, _ in memory.written} == {"dialogue", "left"}
    assert not [value for _, value in memory.written if "anna" in value]


class Seen:
    """A memory that shows what was written."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.written: list[tuple[str, str]] = []

    def get(self, space: str, key: str) -> str | None:
        return self._memory.get(space, key)

    def put(self, space: str, key: str, value: str, *, keep: float, person: str = "") -> None:
        assert person == "test/anna"
        assert keep == IDLE
        self.written.append((space, value))
        self._memory.put(space, key, value, keep=keep, person=person)

    def forget(self, person: str) -> None:
        self._memory.forget(person)


EVENTS = st.sampled_from(["e0", "e1", "e2", "e3"])
WORDS = st.sampled_from(
    [
        DAY,
        COST,
        LONG,
        "Und wann?",
        "Wer war dabei?",
        "Wer noch?",
        "Wer außer Anna Weber?",
        "Was hat sie getan?",
        "In welcher Stadt?",
        "And when?",
        "Kostete der Bau 12,5 Millionen Euro?",
        "Wie heißt die Architektin?",
        "Worum geht es?",
        "2",
        "Hallo",
        "/quelle",
        "/artikel 1",
        "/wer",
        "/fakt Elster",
        "s",
        "a:1",
    ]
)
TURNS = st.tuples(WORDS, st.sampled_from(["anna", "ben"]), EVENTS, st.just("") | EVENTS)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(TURNS, min_size=2, max_size=6), unsure=st.booleans())
def test_any_dialogue_goes_on_as_without_a_restart(
    store: FactStore, turns: list[tuple[str, str, str, str]], unsure: bool
) -> None:
    """Whatever two people say, press and reply to, each reply is what the same bot would have given."""
    weights, clock = choosing() if unsure else load(), Clock()
    memory, same = VolatileMemory(clock), Bot(store, weights=weights, clock=clock)
    for text, who, event, follows in turns:
        button = text in ("s", "a:1")
        again = Bot(store, weights=weights, memory=memory, clock=clock)
        expected = say(same, text, button=button, event=event, who=who, follows=follows)
        assert say(again, text, button=button, event=event, who=who, follows=follows) == expected


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    turns=st.lists(TURNS, min_size=1, max_size=4),
    restarted=st.lists(st.booleans(), min_size=4, max_size=4),
    unsure=st.booleans(),
)
def test_a_message_that_comes_again_gets_the_same_reply(
    store: FactStore, turns: list[tuple[str, str, str, str]], restarted: list[bool], unsure: bool
) -> None:
    """A reply could not be sent, or the process died before it was known to be: asked again, also of another bot, the
    question leans on what was before it, not on itself, and everything goes on as if it had come once."""
    weights, clock = choosing() if unsure else load(), Clock()
    memory, once = VolatileMemory(clock), Bot(store, weights=weights, clock=clock)
    twice = Bot(store, weights=weights, memory=memory, clock=clock)
    for number, (text, who, _, follows) in enumerate(turns):
        button, event = text in ("s", "a:1"), f"e{number}"
        follows = follows if follows < event else ""
        expected = say(once, text, button=button, event=event, who=who, follows=follows)
        assert say(twice, text, button=button, event=event, who=who, follows=follows) == expected
        if restarted[number]:
            twice = Bot(store, weights=weights, memory=memory, clock=clock)
        assert say(twice, text, button=button, event=event, who=who, follows=follows) == expected


@pytest.mark.parametrize("restarted", [False, True])
def test_a_number_chosen_twice_chooses_the_same(
    store: FactStore, memory: Memory, clock: Clock, restarted: bool
) -> None:
    """The choices are gone once one was taken, but not for the message that took it."""
    bot = Bot(store, weights=choosing(), memory=memory, clock=clock)
    say(bot, COST)
    chosen = say(bot, "2", event="two")
    if restarted:
        bot = Bot(store, weights=choosing(), memory=memory, clock=clock)
    assert say(bot, "2", event="two") == chosen
    assert say(bot, "2", event="another") != chosen
