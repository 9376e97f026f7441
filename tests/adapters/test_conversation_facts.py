"""Which curated facts conversations asked for."""

from __future__ import annotations

from pathlib import Path

from adapters.console import incoming
from adapters.conversation_facts import Coverage, coverage
from adapters.conversation_report import facts_report
from bot.bot import Bot
from bot.messages import Reply
from knowledge.build import refresh

SEEDS = Path(__file__).parent.parent / "conversations/artikel_seeds"


def test_an_answer_counts_for_the_fact_it_shows(tmp_path: Path) -> None:
    """A curated answer and a known unknown count as asked for, an answer from the text for none of them."""
    store = refresh(SEEDS, tmp_path / "facts.sqlite")
    bot = Bot(store)

    def said(text: str) -> Reply:
        reply = bot.handle(incoming(text, conversation=text, number=1))
        assert reply
        return reply

    questions = (
        "Was hat der Bau der Brücke gekostet?",
        "How large is the orchard?",
        "Von wann ist der Artikel?",
        "Hallo",
    )
    covered = coverage([said(question) for question in questions], store)
    store.close()
    assert covered.asked == {"bruecke:kosten", "orchard:size"}
    assert len(covered.known) == 6


def test_two_runs_add_up() -> None:
    """What is known and what was asked for is that of both."""
    one = Coverage(known=(("a", "A"), ("b", "B")), asked=frozenset({"a"}))
    other = Coverage(known=(("b", "B"), ("c", "C")), asked=frozenset({"b"}))
    assert (one + other).missing == (("c", "C"),)
    assert facts_report(one + other) == (
        "facts: 2 of 3 curated facts and known unknowns are asked for\n  not asked for: c  C"
    )
