"""Replies offered while a person still types, to be sent into any chat."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from bot import about, buttons, lookup, replies
from bot.actions import Context, holds
from bot.answers import Abstention, Answer, Clarification, Decision
from bot.engine import Engine
from bot.messages import Card, NoteBlock, Reply, Status
from bot.prompts import prompts
from bot.wording import wording
from knowledge.document import Language

_MOST = 8
_TITLE, _DESCRIPTION = 60, 120  # characters


def cards(text: str, engine: Engine, context: Context) -> tuple[Card, ...]:
    """For a question its answer, or that there is none with what is nearest; for a name what is said of it; for nothing
    typed what may be asked and is answered. At most eight, each once."""
    if not text:
        asked = [one.text for one in prompts(engine, context.store, context.language, context.scope)]
        first = [card for question in asked for card in list(_answers(question, engine, context))[:1]]
        found = [card for card in first if card.reply.outcome.status is Status.ANSWERED]
    else:
        found = [*_answers(text, engine, context), *_named(text, context)]
    return tuple({card.id: card for card in found}.values())[:_MOST]


def _answers(question: str, engine: Engine, context: Context) -> Iterator[Card]:
    decision, language = _decided(question, engine, context)
    match decision:
        case Answer() as said:
            yield from _said((said,), question, language, context)
        case Clarification(choices=choices):
            yield from _said(choices, question, language, context)
        case Abstention() as lacking:
            reply = replies.compose(replace(lacking, nearest=()), language, context.store)
            yield _card(reply, reply.outcome.answer or _first(reply), question, question, "")
            near = tuple(replies.fact_answer(fact) for fact in lacking.nearest)
            yield from _said(near, "", language, context)


def _decided(question: str, engine: Engine, context: Context) -> tuple[Decision, Language]:
    """As in a conversation that begins with it: about the article itself where one is meant, else the engine's."""
    asked, document = about.recognise(question), context.subject
    if asked is not None and document is not None:
        decision = about.decide(asked, document, context.store)
        if decision is not None:
            return decision, asked.language
    turn = engine.ask(question, scope=context.scope)
    return turn.decision, turn.language


def _said(answers: tuple[Answer, ...], question: str, language: Language, context: Context) -> Iterator[Card]:
    for said in answers:
        if all(holds(evidence, context.store) for evidence in said.evidence):
            reply = replies.compose(said, language, context.store)
            link = buttons.link(said.fact) if said.fact else ""
            yield _card(reply, reply.outcome.answer, reply.outcome.quote, question, link)


def _named(text: str, context: Context) -> Iterator[Card]:
    named = lookup.by_name(text, context.store, context.scope)
    for fact in named.facts if named else ():
        yield from _said((replies.fact_answer(fact),), "", context.language, context)


def _card(reply: Reply, title: str, description: str, question: str, link: str) -> Card:
    """`question` goes before the answer: in a chat where nobody asked, an answer alone says nothing."""
    asked = (NoteBlock(text=wording(reply.outcome.language).quoted(question)),) if question else ()
    content = f"{question}\n{title}\n{reply.outcome.quote}"
    return Card(
        id=hashlib.blake2s(content.encode(), digest_size=16).hexdigest(),
        title=buttons.shortened(title, _TITLE),
        description=buttons.shortened(description, _DESCRIPTION),
        reply=replace(reply, blocks=(*asked, *reply.blocks), buttons=(), question=question),
        link=link,
    )


def _first(reply: Reply) -> str:
    return next((block.text for block in reply.blocks if isinstance(block, NoteBlock)), "…")
