"""Names, roles, titles and abbreviations, on golden texts and on the rules that hold across a document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import abbreviation_pairs, names, sentences
from knowledge.analysis import tokenise
from knowledge.document import Document, Language
from knowledge.facts import Kind, Mention
from knowledge.store import IndexedSentence

FOLDER = Path(__file__).parent / "names"
LANGUAGES: dict[str, Language] = {"german": "de", "english": "en"}


def document(text: str, language: Language = "de") -> Document:
    return Document(
        id="text", title="Text", language=language, text=text, body_start=0, body_end=len(text), sections=()
    )


def indexed(source: Document) -> tuple[IndexedSentence, ...]:
    return tuple(
        IndexedSentence(sentence=each, tokens=tokenise(source.text, each.start, each.end, source.language))
        for each in sentences.split(source)
    )


def find(text: str, language: Language = "de") -> list[Mention]:
    source = document(text, language)
    return [mention for found in names.find(source, indexed(source)) for mention in found]


def written(mention: Mention, text: str) -> str:
    span = text[mention.start : mention.end]
    value = f" = {mention.value}" if mention.value != span else ""
    return f"{mention.kind}: {span}{value}" + (f" [{mention.head}]" if mention.head else "")


def cases() -> list[Any]:
    return [
        pytest.param(LANGUAGES[stem], case, id=f"{stem}-{number}")
        for stem in LANGUAGES
        for number, case in enumerate(yaml.safe_load((FOLDER / f"{stem}.yaml").read_text(encoding="utf-8")), 1)
    ]


def test_there_are_enough_golden_cases() -> None:
    """The golden files hold at least 120 texts, and both languages have some."""
    assert len(cases()) >= 120
    assert {case.values[0] for case in cases()} == {"de", "en"}


@pytest.mark.parametrize(("language", "case"), cases())
def test_golden_text_has_exactly_these_names(language: Language, case: dict[str, Any]) -> None:
    """The names found are those of the golden file, no more and no fewer, with value and head."""
    assert case["names"] == [written(mention, case["text"]) for mention in find(case["text"], language)]


def test_one_tuple_for_each_sentence_with_offsets_inside_it() -> None:
    """Every mention lies in the sentence whose tuple holds it, and the sentence without names has an empty one."""
    source = document("Angela Merkel kam nach Köln. Es regnete. Danach sprach Merkel in Bonn.")
    parts = indexed(source)
    found = names.find(source, parts)
    assert [len(each) for each in found] == [2, 0, 2]
    for part, mentions in zip(parts, found, strict=True):
        assert all(part.sentence.start <= m.start < m.end <= part.sentence.end for m in mentions)


def test_surname_refers_to_the_person_named_in_full() -> None:
    """A surname alone has the full name as its value, also with a genitive ending."""
    found = find("Die Forscherin Lena Vogt gewann. Vogts Team feierte, und Vogt dankte.")
    assert [m.value for m in found if m.kind is Kind.PERSON] == ["Lena Vogt", "Lena Vogt", "Lena Vogt"]


def test_type_found_once_holds_everywhere() -> None:
    """A name that one sentence calls a company is an organisation in every other sentence."""
    found = find("Viele nutzen Veltrano. Das Unternehmen Veltrano wächst. Auch Pedro mag Veltrano.")
    assert [m.kind for m in found if m.value == "Veltrano"] == [Kind.ORGANISATION] * 3


def test_noun_that_never_takes_an_article_is_a_name() -> None:
    """A German noun seen three times without an article counts as a name; one with an article somewhere does not."""
    bare = find("Stripper kostet Geld. Mit Stripper geht es besser. Wir nutzen Stripper. Nur Stripper hilft.")
    determined = find("Stripper kostet Geld. Mit Stripper geht es besser. Der Stripper hilft. Nur Stripper hilft.")
    assert determined == []
    assert [m.kind for m in bare] == [Kind.NAME] * 4


def test_organisation_inside_a_hyphenated_role() -> None:
    """The company in Novex-Chefin is a mention of its own, inside the role's span."""
    found = {m.kind: m for m in find("Novex-Chefin Petra Kern zögert, denn Novex hat Schulden.")}
    assert found[Kind.ROLE].head == "Petra Kern"
    assert found[Kind.PERSON].head == "Novex-Chefin"
    assert found[Kind.ORGANISATION].value == "Novex"


def test_later_abbreviation_has_the_kind_and_value_of_its_expansion() -> None:
    """After it was introduced, the abbreviation stands for its expansion wherever it occurs."""
    found = find("Die Wald und Wiesen Stiftung (WWS) baut. Am Montag lud die WWS ein.")
    assert [m.kind for m in found] == [Kind.ORGANISATION, Kind.ABBREVIATION, Kind.ORGANISATION]
    assert {"Wald und Wiesen Stiftung"} == {m.value for m in found}


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("die Open Container Initiative (OCI) lädt ein", "OCI", "Open Container Initiative"),
        ("die OCI (Open Container Initiative) lädt ein", "OCI", "Open Container Initiative"),
        ("der Technische Überwachungsverein, kurz TÜV, prüft", "TÜV", "Technische Überwachungsverein"),
        ("die Bundesanstalt für Finanzdienstleistungsaufsicht (BaFin)", "BaFin",
         "Bundesanstalt für Finanzdienstleistungsaufsicht"),
        ("a scan with magnetic resonance imaging (MRI)", "MRI", "magnetic resonance imaging"),
        ("the Federal Bureau of Investigation (FBI)", "FBI", "Federal Bureau of Investigation"),
    ],
)  # fmt: skip
def test_pair_of_abbreviation_and_expansion(text: str, short: str, long: str) -> None:
    """The abbreviation's letters find the expansion's first word, in either order."""
    (pair,) = abbreviation_pairs.find(text, 0, len(text))
    assert short == text[pair.short_start : pair.short_end]
    assert long == text[pair.long_start : pair.long_end]


@pytest.mark.parametrize("text", ["Malu Dreyer (SPD) kam", "der Wert (USD) stieg", "nichts in Klammern", "(ABC)"])
def test_bracket_that_is_no_expansion(text: str) -> None:
    """A party or a unit in brackets is not taken for an abbreviation of what stands before it."""
    assert abbreviation_pairs.find(text, 0, len(text)) == ()


def test_speech_is_no_title() -> None:
    """Quoted speech gives no title, whether the verb stands before or behind it."""
    found = find("„Das reicht nicht“, sagte Anna Weiß. Sie erklärte: „Ein neuer Anfang“.")
    assert [m for m in found if m.kind is Kind.TITLE] == []


def test_empty_document_and_odd_signs() -> None:
    """No sentence gives no tuple, and a sentence of signs gives an empty one."""
    assert find("") == []
    assert find("-- ** 12 %% ( ) „“ .") == []


def test_names_are_the_same_on_every_run() -> None:
    """Two runs over the same text give equal mentions."""
    text = "Siemens und Bosch trafen Erika Mustermann (CDU) in Ulm. Mustermann lobte Bosch."
    assert find(text) == find(text)
