"""What German question words ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.asked_nouns import group_meant
from bot.expectation import (
    Expectation,
    Form,
    Wording,
    also_governed,
    kinds_called,
    kinds_of_noun,
    noun_after,
    only_names,
    subject_of_being,
)
from bot.expected_kinds import (
    BEING,
    EXPLAINED,
    GOVERNED,
    LONG_FORM,
    MANNER,
    MEASURED,
    THINGS,
    WHAT_FOR,
    WHO,
    WHY,
    Kinds,
)
from bot.question_measures_de import MEASURES, how_much, measure
from knowledge.analysis import word_class
from knowledge.facts import Kind

_PREPOSITIONS = (
    "ab|als|an|auf|aus|bei|bis|durch|fuer|gegen|gegenueber|hinter|in|mit|nach|neben|ohne|seit|ueber|um|unter|von|vor|zu"
)
_CONTRACTED = {"am": "an", "beim": "bei", "im": "in", "vom": "von", "zum": "zu", "zur": "zu"}
_UMLAUTS = {"fuer": "für", "ueber": "über", "gegenueber": "gegenüber"}
_WORD = re.compile(
    rf"""(?:\b(?P<prep>{_PREPOSITIONS}|{"|".join(_CONTRACTED)})\ )?\b(?P<word>
        wer|wen|wem|wessen|was|wann|wohin|woher|warum|wieso|weshalb|weswegen|welche[mnrs]?|wozu|inwiefern|inwieweit
      | wievielte\w* | wie | wor?(?P<governed>{_PREPOSITIONS}) | worum | wo
    )\b""",
    re.VERBOSE,
)
_RELATIVE = re.compile(
    r"\b(?:das|alles|etwas|nichts|vieles|dort|da|ort|stelle|so|genauso|ebenso|egal|irgend)(?: \w+)?(?: ,)? $"
)
_HAPPENED = re.compile(
    r"\b(?:passiert|passierte|geschehen|geschah|los|geplant|bekannt|neu|vorgesehen|anders|wichtig|vorgefallen)\b"
)


_PAID = re.compile(
    r"(?:kassier|verschling|berapp)\w*\b"
    r"|\b(?:ausgegeben|geboten|kassiert|bezahlen|berappen|verschlungen|verschlingt|kosten)(?: ,|$)"
)
_SHORT_FORM = re.compile(r"\b(?:hinter|bedeut\w+|heisst|meint) (?:\w+ )?(?:kuerzel|abkuerzung|akronym|buchstaben)\b")
_FAILED = re.compile(r"\b(?:scheiter|lag|liegt|haper|krank|gelegen)\w*")
_IS_CALLED = re.compile(
    r"(?:heiss|hiess|laut)\w*\b|(?:ist|war) (?:der|die) (?:\w+ )?(?:name|titel)\b|.*\b(?:heisst|heissen|hiess)$"
)


def expect(wording: Wording) -> Expectation | None:
    """By the first question word that asks; None without one."""
    text = wording.text
    for found in _WORD.finditer(text):
        before = text[: found.start()]
        if found["word"] in ("was", "wo", "wie") and _RELATIVE.search(before):
            continue
        if found["word"] == "wie" and before.endswith(", "):
            continue
        rest = wording.after(wording.at(found.end("word")) + 1)
        prepositions = _governing(found)
        return _ASKED[_key(found["word"])](rest, prepositions, found["word"])
    return None


def _key(word: str) -> str:
    if word.startswith("welche"):
        return "welche"
    if word.startswith("wievielte"):
        return "wievielte"
    return word if word in _ASKED else "worauf"


def _governing(found: re.Match[str]) -> tuple[str, ...]:
    word = found["prep"] or found["governed"] or ("um" if found["word"] == "worum" else "")
    word = _CONTRACTED.get(word, word)
    return (_UMLAUTS.get(word, word),) if word else ()


def _who(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    being = subject_of_being(rest) if word == "wer" and not prepositions else None
    if being and only_names(being):
        return Expectation(kinds=BEING, form=Form.DEFINITION, asked="wer ist")
    kinds = (*WHO, Kind.PREPOSITIONAL) if prepositions else WHO
    return Expectation(kinds=kinds, prepositions=prepositions, asked=" ".join((*prepositions, word)))


def _when(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    return Expectation(kinds=(Kind.DATE,), prepositions=prepositions, asked=" ".join((*prepositions, word)))


def _why(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    return Expectation(
        kinds=WHY, prepositions=("wegen", "aufgrund", "dank", "durch", "infolge", "angesichts", "für"), asked=word
    )


def _what_for(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    return Expectation(kinds=WHAT_FOR, prepositions=("zu", "zum", "zur", "für"), asked=word)


def _where(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    from_there = word == "woher" or re.search(r"\bher\b", rest.text)
    to_there = word == "wohin" or re.search(r"\bhin\b", rest.text)
    fitting = ("aus", "von", "vom") if from_there else ("nach", "in", "ins", "zu", "zum", "zur", "auf", "an")
    if not from_there and not to_there:
        fitting = ("in", "im", "bei", "nach", "aus", "auf", "an", "am")
    kinds = (Kind.PLACE, Kind.PREPOSITIONAL, Kind.ORGANISATION, Kind.NAME)
    return Expectation(kinds=kinds[:2] if word == "wo" else kinds, prepositions=fitting, asked=word)


def _which(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    noun = noun_after(rest)
    kinds = kinds_of_noun(noun, "de") or (*THINGS, Kind.PERSON, Kind.ROLE, *MEASURED)
    if kinds in (WHY, WHAT_FOR):
        asked = _why if kinds == WHY else _what_for
        return replace(asked(rest, prepositions, "welche"), target=noun)
    return Expectation(kinds=also_governed(kinds, prepositions), prepositions=prepositions, target=noun, asked="welche")


def _what(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    text = rest.text
    if re.match(r"fuer (?:ein|eine|einen|einem|einer|welche)\b|fuer \w+(?:s|e|en|er)?\b(?! (?:steht|stehen))", text):
        noun = noun_after(rest.after(1))
        return Expectation(
            kinds=(*THINGS, Kind.DEFINITION, Kind.ROLE), prepositions=prepositions, target=noun, asked="was für"
        )
    if prepositions:
        if prepositions == ("für",) and re.match(r"(?:steht|stehen|stand)\b", text):
            return Expectation(kinds=LONG_FORM, form=Form.DEFINITION, asked="wofür steht")
        kinds = (Kind.ROLE, *GOVERNED, Kind.DEFINITION) if prepositions == ("als",) else GOVERNED
        return Expectation(kinds=kinds, prepositions=prepositions, asked=f"{prepositions[0]} was")
    if _SHORT_FORM.search(text):
        return Expectation(kinds=LONG_FORM, form=Form.DEFINITION, asked="was bedeutet")
    if re.match(r"(?:bedeute|heiss|hiess)\w*\b|versteh\w+ (?:man|wir) (?:unter|darunter)\b|.*\bbedeutet$", text):
        return Expectation(kinds=LONG_FORM, form=Form.DEFINITION, asked="was bedeutet")
    if re.match(r"(?:kost|zahl|verdien)\w*\b|.*\bkost(?:e|et|en|ete|eten)$|.*\bgekostet\b", text):
        return Expectation(kinds=(Kind.MONEY, Kind.NUMBER), asked="was kostet")
    if _PAID.search(text):
        return Expectation(kinds=(Kind.MONEY, Kind.NUMBER, Kind.PHRASE), asked="was kostet")
    if re.match(
        r"(?:bring|brach)\w*\b.*\bein$|.*\beingebracht\b|.*\ban (?:umsatz|gewinn|verlust|steuern|miete)\b", text
    ):
        return Expectation(kinds=(Kind.MONEY, Kind.NUMBER, Kind.PERCENT), asked="was bringt ein")
    if re.search(r"\bvon beruf\b", text):
        return Expectation(kinds=BEING, asked="was von Beruf")
    return _what_is(rest) or Expectation(kinds=(*THINGS, Kind.CLAUSE, *MEASURED), asked="was")


def _what_is(rest: Wording) -> Expectation | None:
    """ "Was ist X", "was X ist": a definition, unless the noun is one that has a kind of its own."""
    asked = subject_of_being(rest)
    if asked is None:
        return None
    if _HAPPENED.search(asked.text) or _ends_in_participle(asked):
        return Expectation(kinds=(*THINGS, Kind.CLAUSE), asked="was ist geschehen")
    noun = noun_after(asked)
    definite = len(asked.words) > 1 and asked.folded[0] not in ("ein", "eine")
    kinds = kinds_of_noun(noun, "de") if noun and group_meant(noun, "de") and definite else ()
    if kinds:
        return Expectation(kinds=kinds, prepositions=_usual(kinds), target=noun, asked="was ist der")
    if asked.folded[:1] == ("die",) and not {"sind", "waren"}.isdisjoint((rest.folded[0], rest.folded[-1])):
        return Expectation(kinds=(*THINGS, Kind.CLAUSE), target=noun, asked="was sind die")
    return Expectation(kinds=EXPLAINED, form=Form.DEFINITION, asked="was ist")


def _ends_in_participle(wording: Wording) -> bool:
    if len(wording.words) < 2 or wording.words[-1][0].isupper():
        return False
    return word_class(wording.words[-1], "de") == "VV(PP)"


def _usual(kinds: Kinds) -> tuple[str, ...]:
    if kinds == WHY:
        return ("wegen", "aufgrund", "dank", "durch", "infolge", "angesichts", "für")
    return ("zu", "zum", "zur", "für") if kinds == WHAT_FOR else ()


def _governed(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    if word == "wofuer" and re.match(r"(?:steht|stehen|stand)\b|.*\bsteht$", rest.text):
        return Expectation(kinds=LONG_FORM, form=Form.DEFINITION, asked="wofür steht")
    if word == "wofuer":
        kinds = (Kind.PREPOSITIONAL, Kind.PURPOSE, *THINGS)
        return Expectation(kinds=kinds, prepositions=("für", "zu", "zum", "zur"), asked=word)
    if word == "woran" and _FAILED.search(rest.text):
        kinds = (Kind.PREPOSITIONAL, Kind.CAUSE, *THINGS, Kind.CLAUSE)
        return Expectation(kinds=kinds, prepositions=(*prepositions, "wegen", "aufgrund", "infolge"), asked=word)
    if word == "wodurch":
        kinds = (Kind.PREPOSITIONAL, Kind.CAUSE, *THINGS)
        return Expectation(kinds=kinds, prepositions=("durch", "infolge", "wegen"), asked=word)
    return Expectation(kinds=GOVERNED, prepositions=prepositions, asked=word)


def _ordinal(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    return Expectation(kinds=(Kind.ORDINAL, Kind.NUMBER), asked="wievielte")


def _how(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    text = rest.text
    if re.match(r"(?:nennt|nannte|bezeichnet)\w*\b|.*\b(?:genannt|benannt|bezeichnet)\b", text):
        return Expectation(kinds=(Kind.NAME, *THINGS), asked="wie nennt man")
    if re.search(r"\b(?:ausgeschrieben|in voller laenge|mit vollem namen)\b", text):
        return Expectation(kinds=LONG_FORM, form=Form.DEFINITION, asked="was bedeutet")
    if _IS_CALLED.match(text):
        of = re.match(r"\w+ (?:der|die|das) (?:\w+ )?(?:name|titel|bezeichnung)\b", text)
        skipped = of[0].count(" ") + 1 if of else 1
        noun = noun_after(rest if text.startswith(("der ", "die ", "das ")) else rest.after(skipped))
        alone = re.match(r"\w+ (?:der|die|das) (\w+)(?: ,|$)", text)
        noun = noun or (rest.words[2] if alone else None)  # in small letters it may look like a verb
        kinds = kinds_called(noun, "de", determined=re.search(r"^(?:\w+ )?(?:der|die|das|den)\b", text) is not None)
        return Expectation(kinds=kinds, target=noun, asked="wie heißt")
    if text.startswith(("viel ", "viele ", "vielen ", "vieler ")) or text in ("viel", "viele"):
        return how_much(rest.after(1), prepositions, plural=not text.startswith("viel ") and text != "viel")
    measured = re.match(r"(\w+)\b", text)
    if measured and measured[1] in MEASURES:
        return measure(measured[1], rest.after(1))
    if re.match(
        r"(?:ging|geht|endete|endet|spielte|steht|fiel|faellt|fallen)\b.*\b(?:aus|spiel|partie|match|finale|duell)\b",
        text,
    ):
        return Expectation(kinds=(Kind.SCORE, *MANNER), asked="wie ging aus")
    return Expectation(kinds=MANNER, prepositions=("durch", "mit", "per", "mittels", "von"), asked="wie")


_ASKED: Mapping[str, Callable[[Wording, tuple[str, ...], str], Expectation]] = {
    **dict.fromkeys(("wer", "wen", "wem", "wessen"), _who),
    "wann": _when,
    **dict.fromkeys(("warum", "wieso", "weshalb", "weswegen"), _why),
    "wozu": _what_for,
    **dict.fromkeys(("wo", "wohin", "woher"), _where),
    "welche": _which,
    "was": _what,
    "wievielte": _ordinal,
    "wie": _how,
    **dict.fromkeys(("inwiefern", "inwieweit"), lambda rest, prepositions, word: Expectation(kinds=MANNER, asked=word)),
    "worauf": _governed,
}
