"""Fixed phrases: "ums Leben kommen" means to die, "call off" to cancel, though each of the words says little.

`data/fixed_phrases.toml` holds them by what they mean. They are found by the stems of their words and the lemma of
their verb, wherever in its clause that stands; the concepts go to the word that bears the meaning.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge.document import Language
from knowledge.phrase_notation import Phrase, parse
from knowledge.store import Token

PATH = Path(__file__).parent / "data" / "fixed_phrases.toml"

_BEFORE, _AFTER = 18, 10  # tokens from the phrase to a German verb before or after it
_GAP: Mapping[Language, int] = {"de": 10, "en": 4}  # tokens that "…" stands for at most
_MARKS = frozenset({".", ";", ":", "?", "!", "(", ")", "–", "—", "…"})
_SUBORDINATE = ("KOUS", "KOUI", "PREL", "CJS")
_LOOSE = ("ADJ", "ADV", "PTKNEG", "AJ", "AV0", "XX0", "PTKZU")
_DETERMINERS = ("ART", "PPOSAT", "PDAT")
_NO_OBJECT = ("V", "PR", "AVP", "CJ", "PUN")
_NOUN_PHRASE = ("AT0", "DT0", "DPS", "NN", "NP", "AJ", "CRD", "PNP")
_AUXILIARY = ("VA", "VM", "VB", "VH", "VD")
_LONGEST_ABBREVIATION = 4  # letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A fixed phrase in a sentence, by token index. `head` bears its meaning, `others` are the words that mean nothing
    beside it."""

    head: int
    others: frozenset[int]
    concepts: tuple[str, ...]
    keeps: bool  # the head keeps the meaning it has by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class _Anchored:
    """The phrases that hold one stem: by the lemma of their verb, and those that go without."""

    by_verb: Mapping[str, tuple[Phrase, ...]]
    verbless: tuple[Phrase, ...]


def find(tokens: tuple[Token, ...], language: Language) -> tuple[Found, ...]:
    """The fixed phrases of one sentence; of two where one holds the other's words only the longer."""
    index = _index(language)
    anchors = [
        (at, index[token.terms[0]]) for at, token in enumerate(tokens) if token.terms and token.terms[0] in index
    ]
    if not anchors:
        return ()
    lemmas = {token.lemma for token in tokens}
    if language == "en":
        lemmas |= {token.text for token in tokens}  # "lay" is of "lie" to the tagger
    found = []
    for at, anchored in anchors:
        for verb in sorted(anchored.by_verb.keys() & lemmas):
            found += [each for phrase in anchored.by_verb[verb] if (each := _at(phrase, tokens, at, language))]
        found += [each for phrase in anchored.verbless if (each := _at(phrase, tokens, at, language))]
    spans = [each.others | {each.head} for each in found]
    return tuple(each for each, own in zip(found, spans, strict=True) if not any(own < other for other in spans))


def marked(tokens: tuple[Token, ...], language: Language) -> tuple[Token, ...]:
    """The tokens, those that bear the meaning of a fixed phrase with its concepts instead of their own."""
    found = find(tokens, language)
    if not found:
        return tokens
    changed = list(tokens)
    for each in found:
        own = changed[each.head].terms
        first = changed[each.head] is tokens[each.head] and not each.keeps
        kept = tuple(term for term in own if ":" not in term) if first else own
        changed[each.head] = replace(changed[each.head], terms=tuple(dict.fromkeys((*kept, *each.concepts))))
    return tuple(changed)


@functools.cache
def phrases(language: Language) -> tuple[Phrase, ...]:
    """The phrases of one language, those of several meanings once."""
    meanings: dict[str, list[str]] = {}
    for concepts, lines in tomllib.loads(PATH.read_text(encoding="utf-8"))[language].items():
        for line in lines.strip().splitlines():
            meanings.setdefault(line.strip(), []).extend(concepts.split())
    return tuple(parse(line, tuple(dict.fromkeys(ids)), language) for line, ids in meanings.items())


@functools.cache
def _index(language: Language) -> Mapping[str, _Anchored]:
    """Phrases by the stem of their longest word, which is the rarest."""
    verbs: dict[str, dict[str, list[Phrase]]] = {}
    verbless: dict[str, list[Phrase]] = {}
    for phrase in phrases(language):
        for anchor in phrase.words[phrase.anchor]:
            if phrase.optional or not phrase.verbs:
                verbless.setdefault(anchor, []).append(phrase)
            else:
                for verb in phrase.verbs:
                    verbs.setdefault(anchor, {}).setdefault(verb, []).append(phrase)
    return {
        anchor: _Anchored(
            by_verb={verb: tuple(held) for verb, held in verbs.get(anchor, {}).items()},
            verbless=tuple(verbless.get(anchor, ())),
        )
        for anchor in verbs.keys() | verbless.keys()
    }


def _at(phrase: Phrase, tokens: tuple[Token, ...], at: int, language: Language) -> Found | None:
    places = _places(phrase, tokens, at, language)
    if places is None or not _allowed(phrase, tokens, places):
        return None
    verb = None
    if phrase.verbs:
        verb = _german_verb(phrase, tokens, places) if language == "de" else _english_verb(phrase, tokens, places)
        if verb is None and not phrase.optional:
            return None
    bearing = phrase.head if phrase.head is not None else len(places) - 1
    by_verb = phrase.head is None and verb is not None and not tokens[verb].tag.startswith(_AUXILIARY)
    head = verb if by_verb and verb is not None else places[bearing]
    dropped = {place for number, place in enumerate(places) if number not in phrase.keeps}
    return Found(
        head=head,
        others=frozenset((dropped | ({verb} if verb is not None else set())) - {head}),
        concepts=phrase.concepts,
        keeps=not by_verb and bearing in phrase.keeps,
    )


def _places(phrase: Phrase, tokens: tuple[Token, ...], at: int, language: Language) -> tuple[int, ...] | None:
    """Where the words stand, the anchor being at `at`."""
    places = [at]
    for number in range(phrase.anchor - 1, -1, -1):
        place = _next(phrase, tokens, places[0], number, -1, _GAP[language] if number in phrase.gaps else 0)
        if place is None:
            return None
        places.insert(0, place)
    for number in range(phrase.anchor + 1, len(phrase.words)):
        place = _next(phrase, tokens, places[-1], number, 1, _GAP[language] if number - 1 in phrase.gaps else 0)
        if place is None:
            return None
        places.append(place)
    return tuple(places)


def _next(phrase: Phrase, tokens: tuple[Token, ...], place: int, number: int, step: int, gap: int) -> int | None:
    """The nearest place of a word from `place` on: beside it but for adjectives, or after at most `gap` tokens."""
    wanted = phrase.words[number]
    for distance in range(1, (gap or 2) + 2):
        at = place + step * distance
        if not 0 <= at < len(tokens):
            return None
        token = tokens[at]
        if token.terms and token.terms[0] in wanted:
            return at
        if _ends_clause(tokens, at) or not (gap or token.tag.startswith(_LOOSE)):
            return None
        if _is_finite(token) and token.lemma not in phrase.verbs:
            return None
    return None


def _allowed(phrase: Phrase, tokens: tuple[Token, ...], places: tuple[int, ...]) -> bool:
    """Whether the words around and the others of the sentence let the phrase mean what it means."""
    first, last = places[0], places[-1]
    if phrase.bare and first and tokens[first - 1].tag.startswith(_DETERMINERS):
        return False
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    if phrase.closes and following is not None and following.terms and not _may_close(phrase, following):
        return False
    if following is not None and following.terms and following.terms[0] in phrase.never_before:
        return False
    if not (phrase.without or phrase.beside):
        return True
    said = {term for token in tokens for term in token.terms}
    return phrase.without.isdisjoint(said) and (not phrase.beside or not phrase.beside.isdisjoint(said))


def _may_close(phrase: Phrase, token: Token) -> bool:
    """Whether a German clause may end with this word behind the phrase."""
    return token.tag.startswith("VA") or _is(phrase, token)


def _german_verb(phrase: Phrase, tokens: tuple[Token, ...], places: tuple[int, ...]) -> int | None:
    """Within the words, before them in the clause, or after them."""
    inside = (at for at in range(places[0] + 1, places[-1]) if _is(phrase, tokens[at]))
    found = next(inside, None)
    if found is None:
        found = _verb_before(phrase, tokens, places[0])
    return found if found is not None else _verb_after(phrase, tokens, places)


def _verb_before(phrase: Phrase, tokens: tuple[Token, ...], first: int) -> int | None:
    for at in range(first - 1, max(-1, first - 1 - _BEFORE), -1):
        if _is(phrase, tokens[at]):
            return at
        if _is_finite(tokens[at]) or _ends_clause(tokens, at):
            return None
    return None


def _verb_after(phrase: Phrase, tokens: tuple[Token, ...], places: tuple[int, ...]) -> int | None:
    for at in range(places[-1] + 1, min(len(tokens), places[-1] + 1 + _AFTER)):
        token = tokens[at]
        if _is(phrase, token):
            return at
        if token.text == "," or _ends_clause(tokens, at) or (_is_finite(token) and token.tag.startswith("VV")):
            return None
    return None


def _english_verb(phrase: Phrase, tokens: tuple[Token, ...], places: tuple[int, ...]) -> int | None:
    """Right before the words but for adverbs; an object stands in between where the phrase allows one, the subject
    after "be" and "have" in a question."""
    spread = phrase.object or phrase.auxiliary
    for distance in range(1, _GAP["en"] + 2):
        at = places[0] - distance
        if at < 0:
            return None
        token = tokens[at]
        if _is(phrase, token) or (distance == 1 and token.lemma in phrase.verbs):  # "foot" is a noun to the tagger
            return at if distance == 1 or not phrase.object or _ends_object(tokens, places) else None
        if not token.terms or token.tag.startswith(_NO_OBJECT) if spread else not token.tag.startswith(_LOOSE):
            return None
    return None


def _ends_object(tokens: tuple[Token, ...], places: tuple[int, ...]) -> bool:
    """Not so of a preposition: "take a walk over the bridge"."""
    following = places[-1] + 1
    return len(places) > 1 or following >= len(tokens) or not tokens[following].tag.startswith(_NOUN_PHRASE)


def _is(phrase: Phrase, token: Token) -> bool:
    return token.tag.startswith("V") and (token.lemma in phrase.verbs or token.text in phrase.verbs)


def _is_finite(token: Token) -> bool:
    return "FIN" in token.tag


def _ends_clause(tokens: tuple[Token, ...], at: int) -> bool:
    """A mark that is none of an ordinal or an abbreviation, or a word that opens another clause."""
    token = tokens[at]
    if token.text == "." and at and not tokens[at - 1].text[:1].isdigit():
        return len(tokens[at - 1].text) > _LONGEST_ABBREVIATION
    return (token.text in _MARKS and token.text != ".") or token.tag.startswith(_SUBORDINATE)
