"""From a decision to a reply: short answer, the sentence it stands in, where that is; or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot import buttons
from bot.answers import Abstention, Answer, Clarification, Decision, Reason
from bot.limits import Held
from bot.messages import (
    AnswerBlock,
    Block,
    Button,
    ChoicesBlock,
    IncomingMessage,
    NoteBlock,
    Outcome,
    QuoteBlock,
    Reply,
    SourceBlock,
    Status,
    Visibility,
)
from bot.wording import wording
from knowledge.document import Document, Evidence, Language
from knowledge.facts import Fact
from knowledge.store import FactStore

_LONGEST_LINE = 160  # characters of a sentence in a list


def compose(decision: Decision, language: Language, store: FactStore) -> Reply:
    """The reply to a question. The decision's evidence must hold."""
    match decision:
        case Answer():
            return _answered(decision, language, store)
        case Abstention():
            return _abstained(decision, language, store)
        case Clarification():
            return _clarify(decision, language)


def note(
    text: str,
    language: Language,
    *,
    status: Status = Status.COMMAND,
    buttons: tuple[Button, ...] = (),
    visibility: Visibility = "everyone",
    reason: str = "",
) -> Reply:
    """A reply that is said, not looked up."""
    outcome = Outcome(status=status, language=language, answer=text, reason=reason)
    return Reply(blocks=(NoteBlock(text=text),), outcome=outcome, buttons=buttons, visibility=visibility)


def failed(language: Language) -> Reply:
    """Owns up that the bot broke on what was said."""
    return note(wording(language).FAILED, language, visibility="asker", reason="failed")


def too_many(held: Held, message: IncomingMessage, language: Language) -> Reply | None:
    """The word to whoever asks faster than there is room for; nothing where that was said a moment ago."""
    if held.silent:
        return None
    said = note(wording(language).too_many(held.wait), language, visibility="asker", reason="too_many")
    return replace(said, in_reply_to=message.event_id, brief=message.kind == "button")


def listing(
    title: str,
    items: Sequence[str],
    language: Language,
    *,
    buttons: tuple[Button, ...] = (),
    after: str = "",
    numbered: bool = False,
) -> Reply:
    """A heading, lines and perhaps a closing sentence."""
    blocks: tuple[Block, ...] = (NoteBlock(text=title), ChoicesBlock(items=tuple(items), numbered=numbered))
    if after:
        blocks += (NoteBlock(text=after),)
    outcome = Outcome(status=Status.COMMAND, language=language, answer="; ".join(items))
    return Reply(blocks=blocks, outcome=outcome, buttons=buttons)


def in_context(evidence: Evidence, language: Language, store: FactStore) -> Reply:
    """The evidence with the sentences before and after it in its section."""
    document = store.document(evidence.document)
    start, end = _around(evidence, document, store)
    text = document.text[start:end]
    marked = ((evidence.start - start, evidence.end - start),)
    outcome = Outcome(
        status=Status.COMMAND, language=language, quote=text, article=document.id, start=start, end=end, confidence=1.0
    )
    blocks = (QuoteBlock(text=text, marked=marked), SourceBlock(text=source_line(evidence, document, language)))
    return Reply(blocks=blocks, outcome=outcome)


def source_line(evidence: Evidence, document: Document, language: Language) -> str:
    """`Title · März 2021 · Abschnitt »…«`, without what the article does not have."""
    says = wording(language)
    inside = (section for section in document.sections if section.start <= evidence.start < section.end)
    heading = next((section.heading for section in inside if section.heading), None)
    parts = [document.title]
    parts += [says.date(document.published)] if document.published else []
    parts += [says.section(heading)] if heading else []
    return " · ".join(parts)


def fact_answer(fact: Fact) -> Answer:
    """A fact that was asked for itself."""
    marked = () if fact.answer_start is None or fact.answer_end is None else ((fact.answer_start, fact.answer_end),)
    return Answer(
        text=fact.answer,
        kind=fact.kind,
        confidence=1.0,
        evidence=(fact.evidence,),
        marked=marked,
        derived=fact.derivation,
        fact=fact.id,
    )


def line(fact: Fact) -> str:
    """The sentence, in one line; cut around the answer where it is long."""
    quote = fact.evidence.quote
    at = 0 if fact.answer_start is None else fact.answer_start - fact.evidence.start
    before = quote.rfind(" ", 0, max(0, at - _LONGEST_LINE // 2)) + 1 if len(quote) > _LONGEST_LINE else 0
    return ("… " if before else "") + buttons.shortened(quote[before:], _LONGEST_LINE)


def _answered(answer: Answer, language: Language, store: FactStore) -> Reply:
    evidence = answer.evidence[0]
    document = store.document(evidence.document)
    derivation = _derivation(answer, document, language)
    text = answer.text if answer.polarity is None or answer.text.endswith(".") else f"{answer.text}."
    blocks: list[Block] = [AnswerBlock(text=text)]
    if evidence.quote != answer.text:
        blocks.append(QuoteBlock(text=evidence.quote, marked=_marked(answer.marked, evidence)))
    blocks += [NoteBlock(text=derivation)] if derivation else []
    blocks.append(SourceBlock(text=source_line(evidence, document, language)))
    outcome = Outcome(
        status=Status.ANSWERED,
        language=language,
        answer=text,
        quote=evidence.quote,
        article=evidence.document,
        start=evidence.start,
        end=evidence.end,
        confidence=answer.confidence,
    )
    return Reply(blocks=tuple(blocks), outcome=outcome, buttons=(buttons.source(answer.fact, language),))


def _abstained(abstention: Abstention, language: Language, store: FactStore) -> Reply:
    says, text = wording(language), _reason(abstention, language)
    blocks: list[Block] = [NoteBlock(text=text)]
    nearest = abstention.nearest[0] if abstention.nearest else None
    if nearest is not None:
        evidence, document = nearest.evidence, store.document(nearest.document)
        marked = _marked(fact_answer(nearest).marked, evidence)
        blocks += [
            NoteBlock(text=says.nearest(nearest.answer)),
            QuoteBlock(text=evidence.quote, marked=marked),
            SourceBlock(text=source_line(evidence, document, language)),
        ]
    outcome = Outcome(
        status=Status.ABSTAINED,
        language=language,
        confidence=abstention.confidence,
        reason=str(abstention.reason),
        nearest_answer=nearest.answer if nearest else "",
        nearest_quote=nearest.evidence.quote if nearest else "",
    )
    return Reply(blocks=tuple(blocks), outcome=outcome, buttons=buttons.facts(abstention.nearest, limit=3))


def _clarify(clarification: Clarification, language: Language) -> Reply:
    choices, first = clarification.choices, clarification.choices[0]
    items = [f"{one.text} – {buttons.shortened(one.evidence[0].quote, 100)}" for one in choices]
    outcome = Outcome(
        status=Status.CLARIFY,
        language=language,
        confidence=clarification.confidence,
        nearest_answer=first.text,
        nearest_quote=first.evidence[0].quote,
    )
    offered = tuple(buttons.choice(one.text, one.fact) for one in choices if one.fact)
    blocks = (NoteBlock(text=wording(language).WHICH_ONE), ChoicesBlock(items=tuple(items), numbered=True))
    return Reply(blocks=blocks, outcome=outcome, buttons=offered)


def _reason(abstention: Abstention, language: Language) -> str:
    says = wording(language)
    if abstention.tell:
        return abstention.tell
    match abstention.reason:
        case Reason.FALSE_PREMISE if abstention.premise:
            return says.nothing_about(abstention.premise)
        case Reason.NOT_UNDERSTOOD:
            return says.NOT_UNDERSTOOD
        case _:
            return says.NOT_IN_ARTICLE


def _derivation(answer: Answer, document: Document, language: Language) -> str | None:
    """A sentence, or for a relative expression the phrase in the quote that the answer says the meaning of."""
    derived = answer.derived
    if not derived or derived == answer.text:
        return None
    if derived in answer.evidence[0].quote and document.published is not None:
        return wording(language).relative(document.published, derived, answer.text)
    return derived


def _marked(spans: Sequence[tuple[int, int]], evidence: Evidence) -> tuple[tuple[int, int], ...]:
    """The document's spans inside the evidence, relative to its quote."""
    inside = ((start, end) for start, end in spans if evidence.start <= start < end <= evidence.end)
    return tuple(sorted({(start - evidence.start, end - evidence.start) for start, end in inside}))


def _around(evidence: Evidence, document: Document, store: FactStore) -> tuple[int, int]:
    sentences = [indexed.sentence for indexed in store.sentences(document.id)]
    own = [at for at, one in enumerate(sentences) if one.start < evidence.end and evidence.start < one.end]
    if not own:
        return evidence.start, evidence.end
    section = sentences[own[0]].section
    first, last = max(own[0] - 1, 0), min(own[-1] + 1, len(sentences) - 1)
    first = first if sentences[first].section == section else own[0]
    last = last if sentences[last].section == sentences[own[-1]].section else own[-1]
    return min(sentences[first].start, evidence.start), max(sentences[last].end, evidence.end)
