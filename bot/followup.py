"""Questions that lean on the one before: "Und wann?", "Wer war noch dabei?", "Was hat er vor?", "What about X?"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.answers import Answer, Decision
from bot.clutter import plain
from bot.question import Form, Lead, Question, Term, analyse
from bot.question_data import words_of
from knowledge.analysis import fold, tokenise
from knowledge.facts import Kind
from knowledge.gazetteer import is_role
from knowledge.reference_words import ORGANISATIONS, PLACES, described, gender_of_name
from knowledge.store import Token

_CONNECTED = re.compile(
    r"^(?:und|aber|and|but|or|oder|ausserdem|also)\b|^(?:what|how) about\b|^was ist (?:denn )?mit\b"
    r"|^wie (?:sieht|steht) es (?:\w+ )?mit\b|^what else\b|^wie(?:so)? das\b|^why (?:is|was) that\b"
)
_EXPLETIVE = re.compile(
    r"\b(?:gibt|gab|gibts|gaebe|geht|ging|handelte?|kommt|kam|dauerte?|stimmt|heisst|regnet|brauchte?|gelang) es\b"
    r"|\bes (?:gibt|gab|geht|ging|sich|handelt|kommt|kam|dauerte?|heisst|brauchte?|um)\b"
    r"|\b(?:ist|war) es (?:so|wahr|richtig|moeglich|erlaubt|geplant)\b|\bdafuer , dass\b"
    r"|\b(?:does|did|will) it (?:take|cost to)\b|\b(?:is|was) it (?:true|possible|known|planned)\b"
    r"|\bit (?:takes|took)\b"
    r"|\b(?:is|are|was|were|will|has|have) there\b|\bthere (?:is|are|was|were|will|has|have|be|been)\b"
    r"|\bthat (?=the\b|a\b)"
    r"|\bdiese[mnrs]? (?:jahr|monat|woche|tag|mal|saison|sommer|winter|herbst|fruehjahr)\b"
    r"|\bthis (?:year|month|week|season|time)\b"
)
_POSSESSIVE = re.compile(r"^(?:sein|ihr)(?:e[mnrs]?)?$|^(?:dessen|deren|his|her|its|their)$")
_DEMONSTRATIVE = frozenset({"das", "that", "this"})
_WORD = re.compile(r"\w+(?:[-'’&./]\w+)*|,")
_OWN_CONTENT = 2  # content words of a question that needs nothing but what its pronoun stands for
_SHORT = 2  # content words of a question that asks for others and leans
_NAMING = (Kind.PERSON, Kind.ORGANISATION, Kind.NAME, Kind.PRODUCT, Kind.PLACE, Kind.EVENT, Kind.TITLE, Kind.LIST,
           Kind.PHRASE)  # fmt: skip
_ENOUGH = 3  # content words of a question that may say "darüber" and needs nothing more
_LONGEST_SAID = 6  # content words of an answer that are carried on


_ASKING = ("PW", "AVQ", "DTQ", "PNQ")  # tags of question words
_MASCULINE = frozenset({"er", "ihn", "ihm", "he", "him", "his"})
_FEMININE = frozenset({"sie", "ihr", "she", "her"})
_NEUTER = frozenset({"es", "it", "its", "they", "them", "their"})
_DEFINITE = frozenset({"der", "die", "das", "den", "dem", "des", "the"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What was asked last, as understood in its conversation, what was decided, and the sentence that led to."""

    question: Question
    decision: Decision
    lead: Lead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """A question's words as typed and folded, and at which of them its names and other nouns stand; `things` are these
    nouns, what is asked for, and numbers."""

    typed: tuple[str, ...]
    folded: tuple[str, ...]
    names: frozenset[int]
    nouns: frozenset[int]
    things: frozenset[int]


def understood(text: str, question: Question, before: Before | None) -> Question:
    """The question as it is meant after the one before."""
    if before is None or not (leans(text, question) or _described(question, before.decision)):
        return question
    answered = said(before.decision, before.question)
    person = before.lead.person if before.lead is not None else None
    if person is not None and _is_meant(question, person):
        answered = _said_of(person, before.question)
    elif not _stands_for(question, before.decision):
        return replace(merge(question, before.question, answered), lead=before.lead)
    meant = tuple(replace(term, carried=False) for term in answered)
    return replace(merge(question, before.question, meant), lead=before.lead)


def lead(document: str, sentence: int, decision: Decision, question: Question) -> Lead:
    """Where a decision leads to, given the question that it answers."""
    given = decision if isinstance(decision, Answer) and decision.polarity is None else None
    person = question.lead.person if question.lead is not None else None
    return Lead(
        document=document,
        sentence=sentence,
        answer=given.text if given is not None else None,
        person=given.text if given is not None and _is_person(given) else person,
    )


def _is_person(given: Answer) -> bool:
    named = given.kind in _NAMING and given.kind is not Kind.LIST
    return given.kind is Kind.PERSON or (named and gender_of_name(given.text) is not None)


def leans(text: str, question: Question) -> bool:
    """Whether the words as typed point back: by a pronoun without what it stands for, by a connective, by having
    almost nothing of their own, or by being a mere part of a sentence."""
    typed = fold(plain(text))
    if not question.terms or _CONNECTED.search(typed):
        return True
    if question.others and question.form is not Form.YES_NO and not any(term.name for term in question.terms):
        return len(question.terms) <= _SHORT
    tokens = tokenise(question.text, 0, len(question.text), question.language)
    if _is_fragment(tokens, question) or _demonstrates(tokens):
        return True
    words = _words(text, question)
    full = len(question.terms) > _ENOUGH
    return any(_points_back(at, words, full=full) for at in range(len(words.folded)))


def _is_fragment(tokens: tuple[Token, ...], question: Question) -> bool:
    """ "In welcher Stadt?": a question word without a verb and without a name. Where something is done to oneself there
    is a verb, though it may look like an adjective: "Wer entfernt sich?"."""
    asks = any(token.tag.startswith(_ASKING) for token in tokens)
    does = any(token.tag.startswith(("V", "PRF")) for token in tokens)
    return asks and not does and not any(term.name for term in question.terms)


def _demonstrates(tokens: tuple[Token, ...]) -> bool:
    """ "Wann ist der fertig?": a demonstrative pronoun before any noun."""
    first = next((token.tag for token in tokens if token.tag.startswith(("PDS", "N"))), "")
    return first == "PDS"


def _described(question: Question, decision: Decision) -> bool:
    """Whether a definite noun, "das Unternehmen", is what the last answer is."""
    if not isinstance(decision, Answer) or any(term.name for term in question.terms):
        return False
    tokens = tokenise(question.text, 0, len(question.text), question.language)
    nouns = [noun.text for article, noun in pairwise(tokens) if fold(article.text) in _DEFINITE]
    return any(_is_sort_of(noun, decision.kind) for noun in nouns)


def _is_sort_of(noun: str, kind: Kind) -> bool:
    if kind is Kind.PERSON:
        return is_role(noun)
    if kind is Kind.ORGANISATION:
        return described(noun, "company", *ORGANISATIONS) is not None
    return kind is Kind.PLACE and described(noun, *PLACES) is not None


def _stands_for(question: Question, decision: Decision) -> bool:
    """Whether a neuter pronoun or a definite noun of the question means the last answer."""
    if not isinstance(decision, Answer):
        return False
    if decision.kind is Kind.ORGANISATION and not _NEUTER.isdisjoint(_without_expletives(question)):
        return True
    return _described(question, decision)


def _is_meant(question: Question, person: str) -> bool:
    """Whether a pronoun of the question is of the person's gender."""
    gender = gender_of_name(person)
    pronouns = _MASCULINE if gender == "m" else _FEMININE if gender == "f" else _MASCULINE | _FEMININE
    return not pronouns.isdisjoint(_without_expletives(question))


def _without_expletives(question: Question) -> frozenset[str]:
    """The folded words but for those that only look like pronouns: "gab es", "it takes"."""
    return frozenset(re.findall(r"\w+", _EXPLETIVE.sub(" ", fold(question.text))))


def _words(text: str, question: Question) -> _Words:
    typed = tuple(_WORD.findall(plain(text)))
    bare = _EXPLETIVE.sub(lambda found: " ".join("_" * len(found[0].split(" "))), " ".join(map(fold, typed)))
    target = question.target.text if question.target else None
    asked = fold(target) if target else None
    named = {fold(term.text) for term in question.terms if term.name}
    nouns = {fold(term.text) for term in question.terms if not term.verb and term.text != target}
    folded = tuple(bare.split(" "))
    return _Words(
        typed=typed,
        folded=folded,
        names=frozenset(at for at, word in enumerate(folded) if word in named),
        nouns=frozenset(at for at, word in enumerate(folded) if word in nouns),
        things=frozenset(at for at, word in enumerate(folded) if word in nouns or word == asked or word[:1].isdigit()),
    )


def _points_back(at: int, words: _Words, *, full: bool) -> bool:
    word = words.folded[at]
    before = range(at)
    if word in words_of("personal"):
        polite = words.typed[at] in ("Sie", "Ihnen", "Ihr") and at > 0
        return not polite and words.names.isdisjoint(before)
    if _POSSESSIVE.match(word):
        return words.nouns.isdisjoint(before) and words.names.isdisjoint(before)
    if word in _DEMONSTRATIVE:
        return at + 1 == len(words.folded) or (
            at + 1 not in words.things and at + 2 not in words.things and words.folded[at - 1] != ","
        )
    return word in words_of("pointing") and not full and not (word == "da" and at == 0)


def said(decision: Decision, question: Question) -> tuple[Term, ...]:
    """The content words of an answer that a later "er" or "dort" may stand for; none of an amount or a date."""
    if not isinstance(decision, Answer) or decision.kind not in _NAMING or question.form is Form.YES_NO:
        return ()
    return _said_of(decision.text, question)


def _said_of(text: str, question: Question) -> tuple[Term, ...]:
    terms = analyse(text, question.language).terms
    return tuple(replace(term, verb=False, said=True, carried=True) for term in terms if not term.exact)[:_LONGEST_SAID]


def merge(question: Question, previous: Question, answered: tuple[Term, ...] = ()) -> Question:
    """The question with what the previous one and its answer were about; its own kinds, prepositions, target win."""
    question = replace(question, terms=tuple(t for t in question.terms if fold(t.text) not in words_of("pointing")))
    personal = not words_of("personal").isdisjoint(re.findall(r"\w+", fold(question.text)))
    older = tuple(replace(term, carried=True) for term in previous.terms if term.carried)
    previous = replace(previous, terms=_remembered(previous.terms, names=personal))
    meant = {term.terms[0] for term in answered if not term.carried}
    previous = replace(previous, terms=tuple(term for term in previous.terms if term.terms[0] not in meant))
    if not question.kinds and question.form is Form.FACT and question.terms:
        return _instead(question, previous)
    own, target = {term.terms[0] for term in question.terms}, previous.target
    carried = _carried(question, previous, answered)
    if any(term.verb for term in question.terms):
        carried = tuple(term for term in carried if not term.verb)
    kept = {
        term.terms[0]: term
        for term in reversed(carried)
        if term.terms[0] not in own and not (target and term.terms == target.terms)
    }
    left = question.terms + tuple(reversed(kept.values()))
    return replace(
        question,
        terms=left or older,  # "Wer noch?" after "Wie viel Geld?" is about what that was about
        language=question.language if question.terms else previous.language,
        kinds=question.kinds or (() if question.form is Form.YES_NO else previous.kinds),
        prepositions=question.prepositions if question.kinds else previous.prepositions,
    )


def _remembered(terms: tuple[Term, ...], *, names: bool) -> tuple[Term, ...]:
    """Of what was carried on already at most the names, unless there was nothing else."""
    bare = all(term.carried for term in terms)
    kept = (term for term in terms if bare or (names and term.name) or not term.carried)
    return tuple(replace(term, carried=True) for term in kept)


def _carried(question: Question, previous: Question, answered: tuple[Term, ...]) -> tuple[Term, ...]:
    """Of a pronoun that is all that is open: the answer; of a question that points at nothing: what was asked."""
    words = _without_expletives(question)
    if answered and len(question.terms) >= _OWN_CONTENT and not words.isdisjoint(words_of("personal")):
        return answered
    meant = any(not term.carried for term in answered)
    points = meant or question.others or not words.isdisjoint(words_of("personal") | words_of("pointing"))
    return (*previous.terms, *answered) if points or not question.terms else previous.terms


def _instead(question: Question, previous: Question) -> Question:
    """ "Und Benchmark?": the previous question, of something else of the same sort."""
    own = {term.terms[0] for term in question.terms}
    named = any(term.name for term in question.terms)
    exact = any(term.exact for term in question.terms)
    kept = tuple(
        term
        for term in previous.terms
        if term.terms[0] not in own and not (named and term.name) and not (exact and term.exact)
    )
    return replace(
        question,
        terms=question.terms + kept,
        kinds=previous.kinds,
        prepositions=previous.prepositions,
        form=previous.form,
        target=next((t for t in kept if previous.target and t.text == previous.target.text), None),
        negated=question.negated or previous.negated,
        asked=previous.asked,
    )
