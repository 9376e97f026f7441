"""German or English: by function words and umlauts, good enough for three words."""

from __future__ import annotations

import functools
import re
from collections import Counter

from knowledge.analysis import fold
from knowledge.document import Language
from knowledge.fixed_phrases import find
from knowledge.store import Token

_DE = """
der die das den dem des ein eine einen einem einer eines und oder aber denn doch sondern auch nur noch schon sehr so
wie als wer wen wem wessen was wann wo wohin woher wie warum wieso weshalb weswegen welche welcher welches welchen
welchem wieviel wieviele viel viele wofür wozu womit wovon worauf worin woran worüber wodurch wogegen wonach worum ich
du er sie es wir ihr mich dich ihn ihm uns euch ihnen mein dein sein seine seinen seinem seiner ihre ihren ihrem ihrer
dessen deren sich man jemand dieser diese dieses diesen diesem jener jene jenes ist sind war waren bin bist wird
werden wurde wurden worden hat haben hatte hatten habe kann können konnte konnten muss müssen musste soll sollen
sollte will wollen wollte darf dürfen mag möchte gibt gab geben in im an am auf aus bei beim mit nach von vom vor zu
zum zur für über unter um durch gegen ohne seit bis zwischen während wegen nicht kein keine keinen keinem keiner nie
ja nein hier dort da dann nun jetzt bereits etwa rund mehr dass ob weil wenn falls alle alles allem allen einige mal
eigentlich bitte danke hallo handelt los heißt heißen insgesamt außer gerade überhaupt denn
"""
_EN = """
the a an and or but nor also only just very so as than that this these those there here who whom whose what when where
why how which many much i you he she it we they me him her us them my your his its our their myself itself is are was
were be been being has have had do does did can could will would shall should may might must in on at by with from of
to for over under about into through against without since until between during after before not no never yes now then
already some any all if because while please thanks hello tell
"""
_WORDS = re.compile(r"[^\W\d_]+")
_STOPS: dict[Language, frozenset[str]] = {
    "de": frozenset(fold(word) for word in _DE.split()),
    "en": frozenset(fold(word) for word in _EN.split()),
}
_AUXILIARY: dict[Language, tuple[str, ...]] = {"de": ("VA", "VM"), "en": ("VB", "VD", "VH", "VM")}
_SHORTEST_SLIP, _LONGEST_SLIP = 3, 12  # letters
_ENOUGH = 20_000  # characters that tell the language of a whole article
_UMLAUTS = re.compile(r"[äöüßÄÖÜ]")


def function_words(language: Language) -> frozenset[str]:
    """Folded words that say nothing of a text's subject: articles, pronouns, prepositions, auxiliaries, particles."""
    return _STOPS[language]


def content_words(tokens: tuple[Token, ...], language: Language) -> tuple[Token, ...]:
    """The tokens that say something of the subject: no marks, function words, auxiliaries or modal verbs. Of a fixed
    phrase only the word that bears its meaning does, whatever word that is."""
    phrases = find(tokens, language)
    heads = {phrase.head for phrase in phrases}
    others = {at for phrase in phrases for at in phrase.others} - heads
    return tuple(
        token for at, token in enumerate(tokens) if at in heads or (at not in others and _is_content(token, language))
    )


def _is_content(token: Token, language: Language) -> bool:
    if not token.terms or fold(token.text) in _STOPS[language]:
        return False
    return not token.tag.startswith(_AUXILIARY[language])


def detect(text: str) -> Language:
    """The language with more function words; umlauts speak for German, a tie is German.

    A word that is in neither list counts half where it is a slip of the keyboard away from one ("wehn", "tthe").
    """
    text = text[:_ENOUGH]
    words = Counter(fold(word) for word in _WORDS.findall(text))
    german = sum(count * _likeness(word, "de") for word, count in words.items()) + bool(_UMLAUTS.search(text))
    english = sum(count * _likeness(word, "en") for word, count in words.items())
    return "en" if english > german else "de"


@functools.lru_cache(maxsize=8_192)
def _likeness(word: str, language: Language) -> float:
    if word in _STOPS["de"] or word in _STOPS["en"]:
        return float(word in _STOPS[language])
    if not _SHORTEST_SLIP <= len(word) <= _LONGEST_SLIP:
        return 0.0
    return 0.5 * (not _slips(language).isdisjoint(_shortened(word)))


@functools.cache
def _slips(language: Language) -> frozenset[str]:
    """What the function words can be shortened to (the index of Garbe's SymSpell)."""
    words = (word for word in _STOPS[language] if len(word) >= _SHORTEST_SLIP)
    return frozenset(short for word in words for short in _shortened(word))


def _shortened(word: str) -> frozenset[str]:
    """The word and what is left of it without any one letter; two words a slip apart have one of these in common."""
    return frozenset((word, *(word[:at] + word[at + 1 :] for at in range(len(word)))))
