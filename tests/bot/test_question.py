"""Question analysis: what is expected, which words count, what is presupposed."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.clutter import without_links
from bot.question import Form, Question, analyse, expected, normalise
from bot.training_data import misspell
from knowledge.analysis import fold
from knowledge.document import Language
from knowledge.facts import Kind

FOLDER = Path(__file__).parent / "cases/questions"
LANGUAGES = {"german": "de", "english": "en"}
CASES = [
    (LANGUAGES[path.stem], *(cell.strip() for cell in line.split("|")))
    for path in sorted(FOLDER.glob("*.txt"))
    for line in path.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
PLAIN = [case[1] for case in CASES if case[0] == "de" and case[1][0].isupper() and not case[1].isupper()]
POLITE = [
    text
    for text in PLAIN
    if not text.startswith(("Nenn", "Zähl", "Sag", "Erklär", "Ich", "Weißt", "Kannst", "Hi")) and "?" in text
]


def test_there_are_cases_in_both_languages() -> None:
    """The golden files are found, with at least forty questions each."""
    assert all(sum(case[0] == language for case in CASES) >= 40 for language in ("de", "en"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[1])
def test_golden(case: tuple[str, ...]) -> None:
    """Language, first expected kind, form, first preposition and content words are those of the case."""
    language, text, kind, form, preposition, terms, marks = case
    question = analyse(text)
    assert (language, kind, form) == (question.language, _first(question.kinds), question.form)
    assert preposition == _first(question.prepositions)
    assert terms == (" ".join(term.text for term in question.terms) or "-")
    for mark in filter(None, map(str.strip, marks.split(","))):
        assert _holds(mark, question), mark
    assert question.negated == ("negated" in marks)
    assert question.others == ("others" in marks)


def _first(values: tuple[str, ...]) -> str:
    return values[0] if values else "-"


def _holds(mark: str, question: Question) -> bool:
    name, _, word = mark.partition(":")
    if name == "target":
        return question.target is not None and question.target.text == word
    return (
        bool(getattr(question, name))
        if not word
        else any(getattr(term, name) for term in question.terms if term.text == word)
    )


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Hallo, wer baute die Brücke?", "wer baute die Brücke?"),
        ("Kannst du mir sagen, wer die Brücke baute?", "wer die Brücke baute?"),
        ("Kanst du mir sagn, wer die Brücke baute?", "wer die Brücke baute?"),
        ("Wer baute die Brücke, bitte?", "Wer baute die Brücke?"),
        ("Weiß jemand, wo die Brücke liegt?", "wo die Brücke liegt?"),
        ("@bot wer baute denn eigentlich die Brücke", "wer baute die Brücke"),
        ("Steht im Text, wer die Brücke baute?", "wer die Brücke baute?"),
        ("Wer baute laut Artikel die Brücke?", "Wer baute die Brücke?"),
        ("Was sagt der Bericht der Kommission?", "Was sagt der Bericht der Kommission?"),
        ("Zum wievielten Mal war das?", "Zum wievielten Mal war das?"),
        ("Was sagte Müller, wann der Bau beginnt?", "Was sagte Müller, wann der Bau beginnt?"),
        ("Could you tell me who built the bridge, please?", "who built the bridge?"),
        ("Im Text?", "Im Text?"),
        ("Danke", "Danke"),
    ],
)
def test_spoken_clutter_is_removed(text: str, bare: str) -> None:
    """Greetings, politeness and fillers around a question go; what is content stays; nothing is left empty."""
    assert bare == normalise(text)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Was steht unter https://example.org/x?y=1#z über Docker?", "Was steht über Docker?"),
        ("Wer baute laut www.example.org, die Brücke?", "Wer baute , die Brücke?"),
        ("Wer baute die Brücke (siehe <https://example.org/(a)>)", "Wer baute die Brücke"),
        ("https://example.org/who Wer baute die Brücke?", "Wer baute die Brücke?"),
        ("Was kann node.js://?", "Was kann node.js://?"),
        ("https://example.org", ""),
    ],
)
def test_addresses_are_no_words(text: str, bare: str) -> None:
    """What a link is made of is not looked for, nor the preposition before it."""
    assert bare == without_links(text)


@pytest.mark.parametrize("text", ["@here Docker?", "Docker? @the_team", "@the_boss Docker?"])
def test_mentions_are_in_no_language(text: str) -> None:
    """The words of a mention do not decide what is spoken."""
    assert analyse(text).language == "de"


def test_a_misspelt_word_keeps_its_own_stem_first() -> None:
    """A typing error of a known word has that word's concepts, after the stem as typed."""
    term = analyse("Wer verkuafte die Werft?").terms[0]
    assert (term.corrected, term.terms[0]) == (True, "verkuaft")
    assert "rel:sell" in term.terms


def test_unknown_names_are_not_corrected() -> None:
    """A name that resembles a known word is no typing error of it where it is written like an abbreviation."""
    assert not any(term.corrected for term in analyse("Wann kaufte GRÜNDR die Werft?").terms)


def test_phrasings_expect_the_same_as_questions() -> None:
    """What an authored phrasing expects is what the same words expect as a question."""
    question = analyse("In welcher Stadt spielt der Roman?")
    assert (question.kinds, question.prepositions) == expected("In welcher Stadt spielt der Roman?", "de")


@pytest.mark.parametrize("text", PLAIN)
def test_spelling_does_not_matter(text: str) -> None:
    """Decomposed letters, umlauts and ß spelt out, and a missing mark give the same kinds, form and stems."""
    question = analyse(text, "de")
    for variant in (unicodedata.normalize("NFD", text), _spelt_out(text), text.rstrip("?.")):
        assert _essence(question) == _essence(analyse(variant, "de")), variant


@pytest.mark.parametrize("text", PLAIN)
def test_case_does_not_matter_to_what_is_expected(text: str) -> None:
    """In small letters a question expects the same kinds in the same form."""
    question, small = analyse(text, "de"), analyse(text.lower(), "de")
    assert (question.kinds, question.form) == (small.kinds, small.form)


def _spelt_out(text: str) -> str:
    for letter, spelt in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ü", "Ue"), ("ß", "ss")):
        text = text.replace(letter, spelt)
    return text


def _essence(question: Question) -> tuple[tuple[Kind, ...], Form, tuple[str, ...]]:
    return question.kinds, question.form, tuple(term.terms[0] for term in question.terms)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([(text, language) for language, text, *_ in CASES]), st.integers(), st.integers(1, 3))
@example(("was hat der betribsrazt ihr 2008 geratten", "de"), 0, 0)
def test_no_typing_error_breaks_the_analysis(case: tuple[str, Language], seed: int, errors: int) -> None:
    """However often it is misspelt, a question is understood as something: the example ends in a word that is read as a
    participle before a noun, with no noun after it."""
    text, language = case
    rng = random.Random(seed)
    for _ in range(errors):
        text = misspell(text, rng)
    assert analyse(text, language).language == language


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([(text, language) for language, text, *_ in CASES]), st.integers(1, 80))
@example(("Gibt es Hinweise darauf, dass ", "de"), 80)
def test_no_beginning_of_a_question_breaks_the_analysis(case: tuple[str, Language], length: int) -> None:
    """However early it was sent off: the example ends in a conjunction with no clause after it."""
    text, language = case
    assert analyse(text[:length], language).language == language


BEFORE = st.sampled_from(["", "Hallo, ", "Hi! ", "Guten Tag, ", "Kurze Frage: ", "Bitte: ", "Moin, ", "@bot "])
AFTER = st.sampled_from(["", ", bitte?", " Danke!", " Vielen Dank im Voraus!", ", danke", ", weiß das jemand?"])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(POLITE), BEFORE, AFTER)
def test_politeness_changes_nothing(text: str, before: str, after: str) -> None:
    """Greetings before and thanks after a question leave its analysis as it was."""
    assert _essence(analyse(text, "de")) == _essence(analyse(before + text.rstrip("?") + (after or "?"), "de"))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_analysed(text: str) -> None:
    """No Unicode string makes the analysis fail, and its words are those of the text."""
    question = analyse(text)
    assert all(term.terms and term.text for term in question.terms)
    assert len(fold(question.text)) >= max((len(fold(term.text)) for term in question.terms), default=0)


@pytest.mark.parametrize(
    ("text", "word", "concept"),
    [
        ("Seit wann gibt es den Verein?", "gibt", "rel:found"),
        ("Wer macht bei dem Turnier alles mit?", "macht", "rel:participate"),
        ("Ist der Deal durch?", "durch", "rel:agree"),
        ("Wer hat im Verein das Sagen?", "Sagen", "rel:lead"),
        ("Was hat es mit dem Namen auf sich?", "sich", "rel:mean"),
        ("Wer kam bei dem Brand ums Leben?", "kam", "rel:die"),
        ("How long does the band make money?", "make", "rel:earn"),
        ("Is the deal over?", "over", "rel:end"),
    ],
)
def test_a_fixed_phrase_is_a_term_though_its_words_are_light(text: str, word: str, concept: str) -> None:
    """The word that bears it is a term with its concept; no other term is left of the phrase."""
    found = {term.text: term.terms for term in analyse(text).terms}
    assert concept in found[word]
    assert {"Leben", "mit", "hat"}.isdisjoint(found)


def test_a_verb_of_a_fixed_phrase_is_not_looked_for_by_itself() -> None:
    """ "kam ums Leben" does not ask for what comes; without the phrase the verb is a term as ever."""
    assert "komm" in analyse("Wann kam der Zug?").terms[0].terms
    assert "komm" not in analyse("Wer kam ums Leben?").terms[0].terms


@pytest.mark.parametrize("text", ["Was gibt es im Verein?", "Wer hat den grünen Hut?", "Wie ist das Leben dort?"])
def test_words_meant_literally_make_no_phrase(text: str) -> None:
    """No term names a phrase."""
    assert not [term for found in analyse(text).terms for term in found.terms if term.startswith("phrase:")]
