"""Two articles as they are stored, with something in every field."""

from __future__ import annotations

from typing import Any

from knowledge.article import Article
from knowledge.document import Document, Evidence, PartialDate, Section, Sentence
from knowledge.facts import Alias, Fact, Kind, Unknown
from knowledge.roles import Argument, Predicate, Role, Voice
from knowledge.store import IndexedSentence, Reference, Token
from knowledge.vectors import SentenceVectors


def article(
    id_: str, *sentences: str, facts: tuple[Fact, ...] = (), vectors: SentenceVectors | None = None, **more: Any
) -> Article:
    """An article of these sentences, one blank between them; the terms are the words in small letters."""
    text, indexed = " ".join(sentences), []
    for number, words in enumerate(sentences):
        start = len(" ".join(sentences[:number])) + bool(number)
        sentence = Sentence(
            document=id_, index=number, start=start, end=start + len(words), section=0, paragraph=number
        )
        tokens, at = [], start
        for word in words.split():
            at = text.index(word, at)
            terms = tuple(word.lower().strip(".").split("-"))
            tokens.append(Token(text=word, start=at, end=at + len(word), tag="NN", lemma=word, terms=terms))
        second = number == 1
        indexed.append(
            IndexedSentence(
                sentence=sentence,
                tokens=tuple(tokens),
                context=("thema", "milch") * second,
                references=(reference(id_),) * second,
                predicates=(predicate(tokens[0]),),
            )
        )
    document = Document(
        id=id_,
        title=id_.title(),
        language="de",
        text=text,
        body_start=0,
        body_end=len(text),
        sections=(Section(index=0, start=0, end=len(text), heading="Überschrift"),),
        **more,
    )
    return Article(
        document=document,
        sentences=tuple(indexed),
        facts=facts,
        aliases=(Alias(document=id_, names=("Käse", "Cheese")), Alias(document=id_, names=("A", "B"))),
        unknowns=(Unknown(id=f"{id_}-preis", document=id_, ask=("Was kostet er?",), tell="Das steht nicht da."),),
        key=f"key of {id_}",
        vectors=vectors,
    )


def reference(id_: str) -> Reference:
    return Reference(
        sentence=1,
        start=3,
        end=5,
        text=f"er, {id_}",
        kind="pronoun",
        antecedent_text="“Käse” ß",
        antecedent_start=0,
        antecedent_end=2,
        antecedent_kind=Kind.PERSON,
    )


def predicate(token: Token) -> Predicate:
    """The first word as a passive whose agent is the word itself."""
    argument = Argument(role=Role.AGENT, slot="by", first=0, last=1, start=token.start, end=token.end, named=True)
    return Predicate(
        frame="transfer",
        relation="rel:buy",
        voice=Voice.PASSIVE,
        trigger=0,
        start=token.start,
        end=token.end,
        negated=True,
        arguments=(argument,),
    )


def fact(id_: str, sentence: int, span: tuple[int, int], **more: Any) -> Fact:
    given: dict[str, Any] = {"kind": Kind.PHRASE, "origin": "extracted", "answer": id_, "answer_start": span[0]}
    given |= {"answer_end": span[1], **more}
    evidence = Evidence(document="milch", start=span[0], end=span[1], quote="Ein “Zitat” ß 🧀")
    return Fact(id=id_, sentence=sentence, evidence=evidence, **given)


VECTORS = SentenceVectors(encoder="käse 1.0", dimension=2, rows=bytes(range(12)))
FACTS = (
    fact("spaet", 1, (30, 35), kind=Kind.NUMBER, value="3", head="Kühe", syntax="counted"),
    fact("frueh", 1, (24, 28), kind=Kind.DATE),
    fact("gewusst", 1, (33, 35), origin="curated", ask=("Wie viele?", "Wieviel?")),
    fact("gefolgert", 1, (20, 40), origin="curated", answer_start=None, answer_end=None, derivation="3 mal 2"),
    fact("erster", 0, (0, 5), kind=Kind.DATE),
    fact("ohne-satz", -1, (0, 5), origin="curated"),
)
ARTICLES = (
    article(
        "milch",
        "Milch kommt von Kühen.",
        "Milch und Milch-Kannen gibt es.",
        "Ende.",
        facts=FACTS,
        vectors=VECTORS,
        published=PartialDate(year=2021, month=3),
        author="map",
        source="https://example.org/ä",
        published_span=(0, 5),
        author_span=(6, 11),
    ),
    article("brot", "Brot und Milch."),
)
