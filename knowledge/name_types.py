"""What kind of thing a name denotes, from the name itself and the words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.facts import Kind
from knowledge.gazetteer import cues, endings, first_names, is_event_word, is_organisation_word, is_role, known
from knowledge.name_runs import LEGAL, Run
from knowledge.name_words import is_title
from knowledge.store import Token

_VERSION = re.compile(r"\s(?:Version\s)?(?:v?\d+(?:\.\d+)+|\d{1,3})(?=$|[^\d.,:%\w]|[.,](?:\s|$))")
_DOTTED = re.compile(r"\s(?:Version\s)?v?\d+(?:\.\d+)+(?=$|[^\d%\w])")
_ORDINAL_NAME = re.compile(r"\s(?:[IVX]{1,5}|\d{1,4})(?=$|[^\d.,:%\w]|[.,](?:\s|$))")
_UNITS = re.compile(
    r"\s(?:Prozent|Millionen|Milliarden|Euro|Mio|Mrd|Dollar|Uhr|Kilometer|Meter|Jahr|Tag|Monat|Woche|Stunde|Minute|Punkt"
    r"|percent|million|billion|years?|days?|hours?|points?|people|Menschen|Tote|Tor)"
)
_HOUSE = re.compile(r"\s\d{1,4}\s?[a-f]?(?=$|[^\w])")
_STREET = ("straße", "strasse", "Straße", "platz", "Platz", "allee", "Allee", "gasse", "weg", "Weg", "Street", "Avenue")
_AGE = re.compile(
    r"\s\((?:\d{1,3}|CDU|CSU|SPD|FDP|AfD|Grüne|Die Linke|Linke|parteilos|Freie Wähler|ÖVP|SPÖ|FPÖ|SVP)\)"
    r"|,\s\d{1,2},|,\s(?:aged\s)?\d{1,2}\b"
)
_LIVING = frozenset({"lebt", "wohnt", "geboren", "born", "lives", "lived", "liegt", "Sitz", "based", "located", "aus"})
_WHERE = frozenset({"in", "aus", "nach", "from", "near", "bei"})


def with_suffix(run: Run, text: str, end: int) -> tuple[int, Kind | None]:
    """Where the name ends with a legal form, a version, a house number or an ordinal behind it, and what that tells."""
    if match := LEGAL.match(text, run.end, end):
        sentence_ends = match.end() >= end and match.group().endswith(".") and not match.group().endswith("V.")
        return match.end() - sentence_ends, Kind.ORGANISATION
    name = text[run.start : run.end]
    if name.endswith(" Co") and text.startswith(". KG", run.end):
        return run.end + 4, Kind.ORGANISATION
    if name.endswith((" Inc", " Corp", " Ltd", " Co")) and text[run.end : run.end + 2] in {". ", ".,"}:
        return run.end + (run.end + 1 < end), Kind.ORGANISATION
    if name.endswith(_STREET) and (match := _HOUSE.match(text, run.end, end)):
        return match.end(), Kind.PLACE
    if (match := _ORDINAL_NAME.match(text, run.end, end)) and _is_event(name.split()):
        return match.end(), Kind.EVENT
    if run.kind in {Kind.PLACE, Kind.PERSON, Kind.EVENT} or _UNITS.match(text, _after_number(text, run.end), end):
        return run.end, None
    pattern = _VERSION if run.kind is Kind.PRODUCT else _DOTTED
    if match := pattern.match(text, run.end, end):
        return match.end(), Kind.PRODUCT
    return run.end, None


def _after_number(text: str, at: int) -> int:
    match = re.compile(r"\s[\d.,]+").match(text, at)
    return match.end() if match else at


def from_name(name: str) -> Kind | None:
    """The kind that the words of the name tell, without context."""
    if name in known() and name not in cues("ambiguous"):
        return known()[name]
    words = name.replace("-", " ").split()
    if _is_event(words):
        return Kind.EVENT
    if words[-1].rstrip(".") in cues("legal") and len(words) > 1:
        return Kind.ORGANISATION
    first = words[0] in first_names() or (len(words[0]) == 1 and len(words) > 2 and words[1] in {"."})
    if len(words) > 1 and first and words[-1] not in cues("org-head") | cues("place-head") - {"Park"}:
        return Kind.PERSON
    if _is_organisation(words, name):
        return Kind.ORGANISATION
    if (len(words) > 1 and {words[0], words[-1]} & cues("place-head")) or _is_place(words[-1]):
        return Kind.PLACE
    return None


def _is_event(words: Sequence[str]) -> bool:
    if len(words) > 2 and set(words[-1]) <= set("IVXLCM0123456789"):
        words = words[:-1]
    last = words[-1]
    return (
        (len(words) > 1 and (last in cues("event-head") or words[0] in {"Battle", "Treaty"}))
        or is_event_word(last)
        or " ".join(words[-2:]) in {"Super Bowl", "Pro Bowl"}
    )


def _is_organisation(words: Sequence[str], name: str) -> bool:
    last = words[-1]
    if len(words) > 1 and (last in cues("org-head") or is_organisation_word(words[0])):
        return True
    return is_organisation_word(last) and len(name) > 7 and last.casefold() != "datenbank"


def _is_place(word: str) -> bool:
    folded = word.casefold()
    return len(folded) > 5 and folded.endswith(
        ("straße", "platz", "allee", "brücke", "gebirge", "flughafen", "regenwald")
    )


def from_context(text: str, tokens: Sequence[Token], run: Run, end: int) -> Kind | None:
    """The kind that the words before and behind the name tell; None where they do not."""
    before = tokens[run.first - 1].text if run.first else ""
    name = text[run.start : run.end]
    if before == "." and run.first > 1 and is_title(tokens[run.first - 2].text):
        return Kind.PERSON
    if is_title(before) or before in {"jährige", "jährigen", "jähriger"} or before.endswith(("jährige", "jährigen")):
        return Kind.PERSON
    if _cued(before, "product-cue"):
        return Kind.PRODUCT
    if _cued(before, "place-cue") or (
        before == "of" and run.first > 1 and tokens[run.first - 2].text in cues("place-cue")
    ):
        return Kind.PLACE
    if is_role(before) and run.last - run.first < 4 and not (run.first == run.last and is_common(tokens[run.first])):
        return None if _cued(before, "org-cue") else Kind.PERSON
    if _cued(before, "org-cue"):
        return Kind.ORGANISATION
    if run.last > run.first and _AGE.match(text, run.end, end) and not name.isupper():
        return Kind.PERSON
    return _from_life(tokens, run) or _from_partners(tokens, run) or _where(tokens, run, name)


def is_common(token: Token) -> bool:
    """An English common noun that is capitalised: General Conference."""
    return token.tag.startswith("NN") and token.tag[2:3].isdigit() and token.text not in first_names()


def _from_life(tokens: Sequence[Token], run: Run) -> Kind | None:
    """X starb, X was born, X, geboren …: a person."""
    following = [token.text for token in tokens[run.last + 1 : run.last + 4]]
    lives = bool(following) and (following[0] in _LIVES or (following[0] in {"was", "wurde"} and "born" in following))
    born = following[:1] == ["wurde"] and any(token.text == "geboren" for token in tokens[run.last :])
    return Kind.PERSON if (lives or born) and run.last - run.first < 3 else None


_LIVES = frozenset({"starb", "heiratete", "studierte", "promovierte", "died", "married", "sagte", "said"})


def _cued(word: str, category: str) -> bool:
    if not word:
        return False
    if {word, word.rsplit("-", 1)[-1]} & cues(category):
        return True
    return word[0].isupper() and len(word) > 7 and word.casefold().endswith(endings(f"{category}-suffix"))


def _from_partners(tokens: Sequence[Token], run: Run) -> Kind | None:
    """CEO von X, Übernahme durch X, Abkommen mit X: an organisation."""
    if run.first < 2:
        return None
    before, preposition = tokens[run.first - 2].text, tokens[run.first - 1].text
    if preposition in {"von", "bei", "of", "at"} and is_role(before) and before.rsplit("-", 1)[-1] in _LEADS:
        return Kind.ORGANISATION
    if preposition in {"durch", "mit", "with", "by"} and before in cues("deal"):
        return Kind.ORGANISATION
    return None


_LEADS = frozenset(
    {"CEO", "CTO", "CFO", "COO", "Chef", "Chefin", "Geschäftsführer", "Geschäftsführerin", "Vorstand", "Sprecher",
     "Sprecherin", "Manager", "Managerin", "Gründer", "Gründerin", "Vorstandschef", "Vorstandschefin", "founder",
     "co-founder", "spokesman", "spokeswoman", "chairman", "Analyst", "analyst", "engineer", "Mitgründer"}
)  # fmt: skip


def _where(tokens: Sequence[Token], run: Run, name: str) -> Kind | None:
    """in Gifhorn, aus Altenkirchen: a place when the ending, a word beside it or the sentence's verb says so."""
    if run.first == 0 or run.last > run.first or tokens[run.first - 1].text not in _WHERE:
        return None
    around = {token.text for token in tokens[max(0, run.first - 3) : run.last + 3]}
    if name.casefold().endswith(endings("place-suffix")) or around & _LIVING:
        return Kind.PLACE
    named = tokens[run.first].tag.startswith(("NE", "NP", "FM"))
    named = named and tokens[run.first - 1].text != "bei"
    return Kind.PLACE if named and any(token.text in cues("place-verb") for token in tokens) else None
