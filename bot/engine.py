"""From a question to a decision: analyse, match, rank, gate, calibrate. Pure but for the store it reads."""

from __future__ import annotations

from dataclasses import dataclass

from bot import gates
from bot.answers import Abstention, Answer, Clarification, Decision, Reason
from bot.confidence import confidence_features
from bot.followup import leans, merge
from bot.matching import Place, TermMatch
from bot.phrasings import PhrasingMatch, Phrasings
from bot.question import Form, Question, analyse
from bot.ranking import Candidate, Ranker, Ranking
from bot.weights import Weights, load
from bot.yes_no import decide as decide_yes_no
from knowledge.document import Language
from knowledge.facts import Fact, Unknown
from knowledge.store import FactStore

_NEAREST = 3
_EXPLAINED = 5
_OTHER_FORMS = frozenset({"year", "qualified", "counted"})  # the same date or amount, said longer or shorter


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One exchange: what was asked, as understood in its conversation, and what was decided."""

    text: str
    language: Language
    question: Question
    decision: Decision


class Engine:
    """Answers questions from one store. Thread-safe for reading as far as the store is."""

    def __init__(self, store: FactStore, weights: Weights | None = None) -> None:
        self._store, self._weights = store, weights or load()
        self._ranker = Ranker(store, self._weights)
        self._phrasings: dict[str, Phrasings] = {}

    def ask(self, text: str, *, scope: str | None = None, previous: Turn | None = None) -> Turn:
        own = analyse(text)
        question = own
        if previous is not None and leans(text, own):
            question = merge(own, previous.question)
        named = _named(previous) if question.others else ()
        decision = self._decide(question, scope, named)
        if previous is not None and not own.terms and isinstance(decision, Abstention):
            decision = self._beside(question, previous.decision) or decision
        return Turn(
            text=text, language=own.language if own.terms else question.language, question=question, decision=decision
        )

    def rank(self, question: Question, scope: str | None = None, hidden: frozenset[Place] = frozenset()) -> Ranking:
        """Candidates for one question; `hidden` sentences are treated as absent (training and calibration)."""
        return self._ranker.rank(question, scope, hidden)

    def phrasings(self, document: str) -> Phrasings:
        if document not in self._phrasings:
            part = self._weights.strengths.phrasing
            self._phrasings[document] = Phrasings(self._store, document, part=part)
        return self._phrasings[document]

    def _decide(self, question: Question, scope: str | None, named: tuple[str, ...]) -> Decision:
        ranking = self._ranker.rank(question, scope)
        confidence = self._confidence(ranking)
        closed = gates.before(ranking)
        meant = self._meant(question, scope, named)
        told = meant is not None and isinstance(meant.phrasing.meant, Unknown)
        premised = closed is not None and closed.reason is Reason.FALSE_PREMISE
        if meant is not None and (told or not (premised or question.form is Form.YES_NO)):
            return self._curated(meant, ranking)
        if closed is not None:
            return self._abstain(ranking, closed, confidence)
        if question.form is Form.YES_NO:
            return decide_yes_no(self, ranking, scope, self._weights.thresholds) or self._abstain(
                ranking, None, confidence
            )
        return self._extracted(ranking, confidence, named)

    def _beside(self, question: Question, said: Decision) -> Answer | None:
        """For "Wann war das?": the one thing of the expected kind in the sentence that gave the answer before."""
        if not isinstance(said, Answer) or not question.kinds:
            return None
        shown = said.evidence[0]
        facts = self._store.facts(document=shown.document, kinds=question.kinds[:1])
        own = (fact for fact in facts if fact.evidence == shown and fact.origin == "extracted")
        here = {fact.answer: fact for fact in own if fact.syntax not in _OTHER_FORMS}
        return answer(here.popitem()[1], said.confidence) if len(here) == 1 else None

    def _confidence(self, ranking: Ranking) -> float:
        return self._weights.confidence.probability(confidence_features(ranking))

    def _meant(self, question: Question, scope: str | None, named: tuple[str, ...]) -> PhrasingMatch | None:
        documents = [scope] if scope else [document.id for document in self._store.documents()]
        found = [match for document in documents for match in self.phrasings(document).match(question)[:2]]
        found = [
            match
            for match in found
            if not (isinstance(match.phrasing.meant, Fact) and _repeats(match.phrasing.meant, named))
        ]
        best = max(found, key=lambda match: match.similarity, default=None)
        return best if best is not None and best.similarity >= self._weights.thresholds.phrasing else None

    def _curated(self, match: PhrasingMatch, ranking: Ranking) -> Decision:
        meant = match.phrasing.meant
        if isinstance(meant, Unknown):
            return Abstention(
                reason=Reason.NOT_IN_ARTICLE,
                confidence=1 - match.similarity,
                nearest=_nearest(ranking),
                tell=meant.tell,
            )
        closed = gates.on_place(ranking, (meant.document, meant.sentence))
        return self._abstain(ranking, closed, match.similarity) if closed else answer(meant, match.similarity)

    def _extracted(self, ranking: Ranking, confidence: float, named: tuple[str, ...]) -> Decision:
        candidates = [c for c in ranking.candidates if not _repeats(c.fact, named)]
        if not candidates:
            return self._abstain(ranking, None, confidence)
        best = candidates[0]
        closed = gates.on_place(ranking, best.sentence.place)
        thresholds = self._weights.thresholds
        if closed is not None or confidence < thresholds.clarify:
            return self._abstain(ranking, closed, confidence)
        if confidence < thresholds.answer:
            rival = next((c for c in candidates[1:] if _differs(c, best)), None)
            if rival is None or rival.sentence.place == best.sentence.place:
                return self._abstain(ranking, None, confidence)
            choices = (answer(best.fact, confidence), answer(rival.fact, confidence))
            return Clarification(choices=choices, confidence=confidence)
        return answer(best.fact, confidence)

    def _abstain(self, ranking: Ranking, closed: gates.Gate | None, confidence: float) -> Abstention:
        return Abstention(
            reason=closed.reason if closed else Reason.NOT_IN_ARTICLE,
            confidence=0.0 if closed else confidence,
            nearest=_nearest(ranking),
            premise=closed.premise if closed else None,
        )

    def explain(self, text: str, scope: str | None = None) -> str:
        """Why this answer: the question as understood, term matches, gates, the best candidates with features."""
        question = analyse(text)
        ranking = self._ranker.rank(question, scope)
        meant = self._meant(question, scope, ())
        thresholds = self._weights.thresholds
        lines = [
            f"question   {question.text}",
            f"language   {question.language}, form {question.form}, expects {', '.join(question.kinds) or 'anything'}",
            *(_explain_term(match) for match in ranking.matches.terms),
            f"gate       {gates.before(ranking) or 'open'}",
            f"curated    {f'{meant.phrasing.text!r} at {meant.similarity:.2f}' if meant else 'no phrasing is close'}"
            f" (needs {thresholds.phrasing})",
            f"confidence {self._confidence(ranking):.3f} (answer {thresholds.answer}, choice {thresholds.clarify})",
        ]
        for candidate in ranking.candidates[:_EXPLAINED]:
            lines += _explain_candidate(ranking, candidate)
        return "\n".join(lines)


def _explain_term(match: TermMatch) -> str:
    return f"term       {match.term.text}: weight {match.weight:.2f}, best {match.best:.2f}, in {len(match.places)}"


def _explain_candidate(ranking: Ranking, candidate: Candidate) -> list[str]:
    fact, gate = candidate.fact, gates.on_place(ranking, candidate.sentence.place)
    place = f"sentence {candidate.sentence.place[1]}"
    return [
        f"candidate  {candidate.score:+.2f} {fact.kind} {fact.answer!r} in {place}; gate {gate or 'open'}",
        *(f"           {name} {value:.2f}" for name, value in sorted(candidate.features.items()) if value),
    ]


def answer(fact: Fact, confidence: float) -> Answer:
    marked = () if fact.answer_start is None or fact.answer_end is None else ((fact.answer_start, fact.answer_end),)
    return Answer(
        text=fact.answer,
        kind=fact.kind,
        confidence=round(confidence, 4),
        evidence=(fact.evidence,),
        marked=marked,
        derived=fact.derivation,
        fact=fact.id,
    )


def _nearest(ranking: Ranking) -> tuple[Fact, ...]:
    found: dict[tuple[str, int], Fact] = {}
    for candidate in ranking.candidates:
        found.setdefault(candidate.sentence.place, candidate.fact)
    return tuple(found.values())[:_NEAREST]


def _named(previous: Turn | None) -> tuple[str, ...]:
    return (previous.decision.text,) if previous is not None and isinstance(previous.decision, Answer) else ()


def _repeats(fact: Fact, named: tuple[str, ...]) -> bool:
    return any(name.casefold() in fact.answer.casefold() or fact.answer.casefold() in name.casefold() for name in named)


def _differs(one: Candidate, other: Candidate) -> bool:
    return one.fact.answer not in other.fact.answer and other.fact.answer not in one.fact.answer
