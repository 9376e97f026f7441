"""Seeds, the store made of them, and vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from adapters.encoders import encoder_for
from adapters.findings import Finding, Findings, ok, todo
from bot.settings import Settings
from knowledge import curated, seeds
from knowledge.errors import EncoderError, KnowledgeError, SeedError
from knowledge.sentences import split
from knowledge.store import FactStore

_SHOWN: Final = 20  # seeds that are wrong


def examine(settings: Settings, open_store: Callable[[], FactStore], *, with_curated: bool = True) -> Findings:
    """`open_store` builds the store where it does not fit the seeds."""
    try:
        found = seeds.paths(settings.seeds)
    except SeedError as error:
        missing = " Put an article (.txt or .md) there." if not settings.seeds.exists() else ""
        return (todo("Seeds", f"{error}{missing}"), *_vectors(settings))
    wrong = tuple(_wrong(found, with_curated))
    if wrong:
        more = len(wrong) - _SHOWN
        rest = (todo("Seeds", f"{more} more are wrong."),) if more > 0 else ()
        return (*(todo("Seeds", said) for said in wrong[:_SHOWN]), *rest, *_vectors(settings))
    return (ok("Seeds", f"{len(found)} in {settings.seeds}."), _store(settings, open_store), *_vectors(settings))


def _wrong(paths: tuple[Path, ...], with_curated: bool) -> Iterator[str]:
    """What is wrong with each seed; building tells only of the first."""
    for path in paths:
        try:
            document = seeds.read(path)
            beside = seeds.facts_beside(path) if with_curated else None
            if beside is not None:
                curated.read(beside, document, split(document))
        except SeedError as error:
            yield str(error)


def _store(settings: Settings, open_store: Callable[[], FactStore]) -> Finding:
    try:
        store = open_store()
        with_facts = f"{len(store.facts())} facts from {len(store.documents())} articles"
        store.close()
    except (KnowledgeError, OSError) as error:
        return todo("Store", str(error))
    return ok("Store", f"{settings.store} holds {with_facts}.")


def _vectors(settings: Settings) -> Findings:
    if settings.vectors == "off":
        return (ok("Vectors", "off, questions are matched by their words."),)
    try:
        encoder = encoder_for(settings)
    except EncoderError as error:
        return (todo("Vectors", str(error)),)
    return (ok("Vectors", f"{encoder.name}." if encoder else "off."),)
