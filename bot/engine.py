"""From a question to a decision: analyse, match, rank, gate, calibrate. Pure but for the store it reads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot import gates
from bot.answers import Abstention, Answer, Clarification, Decision, Reason
from bot.article_index import Place
from bot.confidence import confidence_features
from bot.explanation import explained
from bot.followup import lead, understood
from bot.others import rest
from bot.phrasings import PhrasingMatch, Phrasings
from bot.question import Form, Lead, Question, analyse
from bot.ranking import Candidate, Choice, Ranker, Ranking
from bot.remembered import Remembered
from bot.turn import Turn, goes_on_from, last_naming
from bot.weights import Model, Weights, load
from bot.yes_no import decide as decide_yes_no
from knowledge.facts import Fact, Kind, Unknown
from knowledge.store import FactStore
from knowledge.vectors import Encoder

if TYPE_CHECKING:
    from bot.similarity import Nearness, Similarity

_NEAREST = 3
_REMEMBERED = 5  # answers that "noch" and "außer" may mean
_ASKED_LATELY = 1_000  # questions that are not worked out again
_OTHER_FORMS = frozenset({"year", "qualified", "counted"})  # the same date or amount, said longer or shorter

_Asked = tuple[Question, str | None, tuple[str, ...]]  # with the scope, and what was named before


class Engine:
    """Answers questions from one store. Thread-safe for reading as far as the store and the encoder are.

    Where the encoder cannot be asked, or the store has no vectors by it, an engine without it answers.
    """

    def __init__(self, store: FactStore, weights: Weights | None = None, encoder: Encoder | None = None) -> None:
        self._store, self._weights = store, weights or load(semantic=encoder is not None)
        self._similarity = _similarity(encoder, store)
        self._given = weights
        self._ranker = Ranker(store, self._weights)
        self._phrasings: dict[str, Phrasings] = {}
        self._analysed: Remembered[tuple[str, str | None], tuple[str, Question]]
        self._analysed = Remembered(limit=_ASKED_LATELY, version=lambda: store.version)
        self._decided: Remembered[_Asked, Decision] = Remembered(limit=_ASKED_LATELY, version=lambda: store.version)

    def ask(self, text: str, *, scope: str | None = None, previous: Turn | None = None) -> Turn:
        meant, own = self._analysed.get((text, scope), lambda: self._understood(text, scope))
        previous = goes_on_from(own, previous)
        if self._similarity is not None and not self.similarities(own, scope):
            return self._wordwise.ask(text, scope=scope, previous=previous)
        question = understood(meant, own, previous.before if previous is not None else None)
        before = previous.named if previous is not None else ()
        named = before if question.others else ()
        decision = self._decide_once(question, scope, named)
        if question.others and question.form is not Form.YES_NO and not self._is_curated(decision):
            decision = self._rest(question, decision, previous) or decision
        elif previous is not None and not own.terms and isinstance(decision, Abstention):
            decision = self._beside(question, previous.decision) or decision
        turn = Turn(
            text=text,
            language=own.language if own.terms else question.language,
            question=question,
            decision=decision,
            named=_named(decision, before),
            lead=self._lead(decision, question) or question.lead,
            alone=question is own and not question.others,
        )
        return turn if turn.alone or previous is None else replace(turn, naming=last_naming(previous))

    def _understood(self, text: str, scope: str | None) -> tuple[str, Question]:
        """The text as it would be typed well, and what it asks."""
        typed = analyse(text)
        meant = self._ranker.respelt(text, typed, scope)
        return meant, typed if meant == text else analyse(meant, typed.language)

    def _lead(self, decision: Decision, question: Question) -> Lead | None:
        """To the sentence of the answer, or of the best one not given."""
        if isinstance(decision, Abstention):
            best = next(iter(decision.nearest), None)
            return lead(best.document, best.sentence, decision, question) if best is not None else None
        given = decision.choices[0] if isinstance(decision, Clarification) else decision
        shown = given.evidence[0]
        sentences = self._store.sentences(shown.document)
        at = bisect_right(sentences, shown.start, key=lambda one: one.sentence.start) - 1
        return lead(shown.document, at, decision, question)

    @cached_property
    def _wordwise(self) -> Engine:
        """The same without vectors."""
        return Engine(self._store, self._given)

    def similarities(
        self, question: Question, scope: str | None = None, hidden: frozenset[Place] = frozenset()
    ) -> Mapping[Place, Nearness]:
        """How near each sentence in scope is to the question in meaning; empty without an encoder or when it fails."""
        if self._similarity is None:
            return {}
        documents = [scope] if scope else [document.id for document in self._store.documents()]
        return self._similarity.of(question.text, documents, hidden)

    def rank(self, question: Question, scope: str | None = None, hidden: frozenset[Place] = frozenset()) -> Ranking:
        """Candidates for one question; `hidden` sentences are treated as absent (training and calibration)."""
        return self._ranker.rank(question, scope, hidden, self.similarities(question, scope, hidden))

    def phrasings(self, document: str) -> Phrasings:
        if document not in self._phrasings:
            part = self._weights.strengths.phrasing
            self._phrasings[document] = Phrasings(self._store, document, part=part)
        return self._phrasings[document]

    def _decide_once(self, question: Question, scope: str | None, named: tuple[str, ...]) -> Decision:
        """With an encoder each time: it may fail once and be there the next time."""
        if self._similarity is not None:
            return self._decide(question, scope, named)
        return self._decided.get((question, scope, named), lambda: self._decide(question, scope, named))

    def _decide(self, question: Question, scope: str | None, named: tuple[str, ...]) -> Decision:
        ranking = self.rank(question, scope)
        confidence = self._confidence(ranking)
        closed = gates.before(ranking)
        meant = self._meant(question, scope, named)
        told = meant is not None and isinstance(meant.phrasing.meant, Unknown)
        premised = closed is not None and closed.reason is Reason.FALSE_PREMISE
        yes_no = question.form is Form.YES_NO
        if meant is not None and (told or (not yes_no and (meant.same or not premised))):
            return self._curated(meant, ranking)
        if yes_no:
            said = decide_yes_no(ranking, self._weights.polar)
            if said is not None and (closed is None or (premised and said.polarity is False)):
                return said  # a name that the article lacks is denied where it tells the right one
            if meant is not None and meant.same:
                return self._curated(meant, ranking)
        if closed is not None or yes_no:
            return self._abstain(ranking, closed, confidence)
        return self._extracted(ranking, confidence, named)

    def _is_curated(self, decision: Decision) -> bool:
        fact = decision.fact if isinstance(decision, Answer) else None
        return fact is not None and self._store.fact(fact).origin == "curated"

    def _rest(self, question: Question, decision: Decision, previous: Turn | None) -> Decision | None:
        """For "Wer noch?": what else the list that the last answer is of holds; for "Wer außer Holm?" the list without
        what the question names."""
        led = question.lead
        if previous is not None and led is not None:
            facts = self._store.facts(document=led.document, kinds=(Kind.LIST,))
            given = previous.decision if isinstance(previous.decision, Answer) else None
            return rest((fact for fact in facts if fact.sentence == led.sentence), previous.named, given)
        if isinstance(decision, Answer) and decision.fact is not None:
            own = self._store.fact(decision.fact)
            lists = self._store.facts(document=own.document, sentence=own.sentence, kinds=(Kind.LIST,))
            return rest((one for one in lists if own.answer in one.answer), (question.text,), decision)
        return None

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
        return self._model(ranking).confidence.probability(confidence_features(ranking))

    def _model(self, ranking: Ranking) -> Model:
        return self._ranker.model(ranking.question, ranking.matches.pool)

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
        closed = None if match.same else gates.on_place(ranking, (meant.document, meant.sentence))
        return self._abstain(ranking, closed, match.similarity) if closed else answer(meant, match.similarity)

    def _extracted(self, ranking: Ranking, confidence: float, named: tuple[str, ...]) -> Decision:
        choices = [kept for choice in ranking.choices if (kept := _unsaid(choice, named)) and kept.candidates]
        if not choices:
            return self._abstain(ranking, None, confidence)
        closed = gates.on_choice(ranking, choices[0])
        model, best = self._model(ranking), choices[0].candidates[0]
        if closed is not None or confidence < model.clarify:
            return self._abstain(ranking, closed, confidence)
        if confidence >= model.answer:
            return answer(best.fact, confidence)
        rival = next((c.candidates[0] for c in choices[1:] if not gates.on_choice(ranking, c)), None)
        if rival is None or not _differs(rival, best):
            return self._abstain(ranking, None, confidence)
        return Clarification(
            choices=(answer(best.fact, confidence), answer(rival.fact, confidence)), confidence=confidence
        )

    def _abstain(self, ranking: Ranking, closed: gates.Gate | None, confidence: float) -> Abstention:
        return Abstention(
            reason=closed.reason if closed else Reason.NOT_IN_ARTICLE,
            confidence=min(confidence, self._model(ranking).clarify) if closed else confidence,
            nearest=_nearest(ranking),
            premise=closed.premise if closed else None,
        )

    def explain(self, text: str, scope: str | None = None) -> str:
        """Why this answer: the question as understood, term matches, gates, the best candidates with features."""
        _, question = self._understood(text, scope)
        ranking = self.rank(question, scope)
        meant = self._meant(question, scope, ())
        near, needed = self.similarities(question, scope), self._weights.thresholds.phrasing
        return explained(ranking, self._model(ranking), near, meant, needed)


def _similarity(encoder: Encoder | None, store: FactStore) -> Similarity | None:
    if encoder is None:
        return None
    from bot.similarity import Similarity  # here: numpy is not loaded for what asks by words alone

    return Similarity(encoder, store)


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


def _unsaid(choice: Choice, named: tuple[str, ...]) -> Choice:
    """Without the spans that repeat what was said before."""
    if not named:
        return choice
    return replace(choice, candidates=tuple(c for c in choice.candidates if not _repeats(c.fact, named)))


def _named(decision: Decision, before: tuple[str, ...]) -> tuple[str, ...]:
    return ((decision.text, *before) if isinstance(decision, Answer) else before)[:_REMEMBERED]


def _repeats(fact: Fact, named: tuple[str, ...]) -> bool:
    return any(name.casefold() in fact.answer.casefold() or fact.answer.casefold() in name.casefold() for name in named)


def _differs(one: Candidate, other: Candidate) -> bool:
    return one.fact.answer not in other.fact.answer and other.fact.answer not in one.fact.answer
