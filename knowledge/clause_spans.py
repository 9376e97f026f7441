"""Clauses that answer why, what for and what: "um … zu …", "weil …", "dass …", infinitives with "zu", "wegen …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.document import Language
from knowledge.facts import Kind, Mention
from knowledge.noun_phrases import NounPhrase, Phrases

_LONGEST = 26  # tokens
_OPENERS: dict[Language, dict[str, Kind]] = {
    "de": {
        **dict.fromkeys(("damit", "sodass"), Kind.PURPOSE),
        **dict.fromkeys(("weil", "da", "denn"), Kind.CAUSE),
        **dict.fromkeys(("dass", "ob"), Kind.CLAUSE),
        **dict.fromkeys(("indem", "wonach", "wie", "warum", "weshalb", "wann"), Kind.CLAUSE),
    },
    "en": {
        **dict.fromkeys(("because", "since", "as"), Kind.CAUSE),
        **dict.fromkeys(("that", "whether"), Kind.CLAUSE),
    },
}
_CAUSES = frozenset(("wegen", "aufgrund", "infolge", "dank", "angesichts", "mangels", "auf grund", "because of",
                     "due to", "thanks to", "as a result of"))  # fmt: skip
_CAUSE_WORDS = frozenset(words.split()[0] for words in _CAUSES)
_AIMS = re.compile(
    r"(?:ziel|zweck|plan|pläne|absicht|aufgabe|auftrag|vorhaben|wunsch|versuch|entscheidung|möglichkeit"
    r"|goal|aim|plan|purpose|attempt|effort|mission|task|decision)(?:e?s|e|en)?$"
)
_INFINITIVE = re.compile(r"(?:TI|Z)(?:[ITV](?=[^A-Z]|I|$|K|V))*")
_RELATIVE = re.compile(r",P?R[^,.;]*,")
_LONGEST_VERBAL = 10  # tokens
_LAST_VERB = re.compile(r"(?<![ITZV])(?P<verb>I)(?:I?V?)(?=[,.;:]|$)")
_SUBJECTS = frozenset(("PPER", "PRELS", "PIS"))
_AFTER_AUXILIARY = re.compile(r"V[Bo]*[IU]")
_ACTIVE = ("VVI", "VVG")
_AMBIGUOUS = frozenset(("da", "as", "wonach", "wie", "warum", "weshalb", "wann"))
_VERBAL = re.compile(r"[NEB][VU]")
_STOPS = ",;.:()"


def find(phrases: Phrases) -> Iterator[Mention]:
    """Purposes, causes and contents of the sentence."""
    purposes = tuple(_with_um(phrases)) if phrases.language == "de" else tuple(_with_to(phrases))
    for start, end in purposes:
        yield _mention(phrases, Kind.PURPOSE, start, end)
    yield from _opened(phrases)
    if phrases.language == "de":
        yield from _infinitives(phrases, frozenset(end for _, end in purposes))
    for start, end in _verbal(phrases) if phrases.language == "de" else _english_verbal(phrases):
        yield _mention(phrases, Kind.CLAUSE, start, end, "verbal")
    yield from _caused(phrases)


def _mention(phrases: Phrases, kind: Kind, start: int, end: int, syntax: str = "clause") -> Mention:
    tokens = phrases.tokens
    return Mention(
        kind=kind, start=tokens[start].start, end=tokens[end - 1].end, head=phrases.word(start), syntax=syntax
    )


def _verbal(phrases: Phrases) -> Iterator[tuple[int, int]]:
    """ "Sie will | den Zeitplan kürzen", "…, der sich | die Schulter ausgekugelt | hatte": from the object to the
    clause's last verb."""
    for match in _LAST_VERB.finditer(phrases.shape):
        opening = max(phrases.shape.rfind(mark, 0, match.start()) for mark in _STOPS) + 1
        bare = [
            phrase
            for phrase in phrases.all
            if opening <= phrase.opening
            and phrase.end <= match.start()
            and phrases.preposition(phrase) is None
            and not phrases.is_genitive(phrase)
            and phrases.tokens[phrase.start].start not in phrases.dates
        ]
        if not bare or not 1 < match.end() - bare[-1].opening <= _LONGEST_VERBAL:
            continue
        if len(bare) > 1 or _has_subject(phrases, opening, bare[0].opening):
            yield bare[-1].opening, match.end("verb")


def _has_subject(phrases: Phrases, opening: int, end: int) -> bool:
    """Whether a pronoun before the one noun phrase is the clause's subject: "Er will …", ", die … wollen"."""
    return any(phrases.tokens[at].tag in _SUBJECTS for at in range(opening, end))


def _english_verbal(phrases: Phrases) -> Iterator[tuple[int, int]]:
    """ "They could no longer | handle the reports alone", "she was | waiting for a ferry": from the verb on."""
    for match in _AFTER_AUXILIARY.finditer(phrases.shape):
        start = match.end() - 1
        end = _stop(phrases, start)
        if phrases.tokens[start].tag.startswith(_ACTIVE) and 1 < end - start <= _LONGEST_VERBAL:
            yield start, end


def _with_um(phrases: Phrases) -> Iterator[tuple[int, int]]:
    for at in range(len(phrases.shape)):
        if phrases.word(at) == "um" and phrases.letter(at - 1) not in {"T", "P"}:
            found = _INFINITIVE.search(phrases.shape, at, at + _LONGEST)
            if found and found.end() - at > 2 and (phrases.letter(at) == "W" or phrases.letter(at - 1) == ","):
                yield at, found.end()


def _with_to(phrases: Phrases) -> Iterator[tuple[int, int]]:
    for at in range(len(phrases.shape) - 1):
        if phrases.letter(at) == "T" and phrases.letter(at + 1) in "IVNB":
            end = _stop(phrases, at + 1)
            if 2 < end - at <= _LONGEST:
                yield at, end


def _stop(phrases: Phrases, at: int) -> int:
    while at < len(phrases.shape) and phrases.shape[at] not in _STOPS:
        at += 1
    return at


def _opened(phrases: Phrases) -> Iterator[Mention]:
    openers = _OPENERS[phrases.language]
    for at, letter in enumerate(phrases.shape):
        told = letter in "WKo" or (phrases.word(at) in _AMBIGUOUS and phrases.letter(at - 1) == ",")
        kind = openers.get(phrases.word(at)) if told else None
        if kind is None or (letter != "W" and phrases.letter(at - 1) not in {"", ",", "."}):
            continue
        end = _clause_end(phrases, at + 1)
        end -= phrases.letter(end - 1) == '"' and phrases.shape.count('"', at, end) % 2  # the quotation's end
        if phrases.language == "de" and letter in "BPR" and phrases.letter(end - 1) not in {"V", "I"}:
            continue  # "…, da war er", "…, wie ein Vogel": the adverb, the comparison
        if phrases.language == "en" and letter == "P" and not _VERBAL.search(phrases.shape, at + 2, end):
            continue  # "…, as a test": the preposition
        if 2 < end - at <= _LONGEST:
            yield _mention(phrases, kind, at, end)


def _clause_end(phrases: Phrases, at: int) -> int:
    """The mark that ends the clause: a comma ends one only when its verb has been; a relative clause is passed over."""
    seen = False
    while at < len(phrases.shape):
        letter = phrases.shape[at]
        seen = seen or letter in "VI"
        if letter in ".;:" or (letter == "," and seen):
            break
        relative = _RELATIVE.match(phrases.shape, at)
        at = relative.end() if relative else at + 1
    return at


def _infinitives(phrases: Phrases, taken: frozenset[int]) -> Iterator[Mention]:
    """ ", neue Anwender gewinnen zu können": a purpose behind a word for an aim, else what is said, meant or tried."""
    for match in _INFINITIVE.finditer(phrases.shape):
        end = match.end()
        start = max(phrases.shape.rfind(mark, 0, match.start()) for mark in ",;:(") + 1
        if not start or end in taken or not 2 < end - start <= _LONGEST or phrases.letter(start) in "WRK":
            continue
        aimed = any(_AIMS.search(phrases.word(at)) for at in range(max(0, start - 7), start - 1))
        yield _mention(phrases, Kind.PURPOSE if aimed else Kind.CLAUSE, start, end)


def _caused(phrases: Phrases) -> Iterator[Mention]:
    if _CAUSE_WORDS.isdisjoint(phrases.words):
        return
    for phrase in phrases.all:
        at = phrase.opening - 1
        while phrases.letter(at) in {"J", "B"} and phrase.opening - at <= 2:
            at -= 1  # "wegen | dicht stehender Bäume"
        for size in range(1, 4):
            words = " ".join(phrases.word(one) for one in range(at - size + 1, at + 1))
            if words in _CAUSES:
                ends = tuple(phrases.ends(phrase))
                for end in {phrases.core(phrase), phrases.list_end(phrase) or ends[-1]}:
                    yield _mention(phrases, Kind.CAUSE, at - size + 1, end)
                    if size > 1 or at < phrase.opening - 1:
                        yield _unmarked(phrases, phrase, at, end, words.split()[0])


def _unmarked(phrases: Phrases, phrase: NounPhrase, at: int, end: int, head: str) -> Mention:
    """What stands after "because of" or before an adjective's adverb, which no preposition beside it governs."""
    start = at + 1 if at < phrase.opening - 1 else phrase.start
    tokens = phrases.tokens
    return Mention(
        kind=Kind.PREPOSITIONAL,
        start=tokens[start].start,
        end=tokens[end - 1].end,
        head=head,
        syntax=f"governed:{head}",
    )
