"""Token F1 of two short answers, as SQuAD scores it (Rajpurkar et al. 2016), articles left out in both languages."""

from __future__ import annotations

import re
import string
from collections import Counter

_MARKS = str.maketrans("", "", string.punctuation + "„“”»«–")
_ARTICLES = re.compile(r"\b(der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|the|a|an)\b")


def f1(predicted: str, gold: str) -> float:
    p, g = _words(predicted), _words(gold)
    same = sum((Counter(p) & Counter(g)).values())
    return 2 * same / (len(p) + len(g)) if same else 0.0


def _words(text: str) -> list[str]:
    return _ARTICLES.sub(" ", text.lower().translate(_MARKS)).split()
