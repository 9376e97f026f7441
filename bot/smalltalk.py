"""Greetings, thanks and the like: recognised only when nothing else is left of the message."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal, cast, get_args

from rapidfuzz.distance import DamerauLevenshtein

from knowledge.document import Language

SmallTalkKind = Literal[
    "insult", "capability", "identity", "wellbeing", "thanks", "praise", "bye", "greeting", "acknowledged"
]  # the weightiest first

_OPENERS: frozenset[SmallTalkKind] = frozenset({"greeting", "thanks"})
_EMOJI: Mapping[str, str] = {
    "👋": " hallo ",
    "🙏": " danke ",
    "👍": " super ",
    "❤": " super ",
    "😀": " ",
    "🙂": " ",
    "😊": " ",
}
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LONGEST = 6  # words in the longest phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallTalk:
    """`language` is None when the words are used in both ("Hi")."""

    kind: SmallTalkKind
    language: Language | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrase:
    words: tuple[str, ...]
    kinds: Mapping[Language, SmallTalkKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lexicon:
    """`similar`: the phrases whose words begin and end alike, as a slip of the finger leaves both."""

    phrases: Mapping[tuple[str, ...], _Phrase]
    similar: Mapping[tuple[str, ...], tuple[_Phrase, ...]]
    fillers: frozenset[str]


def recognise(text: str) -> SmallTalk | None:
    """The small talk that the whole of `text` is, the weightiest part first ("Hallo, was kannst du?" asks what it can
    do); None when anything else is in it."""
    words = _words(_spelt(text))
    found: list[_Phrase] = []
    while words:
        phrase = _at_start(words)
        if phrase is None and words[0] not in _lexicon().fillers:
            return None
        if phrase is not None:
            found.append(phrase)
        words = words[len(phrase.words) if phrase else 1 :]
    return _weightiest(found)


def without_greeting(text: str) -> str:
    """`text` without the greeting or thanks it opens with: "Hallo, wer …?" → "wer …?". The text itself where nothing
    would be left, or where the word may belong to the sentence ("Morgen kommt …")."""
    words = list(_WORD.finditer(text))
    phrase = _at_start([_plain(word.group()) for word in words])
    if phrase is None or not _OPENERS & set(phrase.kinds.values()) or len(phrase.words) >= len(words):
        return text
    last, following = words[len(phrase.words) - 1], words[len(phrase.words)]
    if not set(text[last.end() : following.start()]) & set(",.!?;:–—-\n") and phrase.words in (("tag",), ("morgen",)):
        return text
    return text[following.start() :]


def _weightiest(phrases: list[_Phrase]) -> SmallTalk | None:
    if not phrases:
        return None
    languages: tuple[Language, ...] = get_args(Language)
    shared = [language for language in languages if all(language in phrase.kinds for phrase in phrases)]
    language = shared[0] if shared else next(iter(phrases[-1].kinds))
    kinds: list[SmallTalkKind] = [phrase.kinds.get(language, next(iter(phrase.kinds.values()))) for phrase in phrases]
    weight = get_args(SmallTalkKind).index
    return SmallTalk(kind=min(kinds, key=weight), language=None if len(shared) > 1 else language)


def _at_start(words: list[str]) -> _Phrase | None:
    """The longest phrase that `words` begin with, a slip of the finger allowed in words of five letters and more."""
    lexicon = _lexicon()
    for length in range(min(_LONGEST, len(words)), 0, -1):
        head = tuple(words[:length])
        exact = lexicon.phrases.get(head)
        if exact is not None:
            return exact
        near = next((p for p in lexicon.similar.get(_outline(head), ()) if _slipped(head, p.words)), None)
        if near is not None:
            return _Phrase(words=head, kinds=near.kinds)
    return None


def _outline(words: tuple[str, ...]) -> tuple[str, ...]:
    """The first and the last letter of each word."""
    return tuple([word[:1] + word[-1:] for word in words])


def _slipped(typed: tuple[str, ...], meant: tuple[str, ...]) -> bool:
    pairs = zip(typed, meant, strict=True)
    return all(one == other or _one_slip(one, other) for one, other in pairs)


def _one_slip(typed: str, meant: str) -> bool:
    """One letter too many, too few or two swapped; a wrong letter may be another word (Halle, Dante)."""
    if len(meant) < 5 or typed[0] != meant[0] or typed[-1] != meant[-1]:
        return False
    swapped = sorted(typed) == sorted(meant)
    return (swapped or len(typed) != len(meant)) and DamerauLevenshtein.distance(typed, meant, score_cutoff=1) == 1


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    data = tomllib.loads(resources.files("bot").joinpath("data/smalltalk.toml").read_text("utf-8"))
    kinds: dict[tuple[str, ...], dict[Language, SmallTalkKind]] = {}
    for language in get_args(Language):
        for kind, phrases in data[language].items():
            for phrase in phrases:
                kinds.setdefault(tuple(_words(phrase)), {})[language] = cast(SmallTalkKind, kind)
    phrases = {words: _Phrase(words=words, kinds=of) for words, of in kinds.items()}
    similar: dict[tuple[str, ...], list[_Phrase]] = {}
    for words, phrase in phrases.items():
        similar.setdefault(_outline(words), []).append(phrase)
    return _Lexicon(
        phrases=phrases,
        similar={outline: tuple(some) for outline, some in similar.items()},
        fillers=frozenset(_words(data["fillers"])),
    )


def _spelt(text: str) -> str:
    for emoji, word in _EMOJI.items():
        text = text.replace(emoji, word)
    return text


def _words(text: str) -> list[str]:
    return [_plain(word) for word in _WORD.findall(text)]


def _plain(word: str) -> str:
    """Case, ß, umlauts as ae or ä, and apostrophes made alike."""
    folded = unicodedata.normalize("NFC", word).casefold().replace("’", "'")
    for umlaut, spelt in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        folded = folded.replace(umlaut, spelt)
    return folded.replace("'", "")
