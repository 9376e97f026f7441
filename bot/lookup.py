"""Looking facts up without a question: by name, by kind, by number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from rapidfuzz import fuzz

from bot.about import NAMED
from knowledge.analysis import fold, stem
from knowledge.document import Document, Language
from knowledge.facts import Fact, Kind
from knowledge.store import FactStore, IndexedSentence

_SAME_NAME = 80.0  # rapidfuzz ratio, 0-100
_SAME_WORD = 86.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """`name` as the article has it; one fact for each sentence that speaks of it, in the order of the text."""

    name: str
    facts: tuple[Fact, ...]


def by_name(name: str, store: FactStore, document: str | None = None, *, limit: int = 5) -> Named | None:
    """What the article says about a name, an alias or a word, typed roughly; None when it says nothing."""
    typed = fold(name).split()
    known = ((max(_likeness(typed, one) for one in names), names) for names in _names(store, document))
    likeness, best = max(known, key=itemgetter(0), default=(0.0, ()))
    if likeness >= _SAME_NAME:
        facts = _mentioning(best, store, document, limit)
        if facts:
            return Named(name=best[0], facts=facts)
    facts = _first_of_sentence(_speaking_of(name, store.facts(document=document), store))[:limit]
    return Named(name=name, facts=facts) if facts else None


def of_kinds(kinds: Sequence[Kind], word: str, store: FactStore, document: str | None = None) -> tuple[Fact, ...]:
    """Distinct answers of these kinds in the order of the text. A word narrows: to answers like it, else to sentences
    that have it."""
    found = _distinct(_outermost(store.facts(document=document, kinds=kinds)))
    if not word:
        return found
    typed = fold(word).split()
    named = tuple(fact for fact in found if _likeness(typed, fact.answer) >= _SAME_NAME)
    return named or tuple(_speaking_of(word, found, store))


def article(wanted: str, documents: Sequence[Document]) -> Document | None:
    """By its number in the list (from 1), its id, or its title typed roughly."""
    if wanted.isascii() and wanted.isdigit():
        return documents[int(wanted[:6]) - 1] if 1 <= int(wanted[:6]) <= len(documents) else None
    exact = next((one for one in documents if one.id == wanted), None)
    if exact is not None or not documents:
        return exact
    typed = fold(wanted).split()
    best = max(documents, key=lambda one: _likeness(typed, one.title))
    return best if _likeness(typed, best.title) >= _SAME_NAME else None


def _names(store: FactStore, document: str | None) -> Iterable[tuple[str, ...]]:
    documents = [document] if document else [one.id for one in store.documents()]
    for one in documents:
        yield from (alias.names for alias in store.aliases(one))
    for fact in store.facts(document=document, kinds=(*NAMED, Kind.ABBREVIATION, Kind.TITLE)):
        yield (fact.answer,)


def _likeness(wanted: Sequence[str], name: str) -> float:
    """0-100: of folded words to the whole name, or to a run of its words ("Johnston" for "Scott Johnston")."""
    words = fold(name).split()
    if not wanted or not words:
        return 0.0
    size = len(wanted)
    runs = (" ".join(words[at : at + size]) for at in range(len(words) - size + 1))
    whole = fuzz.ratio(" ".join(wanted), " ".join(words))
    return max([whole, *(0.98 * fuzz.ratio(" ".join(wanted), run) for run in runs)])


def _mentioning(names: tuple[str, ...], store: FactStore, document: str | None, limit: int) -> tuple[Fact, ...]:
    """One fact for each sentence with one of the names: the one that is the name, else the sentence's first."""
    wanted = [f" {' '.join(fold(name).split())}" for name in names]
    every = store.facts(document=document)
    speaking = [fact for fact in every if any(name in f" {fold(fact.evidence.quote)}" for name in wanted)]
    speaking.sort(key=lambda fact: (fact.document, fact.sentence, f" {fold(fact.answer)}" not in wanted))
    return _first_of_sentence(speaking)[:limit]


def _speaking_of(typed: str, facts: Iterable[Fact], store: FactStore) -> Iterator[Fact]:
    """Those whose sentence has each of the words, in some form or typed roughly."""
    wanted = tuple(dict.fromkeys(fold(one) for one in typed.split() if len(one) > 1))
    speaks: dict[tuple[str, int], bool] = {}
    for fact in facts if wanted else ():
        place = fact.document, fact.sentence
        if place not in speaks:
            language = store.document(fact.document).language
            speaks[place] = _has_all(wanted, store.sentence(*place), language)
        if speaks[place]:
            yield fact


def _has_all(wanted: Sequence[str], sentence: IndexedSentence, language: Language) -> bool:
    terms = {term for token in sentence.tokens for term in token.terms}
    words = [fold(token.text) for token in sentence.tokens]
    return all(
        stem(one, language) in terms or any(fuzz.ratio(one, word, score_cutoff=_SAME_WORD) for word in words)
        for one in wanted
    )


def _first_of_sentence(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    found: dict[tuple[str, int], Fact] = {}
    for fact in facts:
        found.setdefault((fact.document, fact.sentence), fact)
    return tuple(found.values())


def _distinct(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    found: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        found.setdefault((fact.document, fold(fact.answer)), fact)
    return tuple(found.values())


def _outermost(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Without the facts whose span lies inside that of another of the same sentence."""
    return tuple(fact for fact in facts if not any(_inside(fact, other) for other in facts))


def _inside(fact: Fact, other: Fact) -> bool:
    if (fact.document, fact.sentence) != (other.document, other.sentence):
        return False
    if None in (fact.answer_start, fact.answer_end, other.answer_start, other.answer_end):
        return False
    inner, outer = (fact.answer_start, fact.answer_end), (other.answer_start, other.answer_end)
    return inner != outer and outer[0] <= inner[0] and inner[1] <= outer[1]  # type: ignore[operator]  # None is ruled out
