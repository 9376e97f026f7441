"""Questions worth asking, each of which the articles answer."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answers import Answer
from bot.engine import Engine
from bot.messages import Prompt
from bot.wording import wording
from knowledge.document import Language
from knowledge.facts import Kind
from knowledge.language import detect
from knowledge.store import FactStore

_TITLE = 60  # characters


def prompts(engine: Engine, store: FactStore, language: Language, scope: str | None, *, limit: int = 4) -> list[Prompt]:
    """At most `limit`: what the article is about, then authored phrasings of facts of different kinds, then questions
    after its names as far as they are answered. With several articles and none chosen the facts are of the first."""
    documents = [one.id for one in store.documents()]
    if not documents:
        return []
    document = scope or documents[0]
    found = {wording(language).ASK_GIST: None}
    for question in (*_authored(store, language, document), *_about_names(engine, store, language, document)):
        if len(found) < limit and len(question) <= _TITLE:
            found.setdefault(question)
    return [Prompt(title=question, text=question) for question in found]


def _authored(store: FactStore, language: Language, document: str) -> Iterator[str]:
    asked: set[Kind] = set()
    for fact in store.facts(document=document):
        if fact.origin == "curated" and fact.kind not in asked:
            phrase = next((text for text in fact.ask if text.endswith("?") and detect(text) == language), None)
            if phrase is not None:
                asked.add(fact.kind)
                yield phrase


def _about_names(engine: Engine, store: FactStore, language: Language, document: str) -> Iterator[str]:
    says = wording(language)
    for kind, ask in ((Kind.PERSON, says.ask_person), (Kind.ORGANISATION, says.ask_thing)):
        for fact in store.facts(document=document, kinds=(kind,)):
            question = ask(fact.answer)
            if isinstance(engine.ask(question, scope=document).decision, Answer):
                yield question
                break
