"""Parts of speech put right where a sentence's build shows that the tagger took one word for another."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge import frames
from knowledge.document import Language
from knowledge.store import Token

_PARTICLES = frozenset({"ab", "an", "auf", "aus", "bei", "ein", "mit", "nach", "um", "vor", "zu", "über", "unter"})
_CONTRACTED = re.compile(r"((?:did|do|does|is|are|was|were|has|have|had|wo|would|could|should|ca|must))n['’]t")
_AUXILIARIES = {
    "do": ("VDZ", "do"), "did": ("VDD", "do"), "is": ("VBZ", "be"), "are": ("VBB", "be"), "was": ("VBD", "be"),
    "were": ("VBD", "be"), "has": ("VHZ", "have"), "hav": ("VHB", "have"), "had": ("VHD", "have"), "": ("VM0", "will"),
}  # fmt: skip


def retagged(tokens: tuple[Token, ...], language: Language) -> tuple[Token, ...]:
    """The tokens of one sentence, offsets and terms unchanged."""
    return _english(tokens) if language == "en" else _german(tokens)


def _german(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """German writes nouns with a capital: what the tagger took for something else inside a sentence is a name."""
    tokens = _with_particles(tokens if any(token.tag.startswith("V") for token in tokens) else _with_verb(tokens))
    return tuple(
        replace(token, tag="NE" if "-" not in token.text else "NN") if _is_noun(token, at, tokens) else token
        for at, token in enumerate(tokens)
    )


def _with_verb(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """A sentence without a verb has one that looks like a participle: Wer entfernt sich? Kritisierte er sie?"""
    for at, token in enumerate(tokens[:6]):
        verb = frames.participle(token.text, token.lemma, "de") if token.tag.startswith("ADJ") else None
        if verb is not None:
            return (*tokens[:at], replace(token, tag="VV(FIN)", lemma=verb), *tokens[at + 1 :])
    return tokens


def _with_particles(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """What stands before a noun phrase is a preposition ("warnte … vor dem Abriss"), at a clause's end a particle."""
    found = list(tokens)
    for at, token in enumerate(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        word = token.text.lower()
        if word not in _PARTICLES or following is None:
            continue
        before = next((i for i in range(at - 1, -1, -1) if found[i].tag == "VV(FIN)"), None)
        if token.tag == "PTKVZ" and following.tag.startswith(("ART", "NN", "NE", "PPOSAT", "CARD", "ADJ(A)")):
            found[at] = replace(token, tag="APPR", lemma=word)
            if before is not None:
                found[before] = replace(found[before], lemma=found[before].lemma.removeprefix(word))
        elif token.tag.startswith(("APPR", "PTK")) and following.text in {",", ".", "?", ";"}:
            found[at] = replace(token, tag="PTKVZ", lemma=word)
            if before is not None and not found[before].lemma.startswith(word):
                found[before] = replace(found[before], lemma=word + found[before].lemma)
    return tuple(found)


def _is_noun(token: Token, at: int, tokens: tuple[Token, ...]) -> bool:
    if at == 0:  # every first word has a capital
        return token.tag in {"XY", "ADJ(D)"} and len(tokens) > 1 and tokens[1].tag == "NE" and token.text.isalpha()
    if "-" in token.text:
        last = re.split(r"[-‑]", token.text)[-1]
        return token.tag.startswith(("ADJ", "VV", "ADV")) and last[:1].isupper()
    capital = token.text[:1].isupper() and token.text[1:].islower()
    return capital and token.tag.startswith(("ADJ(D)", "VV", "ADV", "XY", "ITJ", "PTK"))


def _english(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """A sentence with "did" and no full verb has a verb that the tagger took for a noun: What did they demand?"""
    tokens = tuple(_whole(token, first=not at) for at, token in enumerate(tokens))
    if not any(token.tag.startswith("V") for token in tokens):
        return tuple(_past(token) for token in tokens)
    auxiliary = next((at for at, token in enumerate(tokens) if token.tag in {"VDD", "VDZ", "VDB"}), None)
    if auxiliary is None or any(token.tag.startswith("VV") for token in tokens[auxiliary + 1 :]):
        return tokens
    verbs = (at for at in range(auxiliary + 2, len(tokens)) if frames.is_infinitive(tokens[at].text.lower(), "en"))
    found = next(verbs, None)
    if found is None:
        return tokens
    verb = replace(tokens[found], tag="VVI", lemma=tokens[found].text.lower())
    return (*tokens[:found], verb, *tokens[found + 1 :])


def _past(token: Token) -> Token:
    """A known verb in -ed that the tagger took for an adjective, in a sentence without a verb."""
    roots = (token.text[:-2], token.text[:-1]) if token.tag == "AJ0" and token.text.endswith("ed") else ()
    verb = next((root for root in roots if frames.is_infinitive(root, "en")), None)
    return token if verb is None else replace(token, tag="VVD", lemma=verb)


def _whole(token: Token, *, first: bool) -> Token:
    """ "didn't" is one word to the tokeniser, and a noun to the tagger; a name may look like a verb ("Graz")."""
    found = _CONTRACTED.fullmatch(token.text.lower())
    if found is None:
        owner = token.text[:1].isupper() and token.text.endswith(("'s", "’s"))
        named = not first and token.text[:1].isupper() and token.tag.startswith(("VV", "AV0"))
        return replace(token, tag="NP0") if owner or named else token
    tag, lemma = next(known for start, known in _AUXILIARIES.items() if found[1].startswith(start))
    return replace(token, tag=tag, lemma=lemma)
