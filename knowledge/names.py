"""Names in an article: persons with their roles, organisations, places, products, events, titles, abbreviations.

A name is typed by its own words, then by the words around it, then by what the rest of the document says of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from knowledge import abbreviation_pairs, name_roles, quoted_titles
from knowledge.document import Document
from knowledge.facts import Kind, Mention
from knowledge.gazetteer import first_names, is_role
from knowledge.name_runs import Run, runs
from knowledge.name_types import from_context, from_name, is_common, with_suffix
from knowledge.name_words import Observed, is_name, observe
from knowledge.store import IndexedSentence, Token

_SPREADS = frozenset({Kind.ORGANISATION, Kind.PLACE, Kind.PRODUCT, Kind.EVENT})
_CONJUNCTIONS = frozenset({"und", "and", "sowie", "oder", "or", ",", "&"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What one sentence shows before the document-wide pass."""

    sentence: IndexedSentence
    runs: tuple[Run, ...]
    pairs: tuple[abbreviation_pairs.Pair, ...] = field(default=())


def find(document: Document, sentences: tuple[IndexedSentence, ...]) -> tuple[tuple[Mention, ...], ...]:
    """The names of each sentence in the order of the text, offsets into `document.text`.

    Mentions may lie inside one another: a name in a quoted title, a name in a role ("Docker" in "Docker-CEO").
    """
    seen = observe(sentences, document.language)
    found = [_read(document.text, sentence, seen) for sentence in sentences]
    memory = _remember(document.text, found, seen)
    return tuple(tuple(_mentions(document.text, each, memory, seen)) for each in found)


def _read(text: str, sentence: IndexedSentence, seen: Observed) -> _Found:
    tokens, end = sentence.tokens, sentence.sentence.end
    typed = [_typed(text, tokens, run, end) for run in runs(text, tokens, seen)]
    pairs = abbreviation_pairs.find(text, sentence.sentence.start, end)
    return _Found(sentence=sentence, runs=_spread(tokens, typed), pairs=pairs)


def _typed(text: str, tokens: Sequence[Token], run: Run, end: int) -> Run:
    """The run with its full extent and, where its words or neighbours tell, its kind and role."""
    name = text[run.start : run.end]
    kind = run.kind or from_name(name) or from_name(_base(name))
    stop, tells = with_suffix(replace(run, kind=kind), text, end)
    if kind is Kind.PERSON and run.first and tokens[run.first - 1].text == "the":
        kind = None
    kind = tells or kind or from_context(text, tokens, run, end)
    role = None
    if kind in {None, Kind.PERSON} or (kind is Kind.ORGANISATION and tells is None and run.kind is None):
        role, person = _role(text, tokens, run, kind)
        kind = Kind.PERSON if person else kind
    return replace(run, end=stop, kind=kind, role=role)


def _role(text: str, tokens: Sequence[Token], run: Run, kind: Kind | None) -> tuple[str | None, bool]:
    """(role as it stands, whether it makes the name a person)."""
    span = name_roles.before(tokens, run.first)
    if span and kind is not Kind.ORGANISATION and not (run.first == run.last and is_common(tokens[run.first])):
        return text[tokens[span[0]].start : tokens[span[1]].end], True
    if kind is Kind.PERSON or (kind is None and run.last > run.first):
        span = name_roles.behind(tokens, run.last)
        if span is None and run.first and tokens[run.first - 1].text == ",":
            span = name_roles.genitive_before(tokens, run.first)
        if span:
            return text[tokens[span[0]].start : tokens[span[1]].end], True
    return None, False


def _base(name: str) -> str:
    return name[:-1] if name.endswith("s") and len(name) > 4 else name


def _spread(tokens: Sequence[Token], found: Sequence[Run]) -> tuple[Run, ...]:
    """Names joined by a conjunction to a typed organisation or place are of its kind."""
    result = list(found)
    for at in [*range(len(result) - 1), *range(len(result) - 2, -1, -1)]:
        left, right = result[at], result[at + 1]
        if right.first - left.last != 2 or tokens[left.last + 1].text not in _CONJUNCTIONS - {","}:
            continue
        if left.kind is None and right.kind in {Kind.ORGANISATION, Kind.PLACE}:
            result[at] = replace(left, kind=right.kind)
        elif right.kind is None and left.kind in {Kind.ORGANISATION, Kind.PLACE}:
            result[at + 1] = replace(right, kind=left.kind)
    for at in range(1, len(result) - 1):
        _level(tokens, result, at)
    return tuple(result)


def _level(tokens: Sequence[Token], result: list[Run], at: int) -> None:
    """In a list, the third of three is what the other two are; a person has more than one word."""
    three = result[at - 1 : at + 2]
    if not (_comma(tokens, three[0], three[1]) and _comma(tokens, three[1], three[2])):
        return
    kinds = [run.kind for run in three]
    for kind in (Kind.PLACE, Kind.PERSON):
        if kinds.count(kind) == 2 and None in kinds:
            place = kinds.index(None)
            if kind is Kind.PLACE or three[place].last > three[place].first:
                result[at - 1 + place] = replace(three[place], kind=kind)


def _comma(tokens: Sequence[Token], left: Run, right: Run) -> bool:
    return right.first - left.last == 2 and tokens[left.last + 1].text in _CONJUNCTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Memory:
    """What the document says of a name: its kind; of a surname: the person; of an abbreviation: its expansion."""

    kinds: dict[str, Kind]
    persons: dict[str, str]
    expansions: dict[str, tuple[str, Kind]]


def _remember(text: str, found: Sequence[_Found], seen: Observed) -> _Memory:
    votes: dict[str, Counter[Kind]] = {}
    persons: dict[str, str] = {}
    expansions: dict[str, tuple[str, Kind]] = {}
    for each in found:
        for run in each.runs:
            name = text[run.start : run.end]
            if run.kind is Kind.PERSON and " " in name:
                persons.setdefault(name.rsplit(" ", 1)[-1], _base_person(name, seen))
            elif run.kind in _SPREADS:
                votes.setdefault(name, Counter())[run.kind] += 1
        for name, _, _ in _prefixes(text, each.sentence.tokens, seen):
            votes.setdefault(name, Counter())[Kind.ORGANISATION] += 1
        for pair in each.pairs:
            expansion = text[pair.long_start : pair.long_end]
            kind = from_name(expansion) or from_name(text[pair.short_start : pair.short_end]) or Kind.NAME
            expansions.setdefault(text[pair.short_start : pair.short_end], (expansion, kind))
    kinds = {name: max(counts, key=lambda kind: (counts[kind], kind)) for name, counts in votes.items()}
    return _Memory(kinds=kinds, persons=persons, expansions=expansions)


def _base_person(name: str, seen: Observed) -> str:
    """Angela Merkels → Angela Merkel, where the document has the name without its ending."""
    last = name.rsplit(" ", 1)[-1]
    return name[:-1] if last.endswith("s") and last[:-1] in seen.names else name


def _prefixes(text: str, tokens: Sequence[Token], seen: Observed) -> Iterator[tuple[str, int, int]]:
    """The name in Docker-CEO, Siemens-Chefin: an organisation, with its place in the text."""
    for at, token in enumerate(tokens):
        name, _, rest = token.text.rpartition("-")
        open_compound = at > 0 and tokens[at - 1].text[0].isupper() and tokens[at - 1].tag in {"NE", "FM"}
        if (
            name
            and not open_compound
            and name[0].isupper()
            and is_role(rest)
            and not is_role(name)
            and name not in first_names()
        ):
            probe = replace(token, text=name, tag="NE" if name in seen.names else "NN")
            if name in seen.names or name.isupper() or is_name((probe,), 0, seen):
                yield name, token.start, token.start + len(name)


def _mentions(text: str, found: _Found, memory: _Memory, seen: Observed) -> Iterator[Mention]:
    tokens, sentence = found.sentence.tokens, found.sentence.sentence
    mentions = [*_pair_mentions(text, found, memory)]
    covered = [(mention.start, mention.end) for mention in mentions]
    for run in found.runs:
        if not any(start < run.end and run.start < end for start, end in covered):
            mentions += _run_mentions(text, tokens, run, memory, seen)
    for name, start, end in _prefixes(text, tokens, seen):
        mentions.append(_mention(memory.kinds.get(name, Kind.ORGANISATION), start, end, name))
    mentions += quoted_titles.find(text, sentence.start, sentence.end)
    mentions = [mention for mention in mentions if not (mention.kind is Kind.NAME and _is_held(mention, mentions))]
    yield from sorted(dict.fromkeys(mentions), key=lambda mention: (mention.start, -mention.end, mention.kind))


def _is_held(name: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether an untyped name lies in a title or a role."""
    holders = (m for m in mentions if m.kind in {Kind.TITLE, Kind.ROLE})
    return any(holder.start <= name.start and name.end <= holder.end for holder in holders)


def _pair_mentions(text: str, found: _Found, memory: _Memory) -> Iterator[Mention]:
    for pair in found.pairs:
        expansion = text[pair.long_start : pair.long_end]
        kind = memory.expansions[text[pair.short_start : pair.short_end]][1]
        yield _mention(kind, pair.long_start, pair.long_end, expansion)
        yield _mention(Kind.ABBREVIATION, pair.short_start, pair.short_end, expansion)


def _run_mentions(text: str, tokens: Sequence[Token], run: Run, memory: _Memory, seen: Observed) -> Iterator[Mention]:
    name = text[run.start : run.end]
    kind, value = run.kind, _plain(name, memory, seen)
    if name in memory.expansions:
        value, kind = memory.expansions[name]
    elif _may_be_surname(run) and _surname(name, memory):
        kind, value = Kind.PERSON, memory.persons[str(_surname(name, memory))]
    elif kind is None:
        kind = memory.kinds.get(value, Kind.NAME)
    elif kind is Kind.PERSON:
        value = _base_person(name, seen)
    yield _mention(kind, run.start, run.end, value, run.role)
    if kind is Kind.PERSON and run.role:
        yield from _role_mention(text, tokens, run, value)


def _may_be_surname(run: Run) -> bool:
    return run.first == run.last and run.kind in {None, Kind.PERSON, Kind.ORGANISATION}


def _surname(name: str, memory: _Memory) -> str | None:
    for form in (name, name.removesuffix("s")):
        if form in memory.persons:
            return form
    return None


def _plain(name: str, memory: _Memory, seen: Observed) -> str:
    """The name without a genitive ending, where the document or a word list has it without."""
    base = name.removesuffix("s")
    if (
        base != name
        and seen.language == "de"
        and (base in memory.kinds or base in seen.names or from_name(base) is Kind.PLACE)
    ):
        return base
    return name


def _role_mention(text: str, tokens: Sequence[Token], run: Run, person: str) -> Iterator[Mention]:
    role = run.role or ""
    low, high = tokens[0].start, tokens[-1].end
    before, behind = text.rfind(role, low, run.start), text.find(role, run.end, high)
    start = before if before >= 0 and run.start - before - len(role) < 8 else behind
    if start >= 0:
        yield _mention(Kind.ROLE, start, start + len(role), role, person)


def _mention(kind: Kind, start: int, end: int, value: str, head: str | None = None) -> Mention:
    return Mention(kind=kind, start=start, end=end, value=value, head=head)
