"""Looking facts up without a question: by name, by kind, by number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.about import NAMED
from knowledge.analysis import fold, stem
from knowledge.document import Document
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
    known = list(_names(store, document))
    best = max(known, key=lambda names: max(_likeness(name, one) for one in names), default=())
    if best and max(_likeness(name, one) for one in best) >= _SAME_NAME:
        facts = _mentioning(best, store, document, limit)
        if facts:
            return Named(name=best[0], facts=facts)
    facts = _first_of_sentence(f for f in store.facts(document=document) if _speaks_of(name, f, store))[:limit]
    return Named(name=name, facts=facts) if facts else None


def of_kinds(kinds: Sequence[Kind], word: str, store: FactStore, document: str | None = None) -> tuple[Fact, ...]:
    """Distinct answers of these kinds in the order of the text. A word narrows: to answers like it, else to sentences
    that have it."""
    found = _distinct(_outermost(store.facts(document=document, kinds=kinds)))
    if not word:
        return found
    named = tuple(fact for fact in found if _likeness(word, fact.answer) >= _SAME_NAME)
    return named or tuple(fact for fact in found if _speaks_of(word, fact, store))


def article(wanted: str, documents: Sequence[Document]) -> Document | None:
    """By its number in the list (from 1), its id, or its title typed roughly."""
    if wanted.isascii() and wanted.isdigit():
        return documents[int(wanted[:6]) - 1] if 1 <= int(wanted[:6]) <= len(documents) else None
    exact = next((one for one in documents if one.id == wanted), None)
    if exact is not None or not documents:
        return exact
    best = max(documents, key=lambda one: _likeness(wanted, one.title))
    return best if _likeness(wanted, best.title) >= _SAME_NAME else None


def _names(store: FactStore, document: str | None) -> Iterable[tuple[str, ...]]:
    documents = [document] if document else [one.id for one in store.documents()]
    for one in documents:
        yield from (alias.names for alias in store.aliases(one))
    for fact in store.facts(document=document, kinds=(*NAMED, Kind.ABBREVIATION, Kind.TITLE)):
        yield (fact.answer,)


def _likeness(typed: str, name: str) -> float:
    """0-100: of the whole name, or of a run of its words ("Johnston" for "Scott Johnston")."""
    wanted, words = fold(typed).split(), fold(name).split()
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


def _speaks_of(word: str, fact: Fact, store: FactStore) -> bool:
    sentence: IndexedSentence = store.sentence(fact.document, fact.sentence)
    language = store.document(fact.document).language
    wanted = [fold(one) for one in word.split() if len(one) > 1]
    return bool(wanted) and all(
        any(
            stem(one, language) in token.terms or fuzz.ratio(one, fold(token.text)) >= _SAME_WORD
            for token in sentence.tokens
        )
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
