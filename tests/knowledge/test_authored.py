"""Authored YAML: texts stay texts, lines are kept, and whatever is not plain is refused with one sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.authored import Mapping, Scalar, Sequence, load, plain
from knowledge.errors import SeedError

FILE = Path("facts.yaml")


@pytest.mark.parametrize("written", ["no", "Yes", "12:30", "1.10", "20.10", "0x1F", "2021-03-09", "null", "~", "3e5"])
def test_scalars_stay_texts(written: str) -> None:
    """What YAML would make a truth value, a number, a date or nothing is the text that was written."""
    assert plain(load(FILE, text=f"key: {written}\n")) == {"key": written}


def test_the_tree_keeps_order_and_lines() -> None:
    """Keys come in the order written, and each node knows the line it begins in."""
    root = load(FILE, text="b: eins\na:\n  - zwei\n  - drei: vier\n")
    assert root == Mapping(
        (
            (Scalar("b", 1), Scalar("eins", 1)),
            (
                Scalar("a", 2),
                Sequence((Scalar("zwei", 3), Mapping(((Scalar("drei", 4), Scalar("vier", 4)),), 4)), 3),
            ),
        ),
        1,
    )


def test_plain_is_texts_dicts_and_lists() -> None:
    """Without lines a tree is what was written: texts in lists and dicts, the order of keys kept."""
    found = plain(load(FILE, text="b: [eins, {x: zwei}]\na: ''\n"))
    assert found == {"b": ["eins", {"x": "zwei"}], "a": ""}
    assert list(found) == ["b", "a"]
    assert plain(Scalar("no", 1)) == "no"
    assert plain(Sequence((), 1)) == []
    assert plain(Mapping((), 1)) == {}


def test_quotes_and_blocks_are_yaml(tmp_path: Path) -> None:
    """Quoting, folding and flow style work, and a file is read with its byte order mark left out."""
    path = tmp_path / "a.yaml"
    path.write_text("\ufeffa: 'es ist''s: so'\nb: >-\n  eine\n  Zeile\nc: [x, \"y, z\"]\n", encoding="utf-8")
    assert plain(load(path)) == {"a": "es ist's: so", "b": "eine Zeile", "c": ["x", "y, z"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "facts.yaml:3: the key 'a' is here twice (first in line 1)."),
        ("a:\n  b: 1\n  b: 2\n", "facts.yaml:3: the key 'b' is here twice (first in line 2)."),
        ("a: 1\n\tb: 2\n", "facts.yaml:2: there is a tab here; YAML is indented with spaces."),
        ("a: &x 1\n", "facts.yaml:1: there is an anchor here (&x); write without."),
        ("a: 1\nb: *x\n", "facts.yaml:2: there is an alias here (*x); write the value out."),
        ("a: !!int 1\n", "facts.yaml:1: there is a tag here (tag:yaml.org,2002:int); everything is a text."),
        ("[1, 2]: 3\n", "facts.yaml:1: a key must be a text."),
        ("a: 1\n---\nb: 2\n", "facts.yaml:2: a second document begins here; one file holds one."),
        ("", "facts.yaml: this file is empty."),
        ("# nothing\n", "facts.yaml: this file is empty."),
        ("a: \u0001\n", "facts.yaml: this is no valid YAML: it holds characters that YAML does not allow."),
        ("- " * 20 + "a\n", "facts.yaml:1: this is nested deeper than 20 levels."),
        ("[" * 500, "facts.yaml:1: this is nested deeper than 20 levels."),
        ("a: " + "x" * 1_000_000, "facts.yaml: this file is larger than 1 MB."),
        ("- a\n" * 50_001, "facts.yaml:49999: this file holds more than 50,000 values."),
        ("a: &a [x]\n" + "b: [*a, *a]\n" * 9, "facts.yaml:1: there is an anchor here (&a); write without."),
    ],
)
def test_refusals(text: str, message: str) -> None:
    """Each thing that is refused is named in one sentence with file and line."""
    with pytest.raises(SeedError) as caught:
        load(FILE, text=text)
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["a: [1, 2\nb: 3\n", "a: 'offen\n", "a: b: c\n", "a: 1\n  b: 2\n"])
def test_syntax_errors_have_a_line(text: str) -> None:
    """What is no YAML is an error with file and line that says so."""
    with pytest.raises(SeedError, match=r"^facts\.yaml:\d: this is no valid YAML: [^\n]+\.$"):
        load(FILE, text=text)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: 1\nb: K\xe4se\n", ":2: this file is not UTF-8."),
        (b"x" * 1_000_001, ": this file is larger than 1 MB."),
        (None, ": this file cannot be read (No such file or directory)."),
    ],
    ids=["latin-1", "large", "missing"],
)
def test_unreadable_files(content: bytes | None, message: str, tmp_path: Path) -> None:
    """A file in another encoding, too large or missing is named."""
    path = tmp_path / "a.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SeedError) as caught:
        load(path)
    assert str(caught.value) == f"{path}{message}"


@given(st.text(max_size=40) | st.text(alphabet="ab:-[]{},#&*!|>'\"% \n\t", max_size=40))
def test_any_text_gives_a_tree_or_one_sentence(text: str) -> None:
    """Whatever is written, the result is a tree or a SeedError of one line that names the file."""
    complaint = ""
    try:
        assert isinstance(load(FILE, text=text), Scalar | Mapping | Sequence)
    except SeedError as error:
        complaint = str(error)
    assert re.fullmatch(r"(facts\.yaml(:\d+)?: .+\.)?", complaint)
