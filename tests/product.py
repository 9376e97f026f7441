"""Ask the product through its command line and score it: `python -m tests.product ARTICLES_DIR HALF [-v]`.

For each `NAME.HALF.yaml` in ARTICLES_DIR the article in `ARTICLES_DIR/NAME/` is asked alone, without curated facts and
with the shipped weights. An entry says what is right:

    ask       the question
    answer    the short answer must contain one of these strings (case and spacing folded)
    all       it must contain all of these
    not       it must contain none of these
    quote     the quoted sentence must contain this
    polarity  "ja" or "nein": the answer must begin with Ja or Nein, Yes or No
    unknown   true: the article does not say, so nothing may be answered
    turns     a conversation of such entries, asked in order in one chat

Prints counts only; -v names what failed, so leave it out for questions that are kept back.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.question import analyse
from knowledge import authored

Entry = Mapping[str, Any]
ROOT = Path(__file__).resolve().parent.parent
POLARITY = {"ja": ("ja", "yes"), "nein": ("nein", "no")}
_TIMEOUT = 600  # seconds for one article


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An entry of a gold file; `chat` is its conversation, `turn` says whether it is part of a longer one."""

    entry: Entry
    chat: str
    turn: bool

    @property
    def unknown(self) -> bool:
        return is_unknown(self.entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """`right`: the short answer is, or rightly nothing was asserted; `shown`: the quote is the wanted one as well."""

    asked: Asked
    reply: Entry
    right: bool
    shown: bool


def read(path: Path) -> list[Asked]:
    """Raises SeedError for a file that is no valid YAML."""
    found: list[Asked] = []
    for number, entry in enumerate(authored.plain(authored.load(path))):
        turns = entry.get("turns", [entry])
        found += [Asked(entry=turn, chat=str(number), turn="turns" in entry) for turn in turns]
    return found


def is_unknown(entry: Entry) -> bool:
    return entry.get("unknown") in (True, "true")  # authored files are read as texts


def is_right(entry: Entry, reply: Entry) -> bool:
    """Whether the status and the short answer are as the entry wants them."""
    answered = reply.get("status") == "answered"
    if is_unknown(entry) or not answered:
        return is_unknown(entry) and not answered
    answer = _folded(reply.get("answer"))
    if any(_folded(wrong) in answer for wrong in entry.get("not", ())):
        return False
    if "polarity" in entry and not re.match(rf"(?:{'|'.join(POLARITY[entry['polarity']])})\b", answer):
        return False
    if "answer" in entry and not any(_folded(right) in answer for right in entry["answer"]):
        return False
    return all(_folded(part) in answer for part in entry.get("all", ()))


def is_shown(entry: Entry, reply: Entry) -> bool:
    """Whether the quote holds what the entry wants it to."""
    return _folded(entry.get("quote")) in _folded(reply.get("quote"))


def _folded(text: str | None) -> str:
    return " ".join((text or "").replace("\N{SOFT HYPHEN}", "").split()).casefold()


def ask(seeds: Path, asked: Sequence[Asked]) -> list[Entry]:
    """The product's replies in order. Raises CalledProcessError when it fails."""
    lines = [
        json.dumps({"id": number, "text": one.entry["ask"], "chat": one.chat}, ensure_ascii=False)
        for number, one in enumerate(asked)
    ]
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "facts.sqlite")
        command = ["ask", "--seeds", str(seeds), "--store", store, "--no-curated", "--vectors", "off", "--batch", "-"]
        done = subprocess.run(
            [sys.executable, "-m", "adapters.cli", *command],
            input="".join(f"{line}\n" for line in lines),
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=True,
            timeout=_TIMEOUT,
            cwd=ROOT,
        )
    return [json.loads(line) for line in done.stdout.splitlines()]


def score(articles: Path, half: str) -> dict[str, list[Scored]]:
    """The questions of that half of each article. Raises FileNotFoundError where there are none."""
    articles = articles.resolve()
    paths = sorted(articles.glob(f"*.{half}.yaml"))
    if not paths:
        raise FileNotFoundError(f"there is no NAME.{half}.yaml in {articles}")
    found = {}
    for path in paths:
        name, asked = path.name.removesuffix(f".{half}.yaml"), read(path)
        replies = ask(articles / name, asked)
        found[name] = [
            Scored(asked=a, reply=r, right=is_right(a.entry, r), shown=is_shown(a.entry, r))
            for a, r in zip(asked, replies, strict=True)
        ]
    return found


def line(name: str, scored: Sequence[Scored]) -> str:
    """Counts and shares; turns of conversations are counted apart, as they build on one another."""
    turns = [one for one in scored if one.asked.turn]
    alone = [one for one in scored if not one.asked.turn]
    known = [one for one in alone if not one.asked.unknown]
    parts = [
        ("right", sum(one.right for one in known), len(known)),
        ("with evidence", sum(one.right and one.shown for one in known), len(known)),
        ("false answers", sum(not one.right for one in alone if one.asked.unknown), len(alone) - len(known)),
        ("conversation turns", sum(one.right for one in turns), len(turns)),
    ]
    return f"{name:24} {', '.join(f'{label} {_of(count, total)}' for label, count, total in parts if total)}"


def _of(count: int, total: int) -> str:
    return f"{count}/{total} = {count / total:.0%}"


def form(scored: Scored) -> str:
    entry = scored.asked.entry
    return "yes/no" if "polarity" in entry else "list" if "all" in entry else "open" if is_unknown(entry) else "fact"


def language(scored: Scored) -> str:
    return f"asked in {analyse(scored.asked.entry['ask']).language}"


def expected(scored: Scored) -> str:
    kinds = analyse(scored.asked.entry["ask"]).kinds
    return f"expects {kinds[0] if kinds else 'anything'}"


def report(found: Mapping[str, Sequence[Scored]], *, verbose: bool = False) -> str:
    lines: list[str] = []
    for name, scored in found.items():
        lines.append(line(name, scored))
        if verbose:
            lines += [_failed(one) for one in scored if not (one.right and one.shown)]
    everything = [one for scored in found.values() for one in scored]
    for key in (form, language, expected):
        lines += ["", *_by(key, everything)]
    return "\n".join([*lines, "", line("all", everything)])


def _by(key: Callable[[Scored], str], everything: Sequence[Scored]) -> list[str]:
    names = sorted({key(one) for one in everything})
    return [line(name, [one for one in everything if key(one) == name]) for name in names]


def _failed(one: Scored) -> str:
    fault = "FALSE" if one.asked.unknown else "QUOTE" if one.right else "WRONG"
    reply = one.reply
    return f"  {fault} {one.asked.entry['ask']!r} → {reply['status']} {reply['answer']!r} ({reply['confidence']})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, metavar="ARTICLES_DIR")
    parser.add_argument("half", metavar="HALF", help="keep or tune")
    parser.add_argument("-v", "--verbose", action="store_true", help="name the questions that failed")
    options = parser.parse_args()
    print(report(score(options.articles, options.half), verbose=options.verbose))


if __name__ == "__main__":
    main()
