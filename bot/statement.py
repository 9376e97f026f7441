"""What speaks for and against a statement in a sentence: how well the statement's words are met there and around, and
how negation, denial, restriction, opposites and other numbers stand to them. Names are stable: the weights use them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot import gates
from bot.cues import AGAINST, cues, language_of, particles, slight
from bot.matching import CONTEXT, WAYS, Matches, TermMatch
from bot.postings import Array
from bot.question import Form, Question
from bot.ranking import Choice, RankedSentence, Ranking
from bot.statement_reading import SAID, Reading, any_word, read, stems_of
from bot.support import MET
from bot.weights import Polar
from knowledge.analysis import fold, tokenise
from knowledge.document import Language
from knowledge.store import Token

Features = dict[str, float]

_SENTENCES = 3
_NEAR = 3  # tokens between a cue and a word of the statement
_DENYING = (
    "against:anywhere", "opposed", "opposed:near", "privative", "number:differs", "restriction", "first", "free",
    "former",
)  # fmt: skip
_SPEAKS_TO: Mapping[str, tuple[str, ...]] = {
    "already": ("first", "addition"),
    "earlier": ("first", "addition"),
    "too": ("restriction", "addition"),
    "still": ("former", "lasting"),
    "all": ("restriction", "addition"),
    "only": ("addition", "restriction"),
    "must": ("free",),
}
_TOLD = (
    "told",
    "told:clause",
    "told:plain",
    "told:plain:clause",
    "told:plain:least",
    "told:plain:least:clause",
    "untold",
)
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Measured:
    """A sentence that may decide a statement. `bearing`: what tells whether it does; `leaning`: which way; `whole`:
    whether it speaks of all things that the statement does."""

    choice: Choice
    bearing: Features
    leaning: Features
    whole: bool


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Weighed:
    """What a sentence says to a statement; `probability`: that it decides it, and in this way; `whole`: the
    sentence speaks of all things that the statement does; `grounded`: it does where it affirms, and where it denies
    there is a word that speaks against."""

    choice: Choice
    holds: bool
    probability: float
    grounded: bool
    whole: bool


def measured(ranking: Ranking) -> tuple[Measured, ...]:
    """The best sentences."""
    found = []
    for choice in ranking.choices[:_SENTENCES]:
        reading = read(ranking, choice.sentence)
        says = leaning(ranking, choice, reading)
        bears = bearing(ranking, choice, reading) | {f"says:{name}": value for name, value in says.items()}
        bears |= _crossed(bears)
        whole = _speaks_of_all(ranking, choice.sentence, reading)
        found.append(Measured(choice=choice, bearing=bears, leaning=says, whole=whole))
    return tuple(found)


def weigh(question: Question, sentences: Sequence[Measured], polar: Polar) -> Weighed | None:
    """What the sentence that is surest to decide says; None without a sentence."""
    return max((_weigh(question, one, polar) for one in sentences), key=lambda one: one.probability, default=None)


def _weigh(question: Question, one: Measured, polar: Polar) -> Weighed:
    yes = polar.polarity.probability(one.leaning)
    return Weighed(
        choice=one.choice,
        holds=(yes >= 0.5) != question.negated,
        probability=polar.decided.probability(one.bearing) * max(yes, 1 - yes),
        grounded=one.whole if yes >= 0.5 else any(one.leaning.get(name) for name in _DENYING),
        whole=one.whole,
    )


def bearing(ranking: Ranking, choice: Choice, reading: Reading) -> Features:
    """Whether a sentence decides the statement at all: how its words are met, by kind of word and by place."""
    matches, row = ranking.matches, choice.sentence.row
    if not matches.terms:
        return {"no_terms": 1.0}
    here, own = matches.strength[:, row], matches.ways[:, :CONTEXT, row].max(axis=1)
    shares = matches.weights / matches.total
    clause = _in_clause(matches, row)
    around = np.maximum(here, _around(matches, row))
    anywhere = matches.strength.max(axis=1)
    found = {
        "met": float(shares @ here),
        "met:own": float(shares @ own),
        "met:clause": float(shares @ clause),
        "met:around": float(shares @ around),
        "met:anywhere": float(shares @ anywhere),
        "met:whole": float(shares @ matches.ways[:, 0, row]),
        "unmet": float((here < MET).sum()),
        "unmet:anywhere": float((anywhere < MET).sum()),
        "worst": float((matches.weights * (1 - here)).max()),
        "most": float((matches.weights * here).max()),
        "mass": float(matches.weights @ here),
        "terms": float(len(matches.terms)),
        "behind": choice.sentence.score - float(ranking.scores.max()),
        "share": float(np.exp(choice.sentence.score - np.logaddexp.reduce(ranking.scores))),
        "length": float(np.log1p(len(choice.sentence.sentence.tokens))),
        "yes_no": float(ranking.question.form is Form.YES_NO),
    }
    for at, way in enumerate(WAYS[1:], 1):
        found[f"way:{way}"] = float(shares @ (matches.ways[:, at, row] * (matches.ways[:, :at, row].max(axis=1) < MET)))
    for kind, ats in _kinds(matches).items():
        found[f"{kind}"] = 1.0
        found[f"{kind}:here"] = float(here[ats].min())
        found[f"{kind}:around"] = float(around[ats].min())
        found[f"{kind}:anywhere"] = float(anywhere[ats].min())
    for name in ("vector", "vector_centred", "chars", "bm25"):
        if name in choice.sentence.features:
            found[name] = choice.sentence.features[name]
    if gates.before(ranking) is not None:
        found["gate"] = 1.0
    return found | _borne_out(ranking, reading) | _roles(ranking, choice)


def carries(match: TermMatch, language: Language) -> bool:
    """Whether a word is one that a statement cannot do without."""
    return slight(language).isdisjoint(stems_of(match))


def _speaks_of_all(ranking: Ranking, sentence: RankedSentence, reading: Reading) -> bool:
    """Whether the things that the statement cannot do without stand in the sentence or the one before it, and of a
    compound each part: metal splinters are no glass splinters."""
    matches, before = ranking.matches, max(0, sentence.row - 1)
    told, stems = reading.told(clause=False), {term for token in reading.tokens for term in token.terms}
    for at, match in enumerate(matches.terms):
        if match.term.verb or match.term.exact or not carries(match, ranking.question.language):
            continue
        if max(told[at], match.strength[before]) < SAID:
            return False
        parts = [part for part in match.term.terms[1:] if ":" not in part and len(part) < len(match.term.terms[0])]
        if told[at] >= SAID and match.term.terms[0] not in stems and len(parts) > 1 and not stems.issuperset(parts):
            return False
    return True


def against(ranking: Ranking, sentence: RankedSentence) -> tuple[int, ...]:
    """The tokens that negate in the clause that tells most of a statement; none where the statement negates so too."""
    if ranking.question.negated or _asked_turns(ranking.question):
        return ()
    reading = read(ranking, sentence)
    return tuple(at for kind in AGAINST for at in reading.cues.get(kind, ()) if reading.clause[at])


def _borne_out(ranking: Ranking, reading: Reading) -> Features:
    """How the words that carry the statement, or their opposites, are told, above all those that are no names."""
    matches = ranking.matches
    carrying = np.array([carries(match, ranking.question.language) for match in matches.terms])
    plain = np.array([match.term.kind in ("verb", "noun") for match in matches.terms])
    here, inside = reading.told(clause=False), reading.told(clause=True)
    shares = matches.weights * carrying
    shares = shares / (shares.sum() or 1.0)
    found = {
        "told": float(shares @ here),
        "told:clause": float(shares @ inside),
        "untold": float((carrying & (here < MET)).sum()),
        "untold:clause": float((carrying & (inside < MET)).sum()),
        "told:all": float(bool((here >= MET)[carrying].all())),
        "told:all:clause": float(bool((inside >= MET)[carrying].all())),
        "carrying": float(carrying.sum()),
    }
    said = carrying & plain
    if said.any():
        found["told:plain"] = float(here[said].mean())
        found["told:plain:clause"] = float(inside[said].mean())
        found["told:plain:least"] = float(here[said].min())
        found["told:plain:least:clause"] = float(inside[said].min())
        found["told:plain:well"] = float((here[said] >= SAID).all())
    else:
        found["plain:none"] = 1.0
    return found


def _crossed(found: Features) -> Features:
    """Which way a clause turns a statement, by how well it tells it: "no" means little beside words of something
    else."""
    crossed = {
        f"{way}*{told}": found[f"says:{way}"] * found.get(told, 0.0)
        for way in ("turned", "turned:back", "unturned")
        for told in _TOLD
    }
    for cue in ("opposed", "opposed:near", "negation"):
        crossed |= {f"{cue}*{told}": found.get(f"says:{cue}:clause", 0.0) * found.get(told, 0.0) for told in _TOLD[2:]}
    return crossed | {f"{told}²": found.get(told, 0.0) ** 2 for told in _TOLD[:4]}


def leaning(ranking: Ranking, choice: Choice, reading: Reading) -> Features:
    """Which way a sentence decides the statement, were it not negated."""
    matches, question = ranking.matches, ranking.question
    found = _cue_features(reading)
    folded = {fold(token.text) for token in reading.tokens}
    spoken = particles(language_of(reading.tokens))
    for particle in particles_of(question):
        found[f"asked:{particle}"] = 1.0
        found[f"asked:{particle}|same"] = float(not folded.isdisjoint(spoken[particle]))
        found[f"asked:{particle}|against"] = found["against"]
        found |= {f"asked:{particle}|{kind}": 1.0 for kind in _SPEAKS_TO.get(particle, ()) if kind in reading.cues}
    found |= _turns(question, found)
    found["restriction|untold"] = found.get("restriction:clause", 0.0) * float((reading.told(clause=True) < MET).any())
    found |= _numbers(matches, choice.sentence.row, reading.tokens)
    verbs = [match for match in matches.terms if match.term.verb]
    if verbs:
        found["verb"] = float(min(match.strength[choice.sentence.row] for match in verbs))
    plain = not found["against"] and "opposed" not in found
    found |= {"plain": float(plain), "plain:coverage": plain * float(choice.sentence.features["coverage"])}
    return found | _roles(ranking, choice)


def _cue_features(reading: Reading) -> Features:
    """The kinds of words that speak for or against, and opposites: anywhere, in the clause, and near the statement's
    words."""
    met, clause = any_word(reading.held >= MET), reading.clause
    found: Features = {}
    for kind, ats in reading.cues.items():
        found[kind] = 1.0
        found[f"{kind}:clause"] = float(any(clause[at] for at in ats))
        found[f"{kind}:near"] = float(any(met[max(0, at - _NEAR) : at + _NEAR + 1].any() for at in ats))
    against = sum(found.get(f"{kind}:clause", 0.0) for kind in AGAINST)
    found["against"] = float(against > 0)
    found["against:twice"] = float(against > 1)
    found["against:anywhere"] = float(any(kind in reading.cues for kind in AGAINST))
    for name, places in (("opposed", reading.opposed), ("opposed:near", reading.nearly)):
        at = places.any(axis=0)
        if at.any():
            found |= {name: 1.0, f"{name}:clause": float((at & clause).any())}
    return found


def _turns(question: Question, found: Features) -> Features:
    """How often the clause turns what the statement says: each kind of negation once, an opposite once, one that is
    only near where nothing else does. "Without" in the statement turns it back, and denial denial."""
    asked = _asked_turns(question)
    kinds = {kind for kind in AGAINST if found.get(f"{kind}:clause")}
    turns = len(kinds) + (
        found.get("opposed:clause", 0.0) > 0 or (not kinds and found.get("opposed:near:clause", 0.0) > 0)
    )
    back = ("lacking" in asked and turns > 0) + ("denial" in asked and "denial" in kinds)
    left = abs(turns - back)
    return {
        "asked:turned": float(bool(asked)),
        "turned": float(left % 2),
        "turned:back": float(left > 0 and left % 2 == 0),
        "unturned": float(left == 0),
    }


def _asked_turns(question: Question) -> frozenset[str]:
    """Whether lacking and denying words stand in a question."""
    tokens = tokenise(question.text, 0, len(question.text), question.language)
    none = np.zeros(len(tokens), dtype=bool)
    return frozenset({"lacking", "denial"}.intersection(cues(tokens, none, ~none, question.language)))


def particles_of(question: Question) -> tuple[str, ...]:
    """Which of the particles that a sentence may speak to stand in a question: already, too, still …"""
    words = {fold(word) for word in re.findall(r"\w+", question.text)}
    return tuple(kind for kind, listed in particles(question.language).items() if not words.isdisjoint(listed))


def _kinds(matches: Matches) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, match in enumerate(matches.terms):
        found.setdefault(match.term.kind, []).append(at)
    return found


def _around(matches: Matches, row: int) -> Array:
    """How well each term is met in the sentences beside this one (T)."""
    beside = [at for at in (row - 1, row + 1) if 0 <= at < matches.pool.size]
    return np.asarray(matches.strength[:, beside].max(axis=1, initial=0.0))


def _in_clause(matches: Matches, row: int) -> Array:
    """How well each term is met in the clause that meets most of them (T)."""
    table = matches.pool.spans(row)
    held = np.array([table.held(match.expansions) for match in matches.terms])
    if not held.size:
        return np.zeros(len(matches.terms))
    clauses = [held[:, table.clauses == number].max(axis=1) for number in dict.fromkeys(table.clauses.tolist())]
    return np.asarray(max(clauses, key=lambda met: float(matches.weights @ met)))


def _numbers(matches: Matches, row: int, tokens: Sequence[Token]) -> Features:
    """Whether a number of the statement is missing where the sentence has others."""
    asked = [match for match in matches.terms if match.term.exact and _NUMBER.search(match.term.text)]
    if not asked:
        return {}
    missing = any(match.strength[row] < MET for match in asked)
    said = any(_NUMBER.search(token.text) for token in tokens)
    return {"number": float(not missing), "number:differs": float(missing and said)}


def _roles(ranking: Ranking, choice: Choice) -> Features:
    return {name: value for name, value in choice.sentence.features.items() if name.startswith("role:")}
