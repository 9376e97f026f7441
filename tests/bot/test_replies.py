"""Decisions become replies: answer first, then the quote, then the source; or why not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import replies
from bot.answers import Abstention, Answer, Clarification, Reason
from bot.messages import AnswerBlock, ChoicesBlock, NoteBlock, QuoteBlock, SourceBlock, Status
from knowledge.facts import Fact, Kind
from knowledge.store import FactStore


def fact_named(store: FactStore, answer: str) -> Fact:
    return next(fact for fact in store.facts() if fact.answer == answer)


def test_an_answer(store: FactStore) -> None:
    """Short answer, the sentence with the answer marked, article with date and section, the button to the context."""
    answer = replace(replies.fact_answer(fact_named(store, "Stahlbau Krause")), confidence=0.8)
    reply = replies.compose(answer, "de", store)
    assert [AnswerBlock, QuoteBlock, SourceBlock] == [type(block) for block in reply.blocks]
    quote = reply.blocks[1]
    assert isinstance(quote, QuoteBlock)
    assert [quote.text[start:end] for start, end in quote.marked] == ["Stahlbau Krause"]
    title = store.documents()[0].title
    assert SourceBlock(text=f"{title} · Mai 2024 · Abschnitt »Kritik vom Verein«") == reply.blocks[2]
    assert [button.label for button in reply.buttons] == ["Quelle im Zusammenhang"]
    outcome = reply.outcome
    assert (outcome.status, outcome.answer, outcome.confidence) == (Status.ANSWERED, "Stahlbau Krause", 0.8)
    assert outcome.quote == store.document(outcome.article).text[outcome.start : outcome.end]


def test_yes_and_no_are_sentences(store: FactStore) -> None:
    """A bare yes gets its full stop, one with more after it is left alone."""
    yes = replace(replies.fact_answer(fact_named(store, "Stahlbau Krause")), text="Ja", polarity=True)
    assert AnswerBlock(text="Ja.") == replies.compose(yes, "de", store).blocks[0]
    assert replies.compose(replace(yes, text="Ja."), "de", store).outcome.answer == "Ja."


def test_a_relative_date_is_explained(store: FactStore) -> None:
    """The meaning of a phrase in the quote is explained as such; any other derivation is given as it is."""
    fact = fact_named(store, "Stahlbau Krause")
    meaning = replace(replies.fact_answer(fact), text="2023", kind=Kind.DATE, derived="Die Firma")
    assert (
        NoteBlock(text="Der Artikel ist vom Mai 2024; „Die Firma“ ist also 2023.")
        in replies.compose(meaning, "de", store).blocks
    )
    given = replace(meaning, derived="Gezählt.")
    assert NoteBlock(text="Gezählt.") in replies.compose(given, "de", store).blocks


@pytest.mark.parametrize(
    ("abstention", "said"),
    [
        (Abstention(reason=Reason.NOT_IN_ARTICLE, confidence=0.1), "Das steht nicht im Artikel."),
        (
            Abstention(reason=Reason.NOT_UNDERSTOOD, confidence=0.1),
            "Diese Frage verstehe ich nicht. Vielleicht hilft es, sie anders zu stellen.",
        ),
        (
            Abstention(reason=Reason.FALSE_PREMISE, confidence=0.1, premise="Halle"),
            "Von Halle steht im Artikel nichts.",
        ),
        (Abstention(reason=Reason.FALSE_PREMISE, confidence=0.1), "Das steht nicht im Artikel."),
        (Abstention(reason=Reason.NOT_IN_ARTICLE, confidence=0.1, tell="Das ist offen."), "Das ist offen."),
    ],
)
def test_an_abstention_says_why(store: FactStore, abstention: Abstention, said: str) -> None:
    """Each reason has its sentence, an authored one goes before; the confidence stays."""
    reply = replies.compose(abstention, "de", store)
    assert (NoteBlock(text=said),) == reply.blocks
    assert (Status.ABSTAINED, str(abstention.reason), 0.1) == (
        reply.outcome.status,
        reply.outcome.reason,
        reply.outcome.confidence,
    )


def test_an_abstention_offers_the_nearest(store: FactStore) -> None:
    """The nearest fact is shown with its sentence and stands in the outcome, but is not the answer."""
    near = fact_named(store, "Stahlbau Krause")
    reply = replies.compose(Abstention(reason=Reason.NOT_IN_ARTICLE, confidence=0.1, nearest=(near,)), "en", store)
    assert NoteBlock(text="The closest I can find: Stahlbau Krause") in reply.blocks
    assert ("", "Stahlbau Krause", near.evidence.quote) == (
        reply.outcome.answer,
        reply.outcome.nearest_answer,
        reply.outcome.nearest_quote,
    )
    assert [button.label for button in reply.buttons] == ["Stahlbau Krause"]


def test_a_clarification(store: FactStore) -> None:
    """Choices are numbered lines, each with a button."""
    choices: tuple[Answer, ...] = tuple(
        replies.fact_answer(fact_named(store, name)) for name in ("Stahlbau Krause", "Anna Weber")
    )
    reply = replies.compose(Clarification(choices=choices, confidence=0.45), "de", store)
    assert NoteBlock(text="Was ist gemeint?") == reply.blocks[0]
    lines = reply.blocks[1]
    assert isinstance(lines, ChoicesBlock)
    assert [line.partition(" – ")[0] for line in lines.lines] == ["1. Stahlbau Krause", "2. Anna Weber"]
    assert (reply.outcome.status, reply.outcome.confidence, len(reply.buttons)) == (Status.CLARIFY, 0.45, 2)


def test_context_stays_in_the_section(store: FactStore) -> None:
    """The sentence before and after are shown, but not those of another section; the evidence is marked."""
    evidence = fact_named(store, "Anna Weber").evidence
    quote = replies.in_context(evidence, "de", store).blocks[0]
    assert isinstance(quote, QuoteBlock)
    assert quote.text.startswith("Der Bau kostete")
    assert quote.text.endswith("durchschnitt das Band.")
    assert [evidence.quote] == [quote.text[start:end] for start, end in quote.marked]
