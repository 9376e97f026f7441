"""What holds of the engine for any question, whatever its weights: here with careful ones and with ones that always
answer when no gate is closed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.answers import Abstention, Answer, Clarification, Decision
from bot.engine import Engine
from bot.fuzzy import neighbours
from bot.question import analyse
from bot.weights import Weights
from knowledge.document import Language
from knowledge.store import FactStore

GERMAN = (
    "Wer leitet die Werft Hansen?",
    "Wie viele Menschen beschäftigt das Unternehmen?",
    "Wann eröffnete der neue Hafen?",
    "Warum kritisierte die Gewerkschaft Maritim die Übernahme?",
    "Was kostete der Bau der Brücke über die Elster?",
    "Wer führt die Prüfung der Baureihe C durch?",
    "Wohin fährt die Linie 12 täglich?",
    "Hat die Reederei Nordwind die Werft Hansen gekauft?",
    "Wie viele Arbeitsplätze fallen weg?",
    "Welche Buslinie fährt über die Brücke?",
    "Wie heißt die Bürgermeisterin?",
    "Lieferten die Schiffbauer fünf Fähren?",
)
ENGLISH = (
    "Who bought the cottage of the poet?",
    "How much did the Dalton Trust pay?",
    "When does the house open?",
    "Why did Ann Field criticise the sale?",
    "Did the Dalton Trust buy the cottage?",
    "Where does the bus stop?",
)
NAMED = (
    "Was hat {} gekauft?",
    "Wann wurde {} gegründet?",
    "Wer leitet {}?",
    "Hat {} die Werft Hansen gekauft?",
    "Wie viel zahlte {} für die Werft Hansen?",
    "Wie viele Menschen beschäftigt {}?",
    "Ist {} in Emden?",
    "Was sagte Karla {} zur Übernahme?",
    "Who bought {}?",
    "Did {} buy the cottage?",
    "How much did {} pay for the cottage?",
    "When did {} open in Hull?",
)
DE_BEFORE = ("Bitte, ", "Hallo, ", "Kannst du mir sagen: ", "Entschuldigung, eine Frage: ", "Guten Tag! ", "Sag mal, ")
DE_AFTER = (" Danke!", " Bitte!", " Vielen Dank im Voraus!", " Danke schön")
EN_BEFORE = ("Please, ", "Hello, ", "Excuse me, ", "Quick question: ", "Tell me, ")
EN_AFTER = (" Thanks!", " Thank you!", " Please.")
ONSETS, VOWELS = ("qu", "zw", "vr", "x", "kj", "pf", "zl"), "aeiouy"
SYLLABLE = st.tuples(st.sampled_from(ONSETS), st.sampled_from(VOWELS), st.sampled_from("xvqzkj")).map("".join)
NAMES = st.lists(SYLLABLE, min_size=2, max_size=3).map("".join).map(str.capitalize)


@pytest.fixture(scope="module", params=["careful", "eager"])
def engine(request: pytest.FixtureRequest, articles: FactStore, by_hand: Weights) -> Engine:
    """Careful with the thresholds made by hand; eager with thresholds that every confidence reaches."""
    if request.param == "careful":
        return Engine(articles, by_hand)
    eager = replace(by_hand.same, answer=0.0, clarify=0.0)
    return Engine(articles, replace(by_hand, same=eager, crossed=eager))


def outcome(decision: Decision) -> tuple[object, ...]:
    """What a person is told, without figures."""
    if isinstance(decision, Answer):
        return ("answer", decision.text, decision.fact, decision.polarity, decision.evidence)
    if isinstance(decision, Clarification):
        return ("choice", *(choice.text for choice in decision.choices))
    return ("nothing", decision.reason)


def answers(decision: Decision) -> tuple[Answer, ...]:
    if isinstance(decision, Clarification):
        return decision.choices
    return (decision,) if isinstance(decision, Answer) else ()


def article_words(store: FactStore) -> list[str]:
    texts = " ".join(document.text for document in store.documents())
    return sorted(
        {*re.findall(r"\w+", texts), "wer", "wann", "warum", "wie viele", "Hat", "who", "what", "did", "nicht"}
    )


@settings(max_examples=60)
@given(data=st.data(), scope=st.sampled_from([None, "werft", "cottage", "bruecke"]))
def test_an_answer_stands_in_its_quote_or_is_derived(
    engine: Engine, articles: FactStore, data: st.DataObject, scope: str | None
) -> None:
    """Evidence is verbatim; a short answer stands in it where it is marked, or is derived, or says yes or no."""
    words = st.lists(st.sampled_from(article_words(articles)), min_size=1, max_size=8).map(" ".join)
    text = data.draw(st.sampled_from((*GERMAN, *ENGLISH)) | words)
    for found in answers(engine.ask(text, scope=scope).decision):
        assert found.evidence
        shown = found.evidence[0]
        article = articles.document(shown.document).text
        assert scope is None or shown.document == scope
        assert all(one.holds(articles.document(one.document).text) for one in found.evidence)
        assert all(shown.start <= start < end <= shown.end for start, end in found.marked)
        assert 0.0 <= found.confidence <= 1.0
        if found.polarity is None:
            assert found.text in shown.quote or found.derived
            assert found.derived or [article[start:end] for start, end in found.marked] == [found.text]
        else:
            word, _, instead = found.text.partition(", ")
            assert word in {True: ("Ja", "Yes"), False: ("Nein", "No")}[found.polarity]
            assert instead in shown.quote
            assert [article[start:end] for start, end in found.marked] == ([instead] if instead else [])


@settings(max_examples=60)
@given(name=NAMES, template=st.sampled_from(NAMED), scope=st.sampled_from([None, "werft", "cottage"]))
def test_a_name_of_no_article_is_never_asserted_of(
    engine: Engine, articles: FactStore, name: str, template: str, scope: str | None
) -> None:
    """A question about a name, read as one, that stands nowhere nor near to any word gets no answer but a no."""
    text, vocabulary = template.format(name), [term for term, _ in articles.vocabulary()]
    assume(any(term.name and term.text == name for term in analyse(text).terms))
    assume(not neighbours(name.lower(), vocabulary))
    for one in answers(engine.ask(text, scope=scope).decision):
        assert one.polarity is False


@settings(max_examples=60)
@given(text=st.text(max_size=60) | st.text("?!.,;:-–'\"„“ \n\t@<>()0123456789äÄßaZ\u0308\u200d\ufeff", max_size=40))
def test_no_text_breaks_the_engine(engine: Engine, text: str) -> None:
    """Any Unicode string gets a decision and an explanation, and so does it after another question."""
    turn = engine.ask(text)
    assert isinstance(turn.decision, Answer | Abstention | Clarification)
    assert isinstance(engine.ask(text, previous=turn).decision, Answer | Abstention | Clarification)
    assert engine.explain(text).startswith("question")


def folded(text: str) -> str:
    for letter, typed in {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}.items():
        text = text.replace(letter, typed)
    return text


VARIANTS = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "umlauts spelt out": folded,
    "ss for ß": lambda text: text.replace("ß", "ss"),
    "no question mark": lambda text: text.rstrip("?"),
    "two question marks": lambda text: f"{text}?",
    "blanks": lambda text: f"  {text.replace(' ', '  ')} ",
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("text", [*GERMAN, *ENGLISH])
def test_spelling_changes_no_decision(engine: Engine, text: str, variant: str) -> None:
    """However its letters are encoded or spelt, with or without marks, a question gets the same."""
    typed = VARIANTS[variant](text)
    assert outcome(engine.ask(typed).decision) == outcome(engine.ask(text).decision), engine.explain(typed)


def polite(language: Language) -> st.SearchStrategy[tuple[str, str]]:
    before, after = (DE_BEFORE, DE_AFTER) if language == "de" else (EN_BEFORE, EN_AFTER)
    return st.tuples(st.sampled_from(("", *before)), st.sampled_from(("", *after)))


@settings(max_examples=40)
@given(text=st.sampled_from(GERMAN), around=polite("de"))
def test_politeness_changes_no_decision(engine: Engine, text: str, around: tuple[str, str]) -> None:
    """A German question in a polite wrapping gets what it gets without."""
    typed = text.join(around)
    assert outcome(engine.ask(typed).decision) == outcome(engine.ask(text).decision), engine.explain(typed)


@settings(max_examples=25)
@given(text=st.sampled_from(ENGLISH), around=polite("en"))
def test_english_politeness_changes_no_decision(engine: Engine, text: str, around: tuple[str, str]) -> None:
    """An English question in a polite wrapping gets what it gets without."""
    typed = text.join(around)
    assert outcome(engine.ask(typed).decision) == outcome(engine.ask(text).decision), engine.explain(typed)


@pytest.mark.parametrize(
    ("direct", "indirect"),
    [
        ("Wer leitet die Werft Hansen?", "Kannst du mir sagen, wer die Werft Hansen leitet?"),
        ("Wann eröffnete der neue Hafen?", "Ich möchte gern wissen, wann der neue Hafen eröffnete."),
        ("Was kostete der Bau der Brücke?", "Bitte sag mir, was der Bau der Brücke kostete. Danke!"),
        ("Wohin fährt die Linie 12?", "Weißt du, wohin die Linie 12 fährt?"),
        ("When does the house open?", "Could you tell me when the house opens?"),
    ],
)
def test_asking_indirectly_changes_no_decision(engine: Engine, direct: str, indirect: str) -> None:
    """In a subordinate clause, with its verb at the end, a question gets what it gets directly."""
    assert outcome(engine.ask(indirect).decision) == outcome(engine.ask(direct).decision), engine.explain(indirect)


def test_the_properties_are_of_something(engine: Engine) -> None:
    """Some of these questions are answered and some names are read as names, or the properties would say nothing."""
    answered = [text for text in (*GERMAN, *ENGLISH) if answers(engine.ask(text).decision)]
    assert len(answered) >= 6
    assert any(term.name for term in analyse("Wer leitet Quavzwix?").terms)
