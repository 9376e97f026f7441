"""Greetings, thanks and the like: recognised only when nothing else is left of the message."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from knowledge.document import Language

SmallTalkKind = Literal[
    "insult", "capability", "identity", "wellbeing", "thanks", "praise", "bye", "greeting", "acknowledged"
]

_PHRASES: Mapping[Language, Mapping[SmallTalkKind, tuple[str, ...]]] = {
    "de": {
        "insult": (
            "du bist doof", "du bist dumm", "du bist blöd", "du bist schlecht", "du bist nutzlos", "du nervst",
            "blöder bot", "dummer bot", "doofer bot", "schlechter bot", "idiot", "depp", "trottel", "halt die klappe",
            "so ein quatsch", "so ein mist", "so ein blödsinn", "mist", "quatsch", "blödsinn", "unsinn", "scheiße",
        ),
        "capability": (
            "was kannst du", "was kannst du alles", "was kannst du denn", "was kannst du denn alles", "was kann man dich fragen",
            "was kann ich dich fragen", "was kann ich dich alles fragen", "was kann ich fragen", "was kann ich hier fragen",
            "was kann ich hier machen", "was machst du", "wie funktionierst du", "wie funktioniert das", "wobei hilfst du",
            "wobei kannst du helfen", "wobei kannst du mir helfen", "kannst du mir helfen", "was weißt du",
            "wie geht das hier",
        ),
        "identity": (
            "wer bist du", "wer bist du denn", "was bist du", "was bist du denn", "wie heißt du", "bist du ein bot",
            "bist du eine ki", "bist du ein mensch", "bist du chatgpt", "bist du ein computer",
        ),
        "wellbeing": ("wie geht es dir", "wie geht's", "wie geht's dir", "wie gehts", "wie gehts dir", "wie geht es",
                      "alles gut", "na", "was geht"),
        "thanks": ("danke", "danke dir", "danke schön", "dankeschön", "danke sehr", "vielen dank", "vielen lieben dank",
                   "besten dank", "herzlichen dank", "tausend dank", "merci", "ich danke dir"),
        "praise": ("super", "toll", "prima", "klasse", "sehr gut", "gut gemacht", "spitze", "genial", "großartig", "cool",
                   "perfekt", "wunderbar", "ausgezeichnet", "das war hilfreich", "sehr hilfreich", "hilfreich", "bravo",
                   "du bist toll", "du bist super", "du bist gut", "du bist klasse", "guter bot", "gute antwort",
                   "das hilft mir", "das hilft"),
        "bye": ("tschüss", "tschüs", "tschau", "ciao", "auf wiedersehen", "bis bald", "bis später", "bis dann",
                "bis morgen", "mach's gut", "machs gut", "schönen tag noch", "schönen abend noch", "gute nacht",
                "schönes wochenende"),
        "greeting": ("hallo", "hallöchen", "hi", "hey", "moin", "moin moin", "servus", "grüezi", "grüß gott", "grüß dich",
                     "grüße", "guten tag", "guten morgen", "guten abend", "tag", "morgen", "mahlzeit", "hallo zusammen"),
        "acknowledged": ("ok", "okay", "alles klar", "verstanden", "aha", "ach so", "achso", "gut", "schön", "in ordnung",
                         "interessant", "stimmt", "genau"),
    },
    "en": {
        "insult": ("you are stupid", "you're stupid", "you are useless", "you're useless", "you are dumb", "you suck",
                   "stupid bot", "bad bot", "dumb bot", "idiot", "shut up", "nonsense", "rubbish", "bullshit"),
        "capability": ("what can you do", "what can i ask", "what can i ask you", "what can i do here", "how do you work",
                       "how does this work", "can you help me", "how can you help me", "what do you know", "what do you do"),
        "identity": ("who are you", "what are you", "what is your name", "what's your name", "are you a bot",
                     "are you human", "are you a human", "are you an ai", "are you chatgpt"),
        "wellbeing": ("how are you", "how are you doing", "how do you do", "what's up", "whats up", "how is it going",
                      "how's it going"),
        "thanks": ("thanks", "thank you", "thank you very much", "thank you so much", "many thanks", "thanks a lot", "thx",
                   "cheers", "ty"),
        "praise": ("great", "awesome", "well done", "good job", "nice", "good bot", "very good", "excellent", "perfect",
                   "brilliant", "you are great", "you're great", "very helpful", "that was helpful", "that helps",
                   "cool", "super", "good answer"),
        "bye": ("bye", "bye bye", "goodbye", "good bye", "see you", "see you later", "good night", "have a nice day",
                "take care", "cu"),
        "greeting": ("hello", "hi", "hey", "hi there", "hello there", "hey there", "good morning", "good evening",
                     "good afternoon", "good day", "greetings", "howdy"),
        "acknowledged": ("ok", "okay", "i see", "got it", "all right", "alright", "understood", "good", "interesting",
                         "right"),
    },
}  # fmt: skip

_FILLERS = frozenset(
    [
        "bot",
        "lieber",
        "liebe",
        "lieb",
        "du",
        "dir",
        "und",
        "auch",
        "so",
        "ja",
        "mal",
        "noch",
        "sehr",
        "schon",
        "schonmal",
        "erstmal",
        "dann",
        "denn",
        "nochmal",
        "dear",
        "the",
        "and",
        "so",
        "very",
        "much",
        "again",
        "there",
        "then",
        "my",
        "friend",
        "you",
        "too",
        "for",
        "your",
        "help",
        "für",
        "deine",
        "die",
        "hilfe",
        "antwort",
        "nachgefragt",
    ]
)
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


def recognise(text: str) -> SmallTalk | None:
    """The small talk that the whole of `text` is, the weightiest part first ("Hallo, was kannst du?" asks what it can
    do); None when anything else is in it."""
    words = _words(_spelt(text))
    found: list[_Phrase] = []
    while words:
        phrase = _at_start(words)
        if phrase is None and words[0] not in _FILLERS:
            return None
        if phrase is not None:
            found.append(phrase)
        words = words[len(phrase.words) if phrase else 1 :]
    return _weightiest(found)


def without_greeting(text: str) -> str:
    """`text` without an opening greeting or thanks set off by punctuation or followed by more: "Hallo, wer …?" → "wer …?".
    The text itself where nothing would be left."""
    words = list(_WORD.finditer(text))
    phrase = _at_start([_plain(word.group()) for word in words])
    if phrase is None or not _OPENERS & set(phrase.kinds.values()) or len(phrase.words) >= len(words):
        return text
    last, following = words[len(phrase.words) - 1], words[len(phrase.words)]
    if not set(text[last.end() : following.start()]) & set(",.!?;:–—-\n") and phrase.words in (("tag",), ("morgen",)):
        return text
    return text[following.start() :]


def _weightiest(found: Iterable[_Phrase]) -> SmallTalk | None:
    phrases = list(found)
    order = list(_PHRASES["de"])
    languages: tuple[Language, ...] = ("de", "en")
    common = [language for language in languages if all(language in phrase.kinds for phrase in phrases)]
    if not phrases:
        return None
    language: Language = common[0] if common else next(iter(phrases[-1].kinds))
    kinds = [phrase.kinds.get(language, next(iter(phrase.kinds.values()))) for phrase in phrases]
    return SmallTalk(kind=min(kinds, key=order.index), language=None if len(common) > 1 else language)


def _at_start(words: list[str]) -> _Phrase | None:
    """The longest phrase that `words` begin with, a slip of the finger allowed in words of five letters and more."""
    for length in range(min(_LONGEST, len(words)), 0, -1):
        head = tuple(words[:length])
        exact = _phrases().get(head)
        if exact is not None:
            return exact
        near = next((p for p in _phrases().values() if len(p.words) == length and _slipped(head, p.words)), None)
        if near is not None:
            return _Phrase(words=head, kinds=near.kinds)
    return None


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
def _phrases() -> Mapping[tuple[str, ...], _Phrase]:
    kinds: dict[tuple[str, ...], dict[Language, SmallTalkKind]] = {}
    for language, by_kind in _PHRASES.items():
        for kind, phrases in by_kind.items():
            for phrase in phrases:
                kinds.setdefault(tuple(_words(phrase)), {})[language] = kind
    return {words: _Phrase(words=words, kinds=of) for words, of in kinds.items()}


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
