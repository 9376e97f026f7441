"""Curated facts: joined to the text they quote, and every mistake named with file, line and text."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import curated, seeds
from knowledge.curated import Curated
from knowledge.errors import SeedError
from knowledge.facts import Alias, Kind, Unknown
from knowledge.sentences import split

TEXT = """date 2021-03 Die Molkerei sammelte 23 Millionen Euro ein. Anna Huber führt sie. Der Käse ist gut.

Milch und Käse

Der Käse ist teuer, sagt Anna Huber. Er kam Ende vergangenen Jahres."""
ROOT = Path(__file__).parent.parent.parent


def read(tmp_path: Path, yaml: str) -> Curated:
    document = seeds.parse(TEXT, Path("molkerei.txt"))
    path = tmp_path / "molkerei.facts.yaml"
    path.write_text(yaml, encoding="utf-8")
    return curated.read(path, document, split(document))


def test_a_fact_quotes_its_sentence(tmp_path: Path) -> None:
    """The evidence is the whole sentence around the quote, and the answer's place is the one in the quote."""
    yaml = "facts: [{id: chefin, answer: Anna Huber, quote: sagt Anna Huber, kind: person, ask: [Wer sagt das?]}]"
    (fact,) = read(tmp_path, yaml).facts
    assert (fact.id, fact.kind, fact.origin, fact.ask) == (
        "molkerei:chefin",
        Kind.PERSON,
        "curated",
        ("Wer sagt das?",),
    )
    assert (fact.sentence, fact.evidence.quote) == (3, "Der Käse ist teuer, sagt Anna Huber.")
    assert fact.answer_start == TEXT.rindex("Anna Huber")
    assert TEXT[fact.answer_start : fact.answer_end] == "Anna Huber"
    assert fact.evidence.holds(TEXT)


def test_a_quote_over_two_sentences(tmp_path: Path) -> None:
    """A quote that crosses a sentence's end is widened to both sentences, and a fact without kind is a phrase."""
    (fact,) = read(tmp_path, "facts: [{id: a, answer: führt, quote: führt sie. Der Käse ist}]").facts
    assert (fact.sentence, fact.kind) == (1, Kind.PHRASE)
    assert fact.evidence.quote == "Anna Huber führt sie. Der Käse ist gut."


@pytest.mark.parametrize(
    ("quote", "sentence"), [("2021-03", 0), ("Milch und Käse", 2)], ids=["before all sentences", "heading"]
)
def test_a_quote_outside_the_sentences(quote: str, sentence: int, tmp_path: Path) -> None:
    """A quote from the date or a heading is its own evidence, at the nearest sentence before it or the first."""
    (fact,) = read(tmp_path, f"facts: [{{id: a, answer: {quote}, quote: {quote}}}]").facts
    assert (fact.sentence, fact.evidence.quote) == (sentence, quote)
    assert fact.evidence.holds(TEXT)


def test_a_derived_fact_has_no_place(tmp_path: Path) -> None:
    """An answer that follows from the quote need not stand in it; how it follows is kept."""
    yaml = "facts:\n- {id: a, answer: Ende 2020, quote: Ende vergangenen Jahres, derived: Von März 2021 aus.}\n"
    (fact,) = read(tmp_path, yaml).facts
    assert (fact.answer_start, fact.answer_end, fact.derivation) == (None, None, "Von März 2021 aus.")


def test_aliases_and_unknowns(tmp_path: Path) -> None:
    """Names for one thing and known unknowns carry the document's id; an unknown without id is numbered."""
    yaml = (
        "aliases:\n- [Molkerei, der Betrieb]\n"
        "unknown:\n- {ask: [Wie viele Kühe?], tell: Unbekannt.}\n- {id: ort, ask: [Wo?], tell: Auch.}\n"
    )
    found = read(tmp_path, yaml)
    assert found.facts == ()
    assert found.aliases == (Alias(document="molkerei", names=("Molkerei", "der Betrieb")),)
    assert found.unknowns == (
        Unknown(id="molkerei:unknown-1", document="molkerei", ask=("Wie viele Kühe?",), tell="Unbekannt."),
        Unknown(id="molkerei:ort", document="molkerei", ask=("Wo?",), tell="Auch."),
    )


KINDS = ", ".join(Kind)


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("fact: []\n", "1: 'fact' is no key of a facts file; it has facts, aliases, unknown."),
        (
            "facts:\n- id: a\n  answr: Käse\n",
            "3: 'answr' is no key of a fact; it has id, answer, quote, kind, ask, derived.",
        ),
        ("unknown:\n- {ask: [Wo?], say: Nein.}\n", "2: 'say' is no key of an unknown; it has id, ask, tell."),
        ("facts:\n- id: a\n  answer: b\n  id: c\n", "4: the key 'id' is here twice (first in line 2)."),
        ("facts:\n- {id: a, answer: gut}\n", "2: this fact has no 'quote'."),
        ("facts:\n- {answer: gut, quote: ist gut}\n", "2: this fact has no 'id'."),
        ("unknown:\n- {ask: [Wo?]}\n", "2: this unknown has no 'tell'."),
        ("unknown:\n- {tell: Nein.}\n", "2: this unknown has no 'ask'."),
        (
            "facts:\n- id: a\n  answer: gut\n  quote: ist sehr gut\n",
            "4: the quote 'ist sehr gut' does not stand in the seed.",
        ),
        (
            "facts:\n- id: a\n  answer: Käse\n  quote: Der Käse ist\n",
            "4: the quote 'Der Käse ist' stands in the seed more than once; quote more of it.",
        ),
        (
            "facts:\n- id: a\n  answer: schlecht\n  quote: ist gut\n",
            "3: the answer 'schlecht' stands neither in the quote nor has it 'derived'.",
        ),
        (
            "facts:\n- {id: a, answer: gut, quote: ist gut}\n- {id: a, answer: teuer, quote: ist teuer}\n",
            "3: the id 'a' is here twice (first in line 2).",
        ),
        (
            "facts:\n- {id: a, answer: gut, quote: ist gut}\nunknown:\n- {id: a, ask: [Wo?], tell: Nein.}\n",
            "4: the id 'a' is here twice (first in line 2).",
        ),
        (
            "facts:\n- {id: a, answer: gut, quote: ist gut, ask: [Wie?]}\nunknown:\n- {ask: [Wie?], tell: Nein.}\n",
            "4: the phrasing 'Wie?' is here twice (first in line 2).",
        ),
        (
            "facts:\n- {id: a, answer: gut, quote: ist gut, kind: adjective}\n",
            f"2: 'adjective' is no kind; there are {KINDS}.",
        ),
        ("facts:\n\t- id: a\n", "2: there is a tab here; YAML is indented with spaces."),
        ("facts: Käse\n", "1: 'facts' must be a list, not the text 'Käse'."),
        (
            "facts:\n- Käse\n",
            "2: a fact must be a mapping with the keys id, answer, quote, kind, ask, derived, not the text 'Käse'.",
        ),
        ("facts:\n- {id: a, answer: [gut], quote: ist gut}\n", "2: 'answer' of a fact must be a text, not a list."),
        (
            "facts:\n- {id: a, answer: gut, quote: ist gut, ask: Wie?}\n",
            "2: 'ask' of a fact must be a list, not the text 'Wie?'.",
        ),
        ("aliases:\n- {a: b}\n", "2: an entry of 'aliases' must be a list, not a mapping."),
        ("aliases:\n- [Käse]\n", "2: an alias needs two names or more; 'Käse' stands alone."),
        ("- a\n", "1: a facts file must be a mapping with the keys facts, aliases, unknown, not a list."),
        ("facts:\n", "1: 'facts' is empty."),
        ("facts:\n" + "- a\n" * 2001, "2002: 'facts' has more than 2,000 entries."),
        ("facts:\n- {id: a, answer: ' ', quote: ist gut}\n", "2: 'answer' of a fact is empty."),
        ("facts:\n- {id: a, answer: gut, quote: ist gut, ask: []}\n", "2: 'ask' of a fact is empty."),
    ],
)
def test_mistakes_are_named(yaml: str, message: str, tmp_path: Path) -> None:
    """Each mistake is one sentence with the file, the line and the text that is wrong."""
    with pytest.raises(SeedError) as caught:
        read(tmp_path, yaml)
    assert str(caught.value) == f"{tmp_path / 'molkerei.facts.yaml'}:{message}"


def test_an_empty_file(tmp_path: Path) -> None:
    """A file with nothing in it is an error that names it."""
    with pytest.raises(SeedError) as caught:
        read(tmp_path, "")
    assert str(caught.value) == f"{tmp_path / 'molkerei.facts.yaml'}: this file is empty."


@pytest.mark.parametrize("path", sorted((ROOT / "seeds").glob("*.facts.yaml")), ids=lambda path: path.name)
def test_the_facts_that_are_shipped(path: Path) -> None:
    """Each shipped facts file fits its seed, and every fact and unknown can be asked for in several ways."""
    document = seeds.read(path.with_name(path.name.removesuffix(".facts.yaml") + ".txt"))
    found = curated.read(path, document, split(document))
    assert len(found.facts) >= 30
    assert len(found.unknowns) >= 15
    assert all(len(each.ask) >= 4 for each in (*found.facts, *found.unknowns))
