"""What a question expects: the kinds of its answer, the prepositions before it, its form, the noun asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.asked_nouns import kinds_meant, kinds_of, names_a_person
from bot.expected_kinds import CALLED, NAMED, Kinds
from bot.question_data import words_of
from knowledge.analysis import fold, word_class
from knowledge.document import Language
from knowledge.facts import Kind
from knowledge.language import function_words

_MEASURED = (Kind.DATE, Kind.DURATION, Kind.MONEY, Kind.NUMBER, Kind.PERCENT)
_BEING = frozenset({"ist", "sind", "war", "waren", "waere", "is", "are", "was", "were"})
_SKIPPED = 4  # words between "welche" and its noun


class Form(StrEnum):
    FACT = "fact"
    YES_NO = "yes_no"
    LIST = "list"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """`kinds`: most expected first. `target`: the noun that says what is asked for, as typed. `asked`: what told."""

    kinds: Kinds = ()
    prepositions: tuple[str, ...] = ()
    form: Form = Form.FACT
    target: str | None = None
    asked: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A question's words as typed, commas among them, and the same folded, with one blank between them."""

    words: tuple[str, ...]
    folded: tuple[str, ...]
    language: Language

    @property
    def text(self) -> str:
        return " ".join(self.folded)

    def after(self, at: int) -> Wording:
        return Wording(words=self.words[at:], folded=self.folded[at:], language=self.language)

    def at(self, offset: int) -> int:
        """The number of the word at a place in `text`."""
        return self.text.count(" ", 0, offset)


_TOKEN = re.compile(r"\w+(?:[-'&./]\w+)*|,")
_SHORT_IS = re.compile(r"^(who|what|where|when|why|how)'s$")


def worded(text: str, language: Language) -> Wording:
    words: list[str] = []
    for word in _TOKEN.findall(text):
        short = _SHORT_IS.match(word.lower())
        words += [word[: short.end(1)], "is"] if short else [word]
    return Wording(words=tuple(words), folded=tuple(fold(word) for word in words), language=language)


def noun_after(wording: Wording, *, first: bool = False) -> str | None:
    """The head of the noun phrase the words begin with: a listed noun, a capitalised one, or one by its class; of two
    in a row the last, or the `first` ("Tonnen Stahl")."""
    determiners = words_of("determiners")
    phrase: list[str] = []
    for word, folded in zip(wording.words, wording.folded, strict=True):
        if (folded in function_words(wording.language) and folded not in determiners) or len(phrase) > _SKIPPED:
            break
        if _is_verb(word, wording.language) or (phrase and folded in determiners):
            break
        if folded not in determiners:
            phrase.append(word)
    if wording.language == "en":
        return _english_head(phrase)
    named = next((word for word in phrase if word[0].isupper()), None) if first else _first_name_run(phrase)
    listed = next((word for word in phrase if kinds_of(word, "de")), None)
    if named and (listed is None or listed[0].islower()):
        return named
    return listed or next((word for word in phrase if word_class(word, "de").startswith(("NN", "NE"))), None)


def _first_name_run(phrase: list[str]) -> str | None:
    """The last of the first capitalised words in a row: "Super Bowl", "Docker Version"."""
    found = None
    for word in phrase:
        if word[0].isupper():
            found = word
        elif found:
            break
    return found


def _is_verb(word: str, language: Language) -> bool:
    return language == "de" and word.islower() and word_class(word, "de") == "VV(FIN)" and not kinds_of(word, "de")


def _english_head(phrase: list[str]) -> str | None:
    """The last noun before the verb: "parent company", "fine"."""
    nouns: list[str] = []
    for word in phrase:
        tag = word_class(word, "en")
        if nouns and not tag.startswith(("NN", "NP")):
            break
        if tag.startswith(("NN", "NP")) or kinds_meant(word, "en"):
            nouns.append(word)
    return nouns[-1] if nouns else None


def kinds_of_noun(noun: str | None, language: Language) -> Kinds:
    """Of a noun listed or with the ending of a person; otherwise nothing."""
    if noun is None:
        return ()
    listed = kinds_meant(noun, language)
    if not listed and names_a_person(noun, language):
        return (Kind.PERSON, Kind.NAME, Kind.ORGANISATION, Kind.LIST, Kind.PHRASE, Kind.PRODUCT)
    return listed


def kinds_called(noun: str | None, language: Language, *, determined: bool) -> Kinds:
    """Of "wie heißt …": what the noun names, then what else has a name; a person only where the noun may be one.
    Without a noun, or with a name ("wie heißt Kern mit Vornamen"), whatever has a name."""
    kinds = kinds_of_noun(noun, language)
    others = CALLED if noun is None or not (kinds or determined) or kinds[:1] == (Kind.PERSON,) else NAMED
    return (*kinds, *(kind for kind in others if kind not in kinds))


def also_governed(kinds: Kinds, prepositions: tuple[str, ...]) -> Kinds:
    """Also what stands after the preposition, but where an amount or a time is asked for."""
    if not prepositions or Kind.PREPOSITIONAL in kinds or kinds[0] in _MEASURED:
        return kinds
    return (*kinds, Kind.PREPOSITIONAL)


def subject_of_being(wording: Wording) -> Wording | None:
    """What stands after "ist" or, in a subordinate clause, before it; None where neither end is a form of to be."""
    if wording.folded[:1] and wording.folded[0] in _BEING:
        return wording.after(1)
    if wording.folded and wording.folded[-1] in _BEING:
        return Wording(words=wording.words[:-1], folded=wording.folded[:-1], language=wording.language)
    return None


def only_names(wording: Wording) -> bool:
    """Whether all the words are names, and no more than a name has: the X of "wer ist X"."""
    words = [word for word in wording.words if word != ","]
    return 0 < len(words) <= _SKIPPED and all(_is_name(word, wording.language) for word in words)


def _is_name(word: str, language: Language) -> bool:
    if fold(word) in function_words(language) or kinds_of(word, language):
        return False
    return word_class(word, language).startswith(("NE", "NP", "FM", "UNC")) or (
        word[0].isupper() and not word_class(word, language).startswith(("AD", "AJ", "VV"))
    )
