"""From a question's wording to what it expects: by its question word, its imperative, its verb, or its one noun."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot import question_words_de, question_words_en
from bot.asked_nouns import kinds_meant, kinds_of
from bot.expectation import Expectation, Form, Wording, kinds_of_noun, noun_after
from bot.expected_kinds import EXPLAINED, LONG_FORM, WHO, Kinds
from bot.question_data import words_of
from knowledge.analysis import word_class
from knowledge.document import Language
from knowledge.facts import Kind
from knowledge.language import function_words

_TELEGRAPHIC = 8  # words
_LISTED: Kinds = (Kind.LIST, Kind.PHRASE, *WHO[:3], Kind.PRODUCT, Kind.TITLE, Kind.PLACE, Kind.EVENT)
_WHETHER: Mapping[Language, str] = {"de": "ob", "en": "whether|if"}
_VERB_FIRST: Mapping[Language, re.Pattern[str]] = {
    "de": re.compile(
        r"^(?:ist|sind|war|waren|wird|werden|wurden?|hat|haben|hatten?|kann|koennen|konnten?|muss|muessen|mussten?|soll|"
        r"sollen|sollten?|will|wollen|wollten?|darf|duerfen|durften?|gibt|gab|gaben|gibts|stimmt|stimmte|bin|waere|haette|"
        r"wuerde|geht|ging|kam|kommt)\b"
    ),
    "en": re.compile(
        r"^(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must|"
        r"(?:is|are|was|were|do|does|did|has|have|had|could|would|should)n't)\b"
    ),
}
_INFLECTED = ("VV(INF)", "VV(PP)", "ADJ(D)", "ADJ(A)")  # what a finite verb in front may be taken for: "Gehen die …"
_PLURAL = frozenset({"die", "alle", "viele", "beide", "mehrere", "einige", "diese", "sie", "wir"})
_SUBJECT = _PLURAL | frozenset(
    {"der", "das", "den", "dem", "ein", "eine", "einen", "sich", "er", "es", "ich", "ihr", "man", "dieser", "dieses"}
    | {"manche", "andere", "keine", "seine", "ihre", "meine", "unsere", "auch", "denn"}
)
_TO_TELL = re.compile(
    r"^(?:sagen|nennen|erzaehlen|verraten|erklaeren|zeigen|geben|schreiben|fassen|beschreiben) (?:sie|wir)\b"
)
_KNOWN_TO = re.compile(
    r"^(?:wiss|weiss|wuss|ahn|sag|verr|erfahr|erklaer|nenn)\w* (?:der|die|das) (?!artikel|text|bericht|beitrag|meldung)"
)
_FINITE: Mapping[Language, tuple[str, ...]] = {"de": ("VV(FIN)", "VA(FIN)", "VM(FIN)"), "en": ("VB", "VD", "VH", "VM")}
_LIST: Mapping[Language, re.Pattern[str]] = {
    "de": re.compile(r"^(?:zaehle?|nenne?|liste?|gib|zeige?|such|suche|finde?)\b(?: (?:mir|uns|mal|bitte|kurz))*"),
    "en": re.compile(r"^(?:list|name|enumerate|give|show|find)\b(?: (?:me|us))?"),
}
_EXPLAIN = re.compile(
    r"^(?:erklaere?|beschreibe?|definiere?|definition|explain|define|describe|describe)\b(?: (?:mir|uns|me|us))?"
)
_SPELL_OUT = re.compile(r"^(?:spell out|write out|schreibe?\b.*\baus$)")
_WHAT_ABOUT = re.compile(r"^(?:what|how) about\b|^was ist mit\b|^wie (?:sieht|steht) es mit\b")
_AFTER_COMMA = re.compile(r" , (?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b(?! you$)")
_ONE: Mapping[Language, frozenset[str]] = {
    "de": frozenset({"den", "das", "ein", "eine", "einen"}),
    "en": frozenset({"the", "a", "an"}),
}


def expect(wording: Wording) -> Expectation:
    """Never fails; without anything that asks, the expectation is empty and any kind may be meant."""
    text, language = wording.text, wording.language
    asked = (question_words_de if language == "de" else question_words_en).expect(wording)
    if re.match(rf"(?:{_WHETHER[language]})\b", text) and (asked is None or " , " not in text):
        return Expectation(form=Form.YES_NO, asked=_WHETHER[language].split("|")[0])
    if _WHAT_ABOUT.search(text):
        return Expectation(asked="what about")
    told = _imperative(wording)
    if told is not None:
        return told
    if _is_verb_first(wording) and (asked is None or not _asks_within(wording)):
        return Expectation(form=Form.YES_NO, asked="verb first")
    if asked is None and language == "en" and _AFTER_COMMA.search(text):
        return Expectation(form=Form.YES_NO, asked="verb after comma")
    return asked or _telegraphic(wording)


def _asks_within(wording: Wording) -> bool:
    """ "Ist klar, wer …", "Wurde das von wem bezahlt": a question word in its own clause or governed. Of somebody else,
    as in "Wissen die Ärzte, wer …", it is asked whether."""
    if wording.language == "en":
        return bool(re.search(r"(?:^\w+ (?:\w+ ){0,2}|, )(?:by|to|from|for|with) (?:whom|what|which)\b", wording.text))
    if _KNOWN_TO.match(wording.text):
        return False
    return bool(
        re.search(
            r"^\w+(?: \w+){0,3} , (?:\w+ )?(?:wer|wen|wem|wann|wo|warum|wieso|welche[mnrs]?)\b"
            r"|\b(?:von|an|mit|fuer|bei|durch|seit|bis) (?:wem|wen|was|wann)\b",
            wording.text,
        )
    )


def _is_verb_first(wording: Wording) -> bool:
    if not wording.words or len(wording.words) == 1:
        return False
    if _VERB_FIRST[wording.language].match(wording.text):
        return True
    first = wording.words[0]
    if wording.folded[0] == "kosten" and wording.folded[1] in ("die", "das", "diese", "sie", "alle"):
        return True
    tag = word_class(first.lower(), wording.language)
    if wording.language == "de" and tag in _INFLECTED:
        return _may_be_finite(wording)
    if not tag.startswith(_FINITE[wording.language]):
        return False
    return not (kinds_of(first, wording.language) and wording.folded[1] in ("der", "des", "von", "fuer", "pro"))


def _may_be_finite(wording: Wording) -> bool:
    """ "Gehen die anderen …", "Beteiligt sich …", "Funktionierten gestern alle …": by what stands after the verb."""
    first, second = wording.folded[:2]
    if (kinds_of(wording.words[0], "de") and second not in ("die", "das", "sie")) or _TO_TELL.match(wording.text):
        return False
    if not first.endswith("en"):
        return second == "sich"
    plural = not _PLURAL.isdisjoint(wording.folded[2:])
    past = first.endswith("ten") and word_class(f"{wording.words[0][:-3].lower()}en", "de") == "VV(INF)"
    return second in _SUBJECT or (past and plural)


def _imperative(wording: Wording) -> Expectation | None:
    text, language = wording.text, wording.language
    if len(wording.words) < 2:
        return None
    if _SPELL_OUT.match(text):
        return Expectation(kinds=LONG_FORM, form=Form.DEFINITION, asked="spell out")
    explained = _EXPLAIN.match(text)
    if explained:
        return Expectation(kinds=EXPLAINED, form=Form.DEFINITION, asked=explained[0])
    listed = _LIST[language].match(text)
    if listed is None:
        return None
    rest = wording.after(listed[0].count(" ") + 1)
    noun = noun_after(rest)
    kinds = kinds_of_noun(noun, language)
    plural = language == "en" and (noun or "").endswith("s")
    one = bool(rest.folded) and rest.folded[0] in _ONE[language] and not plural
    if one and kinds:
        return Expectation(kinds=kinds, target=noun, asked=listed[0])
    kinds = (Kind.LIST, *(kind for kind in (*kinds, *_LISTED) if kind is not Kind.LIST))
    return Expectation(kinds=tuple(dict.fromkeys(kinds)), form=Form.LIST, target=noun, asked=listed[0])


def _telegraphic(wording: Wording) -> Expectation:
    """ "CEO?", "Kosten der Brücke?": a noun phrase whose noun says what is asked for."""
    words = tuple(word for word in wording.words if word != ",")
    if not 0 < len(words) <= _TELEGRAPHIC or _has_verb(wording):
        return Expectation()
    noun = _noun_asked(wording)
    kinds = kinds_meant(noun, wording.language) if noun else ()
    return Expectation(kinds=kinds, target=noun if kinds else None, asked="one noun" if kinds else None)


def _noun_asked(wording: Wording) -> str | None:
    """The head of the first noun phrase; where that is a name, the noun after it ("Docker Chef?")."""
    found = noun_after(wording)
    if found and kinds_meant(found, wording.language):
        return found
    last = wording.words[-1]
    owned = not words_of("determiners").isdisjoint(wording.folded[1:-1])
    return last if len(wording.words) <= 3 and not owned and kinds_meant(last, wording.language) else found


def _has_verb(wording: Wording) -> bool:
    for at, (word, folded) in enumerate(zip(wording.words, wording.folded, strict=True)):
        if folded in function_words(wording.language):
            if word_class(folded, wording.language).startswith(("VA", "VM", "VB", "VD", "VH")):
                return True
        elif at and (word[0].isupper() or wording.folded[at - 1] in words_of("determiners")):
            continue
        elif not kinds_of(word, wording.language):
            tag = word_class(word, wording.language)
            if tag in ("VV(FIN)", "VA(FIN)", "VM(FIN)", "VVZ", "VVD"):
                return True
    return False
