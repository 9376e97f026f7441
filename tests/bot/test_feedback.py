"""Whether answers helped: buttons, what is kept, and what is made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.bot import Bot
from bot.feedback import Answered, Asked, Feedback
from bot.feedback_report import unanswered
from bot.memory import VolatileMemory
from bot.messages import Button, IncomingMessage, Outcome, Reply, Status
from bot.settings import Settings
from knowledge.store import FactStore
from tests.bot.kept_feedback import KeptFeedback

DAY = "An welchem Tag war die Einweihung?"
UNKNOWN = "Wie heißt die Architektin?"


def message(text: str, *, event: str = "e1", button: bool = False, sender: str = "u") -> IncomingMessage:
    return IncomingMessage(
        platform="test",
        event_id=event,
        conversation="c",
        sender=sender,
        text=text,
        kind="button" if button else "message",
    )


def handled(bot: Bot, incoming: IncomingMessage) -> Reply:
    reply = bot.handle(incoming)
    assert reply is not None
    return reply


def judging(reply: Reply) -> dict[str, Button]:
    return {button.label: button for button in reply.buttons if button.label in ("Hilfreich", "Nicht hilfreich")}


@pytest.fixture
def kept() -> KeptFeedback:
    return KeptFeedback()


@pytest.fixture
def bot(store: FactStore, kept: KeptFeedback) -> Bot:
    return Bot(store, clock=lambda: 1000.0, feedback=kept)


def test_an_answer_can_be_judged(bot: Bot, kept: KeptFeedback) -> None:
    """The press keeps question, answer and evidence, and is thanked for in passing."""
    reply = handled(bot, message(DAY))
    thanks = handled(bot, message(judging(reply)["Hilfreich"].id, button=True))
    assert (thanks.brief, thanks.visibility, thanks.comment_on) == (True, "asker", "")
    (entry,) = kept.all()
    assert (entry.helpful, entry.at, entry.asked.question) == (True, 1000.0, DAY)
    assert "3. Mai 2024" in entry.asked.outcome.answer
    assert "eine neue Brücke" in entry.asked.outcome.quote


def test_what_was_wrong_can_be_said(bot: Bot, kept: KeptFeedback) -> None:
    """After "not helpful" the reply names the answer that a comment is about; the comment is kept with it."""
    reply = handled(bot, message(DAY))
    asked = handled(bot, message(judging(reply)["Nicht hilfreich"].id, button=True))
    assert asked.comment_on
    assert bot.comment(message("Das war der Tag der Planung."), asked.comment_on).outcome.reason == "feedback"
    assert [(entry.helpful, entry.comment) for entry in kept.all()] == [(False, "Das war der Tag der Planung.")]


def test_abstentions_can_be_judged_and_commands_cannot(bot: Bot) -> None:
    """What was looked up has the buttons, help has none."""
    assert judging(handled(bot, message(UNKNOWN)))
    assert not judging(handled(bot, message("/hilfe")))
    assert not judging(handled(bot, message("Hallo!")))


def test_without_a_log_nothing_asks_for_feedback(store: FactStore) -> None:
    """The terminal has no such buttons."""
    assert not judging(handled(Bot(store), message(DAY)))


@pytest.mark.parametrize("button", ["y:0123456789abcdef", "n:", "y:"])
def test_an_answer_no_longer_known_is_outdated(bot: Bot, kept: KeptFeedback, button: str) -> None:
    """A button from before a restart says so and keeps nothing."""
    assert handled(bot, message(button, button=True)).outcome.reason == "outdated_button"
    assert bot.comment(message("falsch"), button).outcome.reason == "outdated_button"
    assert kept.all() == ()


@pytest.mark.parametrize(("keep", "count"), [(True, 1), (False, 0)])
def test_unanswered_questions_are_kept_only_where_the_operator_wants_it(
    store: FactStore, kept: KeptFeedback, keep: bool, count: int
) -> None:
    """Nobody having judged, an abstention is kept with the setting and forgotten without; an answer never is."""
    bot = Bot(store, Settings(keep_questions=keep), feedback=kept)
    handled(bot, message(UNKNOWN))
    handled(bot, message(DAY, event="e2"))
    assert [entry.helpful for entry in kept.all()] == [None] * count


def test_the_asker_of_a_command_is_quoted_without_the_command(store: FactStore) -> None:
    """`/frage …` asks what stands after it."""
    assert handled(Bot(store), replace(message(f"/frage {DAY}"), kind="command")).question == DAY


def test_a_follow_up_is_kept_with_what_it_follows_and_not_shared(bot: Bot, kept: KeptFeedback) -> None:
    """Nobody understands "Und wie lange?" alone."""
    cost = handled(bot, message("Wie viel kostete der Bau?"))
    more = handled(bot, message("Und wie lange dauerte er?", event="e2"))
    assert (cost.question, more.question) == ("Wie viel kostete der Bau?", "")
    handled(bot, message(judging(more)["Nicht hilfreich"].id, button=True))
    assert [entry.asked.question for entry in kept.all()] == ["Wie viel kostete der Bau? – Und wie lange dauerte er?"]


def test_answers_are_forgotten_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more than are remembered the first are gone."""
    monkeypatch.setattr("bot.feedback._REMEMBERED", 2)
    answered = Answered(VolatileMemory(lambda: 0.0, limit=2), keep=60.0)
    tokens = [answered.put("c", str(number), _asked(f"{number}?"), "test/u") for number in range(3)]
    assert [answered.get(token) is not None for token in tokens] == [False, True, True]
    assert len(set(tokens)) == 3


def _asked(question: str, answer: str = "") -> Asked:
    status = Status.ANSWERED if answer else Status.ABSTAINED
    return Asked(question=question, outcome=Outcome(status=status, language="de", answer=answer))


@pytest.fixture
def entry() -> Callable[..., Feedback]:
    def made(question: str, answer: str = "", *, helpful: bool | None = None, comment: str = "") -> Feedback:
        return Feedback(
            token=f"{question}{answer}",
            sender="u",
            platform="test",
            at=0.0,
            asked=_asked(question, answer),
            helpful=helpful,
            comment=comment,
        )

    return made


def test_what_was_not_answered_comes_most_frequent_first(entry: Callable[..., Feedback]) -> None:
    """Similar questions are together, under the wording asked most; what was answered well is left out."""
    groups = unanswered(
        [
            entry("Wer hat die Brücke entworfen?"),
            entry("Wie hoch ist der Turm?", "3 Meter", helpful=False, comment="zu niedrig"),
            entry("wer entwarf die brücke"),
            entry("Wer hat denn die Brücke entworfen?"),
            entry("Wo liegt Linz?", "Linz", helpful=True),
        ]
    )
    assert [(group.questions, group.unhelpful, group.comments) for group in groups] == [
        (3, 0, ()),
        (1, 1, ("zu niedrig",)),
    ]
    assert "Brücke" in groups[0].question
    assert groups[1].answers == ("3 Meter",)
