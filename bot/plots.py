"""The pictures of an evaluation: risk against coverage, and reliability. Needs the extra `training` (Matplotlib)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.evaluation import FALSE_ANSWERS, Held
from bot.evaluation_table import BINS, calibration_error, grouped, reliability, risk_coverage

_COLOURS: Mapping[str, str] = {"XQuAD": "#1f5f99", "gold": "#c4561f", "turn": "#3a7d44"}
_LINES: Mapping[bool, str] = {False: "-", True: "--"}
_LANGUAGES: Mapping[bool, str] = {False: "one language", True: "two languages"}
_DOTS = 150  # per inch
_MARGIN = 0.02


def draw(held: Sequence[Held], folder: Path) -> tuple[Path, Path]:
    """Writes risk-coverage.png and reliability.png into `folder`, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    curves, bins = folder / "risk-coverage.png", folder / "reliability.png"
    _risk_coverage(held).savefig(curves, dpi=_DOTS)
    _reliability(held).savefig(bins, dpi=_DOTS)
    return curves, bins


def _risk_coverage(held: Sequence[Held]) -> Figure:
    figure = Figure(figsize=(11, 5.6), layout="constrained")
    wrong, false = figure.subplots(1, 2)
    for label, chosen in _groups(held):
        curve = risk_coverage(chosen)
        coverage, risk = [x for x, _, _ in curve], [y for _, y, _ in curve]
        colour, dashes = _style(chosen[0])
        wrong.plot(coverage, risk, label=f"{label} ({_count(chosen)})", color=colour, linestyle=dashes)
        known = [(x, y) for x, _, y in curve if y is not None]
        false.plot([x for x, _ in known], [y for _, y in known], color=colour, linestyle=dashes)
    false.axhline(FALSE_ANSWERS, color="grey", linewidth=0.8, linestyle=":")
    false.annotate(f"{FALSE_ANSWERS:.0%}", (0.01, FALSE_ANSWERS), va="bottom", color="grey")
    _axes(wrong, "Answerable questions answered (coverage)", "Of these answers, wrong (token F1 < 0.5)")
    _axes(false, "Answerable questions answered (coverage)", "Unanswerable questions answered")
    wrong.set_title("Risk and coverage")
    false.set_title("False answers and coverage")
    figure.legend(loc="outside lower center", ncols=2, frameon=False)
    return figure


def _reliability(held: Sequence[Held]) -> Figure:
    figure = Figure(figsize=(6.5, 6.8), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8, linestyle=":")
    for label, chosen in _groups(held):
        if calibration_error(chosen) is None:
            continue  # all of them answerable, or none: there is nothing to be sure of
        bins = reliability(chosen)
        mean, share = [c for c, _, _ in bins], [y for _, y, _ in bins]
        colour, dashes = _style(chosen[0])
        axes.plot(mean, share, label=label, color=colour, linestyle=dashes)
        axes.scatter(mean, share, s=[8 + 4 * count**0.5 for _, _, count in bins], color=colour, alpha=0.6)
    _axes(axes, f"Confidence (mean of a bin of {1 / BINS:.1f})", "Share that the article answers")
    axes.set_title("Reliability (dots grow with the number of questions)")
    figure.legend(loc="outside lower center", ncols=2, frameon=False)
    return figure


def _axes(axes: Axes, x: str, y: str) -> None:
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.set_xlim(-_MARGIN, 1 + _MARGIN)
    axes.set_ylim(-_MARGIN, 1 + _MARGIN)
    axes.grid(visible=True, alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)


def _groups(held: Sequence[Held]) -> list[tuple[str, list[Held]]]:
    found = grouped(held, key=lambda one: f"{_source(one)}, {_LANGUAGES[one.crossed]}")
    return [(label, [held[at] for at in places]) for label, places in found.items()]


def _source(held: Held) -> str:
    return "XQuAD" if held.source == "xquad" else held.source


def _style(held: Held) -> tuple[str, str]:
    """Colour and line."""
    return _COLOURS[_source(held)], _LINES[held.crossed]


def _count(held: Sequence[Held]) -> int:
    return sum(h.confidence is not None for h in held)
