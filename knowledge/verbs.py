"""The verb group of a clause: its finite and its main verb, and whether the clause is passive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.clause_splitter import Clause, is_finite
from knowledge.document import Language
from knowledge.roles import Voice
from knowledge.store import Token

_MOVING = re.compile(
    r"(?:gehen|kommen|fahren|fliegen|steigen|sinken|fallen|wachsen|sterben|treten|scheinen|entstehen|laufen|ziehen|"
    r"reisen|scheiden|stürzen|scheitern|folgen|springen|schwinden|unglücken|schrumpfen|wandern|rücken|altern|"
    r"geschehen|gelingen|bleiben|passieren|einsteigen|fliehen|flüchten|brechen|kehren)$"
)
_BEING = frozenset({"sein", "be", "bleiben", "werden", "become", "remain"})


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbGroup:
    """Token indices. `main` is None for a copula; `leading` is a participle before the clause's own verb."""

    finite: int | None = None
    main: int | None = None
    leading: int | None = None
    voice: Voice = Voice.ACTIVE
    plural: bool | None = None
    copula: int | None = None


def intransitive(lemma: str) -> bool:
    """Whether a German verb forms its perfect with "sein": its participle tells what the subject did."""
    return bool(_MOVING.search(lemma))


def group(tokens: Sequence[Token], clause: Clause, language: Language) -> VerbGroup:
    places = [at for at in clause.tokens if tokens[at].tag.startswith(("VV", "VA", "VM", "VB", "VH", "VD"))]
    if language == "de":
        return _german(tokens, clause, places)
    return _english(tokens, clause, places)


def _german(tokens: Sequence[Token], clause: Clause, places: list[int]) -> VerbGroup:
    finite = next((at for at in places if is_finite(tokens[at], "de")), None)
    full = [at for at in places if tokens[at].tag.startswith("VV") and tokens[at].lemma != "werden"]
    if clause.kind == "participle" and full:
        return VerbGroup(main=full[0], voice=Voice.PARTICIPLE)
    leading = None
    first = clause.tokens[0] if clause.tokens else -1
    auxiliaries = [at for at in places if at not in full]
    last = next((at for at in reversed(clause.tokens) if tokens[at].terms), -1)
    if not full:
        edges = [at for at in (last, first) if at >= 0 and tokens[at].tag == "ADJ(D)" and _is_participle(tokens[at])]
        full = edges[:1] if auxiliaries else []
    if len(full) > 1 and full[0] == first and tokens[first].tag == "VV(PP)":
        leading, full = full[0], full[1:]
    if not full:
        return VerbGroup(finite=finite, copula=_copula(tokens, auxiliaries), plural=_plural(tokens, finite))
    main = finite if finite in full and not _trailing_participle(tokens, full, finite, auxiliaries) else full[-1]
    assert main is not None
    voice = _german_voice(tokens, main, auxiliaries)
    return VerbGroup(finite=finite, main=main, leading=leading, voice=voice, plural=_plural(tokens, finite))


def _is_participle(token: Token) -> bool:
    from knowledge.frames import participle

    return participle(token.text, token.lemma, "de") is not None


def _trailing_participle(tokens: Sequence[Token], full: list[int], finite: int | None, auxiliaries: list[int]) -> bool:
    """A finite tag on what is a participle at the clause's end ("hat … verkauft")."""
    return bool(auxiliaries) and finite is not None and auxiliaries[0] < finite


def _german_voice(tokens: Sequence[Token], main: int, auxiliaries: list[int]) -> Voice:
    infinitive = tokens[main].tag in {"VV(INF)", "VV(IZU)"}
    if infinitive or not auxiliaries:
        return Voice.ACTIVE
    lemmas = {tokens[at].lemma for at in auxiliaries}
    if "werden" in lemmas:
        return Voice.PASSIVE
    if "sein" in lemmas and "haben" not in lemmas and not intransitive(tokens[main].lemma):
        return Voice.PASSIVE
    return Voice.ACTIVE


def _copula(tokens: Sequence[Token], auxiliaries: list[int]) -> int | None:
    return next((at for at in auxiliaries if tokens[at].lemma in _BEING), None)


def _plural(tokens: Sequence[Token], finite: int | None) -> bool | None:
    if finite is None:
        return None
    word = tokens[finite].text.lower()
    return word == "sind" or (word.endswith("en") and not word.endswith("schien"))


def _english(tokens: Sequence[Token], clause: Clause, places: list[int]) -> VerbGroup:
    finite = next((at for at in places if is_finite(tokens[at], "en")), None)
    full = [at for at in places if tokens[at].tag.startswith("VV") and not _attributive(tokens, clause, at)]
    auxiliaries = [at for at in places if at not in full and not tokens[at].tag.startswith("VV")]
    if not full:
        copula = next((at for at in auxiliaries if tokens[at].lemma in _BEING), None)
        return VerbGroup(finite=finite, copula=copula)
    if clause.kind == "participle":
        main = full[0]
        passive = tokens[main].tag in {"VVN", "VVD"}
        return VerbGroup(main=main, voice=Voice.PARTICIPLE if passive else Voice.ACTIVE)
    main = next((at for at in full if not auxiliaries or at > auxiliaries[0]), full[-1])
    before = [tokens[at].lemma for at in auxiliaries if at < main]
    passive = bool(before) and before[-1] == "be" and tokens[main].tag in {"VVN", "VVD"}
    plural = (
        None if finite is None else {"VBZ": False, "VHZ": False, "VDZ": False, "VVZ": False}.get(tokens[finite].tag)
    )
    return VerbGroup(
        finite=finite if finite is not None else main,
        main=main,
        voice=Voice.PASSIVE if passive else Voice.ACTIVE,
        plural=plural,
    )


def _attributive(tokens: Sequence[Token], clause: Clause, at: int) -> bool:
    """A participle before a noun and after an article: the acquired unit."""
    inside = at + 1 in clause.tokens and tokens[at + 1].tag.startswith(("NN", "NP"))
    determined = at - 1 in clause.tokens and tokens[at - 1].tag.startswith(("AT", "DPS", "AJ"))
    return tokens[at].tag in {"VVN", "VVG"} and inside and determined
