"""Questions about the article itself: its date, author, source, title, subject and length.

A question is about the article only if every word in it is a function word, a word for an article or a cue of the topic;
any other word makes it a question of content, which is the engine's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from bot.answers import Abstention, Answer, Decision, Reason
from bot.wording import wording
from knowledge.document import Document, Evidence, Language
from knowledge.facts import Fact, Kind
from knowledge.store import FactStore

Topic = Literal["date", "author", "source", "title", "gist", "topics", "length", "articles"]
NAMED = (Kind.ORGANISATION, Kind.PERSON, Kind.PRODUCT, Kind.NAME, Kind.PLACE, Kind.EVENT)

_ARTICLE: Mapping[Language, frozenset[str]] = {
    "de": frozenset(
        [
            "artikel",
            "artikels",
            "artikeln",
            "text",
            "textes",
            "texts",
            "texte",
            "texten",
            "beitrag",
            "beitrags",
            "beitrages",
            "beiträge",
            "beiträgen",
            "meldung",
            "meldungen",
            "bericht",
            "berichts",
            "berichtes",
            "berichte",
            "aufsatz",
            "zeitungsartikel",
            "nachricht",
        ]
    ),
    "en": frozenset(["article", "articles", "text", "texts", "story", "stories", "report", "reports", "post", "posts"]),
}
_FUNCTION: Mapping[Language, frozenset[str]] = {
    "de": frozenset(
        [
            "der",
            "die",
            "das",
            "den",
            "dem",
            "des",
            "ein",
            "eine",
            "einen",
            "einem",
            "dieser",
            "diese",
            "dieses",
            "diesen",
            "diesem",
            "dies",
            "er",
            "es",
            "ihn",
            "ihm",
            "sie",
            "hier",
            "da",
            "darin",
            "ist",
            "war",
            "sind",
            "wurde",
            "wurden",
            "worden",
            "hat",
            "hatte",
            "haben",
            "heißt",
            "denn",
            "eigentlich",
            "bitte",
            "mal",
            "mir",
            "uns",
            "ich",
            "sag",
            "sage",
            "nenne",
            "nenn",
            "zeig",
            "zeige",
            "gib",
            "verrate",
            "weißt",
            "du",
            "kannst",
            "können",
            "wir",
            "man",
            "und",
            "so",
            "überhaupt",
            "genau",
            "von",
            "vom",
            "aus",
            "in",
            "im",
            "am",
            "zu",
            "zum",
            "für",
            "über",
            "um",
            "an",
            "was",
            "wer",
            "wie",
            "wo",
            "wann",
            "welche",
            "welcher",
            "welches",
            "welchen",
            "welchem",
            "wem",
            "woher",
            "wovon",
            "worum",
            "woran",
            "ganze",
            "ganzen",
            "insgesamt",
            "eigentliche",
            "dein",
            "deine",
            "deinem",
        ]
    ),
    "en": frozenset(
        [
            "the",
            "a",
            "an",
            "this",
            "that",
            "these",
            "it",
            "its",
            "here",
            "is",
            "was",
            "are",
            "were",
            "been",
            "be",
            "has",
            "had",
            "have",
            "did",
            "does",
            "do",
            "please",
            "tell",
            "me",
            "us",
            "i",
            "you",
            "can",
            "could",
            "we",
            "of",
            "from",
            "in",
            "on",
            "at",
            "to",
            "for",
            "by",
            "about",
            "and",
            "so",
            "exactly",
            "what",
            "who",
            "how",
            "where",
            "when",
            "which",
            "whose",
            "there",
            "actually",
            "whole",
            "entire",
            "s",
        ]
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue:
    """`cues` in words; one of `all_of` each group must occur. `needs_article`: a word for the article must occur."""

    topic: Topic
    groups: tuple[frozenset[str], ...]
    needs_article: bool
    also: frozenset[str] = frozenset()  # may occur, says nothing alone


def _cue(topic: Topic, *groups: str, needs_article: bool = True, also: str = "") -> _Cue:
    return _Cue(
        topic=topic,
        groups=tuple(frozenset(group.split()) for group in groups),
        needs_article=needs_article,
        also=frozenset(also.split()),
    )


_PUBLISHED_DE = (
    "veröffentlicht erschienen erschien geschrieben verfasst publiziert entstanden entstand stammt stand datiert datum"
)
_PUBLISHED_EN = "published written released posted appear appeared publish come came dated out date"
_CUES: Mapping[Language, tuple[_Cue, ...]] = {
    "de": (
        _cue("articles", "welche wieviele viele alle liste", "gibt kennst hast vorhanden verfügbar",
             also="es dir alle noch wie"),
        _cue("date", "wann datum alt aktuell jahr monat tag erscheinungsdatum veröffentlichungsdatum", also=_PUBLISHED_DE),
        _cue("date", "wann", "geschrieben verfasst publiziert", needs_article=False),
        _cue("date", "erscheinungsdatum veröffentlichungsdatum", needs_article=False, also=_PUBLISHED_DE),
        _cue("author", "wer", "geschrieben verfasst schrieb verfasste geschriebn", needs_article=False, also="autor"),
        _cue("author", "autor autorin autoren verfasser verfasserin kürzel autorenkürzel redakteur redakteurin journalist",
             needs_article=False, also="name namen heißen steht ende unter lautet"),
        _cue("author", "wem", also="geschrieben verfasst stammt kommt"),
        _cue("title", "titel überschrift schlagzeile", needs_article=False, also="lautet trägt steht"),
        _cue("title", "heißt", also="titel"),
        _cue("source", "quelle originalquelle", needs_article=False, also="artikel lautet stammt original"),
        _cue("source", "woher wo", "stammt kommt erschienen veröffentlicht erschien publiziert", also="original her"),
        _cue("gist", "worum wovon um", "geht gehts handelt", needs_article=False, also="s was es eigentlich"),
        _cue("gist", "zusammenfassung zusammen kurzfassung inhalt kernaussage", needs_article=False,
             also="fass fasse kurz fassen gibt lautet"),
        _cue("gist", "steht handelt sagt", also="drin kurz"),
        _cue("topics", "themen thema themas stichworte schlagworte abschnitte überschriften", needs_article=False,
             also="behandelt kommen vor gibt es werden behandelt besprochen angesprochen wichtigsten hauptthemen lautet"),
        _cue("topics", "hauptthema hauptthemen", needs_article=False, also="lautet"),
        _cue("length", "lang lange länge umfang wörter worte sätze", also="viele wieviele umfasst"),
    ),
    "en": (
        _cue("articles", "which what list how", "articles texts stories reports", also="are there do you have know all many"),
        _cue("date", "when old current year month day recent", also=_PUBLISHED_EN),
        _cue("date", "date", also=_PUBLISHED_EN),
        _cue("date", "when", "written", needs_article=False),
        _cue("date", "publication", "date", needs_article=False),
        _cue("author", "who", "wrote written", needs_article=False),
        _cue("author", "author writer journalist byline", needs_article=False, also="name wrote"),
        _cue("title", "title headline heading", needs_article=False),
        _cue("title", "called", also="title"),
        _cue("source", "source", needs_article=False, also="original"),
        _cue("source", "where", "published come appear appeared from", also="originally"),
        _cue("gist", "what whats", "about", needs_article=False),
        _cue("gist", "summary summarise summarize gist", needs_article=False, also="give short"),
        _cue("topics", "topics topic subjects subject sections headings themes", needs_article=False,
             also="main cover covered discussed"),
        _cue("length", "long length words sentences", also="many"),
    ),
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutQuestion:
    topic: Topic
    language: Language


def recognise(text: str) -> AboutQuestion | None:
    """What `text` asks about the article itself, or None."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if not words or len(words) > 16:
        return None
    languages: tuple[Language, ...] = ("de", "en")
    for language in languages:
        for cue in _CUES[language]:
            if _fits(words, cue, language):
                return AboutQuestion(topic=cue.topic, language=language)
    return None


def answer(text: str, document: Document, store: FactStore) -> Decision | None:
    """The answer to a question about `document` itself, an abstention where it does not say; None for any other."""
    asked = recognise(text)
    return None if asked is None else decide(asked, document, store)


def decide(asked: AboutQuestion, document: Document, store: FactStore) -> Decision | None:
    """As `answer`, for a question already recognised; None for the list of articles."""
    match asked.topic:
        case "date":
            return _date(document, asked.language)
        case "author":
            return _author(document, asked.language)
        case "source":
            return _stated(document.source, document, wording(asked.language).NO_SOURCE)
        case "title":
            return _title(document, store, asked.language)
        case "gist":
            first = _first_sentence(document, store)
            return _answer(first.quote, Kind.CLAUSE, first) if first else None
        case "topics":
            return _topics(document, store, asked.language)
        case "length":
            return _length(document, store, asked.language)
        case "articles":
            return None


def main_names(document: Document, store: FactStore, *, limit: int = 6) -> tuple[Fact, ...]:
    """The names that occur most often, each as its first fact, most frequent first."""
    facts = store.facts(document=document.id, kinds=NAMED)
    counts = Counter(fact.answer for fact in facts)
    first = {fact.answer: fact for fact in reversed(facts)}
    ranked = sorted(counts, key=lambda name: (-counts[name], facts.index(first[name])))
    return tuple(first[name] for name in ranked[:limit])


def headings(document: Document) -> tuple[str, ...]:
    return tuple(section.heading for section in document.sections if section.heading)


def _fits(words: list[str], cue: _Cue, language: Language) -> bool:
    article = [word for word in words if _among(word, _ARTICLE[language])]
    if cue.needs_article and not article:
        return False
    if not all(any(_among(word, group) for word in words) for group in cue.groups):
        return False
    known = frozenset().union(*cue.groups, cue.also, _FUNCTION[language], _ARTICLE[language])
    return all(_among(word, known) for word in words)


def _among(word: str, known: frozenset[str]) -> bool:
    """Exactly, or with one slip in words of six letters and more."""
    if word in known:
        return True
    if len(word) < 6:
        return False
    return any(
        len(other) >= 6 and word[0] == other[0] and DamerauLevenshtein.distance(word, other, score_cutoff=1) == 1
        for other in known
    )


def _date(document: Document, language: Language) -> Decision:
    says = wording(language)
    if document.published is None or document.published_span is None:
        return _unsaid(says.NO_PUBLISHED)
    evidence = _evidence(document, *document.published_span)
    date = says.date(document.published)
    return _answer(
        date, Kind.DATE, evidence, derived=None if date in evidence.quote else says.dated(evidence.quote, date)
    )


def _author(document: Document, language: Language) -> Decision:
    says = wording(language)
    if document.author is None or document.author_span is None:
        return _unsaid(says.NO_AUTHOR)
    evidence = _evidence(document, *document.author_span)
    is_mark = evidence.quote.strip("() ") == document.author and " " not in document.author
    return _answer(document.author, Kind.PERSON, evidence, derived=says.mark(evidence.quote) if is_mark else None)


def _stated(value: str | None, document: Document, unsaid: str) -> Decision:
    start = document.text.find(value) if value else -1
    if not value or start < 0:
        return _unsaid(unsaid)
    return _answer(value, Kind.NAME, _evidence(document, start, start + len(value)))


def _title(document: Document, store: FactStore, language: Language) -> Decision | None:
    start = document.text.find(document.title)
    if start >= 0:
        return _answer(document.title, Kind.TITLE, _evidence(document, start, start + len(document.title)))
    first = _first_sentence(document, store)
    return _answer(document.title, Kind.TITLE, first, derived=wording(language).TITLE_GIVEN) if first else None


def _topics(document: Document, store: FactStore, language: Language) -> Decision:
    found, says = main_names(document, store), wording(language)
    titles = [section for section in document.sections if section.heading]
    if found:
        text = ", ".join(fact.answer for fact in found)
        note = says.headings("; ".join(map(says.quoted, headings(document)))) if titles else None
        evidence = tuple(dict.fromkeys(fact.evidence for fact in found))
        marked = tuple((fact.answer_start, fact.answer_end) for fact in found if fact.answer_start and fact.answer_end)
        marks = tuple((start, end) for start, end in marked if start is not None and end is not None)
        return Answer(text=text, kind=Kind.LIST, confidence=1.0, evidence=evidence, marked=marks, derived=note)
    for section in titles:
        start = document.text.find(section.heading or "", section.start)
        if start >= 0:
            quote = _evidence(document, start, start + len(section.heading or ""))
            return _answer("; ".join(headings(document)), Kind.LIST, quote)
    return _unsaid(says.NO_TOPICS)


def _length(document: Document, store: FactStore, language: Language) -> Decision | None:
    sentences = [indexed.sentence for indexed in store.sentences(document.id)]
    first = _first_sentence(document, store)
    if first is None:
        return None
    words = sum(len(document.text[sentence.start : sentence.end].split()) for sentence in sentences)
    says = wording(language)
    return _answer(says.length(words, len(sentences)), Kind.NUMBER, first, derived=says.FROM_WHOLE_TEXT)


def _first_sentence(document: Document, store: FactStore) -> Evidence | None:
    sentences = store.sentences(document.id)
    if not sentences:
        return None
    return _evidence(document, sentences[0].sentence.start, sentences[0].sentence.end)


def _evidence(document: Document, start: int, end: int) -> Evidence:
    return Evidence(document=document.id, start=start, end=end, quote=document.text[start:end])


def _answer(text: str, kind: Kind, evidence: Evidence, *, derived: str | None = None) -> Answer:
    at = evidence.quote.find(text)
    marked = ((evidence.start + at, evidence.start + at + len(text)),) if at >= 0 and text != evidence.quote else ()
    return Answer(text=text, kind=kind, confidence=1.0, evidence=(evidence,), marked=marked, derived=derived)


def _unsaid(tell: str) -> Abstention:
    return Abstention(reason=Reason.NOT_IN_ARTICLE, confidence=0.0, tell=tell)
