"""Golden sentence cases and properties of the splitter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.document import Document, Language, Section
from knowledge.sentences import LONGEST, spans, split

FOLDER = Path(__file__).parent / "sentences"
SEEDS = Path(__file__).parents[2] / "seeds"
HEADING = "Die nächste Welle erwischen"
CASES: list[dict[str, Any]] = [
    case for file in sorted(FOLDER.glob("*.yaml")) for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_golden(case: dict[str, Any]) -> None:
    """Each golden text splits into exactly its sentences, and each sentence splits no further."""
    text, language = case["text"], case["language"]
    assert case["sentences"] == [text[start:end] for start, end in spans(text, language)]
    for sentence in case["sentences"]:
        assert ((0, len(sentence)),) == spans(sentence, language)


@given(text=st.text(), language=st.sampled_from(("de", "en")))
def test_every_character_is_covered(text: str, language: Language) -> None:
    """Spans are trimmed, ordered and apart, and leave only white space out, for any text."""
    last = 0
    for start, end in spans(text, language):
        assert last <= start < end
        assert not text[last:start].strip()
        assert text[start:end] == text[start:end].strip()
        last = end
    assert not text[last:].strip()


def test_enough_cases_are_found() -> None:
    """The folder holds two hundred golden cases or more, in both languages, and no text twice."""
    assert len(CASES) >= 200
    assert {case["language"] for case in CASES} == {"de", "en"}
    assert len({(case["text"], case["language"]) for case in CASES}) == len(CASES)


HOSTILE = (
    *(
        ".",
        " ",
        "(",
        "x",
        "\n",
        "”",
        "\u00a0",
        "A.",
        ".” ",
        "(.",
        "().",
        "[1]",
        "a. ",
        "1. ",
        "(. ",
        "… ",
        "!? ",
        "- x\n",
    ),
    *("z. B. ", "XIV. ", ", 2. ", "Das ist gut. ", "a\n", "." + " " * 1000, "Hauptstr. "),
)


@pytest.mark.parametrize("piece", HOSTILE, ids=repr)
def test_hostile_repetition_comes_to_an_end(piece: str) -> None:
    """Twenty thousand characters made to be slow are read, and every visible one of them is in a sentence."""
    text = piece * (20_000 // len(piece))
    covered = sum(len("".join(text[start:end].split())) for start, end in spans(text, "de"))
    assert covered == len("".join(text.split()))


@pytest.mark.parametrize("piece", ["Wort ", "a", "Hansen und Peters, ", "1. ", "sie kam;\tund "])
def test_no_sentence_is_longer_than_what_can_be_read(piece: str) -> None:
    """A stretch without an end is cut between words where there are any, and nothing visible is lost."""
    text = f"Ein Satz ist da. {piece * (9_000 // len(piece))}"
    found = spans(text, "de")
    assert max(end - start for start, end in found) <= LONGEST
    assert min(end - start for start, end in found[1:-1]) >= LONGEST // 2 - len(piece)
    assert all(piece == "a" or text[start - 1].isspace() for start, _ in found[1:])
    assert "".join(text.split()) == "".join("".join(text[start:end].split()) for start, end in found)


def test_a_long_stretch_is_cut_where_the_writer_paused() -> None:
    """Behind a semicolon rather than a comma, behind a comma rather than any word."""
    words = "Wort " * 300
    for pause in (";", ","):
        first, *_ = spans(f"Eins{pause} zwei{',' if pause == ';' else ''} {words}drei{pause} {words}ende", "de")
        assert first == (0, len(f"Eins{pause} zwei{',' if pause == ';' else ''} {words}drei{pause}"))


def _seed() -> Document:
    """The Docker article with its sections built by hand: a stretch without a heading, then one under a heading."""
    text = (SEEDS / "docker-series-b.txt").read_text(encoding="utf-8")
    heading = text.index(HEADING)
    body_start, body_end = text.index("Nach einem"), text.index("\n\n(map)")
    under = text.index("Das auf Solomon")
    return Document(
        id="docker-series-b",
        title="Docker",
        language="de",
        text=text,
        body_start=body_start,
        body_end=body_end,
        sections=(
            Section(index=0, start=body_start, end=heading),
            Section(index=1, start=under, end=body_end, heading=HEADING),
        ),
    )


def _quotes(document: Document, paragraph: int) -> list[str]:
    return [document.text[s.start : s.end] for s in split(document) if s.paragraph == paragraph]


def test_split_numbers_sections_and_paragraphs() -> None:
    """Sentences of the seed are numbered from 0, and know their section and their paragraph of the whole body."""
    found = split(_seed())
    assert list(range(14)) == [s.index for s in found]
    assert [s.section for s in found] == [0] * 3 + [1] * 11
    assert [s.paragraph for s in found] == [0] * 3 + [1] * 4 + [2] * 4 + [3] * 3
    assert {"docker-series-b"} == {s.document for s in found}


def test_split_leaves_out_what_is_no_prose() -> None:
    """Neither the heading, nor the date line, nor the author's mark is in a sentence; everything else is."""
    document = _seed()
    words = " ".join(document.text[s.start : s.end] for s in split(document)).split()
    left_out = [*HEADING.split(), "date", "2021-03", "(map)"]
    assert sorted(document.text.split()) == sorted(words + left_out)


def test_split_sentences_of_the_seed() -> None:
    """Versions, dashes and brackets in the seed end no sentence."""
    sentences = _quotes(_seed(), 2)
    assert sentences[0] == "Docker schien am Ende und vom Kubernetes-Universum verschluckt zu sein."
    assert sentences[2].startswith("Mit Veröffentlichung von Docker 20.10 Ende")
    assert sentences[2].endswith("von sich.")
    assert sentences[3].startswith("Im Februar 2021")
    assert sentences[3].endswith("sicherzustellen.")


def test_split_without_sections() -> None:
    """A document without sections is one section, number 0."""
    text = "Ein Satz. Noch einer.\n\nDer dritte."
    document = Document(id="d", title="t", language="de", text=text, body_start=0, body_end=len(text), sections=())
    assert [(s.paragraph, s.start, s.end) for s in split(document)] == [(0, 0, 9), (0, 10, 21), (1, 23, 34)]
    assert {0} == {s.section for s in split(document)}


def test_split_stays_inside_the_body() -> None:
    """What a section holds outside the body is in no sentence."""
    text = "Kopf. Ein Satz. Fuß."
    document = Document(
        id="d",
        title="t",
        language="de",
        text=text,
        body_start=6,
        body_end=15,
        sections=(Section(index=0, start=0, end=len(text)),),
    )
    assert [text[s.start : s.end] for s in split(document)] == ["Ein Satz."]
