"""Frames: which slot of a word's sentence fills which role; `data/frames.toml` holds them by relation.

A word is looked up as verb, noun or role word ("founder"); verbs that no relation knows get a frame of their own.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from knowledge import relations
from knowledge.analysis import fold, tagger
from knowledge.document import Language
from knowledge.roles import Role
from knowledge.store import Token

PATH = Path(__file__).parent / "data" / "frames.toml"
OFFICES = Path(__file__).parent / "data" / "roles.txt"
WordKind = Literal["verb", "noun", "role"]
_KINDS: tuple[WordKind, ...] = ("verb", "noun", "role")
_SHORTEST_ROLE = 4  # letters of a role word at the end of a compound
_PARTICIPLE = re.compile(r"^\w{3,}(?:t|en)$")
_ADJECTIVE_ENDING = re.compile(r"(?:e|en|em|er|es)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """A word used in a frame. `licensed` are the slots that the word's own relation names, of those in `slots`."""

    frame: str
    relation: str
    kind: WordKind
    lemma: str
    slots: Mapping[str, Role]
    licensed: frozenset[str]
    requires: str = ""  # the slot without which the word means something else: "an" of gehen

    def role(self, slot: str) -> Role:
        return self.slots.get(slot, Role.OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    id: str
    slots: Mapping[WordKind, Mapping[str, Role]]
    licensed: Mapping[WordKind, frozenset[str]]
    words: Mapping[str, Mapping[str, Role]]
    requires: Mapping[str, str]


@functools.cache
def _frames() -> Mapping[str, _Frame]:
    """The frame of each relation, by its id without prefix; "" is that of an unknown verb."""
    data = tomllib.loads(PATH.read_text(encoding="utf-8"))
    default = {kind: _roles(table) for kind, table in data.pop("default").items()}
    found = {name: _frame(table.pop("frame"), table, default) for name, table in data.items()}
    return found | {"": _frame("", {}, default)}


@functools.cache
def _also() -> Mapping[str, tuple[str, ...]]:
    """Verbs that the lexicon of relations does not list under a relation, by folded lemma."""
    data = tomllib.loads(PATH.read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {}
    for name, table in data.items():
        for verb in table.get("also", ()):
            found.setdefault(fold(verb), []).append(f"rel:{name}")
    return {verb: tuple(ids) for verb, ids in found.items()}


def _frame(name: str, table: dict[str, Any], default: dict[str, dict[str, Role]]) -> _Frame:
    own = {kind: _roles(table.get(kind, {})) for kind in _KINDS}
    return _Frame(
        id=name,
        slots={kind: default[kind] | own[kind] for kind in _KINDS},
        licensed={kind: frozenset(own[kind]) for kind in _KINDS},
        words={fold(word): _roles(slots) for word, slots in table.get("words", {}).items()},
        requires={fold(word): slot for word, slot in table.get("requires", {}).items()},
    )


def _roles(slots: Mapping[str, str]) -> dict[str, Role]:
    return {slot: Role(role) for slot, role in slots.items()}


@functools.cache
def _infinitives(language: Language) -> Mapping[str, tuple[str, ...]]:
    """The folded verbs of the lexicon with their relations: no stem of theirs can be taken for another's."""
    found: dict[str, list[str]] = {}
    for relation in relations.authored()["relations"]:
        for verb in relation[language].get("verbs", ()):
            found.setdefault(fold(verb), []).append(f"rel:{relation['id']}")
    return {verb: tuple(ids) for verb, ids in found.items()}


def phrasal(verb: str) -> tuple[Usage, ...]:
    """The frames of an English verb with a particle; empty for others."""
    return tuple(_usage(relation, "verb", verb) for relation in _also().get(verb, ()))


def is_infinitive(word: str, language: Language) -> bool:
    """Whether the lexicon lists the word as a verb."""
    return fold(word) in _infinitives(language)


@functools.cache
def _offices(language: Language) -> frozenset[str]:
    """Folded words for what a person is, beyond those of the relations: minister, goalkeeper."""
    lines = OFFICES.read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(f"# {language}"))
    end = next((i for i in range(at + 1, len(lines)) if lines[i].startswith("#")), len(lines))
    return frozenset(fold(word.strip()) for line in lines[at + 1 : end] for word in line.split(",") if word.strip())


def _office(head: str, language: Language) -> str:
    """The folded masculine form of an office, also as the last part of a compound; "" for other nouns."""
    words, folded = _offices(language), fold(head)
    found = folded if folded in words else ""
    if not found and language == "de":
        found = next((folded[at:] for at in range(2, len(folded) - 4) if folded[at:] in words), "")
    masculine = found.removesuffix("in")
    return masculine if masculine in words else found


@functools.cache
def _role_words(language: Language) -> Mapping[str, tuple[str, ...]]:
    """The folded role words with the relations they belong to."""
    added = tomllib.loads(PATH.read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {}
    for relation in relations.authored()["relations"]:
        for word in (*relation[language].get("roles", ()), *added.get(relation["id"], {}).get("bearers", ())):
            for form in (word, word + "in") if language == "de" else (word,):
                found.setdefault(fold(form), []).append(f"rel:{relation['id']}")
    return {word: tuple(ids) for word, ids in found.items()}


def usages(token: Token, language: Language) -> tuple[Usage, ...]:
    """The frames that a word of a sentence calls up, one for each of its relations; empty for other words."""
    return _usages(token.text, token.lemma, token.tag, language)


@functools.lru_cache(maxsize=16_384)
def _usages(word: str, lemma: str, tag: str, language: Language) -> tuple[Usage, ...]:
    if tag.startswith("VV"):
        return _verb(word, lemma, language)
    if tag.startswith(("ADJ", "AJ0")):
        verb = participle(word, lemma, language)
        return _verb(word, verb, language) if verb else ()
    if tag.startswith(("NN", "NE", "NP", "FM")):
        return _noun(word, lemma, language)
    return ()


@functools.lru_cache(maxsize=16_384)
def participle(word: str, lemma: str, language: Language) -> str | None:
    """The infinitive of an adjective that is a participle."""
    if language != "de":
        return None
    if lemma.endswith("end") and len(lemma) > len("end") + 2:
        return lemma[:-1]
    for form in dict.fromkeys((lemma, _ADJECTIVE_ENDING.sub("", word))):
        if not _PARTICIPLE.search(form):
            continue
        alone = tagger("de").alone(form)
        if alone.tag == "VV(PP)" and alone.lemma != form:
            return alone.lemma
    return None


def _verb(word: str, lemma: str, language: Language) -> tuple[Usage, ...]:
    listed = _also().get(fold(lemma)) or _infinitives(language).get(fold(lemma))
    found = listed or (() if language == "de" and lemma.endswith("n") else _related(lemma, language))
    if not found:
        return (_usage("", "verb", lemma, f"verb:{fold(lemma)}"),)
    return tuple(_usage(relation, "verb", lemma) for relation in found)


def _noun(word: str, lemma: str, language: Language) -> tuple[Usage, ...]:
    head = re.split(r"[-‑]", word)[-1]
    last = re.split(r"[-‑]", lemma)[-1]
    roles = _roles_of(head, language)
    if roles:
        return tuple(_usage(relation, "role", last, word=head) for relation in roles)
    office = _office(head, language)
    if office:
        return (_usage("", "role", last, f"role:{office}"),)
    return tuple(_usage(relation, "noun", last, word=head) for relation in _related(head, language))


def _roles_of(head: str, language: Language) -> tuple[str, ...]:
    words = _role_words(language)
    folded = fold(head)
    endings = r"(?:innen|in|es|s|en|e|n)$" if language == "de" else r"s$"
    for form in (folded, re.sub(endings, "", folded)):
        if form in words:
            return words[form]
    if language == "de":
        return words.get(suffix(head), ())
    return ()


def suffix(word: str) -> str:
    """The folded role word that a German compound ends in ("Museumsdirektorin": "direktorin"), or ""."""
    folded, words = fold(word), _role_words("de")
    bare = re.sub(r"(?:innen|es|s|en|n)$", "", folded)
    for at in range(2, len(folded) - _SHORTEST_ROLE + 1):
        for end in (folded[at:], bare[at:]):
            if len(end) >= _SHORTEST_ROLE and end in words:
                return end
    return ""


def _related(word: str, language: Language) -> tuple[str, ...]:
    return tuple(c for c in relations.load().concepts(word, language) if c.startswith("rel:"))


def _usage(relation: str, kind: WordKind, lemma: str, frame_id: str = "", word: str = "") -> Usage:
    name = relation.removeprefix("rel:")
    frame = _frames().get(name) or _frames()[""]
    special = frame.words.get(fold(lemma)) or frame.words.get(fold(word)) or {}
    return Usage(
        frame=frame_id or frame.id or name,
        relation=relation,
        kind=kind,
        lemma=lemma,
        slots={**frame.slots[kind], **special},
        licensed=frame.licensed[kind] | frozenset(special),
        requires=frame.requires.get(fold(lemma), "") if kind == "verb" else "",
    )


def is_role_word(word: str, language: Language) -> bool:
    """Whether the whole word is a role word of the lexicon, a hyphen in it included: co-founder."""
    return fold(word) in _role_words(language)


def names_person(token: Token) -> bool:
    """Whether a German noun is a role word or an office."""
    return any(usage.kind == "role" for usage in usages(token, "de"))
