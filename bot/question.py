"""What a question asks for: its language, the kinds of answer it expects, its content words and its constraints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot import clutter, spelling
from bot.asked_nouns import kinds_of, only_asks
from bot.expectation import Expectation, Wording, worded
from bot.expectation import Form as Form  # callers take it from here
from bot.measures import asked_for
from bot.question_data import words_of
from bot.question_form import expect
from bot.roles import Asked
from bot.roles import asked as readings_of
from knowledge import gazetteer
from knowledge.analysis import fold, is_familiar, stem, tokenise
from knowledge.document import Language
from knowledge.facts import Kind
from knowledge.fixed_phrases import Found, find
from knowledge.language import content_words, detect, function_words
from knowledge.relations import load
from knowledge.store import Token

_NO_NEGATION = re.compile(
    r"\bnicht nur\b(?=.*\bsondern\b)|\bnicht (?:zuletzt|wahr|mehr als|weniger als)\b|\boder nicht\b"
    r"|\bnot only\b|\bor not\b|\bno (?:\d|more than|less than)"
)
_CONDITION = re.compile(r"\b(?:wenn|falls|sofern|obwohl|weil|if|although|though|because) [^,]*")
_EMPTY_VERB = re.compile(
    r"\b(?P<before>geht|ging|handelt|handelte|kommt|kam) es(?: sich)?\b"
    r"|\bes(?: sich)? .*\b(?P<last>geht|ging|handelt|handelte)$"
)
_MENTION = re.compile(r"(?<!\w)@\w+")  # a name, of no language
_EXAMPLE = re.compile(r"(?<=\bzum )beispiel\b|(?<=\bfor )(?:example|instance)\b")
_ADJECTIVES_ASKED = frozenset({"lange", "oft", "haeufig", "spaet", "long", "often", "frequently", "come"})
_NOT_MEASURED = (Kind.MONEY, Kind.PERCENT, Kind.DATE)
_NAME_ASKED = ("wie heißt", "what is the name")
_STILL = (Kind.DATE, Kind.DURATION, Kind.NUMBER, Kind.MONEY, Kind.PERCENT)
_COUNTED = (Kind.DURATION, Kind.NUMBER)
_SURE_NAMES = ("NE", "NP")
_LIKELY_NAMES = ("NE", "NP", "FM", "XY", "UNC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A content word of a question. `terms` are its index terms, the stem first; `name`: most likely a proper name;
    `exact`: a number, a year, a single letter or a version, which a near miss does not match; `corrected`: its
    concepts are those of the word of the lexicon that it is taken for a typing error of; `said`: of the last answer;
    `carried`: not of the question, only of what was said before it."""

    text: str
    terms: tuple[str, ...]
    name: bool = False
    exact: bool = False
    verb: bool = False
    corrected: bool = False
    said: bool = False
    carried: bool = False

    @property
    def kind(self) -> str:
        """What kind of word it is: "carried", "exact", "name", "verb" or "noun", which is any other."""
        if self.carried:
            return "carried"
        if self.exact:
            return "exact"
        if self.name:
            return "name"
        return "verb" if self.verb else "noun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What the question before led to: the sentence, and the answer where one was given. `person`: the last one who was
    an answer."""

    document: str
    sentence: int
    answer: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    text: str
    language: Language
    kinds: tuple[Kind, ...]
    terms: tuple[Term, ...]
    prepositions: tuple[str, ...]
    form: Form
    negated: bool
    others: bool = False  # asks for what is left beside something named: noch, außer, sonst
    target: Term | None = None  # the noun after welche/wie viele: what kind of thing is asked for
    asked: str | None = None  # the words that told what is expected, for `explain`
    measures: frozenset[str] = frozenset()  # what an amount asked for measures: "length", "age"; nothing: anything
    readings: tuple[Asked, ...] = ()  # which role of which relation is asked for, and the roles that are given
    lead: Lead | None = None  # of a question that leans on the one before

    @property
    def own(self) -> tuple[Term, ...]:
        """The terms it has of itself; of a question without any, all."""
        return tuple(term for term in self.terms if not term.carried) or self.terms


def normalise(text: str) -> str:
    """NFC, plain quotes and dashes, one blank between words, spoken clutter around the question removed."""
    return clutter.without_clutter(spelling.joined_apart(clutter.plain(text)))


def analyse(text: str, language: Language | None = None) -> Question:
    """Never fails: a text without a question word is a search for its content words."""
    plain = normalise(text)
    language = language or _language(plain, text)
    plain = _spelt(plain, language)
    tokens = tokenise(plain, 0, len(plain), language)
    wording = worded(plain, language)
    expected = expect(wording)
    terms = _terms(tokens, wording, expected)
    return Question(
        text=plain,
        language=language,
        kinds=expected.kinds,
        terms=terms,
        prepositions=expected.prepositions,
        form=expected.form,
        negated=_negated(wording.text),
        others=asks_for_others(wording.text, expected.kinds),
        target=next((term for term in terms if term.text == expected.target), None),
        asked=expected.asked,
        measures=asked_for(expected.asked, (term.text for term in terms)),
        readings=readings_of(tokens, language),
    )


def expected(text: str, language: Language) -> tuple[tuple[Kind, ...], tuple[str, ...]]:
    """The kinds of answer that a question, as typed or folded, expects, and the prepositions before the answer."""
    found = expect(worded(_spelt(normalise(text), language), language))
    return found.kinds, found.prepositions


def asks_for_others(folded: str, kinds: tuple[Kind, ...]) -> bool:
    """Whether a folded question asks for what is left beside something named: noch, außer, sonst; of a time, an amount
    or a yes "noch" means still."""
    words = words_of("others") & set(re.findall(r"\w+", folded))
    return bool(words - {"noch"} if not kinds or kinds[0] in _STILL else words)


@cache
def light_stems(language: Language) -> frozenset[str]:
    """The stems of the words that say nothing of a question's subject: "gab", "macht", "did"."""
    return frozenset(stem(word, language) for word in words_of(f"light.{language}"))


def _language(plain: str, typed: str) -> Language:
    """By the function words of the question and of what was said around it; of a bare noun by where it is listed."""
    plain, typed = _MENTION.sub(" ", plain), _MENTION.sub(" ", typed)
    words = re.findall(r"[^\W\d_]+", plain)
    if 0 < len(words) <= 2 and detect(typed) == "de":
        known = {language: any(_is_listed(word, language) for word in words) for language in ("de", "en")}
        return "en" if known["en"] and not known["de"] else "de"
    return detect(plain if len(words) > 2 else typed)


def _is_listed(word: str, language: Language) -> bool:
    return bool(kinds_of(word, language) or load().concepts(word, language))


def _spelt(plain: str, language: Language) -> str:
    return spelling.question_word(spelling.with_umlauts(plain) if language == "de" else plain, language)


def _negated(folded: str) -> bool:
    words = re.findall(r"[\w']+", _NO_NEGATION.sub(" ", _CONDITION.sub("", folded)))
    return any(word in words_of("negations") or word.endswith("n't") for word in words)


def _terms(tokens: tuple[Token, ...], wording: Wording, expectation: Expectation) -> tuple[Term, ...]:
    empty = _EMPTY_VERB.search(wording.text)
    dropped = {empty["before"], empty["last"]} if empty else set()
    dropped |= _of_the_question_word(expectation) | set(_EXAMPLE.findall(wording.text))
    phrases = {id(tokens[phrase.head]): phrase for phrase in find(tokens, wording.language)}
    found: list[Term] = []
    for token in content_words(tokens, wording.language):
        first = token is tokens[0]
        phrase = phrases.get(id(token))
        if phrase is not None:
            found.append(_phrase_term(token, phrase, wording.language))
            continue
        if fold(token.text) in dropped or _says_nothing(token, wording.language, expectation, first=first):
            continue
        found.append(_term(token, wording.language, first=first))
        found += [Term(text=piece, terms=(fold(piece),), exact=True) for piece in _distinguishing(token.text)]
    return tuple(found)


def _of_the_question_word(expectation: Expectation) -> set[str]:
    """The "hoch" of a price, the "lange" of "wie lange": other measures are words of the article as well."""
    if expectation.asked in _NAME_ASKED:
        return {"name", "namen"}
    if expectation.asked == "spell out":
        return {"spell", "write", "out", "schreib", "schreibe"}
    question_word, _, adjective = (expectation.asked or "").partition(" ")
    if question_word not in ("wie", "how"):
        return set()
    if adjective == "viele":
        return {"vielen", "vieler"}
    return {adjective} if adjective in _ADJECTIVES_ASKED or expectation.kinds[0] in _NOT_MEASURED else set()


def _says_nothing(token: Token, language: Language, expectation: Expectation, *, first: bool) -> bool:
    folded = fold(token.text)
    if token.text == expectation.target and only_asks(token.text, language):
        return expectation.kinds[0] not in _COUNTED
    if token.tag == "PTKVZ" or folded.endswith("n't") or folded in words_of(f"light.{language}") | words_of("others"):
        return True
    return first and expectation.asked is not None and folded in expectation.asked.split()


def _term(token: Token, language: Language, *, first: bool) -> Term:
    exact = any(c.isdigit() for c in token.text) or len(token.text) == 1
    known = any(":" in term for term in token.terms) and not token.tag.startswith(_SURE_NAMES)
    named = _is_spelt_like_a_name(token.text) or (not first and _is_unheard_of(token.text, language))
    meant = () if exact or known or named else spelling.concepts_meant(token.text, language)
    return Term(
        text=token.text,
        terms=token.terms + meant,
        name=not known and not meant and _is_name(token, language, first=first),
        exact=exact,
        verb=token.tag.startswith(("VV", "VA", "VM")),
        corrected=bool(meant),
    )


def _phrase_term(token: Token, phrase: Found, language: Language) -> Term:
    """A verb that bears the meaning of a phrase, and a word that says nothing by itself, is no term but for it: what
    comes elsewhere is not asked for by "kam ums Leben"."""
    verb = token.tag.startswith("V")
    terms = token.terms
    if verb or fold(token.text) in words_of(f"light.{language}") | function_words(language):
        terms = (phrase.concepts[-1], *(term for term in terms if ":" in term and term != phrase.concepts[-1]))
    return Term(text=token.text, terms=terms, verb=verb)


def _is_name(token: Token, language: Language, *, first: bool) -> bool:
    """By its tag or its capitals; a word that no list and no model knows may be one. A compound is what its end is."""
    if kinds_of(token.text, language):
        return False
    last = re.split(r"[-‑]", token.text)[-1]
    if last != token.text and (last[:1].islower() or is_familiar(last, language)):
        return False
    written = token.text[:1].upper() + token.text[1:]
    if written in gazetteer.known() or written in gazetteer.first_names():
        return not first or token.text == written
    if token.tag.startswith(_SURE_NAMES):
        return True
    if not first and (_is_spelt_like_a_name(token.text) or _is_unheard_of(token.text, language)):
        return True
    return token.tag.startswith(_LIKELY_NAMES) and not is_familiar(token.text, language)


def _is_unheard_of(word: str, language: Language) -> bool:
    """With a capital letter, and neither a word of the language nor made of such words."""
    return word[:1].isupper() and not is_familiar(word, language)


def _is_spelt_like_a_name(word: str) -> bool:
    """With a capital letter after the first: NASA, iPhone, CRI-O."""
    return any(piece[1:] != piece[1:].lower() for piece in re.split(r"[-‑]", word))


def _distinguishing(word: str) -> list[str]:
    """The single letters and numbers inside a hyphenated word: the B of Series-B-Runde, the 19 of Covid-19."""
    pieces = re.split(r"[-‑]", word)
    return [piece for piece in pieces if len(pieces) > 1 and (piece.isdigit() or (len(piece) == 1 and piece.isalpha()))]
