"""An evaluation as tables: figures by source and language pair, clean and sloppily typed, and failures by kind.

An answer counts as right from a token F1 of 0.5. Confidence is the probability that the article answers the question,
so calibration is measured on questions asked of their article and of the article without the answer's paragraph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation import ANSWERS, FALSE_ANSWERS, Held, auroc, highest, threshold
from bot.question import Form

RIGHT = 0.5  # token F1
BINS = 10
FAILURES = ("wrong sentence", "no span", "wrong span", "abstained wrongly", "answered falsely")
_LABEL, _COLUMN = 24, 9  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Held-out questions as they are and, in the same order, sloppily typed. `thresholds`: the least confidence to
    answer, by whether question and article are in two languages."""

    clean: tuple[Held, ...]
    sloppy: tuple[Held, ...]
    thresholds: Mapping[bool, float]

    def answers(self, held: Held, confidence: float | None) -> bool:
        return confidence is not None and confidence >= self.thresholds[held.crossed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Shares from 0 to 1; None where there is nothing to measure them on. `end_to_end`: F1, an abstention counting 0;
    `answered` and `false` at the threshold; `answered_at`: where 5 % of the unanswerable ones are answered, which lack
    the answer's paragraph or, in `…_cut`, only its sentences."""

    questions: int
    unanswerable: int
    hit: float | None
    exact: float | None
    f1: float | None
    end_to_end: float | None
    answered: float | None
    false: float | None
    answered_at: float | None
    auroc: float | None
    answered_cut: float | None
    auroc_cut: float | None
    ece: float | None


_COLUMNS: tuple[tuple[str, Callable[[Measures], float | None]], ...] = (
    ("hit@1", lambda m: m.hit),
    ("exact", lambda m: m.exact),
    ("F1", lambda m: m.f1),
    ("F1 e2e", lambda m: m.end_to_end),
    ("answered", lambda m: m.answered),
    ("false", lambda m: m.false),
    ("ans@5%", lambda m: m.answered_at),
    ("AUROC", lambda m: m.auroc),
    ("cut@5%", lambda m: m.answered_cut),
    ("AUROC cut", lambda m: m.auroc_cut),
    ("ECE", lambda m: m.ece),
)
_LEGEND = """\
F1 e2e, answered, false: at confidence {same:.3f} (one language) or {crossed:.3f} (two); an abstention counts 0.
ans@5%, AUROC: against the open questions: those whose answer's paragraph is removed (XQuAD), or that the article leaves
open (gold); cut: against those with only the answer's sentences removed. @5%: where 5 % of these are answered.
ECE: calibration error in {bins} bins. sloppy: 1-2 typing errors, ae/oe/ue/ss, lower case; difference in points.
"""


def calibrated(held: Sequence[Held], otherwise: Mapping[bool, float]) -> dict[bool, float]:
    """For questions in one and in two languages, the confidence at which no more than the stated shares of the
    unanswerable ones are answered; `otherwise` where there are none."""
    return {
        crossed: threshold([h for h in held if h.crossed is crossed], ANSWERS) or least
        for crossed, least in otherwise.items()
    }


def group(held: Held) -> str:
    """Source and languages, question first: "xquad en→de"."""
    asked = held.example.question.language
    other = "en" if asked == "de" else "de"
    return f"{held.source} {asked}→{other if held.crossed else asked}"


def grouped(held: Sequence[Held], key: Callable[[Held], str] = group) -> dict[str, list[int]]:
    """The places of the questions of each group; XQuAD first, one language before two."""
    found: dict[str, list[int]] = {}
    for at in sorted(range(len(held)), key=lambda at: (held[at].source != "xquad", held[at].crossed, key(held[at]))):
        found.setdefault(key(held[at]), []).append(at)
    return found


def measures(held: Sequence[Held], answers: Callable[[Held, float | None], bool]) -> Measures:
    known = [h for h in held if h.confidence is not None]
    sure = [h.confidence for h in known if h.confidence is not None]
    false = [h.removed for h in held if h.removed is not None]
    cut = [h.cut for h in held if h.cut is not None]
    return Measures(
        questions=len(known),
        unanswerable=len(false),
        hit=_mean([float(h.hit) for h in known]),
        exact=_mean([h.exact for h in known]),
        f1=_mean([h.f1 for h in known]),
        end_to_end=_mean([h.f1 * answers(h, h.confidence) for h in known]),
        answered=_mean([float(answers(h, h.confidence)) for h in known]),
        false=_mean([float(answers(h, h.removed)) for h in held if h.removed is not None]),
        answered_at=_answered_at(sure, false),
        auroc=auroc(sure, false) if sure and false else None,
        answered_cut=_answered_at(sure, cut),
        auroc_cut=auroc(sure, cut) if sure and cut else None,
        ece=calibration_error(held),
    )


def _answered_at(sure: Sequence[float], false: Sequence[float]) -> float | None:
    return _mean([float(c > highest(false, FALSE_ANSWERS)) for c in sure]) if false else None


def reliability(held: Sequence[Held], bins: int = BINS) -> list[tuple[float, float, int]]:
    """For each bin of confidence that is not empty: mean confidence, share answerable, number of questions."""
    judged = [(h.confidence, 1.0) for h in held if h.confidence is not None]
    judged += [(h.removed, 0.0) for h in held if h.removed is not None]
    found: dict[int, list[tuple[float, float]]] = {}
    for confidence, label in judged:
        found.setdefault(min(bins - 1, int(confidence * bins)), []).append((confidence, label))
    return [
        (sum(c for c, _ in one) / len(one), sum(label for _, label in one) / len(one), len(one))
        for _, one in sorted(found.items())
    ]


def calibration_error(held: Sequence[Held]) -> float | None:
    """Expected calibration error (Guo et al. 2017): mean distance of confidence and share answerable over the bins."""
    if all(h.removed is None for h in held) or all(h.confidence is None for h in held):
        return None
    bins = reliability(held)
    return sum(abs(c - share) * count for c, share, count in bins) / sum(count for _, _, count in bins)


def risk_coverage(held: Sequence[Held]) -> list[tuple[float, float, float | None]]:
    """From the surest question on: share of the answerable ones answered, share of these answers that are wrong, and
    share of the unanswerable ones answered at that confidence (None where there are none)."""
    known = sorted(((h.confidence, h.f1 >= RIGHT) for h in held if h.confidence is not None), key=lambda one: -one[0])
    false = sorted((h.removed for h in held if h.removed is not None), reverse=True)
    found: list[tuple[float, float, float | None]] = []
    wrong = above = 0
    for count, (confidence, right) in enumerate(known, 1):
        wrong += not right
        while above < len(false) and false[above] >= confidence:
            above += 1
        if count == len(known) or known[count][0] < confidence:  # questions equally sure are answered together
            found.append((count / len(known), wrong / count, above / len(false) if false else None))
    return found


def failure(held: Held, evaluation: Evaluation) -> str | None:
    """What went wrong with an answerable question, None if nothing: the wrong answer's cause whether or not it was
    held back, and `abstained wrongly` only where the answer at hand was right."""
    if held.confidence is None:
        return None
    if held.f1 >= RIGHT:
        return None if evaluation.answers(held, held.confidence) else "abstained wrongly"
    if not held.hit:
        return "wrong sentence"
    return "wrong span" if held.answer else "no span"


def kind(held: Held) -> str:
    """What the question asks for: the kind expected first, or its form for yes/no."""
    question = held.example.question
    if question.form is Form.YES_NO:
        return "yes/no"
    return str(question.kinds[0]) if question.kinds else "anything"


def table(evaluation: Evaluation) -> str:
    """Both tables as text of fixed width."""
    same, crossed = evaluation.thresholds[False], evaluation.thresholds[True]
    lines = [_line("", ("questions", "open", *(name for name, _ in _COLUMNS)))]
    for name, places in grouped(evaluation.clean).items():
        clean = measures([evaluation.clean[at] for at in places], evaluation.answers)
        sloppy = measures([evaluation.sloppy[at] for at in places], evaluation.answers)
        counts = (str(clean.questions), str(clean.unanswerable))
        lines.append(_line(name, (*counts, *(_share(of(clean)) for _, of in _COLUMNS))))
        lines.append(_line("  sloppy", ("", "", *(_share(of(sloppy)) for _, of in _COLUMNS))))
        lines.append(_line("  difference", ("", "", *(_points(of(clean), of(sloppy)) for _, of in _COLUMNS))))
    lines += ["", _LEGEND.format(same=same, crossed=crossed, bins=BINS)]
    for source in dict.fromkeys(h.source for h in evaluation.clean):
        lines += _failure_lines(source, evaluation)
    return "\n".join(lines)


def _failure_lines(source: str, evaluation: Evaluation) -> list[str]:
    chosen = [h for h in evaluation.clean if h.source == source]
    asked = Counter(kind(h) for h in chosen if h.confidence is not None)
    left_open = Counter(kind(h) for h in chosen if h.removed is not None)
    failed = Counter((kind(h), found) for h in chosen if (found := failure(h, evaluation)))
    failed += Counter((kind(h), FAILURES[-1]) for h in chosen if evaluation.answers(h, h.removed))
    lines = [f"failures by kind of question, {source}", _line("", ("questions", "open", *FAILURES), 18)]
    for name, _ in (asked + left_open).most_common():
        counts = (asked[name], left_open[name], *(failed[name, one] for one in FAILURES))
        lines.append(_line(name, [str(count) for count in counts], 18))
    totals = [sum(failed[name, one] for name in asked + left_open) for one in FAILURES]
    lines.append(_line("all", [str(count) for count in (asked.total(), left_open.total(), *totals)], 18))
    return [*lines, ""]


def _line(label: str, cells: Sequence[str], width: int = _COLUMN + 1) -> str:
    return f"{label:{_LABEL}}{''.join(f'{cell:>{width}}' for cell in cells)}".rstrip()


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _points(before: float | None, after: float | None) -> str:
    return "-" if before is None or after is None else f"{100 * (after - before):+.1f}"


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
