"""A page to browse: the articles, what they say by kind, and a search for a word."""

from __future__ import annotations

from collections.abc import Iterator

from bot import buttons, lookup, replies
from bot.actions import Context
from bot.commands import COMMANDS
from bot.messages import Block, ChoicesBlock, NoteBlock, Page, Panel, Reply
from bot.wording import wording
from knowledge.document import Document, Language

_MOST_OF_A_KIND = 5
_MOST_ARTICLES = 10


def page(context: Context, *, word: str = "", opened: Reply | None = None, wait: int = 0) -> Page:
    """`opened` is shown first: what a pressed button said. `word` is searched for where it is not empty, and where the
    person need not wait some seconds for that."""
    says = wording(context.language)
    panels = [Panel(title=says.HOME_TITLE, blocks=(NoteBlock(text=says.START),))]
    if opened is not None:
        panels.append(Panel(title=says.HOME_OPENED, blocks=opened.blocks, buttons=opened.buttons))
    if word:
        panels.append(_found(word, context) if not wait else _too_many(wait, context))
    panels += [_articles(context), *_kinds(context)]
    return Page(language=context.language, panels=tuple(panels), search=says.HOME_SEARCH, word=word)


def _found(word: str, context: Context) -> Panel:
    says, shown = wording(context.language), buttons.shortened(word, 60)
    named = lookup.by_name(word, context.store, context.scope)
    if named is None:
        return Panel(title=says.HOME_FOUND, blocks=(NoteBlock(text=says.no_fact(shown)),))
    items = tuple(replies.line(fact) for fact in named.facts)
    blocks: tuple[Block, ...] = (NoteBlock(text=says.about_name(named.name)), ChoicesBlock(items=items))
    return Panel(title=says.HOME_FOUND, blocks=blocks, buttons=buttons.facts(named.facts))


def _too_many(wait: int, context: Context) -> Panel:
    says = wording(context.language)
    return Panel(title=says.HOME_FOUND, blocks=(NoteBlock(text=says.too_many(wait)),))


def _articles(context: Context) -> Panel:
    says, documents = wording(context.language), context.store.documents()
    if not documents:
        return Panel(title=says.HOME_ARTICLES, blocks=(NoteBlock(text=says.NO_ARTICLES),))
    shown = tuple(_line(document, context.language) for document in documents[:_MOST_ARTICLES])
    blocks: list[Block] = [ChoicesBlock(items=shown, numbered=True)]
    if len(documents) > _MOST_ARTICLES:
        blocks.append(NoteBlock(text=says.more(len(documents) - _MOST_ARTICLES)))
    if len(documents) > 1:
        chosen = next((one.title for one in documents if one.id == context.scope), None)
        blocks.append(NoteBlock(text=says.article_chosen(chosen) if chosen else says.ALL_ARTICLES))
    offered = buttons.articles(documents, context.language, limit=_MOST_ARTICLES)
    return Panel(title=says.HOME_ARTICLES, blocks=tuple(blocks), buttons=offered)


def _line(document: Document, language: Language) -> str:
    dated = f" · {wording(language).date(document.published)}" if document.published else ""
    return f"{document.title}{dated}"


def _kinds(context: Context) -> Iterator[Panel]:
    says = wording(context.language)
    for command in COMMANDS:
        found = lookup.of_kinds(command.kinds, "", context.store, context.scope) if command.kinds else ()
        if found:
            usage = NoteBlock(text=says.home_all(len(found), command.usage(context.language).partition(" ")[0]))
            shown = buttons.facts(found, limit=_MOST_OF_A_KIND)
            yield Panel(title=says.KINDS[command.name], blocks=(usage,), buttons=shown)
