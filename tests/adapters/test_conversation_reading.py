"""Conversation tests as authored: what a file says, and each mistake in one sentence with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.conversation_cases import PLATFORMS, Case, CaseError, Expectation, Turn
from adapters.conversation_reading import read_cases
from adapters.seen import Action
from bot.messages import Status

EVERYTHING = """\
- name: N
  seeds: more
  curated: false
  place: group
  locale: en
  on: [telegram, slack]
  turns:
    - user: a @bot
      as: Anna
      mention: true
      twice: true
      bot: {contains: [b, c], equals: d, one_of: [e], not: f}
      status: answered
      quote: q
      buttons: [g, h]
      language: en
      seen_by: asker
      edited: false
      messages: 2
      differs: {telegram: {bot: {nothing: true}}}
    - {press: g, bot: x}
    - {edit: z, as: Anna, bot: x, edited: true}
    - {caption: k, reply: true, bot: x}
    - {sends: voice, bot: {nothing: true}}
"""


def read(folder: Path, text: str) -> tuple[Case, ...]:
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    return read_cases(folder / "a.yaml")


def test_all_that_can_be_said_is_read(tmp_path: Path) -> None:
    """Each key of the format has its place in the case."""
    case = read(tmp_path, EVERYTHING)[0]
    expected = Expectation(
        contains=("b", "c"),
        equals="d",
        one_of=("e",),
        absent=("f",),
        status=Status.ANSWERED,
        quote="q",
        buttons=("g", "h"),
        language="en",
        seen_by="asker",
        edited=False,
        messages=2,
    )
    assert case.turns[0] == Turn(
        line=8,
        action=Action(kind="said", text="a @bot", speaker="Anna", mention=True, twice=True),
        expected=expected,
        differs=(("telegram", Expectation(nothing=True)),),
    )
    assert [action.kind for action in case.actions] == ["said", "pressed", "edited", "captioned", "sent"]
    assert (case.seeds, case.curated, case.place, case.locale) == (tmp_path / "more", False, "group", "en")
    assert case.on == ("telegram", "slack")


def test_what_is_not_said_has_its_default(tmp_path: Path) -> None:
    """Without more a conversation is private, in German, for every platform, about the seeds of the run."""
    case = read(tmp_path, "name: N\nturns: [{user: '', bot: b}]\n")[0]
    assert (case.seeds, case.curated, case.place, case.locale, case.on) == (None, True, "private", "de", PLATFORMS)
    assert case.turns[0].action == Action(kind="said", text="")


@pytest.mark.parametrize(
    ("turn", "complaint"),
    [
        ("{user: a, bott: b}", "'bott' is no key of a turn; it has user, press,"),
        ("{user: a}", "a turn says what is expected: bot, status, quote,"),
        ("{bot: a}", "a turn has exactly one of user, press, edit, caption, sends."),
        ("{user: a, caption: b, bot: a}", "a turn has exactly one of user, press, edit, caption, sends."),
        ("{user: a, status: good}", "'good' is no status; there are answered,"),
        ("{user: a, bot: b, language: fr}", "'fr' is no language; there are de, en."),
        ("{user: a, bot: b, seen_by: everyone}", "seen_by is for a group or a thread."),
        ("{user: a, bot: b, messages: many}", "a number of messages is expected here, not 'many'."),
        ("{user: a, bot: b, twice: yes}", "true or false is expected here, not 'yes'."),
        ("{user: a, bot: {nothing: true, not: b}}", "where nothing is expected, nothing else can be."),
        ("{user: a, bot: {nothing: true}, messages: 1}", "where nothing is expected, nothing else can be."),
        ("{user: a, bot: b, differs: {matrix: {bot: c}}}", "'matrix' is no key of a differs; it has core,"),
        ("{user: a, bot: b, differs: {slack: {user: c}}}", "'user' is no key of a differs; it has bot,"),
        ("{sends: film, bot: b}", "'film' is no thing to send; there are photo, voice, sticker."),
        ("{sends: photo, mention: true, bot: b}", "a turn with sends has no mention."),
        ("{press: a, twice: true, bot: b}", "a turn with press has no twice."),
        ("{edit: a, bot: b}", "there is nothing to edit: this person said nothing before."),
        ("{user: a, reply: true, bot: b}", "there is nothing to reply to yet."),
    ],
)
def test_a_mistake_in_a_turn_names_the_line(tmp_path: Path, turn: str, complaint: str) -> None:
    """An error is one sentence that begins with file and line."""
    with pytest.raises(CaseError) as caught:
        read(tmp_path, f"name: N\nturns:\n  - {turn}\n")
    assert str(caught.value).startswith(f"{tmp_path / 'a.yaml'}:3: {complaint}")
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("place: street", "'street' is no place; there are private, group, thread."),
        ("locale: fr", "'fr' is no language; there are de, en."),
        ("on: [core, matrix]", "'matrix' is no platform; there are core, console, telegram, slack."),
        ("plaec: group", "'plaec' is no key of a conversation; it has name, seeds,"),
    ],
)
def test_a_mistake_in_a_conversation_names_the_line(tmp_path: Path, line: str, complaint: str) -> None:
    """An error is one sentence that begins with file and line."""
    with pytest.raises(CaseError) as caught:
        read(tmp_path, f"name: N\n{line}\nturns: [{{user: a, bot: b}}]\n")
    assert str(caught.value).startswith(f"{tmp_path / 'a.yaml'}:2: {complaint}")


def test_somebody_else_did_not_say_it(tmp_path: Path) -> None:
    """Only who said something can edit it."""
    with pytest.raises(CaseError, match="4: there is nothing to edit"):
        read(tmp_path, "name: N\nturns:\n  - {user: a, as: Anna, bot: b}\n  - {edit: a, as: Ben, bot: b}\n")
