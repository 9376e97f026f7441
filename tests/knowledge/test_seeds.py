"""Reading seeds: what is title, date, author, heading and body, and what is refused."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import seeds
from knowledge.document import Document, PartialDate
from knowledge.errors import SeedError

TXT, MD = Path("der-kaese_2021.txt"), Path("der-kaese_2021.md")
MATTER = """---
title: 'Käse: ein Lob'
date: 2021-03-09
author: Anna Huber
source: https://example.org/kaese
language: en
---
# Überschrift

Der Käse ist gut.
"""


def body(document: Document) -> str:
    return document.text[document.body_start : document.body_end]


def sections(document: Document) -> list[tuple[str | None, str]]:
    return [(section.heading, document.text[section.start : section.end]) for section in document.sections]


def test_the_shipped_seed() -> None:
    """The seed's date, author, heading and body are found, and its text is the file's, character for character."""
    path = Path(__file__).parent.parent.parent / "seeds" / "docker-series-b.txt"
    found = seeds.read(path)
    assert (found.id, found.title, found.language) == ("docker-series-b", "Docker Series B", "de")
    assert found.text.encode() == path.read_bytes()
    assert (found.published, found.author) == (PartialDate(year=2021, month=3), "map")
    assert found.published_span is not None
    assert found.author_span is not None
    assert found.text[slice(*found.published_span)] == "2021-03"
    assert found.text[slice(*found.author_span)] == "map"
    assert body(found).startswith("Nach einem turbulenten Jahr")
    assert body(found).endswith("in die Hände.")
    assert [section.heading for section in found.sections] == [None, "Die nächste Welle erwischen"]


@pytest.mark.parametrize(
    ("text", "published", "begins"),
    [
        ("date 2021-03 Der Käse ist gut.", PartialDate(year=2021, month=3), "Der"),
        (" date 2021 Der Käse ist gut.", PartialDate(year=2021), "Der"),
        ("\ufeffdate 2021-03-09\n\nDer Käse ist gut.", PartialDate(year=2021, month=3, day=9), "Der"),
        ("update 2021-03 Der Käse ist gut.", None, "update"),
        ("Der Käse. date 2021-03", None, "Der"),
        ("\ufeff  Der Käse ist gut.", None, "Der"),
    ],
)
def test_leading_dates(text: str, published: PartialDate | None, begins: str) -> None:
    """A date at the very beginning is the article's, of its own precision; the body begins behind it."""
    found = seeds.parse(text, TXT)
    assert found.published == published
    assert body(found).startswith(begins)
    if published is not None and found.published_span is not None:
        assert found.text[slice(*found.published_span)] == published.iso()


@pytest.mark.parametrize(
    ("text", "author", "ends"),
    [
        ("Der Käse ist gut.\n\n(map)\n", "map", "gut."),
        ("Der Käse ist gut. (Abcde)", "Abcde", "gut."),
        ("Der Käse ist „gut“ (xy)", "xy", "„gut“"),
        ("Er kam von der Foundation (CNCF)", None, "(CNCF)"),
        ("Der Käse ist gut. (abcdef)", None, "(abcdef)"),
        ("Der Käse (map) ist gut.", None, "gut."),
    ],
)
def test_author_marks(text: str, author: str | None, ends: str) -> None:
    """Two to five letters in brackets behind everything are the author; an abbreviation in a sentence is none."""
    found = seeds.parse(text, TXT)
    assert found.author == author
    assert body(found).endswith(ends)
    assert (found.author_span is None) == (author is None)


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("Ein Satz.\n\nKäse\n\nNoch einer.", None, [(None, "Ein Satz."), ("Käse", "Noch einer.")]),
        ("Ein Satz.\r\n\r\nWas nun?\r\n\r\nNoch einer.", None, [(None, "Ein Satz."), ("Was nun?", "Noch einer.")]),
        ("Käse\n\nEin Satz.", "Käse", [(None, "Ein Satz.")]),
        ("Käse\n\nKuh\n\nEin Satz.\n\nKäse\n\nNoch einer.", "Käse", [("Kuh", "Ein Satz."), ("Käse", "Noch einer.")]),
        ("Ein Satz.\n\nKäse", None, [(None, "Ein Satz.\n\nKäse")]),
        ("Ein Satz.\n\n- Käse\n\nNoch einer.", None, [(None, "Ein Satz.\n\n- Käse\n\nNoch einer.")]),
        ("Satz.\n\nEins\n\nZwei\n\nDrei\n\nSatz.", None, [(None, "Satz.\n\nEins\n\nZwei\n\nDrei\n\nSatz.")]),
        ("Satz.\n\nEr rief:\n\nSatz.", None, [(None, "Satz.\n\nEr rief:\n\nSatz.")]),
        ("Satz.\n\n" + "Käse " * 17 + "\n\nSatz.", None, [(None, "Satz.\n\n" + "Käse " * 17 + "\n\nSatz.")]),
        ("nur ein text", None, [(None, "nur ein text")]),
    ],
)
def test_headings_in_plain_text(text: str, title: str | None, expected: list[tuple[str | None, str]]) -> None:
    """A short line between blank lines with text behind it is a heading, at the very beginning the title; list items,
    rows of short lines, sentences and long lines are not."""
    found = seeds.parse(text, TXT)
    assert found.title == (title or "Der Kaese 2021")
    assert sections(found) == expected


def test_front_matter() -> None:
    """Front matter gives title, date, author, source and language, with the places of date and author."""
    found = seeds.parse(MATTER, MD)
    assert (found.title, found.author, found.source) == ("Käse: ein Lob", "Anna Huber", "https://example.org/kaese")
    assert (found.language, found.published) == ("en", PartialDate(year=2021, month=3, day=9))
    assert found.published_span is not None
    assert found.text[slice(*found.published_span)] == "2021-03-09"
    assert found.author_span is not None
    assert found.text[slice(*found.author_span)] == "Anna Huber"
    assert sections(found) == [(None, "Der Käse ist gut.")]


def test_front_matter_finds_the_date_on_its_own_line() -> None:
    """A year that stands in the title too is quoted from the line of the date."""
    found = seeds.parse("---\r\ntitle: Bilanz 2021\r\ndate: 2021\r\n---\r\nEin Satz.\r\n", MD)
    assert found.published_span == (found.text.index("date") + 6, found.text.index("date") + 10)


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("# Käse\nEin Satz.\n## Kuh ##\nNoch einer.", "Käse", [(None, "Ein Satz."), ("Kuh", "Noch einer.")]),
        ("Ein Satz.\n\n# Käse\n\nNoch einer.", "Käse", [(None, "Ein Satz."), ("Käse", "Noch einer.")]),
        ("## C#\n### Java\nSatz.", "Der Kaese 2021", [("C#", ""), ("Java", "Satz.")]),
        ("# Käse\n\nSatz.\n\n```\n# kein Titel\n```\n", "Käse", [(None, "Satz.\n\n```\n# kein Titel\n```")]),
        ("# Käse\n\nSatz.\n\nKurz\n\nSatz.", "Käse", [(None, "Satz.\n\nKurz\n\nSatz.")]),
        ("Käse\n\nSatz.", "Käse", [(None, "Satz.")]),
        ("---\n---\nSatz.", "Der Kaese 2021", [(None, "Satz.")]),
        ("# Käse\u2028Satz.", "Käse", [(None, "Satz.")]),
        ('---\ntitle: "Käse\\n und Kuh"\n---\nSatz.', "Käse und Kuh", [(None, "Satz.")]),
    ],
)
def test_markdown(text: str, title: str, expected: list[tuple[str | None, str]]) -> None:
    """Lines of hashes outside code are headings, the first of level one the title; without any, short lines are."""
    found = seeds.parse(text, MD)
    assert found.title == title
    assert sections(found) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "---\ntitel: Käse\n---\nSatz.",
            "2: 'titel' is no key of the front matter; it has title, date, author, source, language.",
        ),
        (
            "---\ntitle: a\ndate: 2021-13\n---\nSatz.",
            "3: '2021-13' is no date; it is written like 2021, 2021-03 or 2021-03-09.",
        ),
        ("---\ndate: 2021-3\n---\nSatz.", "2: '2021-3' is no date; it is written like 2021, 2021-03 or 2021-03-09."),
        ("---\nlanguage: fr\n---\nSatz.", "2: the language must be de or en, not 'fr'."),
        ("---\nauthor:\n---\nSatz.", "2: 'author' must be a text."),
        ("---\nauthor: [a, b]\n---\nSatz.", "2: 'author' must be a text."),
        ("---\ntitle: a\ntitle: b\n---\nSatz.", "3: the key 'title' is here twice (first in line 2)."),
        ("---\nnur Text\n---\nSatz.", "2: the front matter must be lines of the form key: value."),
        ("---\ntitle: Käse\n\nSatz.", "1: the front matter that begins here has no second line of dashes."),
        ("date 2021-02-30 Satz.", "1: '2021-02-30' is no date; it is written like 2021, 2021-03 or 2021-03-09."),
        ("# Käse\n\n(map)", " there is no text in this file but its title, date or author."),
        ("date 2021-03", " there is no text in this file but its title, date or author."),
    ],
)
def test_mistakes_in_the_text(text: str, message: str) -> None:
    """Each mistake in front matter or date is one sentence with the line, and so is a file without prose."""
    with pytest.raises(SeedError) as caught:
        seeds.parse(text, MD)
    assert str(caught.value) == f"{MD}:{message}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("Gut: Käse.".encode("latin-1"), "byte 6 is not UTF-8; save the file in the encoding UTF-8."),
        ("Käse.".encode("utf-16"), "byte 0 is not UTF-8; save the file in the encoding UTF-8."),
        (b"", "this file is empty."),
        (b" \r\n\t ", "this file is empty."),
        ("\ufeff\n".encode(), "this file is empty."),
        ("Kä\0se".encode(), "there is a NUL byte at byte 3; this is not a text file."),
        (b"a" * 5_000_001, "this file is larger than 5 MB."),
        (None, "this file cannot be read (No such file or directory)."),
    ],
    ids=["latin-1", "utf-16", "empty", "white", "mark only", "nul", "large", "missing"],
)
def test_unreadable_files(content: bytes | None, message: str, tmp_path: Path) -> None:
    """What is not a text in UTF-8 is refused in one sentence that names the file."""
    path = tmp_path / "a.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SeedError) as caught:
        seeds.read(path)
    assert str(caught.value) == f"{path}: {message}"


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    """A file of 50 MB is refused by its size, without taking the memory for it."""
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(SeedError) as caught:
            seeds.read(path)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    assert str(caught.value) == f"{path}: this file is larger than 5 MB."


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder, even one named like a seed, cannot be read as one."""
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(SeedError) as caught:
        seeds.read(tmp_path / "a.txt")
    assert str(caught.value) == f"{tmp_path / 'a.txt'}: this is not a file."


def test_a_link_to_itself(tmp_path: Path) -> None:
    """A link that leads nowhere but to itself is refused when it is read."""
    path = tmp_path / "a.txt"
    path.symlink_to(path)
    assert seeds.paths(tmp_path) == (path,)
    with pytest.raises(SeedError) as caught:
        seeds.read(path)
    assert str(caught.value) == f"{path}: this file cannot be read (Too many levels of symbolic links)."


def test_line_breaks_are_kept(tmp_path: Path) -> None:
    """Carriage returns and a byte order mark stay in the text, so that offsets count from the file as it is."""
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffEin Satz.\r\n\r\nNoch einer.\r\n".encode())
    found = seeds.read(path)
    assert found.text == "\ufeffEin Satz.\r\n\r\nNoch einer.\r\n"
    assert body(found) == "Ein Satz.\r\n\r\nNoch einer."


def test_paths_are_the_seeds_by_name(tmp_path: Path) -> None:
    """Texts and Markdown files are seeds, in order; facts files, hidden files and folders are not."""
    for name in ("b.txt", "a.md", "b.facts.yaml", ".c.txt", "d.pdf"):
        (tmp_path / name).touch()
    (tmp_path / "e.txt").mkdir()
    assert seeds.paths(tmp_path) == (tmp_path / "a.md", tmp_path / "b.txt")


def test_paths_of_a_missing_or_empty_folder(tmp_path: Path) -> None:
    """A folder that is missing, or has no seed, is named."""
    with pytest.raises(SeedError) as missing:
        seeds.paths(tmp_path / "nowhere")
    assert str(missing.value) == f"{tmp_path / 'nowhere'}: this folder does not exist."
    with pytest.raises(SeedError) as empty:
        seeds.paths(tmp_path)
    assert str(empty.value) == f"{tmp_path}: there is no article here; put a .txt or .md file into it."


def test_two_seeds_of_one_name(tmp_path: Path) -> None:
    """Two files that differ only in their ending would be one article, so they are refused."""
    (tmp_path / "a.md").touch()
    (tmp_path / "a.txt").touch()
    with pytest.raises(SeedError) as caught:
        seeds.paths(tmp_path)
    assert str(caught.value) == f"{tmp_path / 'a.txt'}: a.md has the same name; rename one of the two."


def test_links(tmp_path: Path) -> None:
    """A link within the folder is a seed; one that leads out of it is refused."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "a.txt").write_text("Ein Satz.")
    (folder / "b.txt").symlink_to(folder / "a.txt")
    assert len(seeds.paths(folder)) == 2
    (tmp_path / "secret").touch()
    (folder / "c.txt").symlink_to(tmp_path / "secret")
    with pytest.raises(SeedError) as caught:
        seeds.paths(folder)
    assert str(caught.value) == f"{folder / 'c.txt'}: this link leads out of the folder of seeds."


@given(st.text(max_size=60) | st.text(alphabet="aB.#-(): \n\r\ufeff", max_size=60), st.sampled_from((TXT, MD)))
def test_any_text_is_a_document_or_one_sentence(text: str, path: Path) -> None:
    """Whatever the text, it is kept, and sections lie in order inside the body; or the error is one line."""
    found, complaint = None, ""
    try:
        found = seeds.parse(text, path)
    except SeedError as error:
        complaint = str(error)
    assert (found is None) == bool(complaint)
    assert len(complaint.splitlines()) <= 1
    if found is not None:
        assert len(found.title.splitlines()) == 1
        for span, value in (
            (found.published_span, found.published and found.published.iso()),
            (found.author_span, found.author),
        ):
            assert span is None or text[slice(*span)] == value
        last = found.body_start
        for number, section in enumerate(found.sections):
            assert section.index == number
            assert last <= section.start <= section.end <= found.body_end
            last = section.end
        assert (found.text, found.sections != ()) == (text, True)


@pytest.mark.parametrize(
    ("text", "title", "author", "published", "begins"),
    [
        ("Käse\nVon Anna Kern, 3. Mai 2024\n\nEin Satz.", "Käse", "Anna Kern", "2024-05-03", "Ein"),
        ("Käse\n\nVon Anna Kern und Udo Maus\n\nEin Satz.", "Käse", "Anna Kern und Udo Maus", None, "Ein"),
        ("Käse\nBonn, 3. Mai 2024\n\nEin Satz.", "Käse", None, "2024-05-03", "Ein"),
        ("Käse\nStand: 3. Mai 2024, 10:30 Uhr\n\nEin Satz.", "Käse", None, "2024-05-03", "Ein"),
        ("Cheese\nBy Ann Kern | May 3, 2024\n\nThis is a sentence.", "Cheese", "Ann Kern", "2024-05-03", "This"),
        ("Käse\n\nBonn, 3. Mai 2024 – Ein Satz.", "Käse", None, "2024-05-03", "Bonn"),
        ("Bonn, 3. Mai 2024. Ein Satz ist da.", None, None, "2024-05-03", "Bonn"),
        ("Käse\nVon Anna Kern, April 2024\n\nEin Satz.", "Käse", "Anna Kern", "2024-04", "Ein"),
        ("Käse\n\nVon Bonn nach Köln fuhr er am 3. Mai 2024.", "Käse", None, None, "Von"),
        ("Am 3. Mai 2024 – einem Freitag – kam er.", None, None, None, "Am"),
        ("Ein Satz.\n\nVon Anna Kern, 3. Mai 2024", None, None, None, "Ein"),
    ],
)
def test_bylines(text: str, title: str | None, author: str | None, published: str | None, begins: str) -> None:
    """Who wrote a text and when stands on a line of its own above it, or opens its first sentence."""
    found = seeds.parse(text, TXT)
    assert (found.title, found.author) == (title or "Der Kaese 2021", author)
    assert (found.published and found.published.iso()) == published
    assert body(found).startswith(begins)
