"""The bot from message to reply, on real stores."""

from __future__ import annotations

import itertools
import logging
import threading
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import actions
from bot.bot import Bot
from bot.conversation import Conversation
from bot.messages import ChoicesBlock, IncomingMessage, MessageKind, QuoteBlock, Reply, SourceBlock, Status
from bot.settings import Settings
from bot.weights import Weights, load
from knowledge import build
from knowledge.document import Document, Language
from knowledge.known_words import known_words
from knowledge.sqlite_store import SqliteStore
from knowledge.store import FactStore

CASES = yaml.safe_load((Path(__file__).parent / "cases/dialogue.yaml").read_text("utf-8"))
DAY = "An welchem Tag war die Einweihung?"
COST = "Wie hoch waren die Kosten für den Bau?"
EVENTS = itertools.count(1)


def incoming(
    text: str, *, kind: MessageKind = "message", conversation: str = "c", locale: Language | None = None
) -> IncomingMessage:
    return IncomingMessage(
        platform="test",
        event_id=str(next(EVENTS)),
        conversation=conversation,
        sender="u",
        text=text,
        kind=kind,
        locale=locale,
    )


def said(reply: Reply | None) -> str:
    """All the reply's words, a line for each."""
    assert reply is not None
    lines: list[str] = []
    for block in reply.blocks:
        lines += block.lines if isinstance(block, ChoicesBlock) else (block.text,)
    return "\n".join(lines)


def ask(bot: Bot, text: str, **more: str) -> Reply:
    reply = bot.handle(replace(incoming(text), **more))
    assert reply is not None
    return reply


def press(bot: Bot, button: str, conversation: str = "c") -> Reply:
    reply = bot.handle(incoming(button, kind="button", conversation=conversation))
    assert reply is not None
    return reply


@pytest.fixture
def bot(store: SqliteStore) -> Bot:
    return Bot(store)


@pytest.mark.parametrize(("text", "status", "contains"), CASES)
def test_dialogue_cases(bot: Bot, text: str, status: str, contains: str) -> None:
    """One message to a fresh bot gets the status and the words its case names, in reply to its event."""
    reply = ask(bot, text, event_id="e1")
    assert contains in said(reply)
    assert status == reply.outcome.status
    assert reply.in_reply_to == "e1"


def test_what_is_not_addressed_gets_nothing(bot: Bot) -> None:
    """A message among others in a group is left alone."""
    assert bot.handle(replace(incoming(DAY), addressed=False)) is None


def test_too_long(store: FactStore) -> None:
    """A text over the limit gets one sentence, one at the limit is read."""
    bot = Bot(store, Settings(longest_question=len(DAY)))
    assert ask(bot, DAY).outcome.status == Status.ANSWERED
    assert f"Das ist zu lang für eine Frage; bis zu {len(DAY)} Zeichen kann ich lesen." == said(ask(bot, DAY + "?"))


def test_the_source_of_the_last_answer(bot: Bot) -> None:
    """After an answer `/quelle` and the answer's button show its sentence among its neighbours."""
    answered = ask(bot, DAY)
    by_command, by_button = ask(bot, "/quelle"), press(bot, answered.buttons[0].id)
    assert by_command.blocks == by_button.blocks
    assert [QuoteBlock, SourceBlock] == [type(block) for block in by_command.blocks]
    assert answered.outcome.quote in said(by_command)


def test_buttons_work_in_any_conversation(bot: Bot) -> None:
    """A fact's button shows the fact wherever it is pressed."""
    listed = ask(bot, "/wer Weber")
    reply = press(bot, listed.buttons[0].id, conversation="elsewhere")
    assert (reply.outcome.status, reply.outcome.answer) == (Status.ANSWERED, "Anna Weber")


@pytest.mark.parametrize(
    "button", ["f:0000", "f:", "s:0000", "a:99", "a:²", "a:", "c:", "c: ", "z", "", "\x00", "f:😀"]
)
def test_outdated_buttons(bot: Bot, button: str) -> None:
    """A button of nothing that exists gets a sentence."""
    reply = press(bot, button)
    assert said(reply) == "Dieser Knopf ist veraltet. Am besten die Frage noch einmal stellen."


def test_a_mistyped_command_is_offered_not_run(bot: Bot) -> None:
    """The nearest command comes as a button that keeps the argument; pressing it runs it."""
    offered = ask(bot, "/fkat Weber")
    assert said(offered) == "Den Befehl /fkat gibt es nicht. Ist /fakt gemeint?"
    assert "Zu Anna Weber steht im Artikel:" in said(press(bot, offered.buttons[0].id))


def test_languages(bot: Bot) -> None:
    """The question's language counts, then the command's name; `/start` takes the platform's."""
    assert ask(bot, "When was the article published?").outcome.language == "en"
    assert ask(bot, "/start").outcome.language == "en"
    assert ask(bot, "/hilfe").outcome.language == "de"
    assert ask(bot, "/help").outcome.language == "en"
    english = bot.handle(incoming("/start", conversation="new", locale="en"))
    assert said(english).startswith("Ask questions about articles here.")


def test_choosing_among_articles(two: FactStore) -> None:
    """With several articles one is chosen by number, name or button and stays chosen until `alle`."""
    bot = Bot(two)
    assert "1. Hafen" in said(ask(bot, "/artikel"))
    assert ask(bot, "Von wann ist der Artikel?").outcome.status == Status.CLARIFY
    ask(bot, "/artikel 2")
    assert ask(bot, "Von wann ist der Artikel?").outcome.answer == "2022"
    press(bot, "a:1")
    assert ask(bot, "Von wann ist der Artikel?").outcome.answer == "Februar 2023"
    assert said(ask(bot, "/artikel alle")) == "Ab jetzt suche ich in allen Artikeln."
    assert ask(bot, "Welche Themen?").outcome.status == Status.CLARIFY
    ask(bot, "/artikel turm")
    assert "90 Meter" in said(ask(bot, "/wieviel"))
    assert "40" not in said(ask(bot, "/wieviel"))


def test_a_forgotten_conversation(store: FactStore) -> None:
    """After half an hour the last answer is no longer known."""
    now = [1000.0]
    bot = Bot(store, clock=lambda: now[0])
    ask(bot, DAY)
    now[0] += 1801
    assert said(ask(bot, "/quelle")) == "Es gibt noch keine Antwort, deren Quelle ich zeigen könnte."


def test_whoever_follows_an_answer_goes_on_from_it(store: FactStore) -> None:
    """For half an hour; what nobody answered is followed nowhere."""
    now = [1000.0]
    bot = Bot(store, clock=lambda: now[0])
    ask(bot, DAY, event_id="asked")
    assert "Es gibt noch keine Antwort" in said(ask(bot, "/quelle", conversation="other", follows="unheard of"))
    assert "Es gibt noch keine Antwort" not in said(ask(bot, "/quelle", conversation="other", follows="asked"))
    now[0] += 1801
    assert "Es gibt noch keine Antwort" in said(ask(bot, "/quelle", conversation="third", follows="asked"))


def test_who_follows_keeps_the_article_they_chose(two: SqliteStore) -> None:
    """One's own dialogue goes on as it was, another's without its choice."""
    bot = Bot(two)
    ask(bot, "/artikel turm", event_id="chosen", sender="anna", conversation="a")
    assert "90" in said(ask(bot, "/wieviel", sender="anna", conversation="a/thread", follows="chosen"))
    assert "40" in said(ask(bot, "/wieviel", sender="ben", conversation="b", follows="chosen"))


def test_conversations_are_apart(bot: Bot) -> None:
    """What one conversation asked is not another's last answer."""
    ask(bot, DAY)
    assert "Es gibt noch keine Antwort" in said(ask(bot, "/quelle", conversation="other"))


class Drifted:
    """The store, but with articles whose text moved by a letter after it was built; `gone` has none at all."""

    def __init__(self, store: FactStore, *, gone: bool = False) -> None:
        self._store, self._gone = store, gone

    def document(self, document: str) -> Document:
        if self._gone:
            raise KeyError(document)
        found = self._store.document(document)
        return replace(found, text=f"x{found.text}")

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


@pytest.mark.parametrize("gone", [False, True])
def test_broken_evidence_is_never_sent(store: FactStore, caplog: pytest.LogCaptureFixture, gone: bool) -> None:
    """An answer whose quote no longer stands in the article does not go out; this is logged and said."""
    with caplog.at_level(logging.ERROR):
        reply = ask(Bot(cast(FactStore, Drifted(store, gone=gone))), DAY)
    assert reply.outcome.status == Status.ABSTAINED
    assert said(reply) == "Der Beleg für diese Antwort passt nicht mehr zum Artikel, deshalb gebe ich sie nicht."
    assert "evidence does not hold" in caplog.text


def test_broken_evidence_is_not_offered(store: FactStore) -> None:
    """Neither a choice nor a nearest fact is shown whose quote no longer stands in the article."""
    drifted = cast(FactStore, Drifted(store))
    choice = ask(Bot(drifted, weights=choosing()), COST)
    nearest = ask(Bot(drifted), "Wer hat die Brücke entworfen?")
    assert {choice.outcome.status, nearest.outcome.status} == {Status.ABSTAINED}
    assert (choice.buttons, nearest.buttons, nearest.outcome.nearest_answer) == ((), (), "")


def choosing() -> Weights:
    """The shipped weights, never sure enough to answer."""
    shipped = load()
    same, crossed = (replace(model, answer=1.1, clarify=0.0) for model in (shipped.same, shipped.crossed))
    return replace(shipped, same=same, crossed=crossed)


def test_a_choice_by_number(store: FactStore) -> None:
    """After a choice was offered its number chooses; once chosen, or when not offered, a number is a question."""
    bot = Bot(store, weights=choosing())
    offered = ask(bot, COST)
    assert offered.outcome.status == Status.CLARIFY
    lines = [line.partition(" – ")[0] for line in said(offered).splitlines()[1:]]
    chosen = ask(bot, "2.")
    assert (chosen.outcome.status, f"2. {chosen.outcome.answer}") == (Status.ANSWERED, lines[1])
    assert ask(bot, "2").outcome.status != Status.ANSWERED
    assert ask(bot, COST).blocks == offered.blocks
    assert ask(bot, "9").outcome.status != Status.ANSWERED


def test_a_chosen_article_that_is_gone(tmp_path: Path) -> None:
    """When a rebuild takes the chosen article away, questions go to the one that is left."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "hafen.txt").write_text("date 2023 Der Hafen bekam 40 Kräne.\n", encoding="utf-8")
    (seeds / "turm.txt").write_text("date 2022 Der Turm ist 90 Meter hoch.\n", encoding="utf-8")
    before = build.refresh(seeds, tmp_path / "facts.db")
    conversation = actions.Context(store=before, conversation=Conversation(scope="turm"), language="de")
    assert conversation.scope == "turm"
    (seeds / "turm.txt").unlink()
    after = build.refresh(seeds, tmp_path / "facts.db")
    assert replace(conversation, store=after).scope == "hafen"
    before.close()
    after.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(alphabet=st.characters(), max_size=60)
    | st.builds("/{} {}".format, st.sampled_from(["fakt", "wer", "wo", "artikel", "frage", "x"]), st.text(max_size=20)),
    kind=st.sampled_from(["message", "command", "button", "edit"]),
)
def test_any_string_gets_a_reply(store: FactStore, text: str, kind: MessageKind) -> None:
    """Whatever is typed or pressed, there is a reply with blocks, short button ids and marks inside their quotes."""
    reply = Bot(store).handle(incoming(text, kind=kind))
    assert reply is not None
    assert reply.blocks
    assert all(len(button.id.encode()) <= 64 and button.label for button in reply.buttons)
    quotes = [block for block in reply.blocks if isinstance(block, QuoteBlock)]
    assert all(0 <= start < end <= len(quote.text) for quote in quotes for start, end in quote.marked)


@pytest.mark.parametrize("text", ["\ud800", "\x00\x00", "Wer\udfff?", "a\u0308" * 50, "/\u202efakt", "1" * 1999])
def test_strange_strings(bot: Bot, text: str) -> None:
    """Half surrogate pairs, NUL, loose accents and long numbers get a reply like anything else."""
    assert said(ask(bot, text))


def test_several_threads(bot: Bot) -> None:
    """Messages handled in several threads at once all get their answer."""
    answers: list[str] = []

    def work(name: int) -> None:
        for _ in range(5):
            answers.append(ask(bot, DAY, conversation=str(name)).outcome.answer)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["3. Mai 2024"] * 15


def test_the_first_who_asks_does_not_wait_for_what_is_loaded_once(two: FactStore) -> None:
    """Not even where a word must be looked up."""
    known_words.cache_clear()
    Bot(two).warm_up()
    loaded = known_words.cache_info().misses
    ask(Bot(two), "Wer führte die Runde hinan?")
    assert loaded > 0
    assert known_words.cache_info().misses == loaded


def test_warming_up_takes_no_part_in_any_dialogue(store: FactStore) -> None:
    """What is answered afterwards is what is answered without."""
    warm, cold = Bot(store), Bot(store)
    warm.warm_up()
    first, again = (said(bot.handle(incoming("Und wo?"))) for bot in (warm, cold))
    assert first == again
