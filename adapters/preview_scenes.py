"""What the preview shows: questions to the bot, and what it really says to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot import buttons, replies
from bot.answers import Clarification
from bot.bot import Bot
from bot.buttons import Action
from bot.commands import COMMANDS
from bot.feedback import Feedback
from bot.messages import Button, Card, IncomingMessage, MessageKind, Page, QuoteBlock, Reply, Status
from bot.settings import Settings
from bot.wording import wording
from knowledge.document import Language
from knowledge.facts import Fact, Kind
from knowledge.store import FactStore
from knowledge.vectors import Encoder

_COMMAND = next(command for command in COMMANDS if command.name == "frage")

_NOBODY = "Ottokar Zwirnfels"  # made up: no article has it
TOLD_APART = (Kind.PERSON, Kind.ORGANISATION, Kind.PLACE, Kind.DATE, Kind.MONEY, Kind.NUMBER, Kind.PHRASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What somebody wrote, and what the bot said to it."""

    said: str
    reply: Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenes:
    """All of one language. `answered` is the suggested question answered with most confidence by a part of a sentence.
    `chosen` is None where the articles have no two facts of one kind. `commanded` asks the same by a command; `thanked`
    and `criticised` are the replies to the two feedback buttons under it, None where it has none. `sent` are the cards
    for the question answered, `cards` those for what is `typed`."""

    language: Language
    answered: Exchange
    abstained: Exchange
    chosen: Exchange | None
    commanded: Exchange
    thanked: Reply | None
    criticised: Reply | None
    sent: tuple[Card, ...]
    typed: str
    cards: tuple[Card, ...]
    page: Page


class _Forgetful:
    """A feedback log that keeps nothing: with one the bot offers its feedback buttons."""

    def add(self, feedback: Feedback) -> None:
        pass

    def all(self) -> tuple[Feedback, ...]:
        return ()

    def forget(self, person: str) -> None:
        pass

    def prune(self, before: float) -> None:
        pass


def scenes(store: FactStore, settings: Settings, encoder: Encoder | None, language: Language) -> Scenes:
    """Asked of a bot of its own, which remembers nothing and keeps no feedback."""
    return _Talk(store, settings, encoder, language).scenes()


class _Talk:
    def __init__(self, store: FactStore, settings: Settings, encoder: Encoder | None, language: Language) -> None:
        self._store, self._language = store, language
        settings = replace(settings, keep_questions=False)
        self._bot = Bot(store, settings, encoder=encoder, feedback=_Forgetful())
        self._events = 0

    def scenes(self) -> Scenes:
        asked = self._suggested()
        answered = max(asked, key=lambda one: (_is_marked(one.reply), one.reply.outcome.confidence))
        open_ = (one for one in asked if one.reply.outcome.status is Status.CLARIFY)
        command = _COMMAND.named(self._language)
        sent = self._bot.cards(answered.said, self._language)
        typed = answered.said if len(sent) > 2 else ""
        return Scenes(
            language=self._language,
            answered=answered,
            abstained=self._ask(wording(self._language).ask_person(_NOBODY)),
            chosen=next(open_, None) or self._choice(),
            commanded=self._ask(f"/{command} {answered.said}", "command"),
            thanked=self._judge(answered.reply, "helpful"),
            criticised=self._judge(answered.reply, "unhelpful"),
            sent=sent,
            typed=typed,
            cards=self._bot.cards(typed, self._language),
            page=self._bot.home("preview", self._language),
        )

    def _ask(self, text: str, kind: MessageKind = "message") -> Exchange:
        """Each in a conversation of its own: no question is a follow-up question."""
        self._events += 1
        event = f"preview/{self._language}/{self._events}"
        message = IncomingMessage(
            platform="preview",
            event_id=event,
            conversation=event,
            sender="preview",
            text=text,
            kind=kind,
            locale=self._language,
        )
        reply = self._bot.handle(message)
        if reply is None:
            raise RuntimeError("the bot said nothing to a message addressed to it")
        return Exchange(said=text, reply=reply)

    def _judge(self, reply: Reply, verdict: Action) -> Reply | None:
        pressed = next((button.id for button in reply.buttons if _does(button, verdict)), None)
        return self._ask(pressed, "button").reply if pressed else None

    def _suggested(self) -> list[Exchange]:
        """The questions that the bot suggests, asked."""
        asked = [self._ask(prompt.text) for prompt in self._bot.prompts("preview", self._language)]
        return asked or [self._ask(wording(self._language).ASK_GIST)]

    def _choice(self) -> Exchange | None:
        """Questions that leave two answers open are rare: this is what the bot says to one."""
        facts = next(self._alike(), None)
        if facts is None:
            return None
        choices = tuple(replies.fact_answer(fact) for fact in facts)
        reply = replies.compose(Clarification(choices=choices, confidence=0.5), self._language, self._store)
        question = wording(self._language).PREVIEW[f"ask_{facts[0].kind}"]
        judged = buttons.feedback("0" * 16, self._language)
        return Exchange(said=question, reply=replace(reply, question=question, buttons=(*reply.buttons, *judged)))

    def _alike(self) -> Iterator[tuple[Fact, ...]]:
        """Two or three facts of one kind from different sentences of one article."""
        for document in self._store.documents():
            for kind in TOLD_APART:
                found: dict[str, Fact] = {}
                for fact in self._store.facts(document=document.id, kinds=(kind,)):
                    if all(fact.sentence != other.sentence for other in found.values()):
                        found.setdefault(fact.answer, fact)
                if len(found) > 1:
                    yield tuple(found.values())[:3]


def _does(button: Button, action: Action) -> bool:
    pressed = buttons.parse(button.id)
    return pressed is not None and pressed.action == action


def _is_marked(reply: Reply) -> bool:
    answered = reply.outcome.status is Status.ANSWERED
    return answered and any(isinstance(block, QuoteBlock) and block.marked for block in reply.blocks)
