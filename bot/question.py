"""What a question asks for: its language, the kinds of answer it expects, its content words and its constraints."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from knowledge.analysis import fold, tokenise
from knowledge.document import Language
from knowledge.facts import Kind
from knowledge.language import content_words, detect
from knowledge.store import Token

_QUOTES = str.maketrans({"„": '"', "“": '"', "”": '"', "‚": "'", "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " "})
_NAMES = (Kind.PERSON, Kind.ORGANISATION, Kind.NAME)
_THINGS = (Kind.PHRASE, Kind.PRODUCT, Kind.NAME, Kind.LIST, Kind.TITLE, Kind.EVENT, Kind.ORGANISATION, Kind.PLACE)
_AMOUNTS = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT)
_OPENINGS = (
    "hallo", "hi", "hey", "moin", "guten (?:tag|morgen|abend)", "servus", "bitte", "sagt?(?: sie)? mir",
    "kannst du mir sagen", "können sie mir sagen", "weißt du", "wissen sie",
    "ich (?:wüsste|möchte|würde) gerne? wissen", "hello", "good (?:morning|evening)", "please",
    "(?:can|could) you tell me", "do you know", "tell me", "also", "und", "and", "ja", "ok(?:ay)?",
)  # fmt: skip
_CLOSINGS = ("bitte", "please", "danke", "thanks", "thank you", "vielen dank", "denn", "eigentlich")
_CLUTTER = re.compile(
    rf"^(?:(?:{'|'.join(_OPENINGS)})[\s,.!:;-]+)+|[\s,]+(?:{'|'.join(_CLOSINGS)})(?=[\s?.!]*$)", re.IGNORECASE
)


class Form(StrEnum):
    FACT = "fact"
    YES_NO = "yes_no"
    LIST = "list"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A question word (a pattern over the folded question) and what it expects, most expected first."""

    pattern: str
    kinds: tuple[Kind, ...]
    preposition: tuple[str, ...] = ()
    form: Form = Form.FACT


_PREPOSITIONS_DE = "an|auf|aus|bei|durch|fuer|gegen|mit|nach|ueber|um|unter|von|vor|zu|in|seit|bis|ohne|neben|hinter"
_RULES: dict[Language, tuple[Rule, ...]] = {
    "de": (
        Rule(
            pattern=r"\b(seit|bis|ab) wann\b|\bwann\b|\bwelche[mnrs]? (jahr|tag|monat|datum|zeitpunkt)",
            kinds=(Kind.DATE,),
        ),
        Rule(pattern=r"\bwie ?lange?\b", kinds=(Kind.DURATION, Kind.DATE)),
        Rule(pattern=r"\bwie alt\b", kinds=(Kind.DURATION, Kind.NUMBER)),
        Rule(
            pattern=r"\bwie ?viele? (geld|kapital|euro|dollar)|\bwie ?viel (kostet|(be)?zahlt|verdient)|\bwie teuer\b",
            kinds=(Kind.MONEY, Kind.NUMBER),
        ),
        Rule(pattern=r"\bwie ?viele? prozent\b|\bprozentsatz\b", kinds=(Kind.PERCENT, Kind.NUMBER)),
        Rule(pattern=r"\bwie ?viele?\b|\bwie oft\b", kinds=(Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.DURATION)),
        Rule(
            pattern=r"\bwie (hoch|gross|weit|schwer|schnell|tief|breit)\b",
            kinds=(Kind.MONEY, Kind.NUMBER, Kind.PERCENT),
        ),
        Rule(
            pattern=r"\b(warum|wieso|weshalb|weswegen)\b",
            kinds=(Kind.CAUSE, Kind.PURPOSE, Kind.PREPOSITIONAL, Kind.CLAUSE),
            preposition=("wegen", "aufgrund", "dank", "durch", "infolge", "angesichts", "für"),
        ),
        Rule(
            pattern=r"\bwozu\b|\bzu welchem zweck\b",
            kinds=(Kind.PURPOSE, Kind.PREPOSITIONAL),
            preposition=("zu", "zum", "zur", "für"),
        ),
        Rule(
            pattern=r"\b(wofuer|fuer was) (steht|stehen)\b|\bwas (bedeutet|heisst)\b",
            kinds=(Kind.ORGANISATION, Kind.NAME, Kind.PHRASE, Kind.DEFINITION),
            form=Form.DEFINITION,
        ),
        Rule(pattern=r"\bwofuer\b", kinds=(Kind.PREPOSITIONAL, Kind.PURPOSE), preposition=("für", "zu", "zum", "zur")),
        Rule(
            pattern=r"\bwas (ist|sind|war|waren)\b", kinds=(Kind.DEFINITION, Kind.ROLE, *_THINGS), form=Form.DEFINITION
        ),
        Rule(
            pattern=r"\b(wo|wohin|woher)\b",
            kinds=(Kind.PLACE, Kind.PREPOSITIONAL),
            preposition=("in", "im", "bei", "nach", "aus", "auf", "an", "am"),
        ),
        Rule(pattern=r"\bwer\b|\bwen\b|\bwem\b|\bwessen\b", kinds=(*_NAMES, Kind.LIST, Kind.PHRASE)),
        Rule(pattern=r"\bwie (heisst|heissen|hiess|lautet)\b", kinds=(*_NAMES, Kind.PRODUCT, Kind.PLACE, Kind.TITLE)),
        Rule(
            pattern=r"\bwelche[mnrs]? (firma|unternehmen|konzern|organisation|verein|partei|behoerde|investor\w*)",
            kinds=(Kind.ORGANISATION, Kind.NAME, Kind.LIST),
        ),
        Rule(pattern=r"\bwelche[mnrs]? (person|mann|frau|\w*(in|er|or|ist)) ", kinds=(*_NAMES, Kind.PHRASE)),
        Rule(
            pattern=r"\bwelche[mnrs]? (stadt|land|ort|staat|region|fluss|kontinent|insel|gebiet)",
            kinds=(Kind.PLACE, Kind.NAME),
        ),
        Rule(pattern=r"\b(welche[mnrs]?|was fuer)\b", kinds=(*_THINGS, Kind.PERSON, Kind.ROLE)),
        Rule(pattern=r"\bwie\b", kinds=(Kind.PREPOSITIONAL, Kind.PHRASE, Kind.CLAUSE)),
        Rule(pattern=r"\bwas\b", kinds=_THINGS),
        Rule(pattern=r"^(zaehl|nenn|liste)", kinds=(Kind.LIST, Kind.PHRASE, *_NAMES), form=Form.LIST),
    ),
    "en": (
        Rule(
            pattern=r"\bwhen\b|\b(what|which|in what) (year|day|month|date|time|decade|century)\b", kinds=(Kind.DATE,)
        ),
        Rule(pattern=r"\bhow long\b", kinds=(Kind.DURATION, Kind.DATE)),
        Rule(pattern=r"\bhow old\b", kinds=(Kind.DURATION, Kind.NUMBER)),
        Rule(pattern=r"\bhow much (money|capital|did|does|was|is)\b", kinds=(Kind.MONEY, Kind.NUMBER, Kind.PERCENT)),
        Rule(pattern=r"\bwhat percent", kinds=(Kind.PERCENT, Kind.NUMBER)),
        Rule(pattern=r"\bhow (many|much|often)\b", kinds=_AMOUNTS),
        Rule(
            pattern=r"\bhow (big|large|high|far|tall|heavy|fast|deep)\b", kinds=(Kind.MONEY, Kind.NUMBER, Kind.PERCENT)
        ),
        Rule(pattern=r"\bwhy\b|\bwhat for\b", kinds=(Kind.CAUSE, Kind.PURPOSE, Kind.PREPOSITIONAL, Kind.CLAUSE)),
        Rule(
            pattern=r"\bwhat does .* (stand for|mean)\b",
            kinds=(Kind.ORGANISATION, Kind.NAME, Kind.PHRASE, Kind.DEFINITION),
            form=Form.DEFINITION,
        ),
        Rule(pattern=r"^what (is|are|was|were)\b", kinds=(Kind.DEFINITION, Kind.ROLE, *_THINGS), form=Form.DEFINITION),
        Rule(
            pattern=r"\bwhere\b",
            kinds=(Kind.PLACE, Kind.PREPOSITIONAL),
            preposition=("in", "at", "on", "from", "im", "aus", "nach"),
        ),
        Rule(pattern=r"\bwho\b|\bwhom\b|\bwhose\b", kinds=(*_NAMES, Kind.LIST, Kind.PHRASE)),
        Rule(
            pattern=r"\b(what|which) (company|companies|organi[sz]ation|party|firm|team|club|investors?)\b",
            kinds=(Kind.ORGANISATION, Kind.NAME, Kind.LIST),
        ),
        Rule(pattern=r"\b(what|which) (city|country|place|state|region|river)\b", kinds=(Kind.PLACE, Kind.NAME)),
        Rule(pattern=r"\b(what|which)\b", kinds=(*_THINGS, Kind.PERSON, Kind.ROLE)),
        Rule(pattern=r"\bhow\b", kinds=(Kind.PREPOSITIONAL, Kind.PHRASE, Kind.CLAUSE)),
        Rule(pattern=r"^(list|name)\b", kinds=(Kind.LIST, Kind.PHRASE, *_NAMES), form=Form.LIST),
    ),
}
_GOVERNED_DE = re.compile(rf"\b({_PREPOSITIONS_DE}) (?:wen|wem|was|welche[mnrs]?)\b|\bwo(?:r)?({_PREPOSITIONS_DE})\b")
_UNFOLDED = {"fuer": "für", "ueber": "über"}
_VERB_FIRST = {"de": ("VV", "VA", "VM"), "en": ("VB", "VD", "VH", "VM")}
_NEGATIONS = frozenset(
    {"nicht", "kein", "keine", "keinen", "keiner", "keinem", "nie", "niemals", "ohne", "not", "never", "no"}
)
_OTHERS = frozenset({"noch", "ausser", "sonst", "weitere", "weiteren", "neben", "else", "other", "besides"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A content word of a question. `terms` are its index terms, the stem first; `name`: written like a proper name;
    `exact`: a number, a year, a single letter or a version, which a near miss does not match."""

    text: str
    terms: tuple[str, ...]
    name: bool = False
    exact: bool = False
    verb: bool = False


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
    asked: str | None = None  # the rule that fired, for `explain`


def normalise(text: str) -> str:
    """NFC, plain quotes and dashes, one blank between words, spoken clutter around the question removed."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).translate(_QUOTES)).strip()
    bare = _CLUTTER.sub("", plain).strip()
    return bare or plain


def analyse(text: str, language: Language | None = None) -> Question:
    """Never fails: a text without a question word is a search for its content words."""
    plain = normalise(text)
    language = language or detect(plain)
    tokens = tokenise(plain, 0, len(plain), language)
    folded = fold(plain)
    rule = next((r for r in _RULES[language] if re.search(r.pattern, folded)), None)
    terms = _terms(tokens, language)
    verb_first = bool(tokens) and tokens[0].tag.startswith(_VERB_FIRST[language])
    yes_no = (rule is None and verb_first) or (
        verb_first and rule is not None and rule.form is not Form.LIST and _no_question_word(folded)
    )
    return Question(
        text=plain,
        language=language,
        kinds=() if rule is None or yes_no else rule.kinds,
        terms=terms,
        prepositions=_prepositions(folded, language, rule),
        form=Form.YES_NO if yes_no else (rule.form if rule else Form.FACT),
        negated=any(fold(token.text) in _NEGATIONS for token in tokens),
        others=asks_for_others(folded),
        target=_target(tokens, terms),
        asked=rule.pattern if rule else None,
    )


def expected(folded: str, language: Language) -> tuple[tuple[Kind, ...], tuple[str, ...]]:
    """The kinds of answer a folded question's question word expects, and the prepositions before the answer."""
    rule = next((rule for rule in _RULES[language] if re.search(rule.pattern, folded)), None)
    return rule.kinds if rule else (), _prepositions(folded, language, rule)


def asks_for_others(folded: str) -> bool:
    """Whether a folded question asks for what is left beside something named: noch, außer, sonst."""
    return not _OTHERS.isdisjoint(folded.split())


def _no_question_word(folded: str) -> bool:
    return not re.search(
        r"\b(w(er|en|em|essen|ann|o|ohin|oher|as|ie|arum|elche[mnrs]?|o(r)?[a-z]+)|who|what|which|when|where|why|how)\b",
        folded,
    )


def _prepositions(folded: str, language: Language, rule: Rule | None) -> tuple[str, ...]:
    if rule is not None and rule.form is Form.DEFINITION:
        return rule.preposition
    if language == "de":
        governed = _GOVERNED_DE.search(folded)
        if governed:
            word = governed.group(1) or governed.group(2)
            return (_UNFOLDED.get(word, word),)
    return rule.preposition if rule else ()


def _terms(tokens: tuple[Token, ...], language: Language) -> tuple[Term, ...]:
    found = []
    for token in content_words(tokens, language):
        digits = any(c.isdigit() for c in token.text)
        name = token.tag.startswith(("NE", "NP")) or (
            token is not tokens[0] and token.text[1:] != token.text[1:].lower()
        )
        verb = token.tag.startswith(("VV", "VA", "VM"))
        exact = digits or len(token.text) == 1
        found.append(Term(text=token.text, terms=token.terms, name=name, exact=exact, verb=verb))
        found += [Term(text=piece, terms=(fold(piece),), exact=True) for piece in _distinguishing(token.text)]
    return tuple(found)


def _distinguishing(word: str) -> list[str]:
    """The single letters and numbers inside a hyphenated word: the B of Series-B-Runde, the 19 of Covid-19."""
    pieces = re.split(r"[-‑]", word)
    return [piece for piece in pieces if len(pieces) > 1 and (piece.isdigit() or (len(piece) == 1 and piece.isupper()))]


def _target(tokens: tuple[Token, ...], terms: tuple[Term, ...]) -> Term | None:
    for at, token in enumerate(tokens):
        if re.fullmatch(r"welche[mnrs]?|viele?|wieviele?|many|much|which|what|für", token.text.lower()):
            for follower in tokens[at + 1 : at + 4]:
                if follower.tag.startswith(("NN", "NE", "NP")):
                    return next((term for term in terms if term.text == follower.text), None)
                if follower.tag.startswith(("V", "APPR", "PRP")):
                    break
    return None
