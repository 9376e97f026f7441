"""Quantities, dates and names together: which span stays where they overlap."""

from __future__ import annotations

import pytest

from knowledge import mentions, sentences
from knowledge.analysis import tokenise
from knowledge.document import Document, Language, PartialDate
from knowledge.facts import Kind, Mention
from knowledge.store import IndexedSentence


def prepared(text: str, language: Language) -> tuple[Document, tuple[IndexedSentence, ...]]:
    source = Document(
        id="text",
        title="Text",
        language=language,
        text=text,
        body_start=0,
        body_end=len(text),
        sections=(),
        published=PartialDate(year=2021, month=3),
    )
    parts = tuple(
        IndexedSentence(sentence=each, tokens=tokenise(text, each.start, each.end, language))
        for each in sentences.split(source)
    )
    return source, parts


def find(text: str, language: Language = "de") -> list[tuple[str, str]]:
    found = mentions.find(*prepared(text, language))
    return [(mention.kind.value, text[mention.start : mention.end]) for each in found for mention in each]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mit Docker 20.10 kam die Neuerung.", [("product", "Docker 20.10")]),
        ("Apple stellte das iPhone 12 vor.", [("organisation", "Apple"), ("product", "iPhone 12")]),
        ("Im März 2019 zog Siemens nach Jena.",
         [("date", "März 2019"), ("organisation", "Siemens"), ("place", "Jena")]),
        ("Siemens zahlte 23 Millionen Euro.", [("organisation", "Siemens"), ("money", "23 Millionen Euro")]),
        ("In der Lindenstraße 12 brannte es.", [("place", "Lindenstraße 12")]),
        ("Die Fußball-Weltmeisterschaft 2014 begann.", [("event", "Fußball-Weltmeisterschaft 2014")]),
        ("Im Jahr 2019 baute Audi 300 Autos.",
         [("date", "2019"), ("organisation", "Audi"), ("number", "300")]),
    ],
)  # fmt: skip
def test_overlaps_are_resolved(text: str, expected: list[tuple[str, str]]) -> None:
    """A number goes to the name it belongs to, a date beats a number, money beats a number."""
    assert find(text) == expected


def test_event_keeps_its_number_in_english() -> None:
    """The number of the event is part of it and no number of its own."""
    assert find("Super Bowl 50 was watched in Denver.", "en") == [("event", "Super Bowl 50"), ("place", "Denver")]


def test_title_keeps_the_names_in_it() -> None:
    """A quoted title and the person in it are both found."""
    found = find("Der Film „Das Leben der Angela Merkel“ läuft.")
    assert found == [("title", "Das Leben der Angela Merkel"), ("person", "Angela Merkel")]


def test_number_in_a_title_is_part_of_it() -> None:
    """The digits of a quoted title are no number of their own."""
    assert find("Der Film „Apollo 13“ läuft.") == [("title", "Apollo 13")]


def test_offsets_point_into_the_document() -> None:
    """Mentions of later sentences carry offsets into the whole text, quantities as well as names."""
    text = "Es regnete. Danach zahlte Siemens 5 Euro am 3. März 2020."
    expected = [("organisation", "Siemens"), ("money", "5 Euro"), ("date", "3. März 2020")]
    assert expected == find(text)


def test_of_equal_spans_the_typed_one_stays() -> None:
    """Where an untyped name and a title have one span, the title stays."""
    name = Mention(kind=Kind.NAME, start=0, end=4, value="Dark")
    title = Mention(kind=Kind.TITLE, start=0, end=4, value="Dark")
    assert (title,) == mentions.resolve((name, title))
