"""Seeds, read and built into a store, and authored YAML."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import yaml

from knowledge import build, curated, seeds, sentences
from knowledge.errors import SeedError
from tests import fuzz_mutation as mutation
from tests.fuzz_target import Target

_ROOT = Path(__file__).parent.parent
_SEED = _ROOT / "seeds" / "docker-series-b.txt"
_ARTICLES = (_SEED, *sorted((_ROOT / "tests/articles").glob("*/*.txt")))
_MARKDOWN = (
    "---\ntitle: Käse\ndate: 2021-03\nauthor: Anna Kern\nlanguage: de\n---\n# Käse\n\nEin Satz.\n\n## Mehr\n\n- eins\n",
    "# Cheese\n\nBy Ann Kern | May 3, 2024\n\nThis *is* a [sentence](http://x.y). Another!\n\nHead\n====\n\n> Said.\n",
    "date 2021-03 Ein Satz steht hier.\n\nZwischentitel\n\nNoch einer. (map)\n",
    "\ufeffEin Satz.\r\n\r\nNoch einer.\r\n",
)


@cache
def _paragraphs() -> tuple[bytes, ...]:
    """Paragraphs of the articles, and the texts of the golden cases."""
    written = [part for path in _ARTICLES for part in path.read_text(encoding="utf-8").split("\n\n")]
    for path in sorted((_ROOT / "tests/knowledge").rglob("*.yaml")):
        written += _texts(yaml.safe_load(path.read_text(encoding="utf-8")))
    return tuple(part.encode() for part in (*_MARKDOWN, *written) if part.strip())


def _texts(cases: object) -> Iterator[str]:
    for case in cases if isinstance(cases, list) else ():
        said = case.get("text") if isinstance(case, dict) else None
        if isinstance(said, str):
            yield said


def name_of(data: bytes) -> str:
    """Half of the inputs are Markdown: those that begin like it."""
    return "a.md" if data[:1] in (b"-", b"#", b"[", b"*", b">") else "a.txt"


def _seed() -> Callable[[bytes], object]:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-seed-"))

    def read(data: bytes) -> None:
        path = folder / name_of(data)
        path.write_bytes(data)
        try:
            document = seeds.read(path)
        except SeedError as error:
            _one_line(error)
            return
        text, last = document.text, document.body_start
        for one in sentences.split(document):
            assert last <= one.start < one.end <= document.body_end
            assert text[one.start : one.end] == text[one.start : one.end].strip()
            last = one.end

    return read


def _build() -> Callable[[bytes], object]:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-build-"))

    def read(data: bytes) -> None:
        for old in folder.glob("a.*"):
            old.unlink()
        (folder / name_of(data)).write_bytes(data)
        try:
            store = build.refresh(folder, folder / "store.db")
        except SeedError as error:
            _one_line(error)
            return
        try:
            _hold(store)
        finally:
            store.close()

    return read


def _hold(store: build.SqliteStore) -> None:
    """Every fact's evidence is verbatim, and its answer stands where it says."""
    for document in store.documents():
        for fact in store.facts(document=document.id):
            assert fact.evidence.holds(document.text)
            assert fact.derivation or document.text[fact.answer_start : fact.answer_end] == fact.answer
        for indexed in store.sentences(document.id):
            for token in indexed.tokens:
                assert document.text[token.start : token.end] == token.text


@cache
def _written() -> tuple[bytes, ...]:
    paths = sorted((*(_ROOT / "seeds").glob("*.yaml"), *(_ROOT / "tests/bot").rglob("*.yaml")))
    whole = [path.read_text(encoding="utf-8") for path in paths]
    parts = [part for text in whole for part in text.split("\n\n") if 10 < len(part) < 1500]
    return tuple(part.encode() for part in (*parts[:200], *(text for text in whole if len(text) < 5000)))


def _yaml() -> Callable[[bytes], object]:
    from adapters.conversation_cases import CaseError
    from adapters.conversation_reading import read_cases

    path = Path(tempfile.mkdtemp(prefix="fuzz-yaml-")) / "a.yaml"
    document = seeds.read(_SEED)
    known = sentences.split(document)

    def read(data: bytes) -> None:
        path.write_bytes(data)
        try:
            curated.read(path, document, known)
        except SeedError as error:
            _one_line(error)
        try:
            read_cases(path)
        except (SeedError, CaseError) as error:
            _one_line(error)

    return read


def _one_line(error: Exception) -> None:
    assert len(str(error).splitlines()) == 1, str(error)


SEED = Target(name="seed", corpus=_paragraphs, mutate=mutation.text, open=_seed)
BUILD = Target(name="build", corpus=_paragraphs, mutate=mutation.text, open=_build)
YAML = Target(name="yaml", corpus=_written, mutate=mutation.text, open=_yaml)
