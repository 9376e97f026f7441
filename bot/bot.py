"""The one entrance: a message in, a reply out. Synchronous, safe to call from several threads."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace

from bot import about, actions, buttons, commands, replies, smalltalk
from bot.actions import Context, Result
from bot.answers import Abstention, Answer, Clarification, Decision, Reason
from bot.commands import Invocation
from bot.conversation import Conversation, Conversations
from bot.engine import Engine
from bot.messages import IncomingMessage, Reply
from bot.settings import Settings
from bot.weights import Weights
from bot.wording import wording
from knowledge.document import Language
from knowledge.facts import Fact
from knowledge.store import FactStore
from knowledge.vectors import Encoder

_log = logging.getLogger(__name__)


class Bot:
    """Answers from one store. `clock` gives seconds; conversations expire by it. `weights` other than those shipped
    are for trying thresholds; with an encoder, and vectors by it in the store, meaning counts beside words."""

    def __init__(
        self,
        store: FactStore,
        settings: Settings | None = None,
        clock: Callable[[], float] = time.time,
        weights: Weights | None = None,
        encoder: Encoder | None = None,
    ) -> None:
        self._store, self._settings = store, settings or Settings()
        self._engine = Engine(store, weights, encoder)
        self._conversations = Conversations(
            limit=self._settings.conversation_limit, idle=self._settings.conversation_idle, clock=clock
        )

    def handle(self, message: IncomingMessage) -> Reply | None:
        """The reply, or None to what is not addressed to the bot. Takes any string."""
        if not message.addressed:
            return None
        conversation = self._conversations.get(message.conversation)
        reply, after = self._react(message, conversation)
        if after != Conversation():
            self._conversations.put(message.conversation, after)
        return replace(reply, in_reply_to=message.event_id)

    def _react(self, message: IncomingMessage, conversation: Conversation) -> Result:
        text = _clean(message.text)
        if message.kind == "button":
            return self._press(text, self._context(message, conversation))
        invocation = commands.parse(text)
        if invocation is not None:
            return self._run(invocation, message, conversation)
        return self._say(text, message, conversation)

    def _context(self, message: IncomingMessage, conversation: Conversation, named: Language | None = None) -> Context:
        """`named` is the language of the words used; then the platform's, the conversation's, the default."""
        language = named or message.locale or conversation.language or self._settings.language
        return Context(store=self._store, conversation=conversation, language=language)

    def _run(self, invocation: Invocation, message: IncomingMessage, conversation: Conversation) -> Result:
        command = commands.find(invocation.name)
        context = self._context(message, conversation, commands.language_of(invocation.name))
        if command is None:
            return actions.unknown(invocation, context), conversation
        if command.name == "frage":
            return self._asked(invocation.argument, context)
        reply, after = actions.run(command, invocation.argument[: self._settings.longest_question], context)
        return reply, replace(after, language=context.language)

    def _press(self, button: str, context: Context) -> Result:
        pressed, conversation = buttons.parse(button), context.conversation
        spoken = replace(context, language=conversation.language or context.language)
        match pressed:
            case buttons.Pressed(action="source", argument=""):
                return actions.source(conversation.evidence, spoken), conversation
            case buttons.Pressed(action="source" | "fact" as action, argument=wanted):
                fact = buttons.fact_by_hash(wanted, self._store)
                if fact is not None and actions.holds(fact.evidence, self._store):
                    return self._show(fact, action, spoken)
            case buttons.Pressed(action="article", argument=number) if number.isascii() and number.isdigit():
                chosen = actions.choose_article(spoken, int(number[:6]))
                if chosen is not None:
                    return chosen
            case buttons.Pressed(action="command", argument=line):
                invocation = commands.parse(f"/{line}")
                if invocation is not None:
                    return self._run_pressed(invocation, spoken)
        return replies.note(
            wording(spoken.language).OUTDATED_BUTTON, spoken.language, visibility="asker", reason="outdated_button"
        ), conversation

    def _run_pressed(self, invocation: Invocation, context: Context) -> Result:
        command = commands.find(invocation.name)
        if command is None:
            return actions.unknown(invocation, context), context.conversation
        language = commands.language_of(invocation.name) or context.language
        context = replace(context, language=language)
        if command.name == "frage":
            return self._asked(invocation.argument, context)
        return actions.run(command, invocation.argument, context)

    def _show(self, fact: Fact, action: buttons.Action, context: Context) -> Result:
        after = replace(context.conversation, evidence=fact.evidence, choices=())
        if action == "source":
            return replies.in_context(fact.evidence, context.language, self._store), after
        return replies.compose(replies.fact_answer(fact), context.language, self._store), after

    def _say(self, text: str, message: IncomingMessage, conversation: Conversation) -> Result:
        context = self._context(message, conversation)
        talk = smalltalk.recognise(text) if len(text) <= self._settings.longest_question else None
        if talk is None:
            return self._ask(smalltalk.without_greeting(text), context)
        language = talk.language or conversation.language or context.language
        reply = replies.note(wording(language).SMALL_TALK[talk.kind], language)
        return reply, replace(conversation, language=language)

    def _asked(self, argument: str, context: Context) -> Result:
        if not argument:
            return self._hint(wording(context.language).ASK_USAGE, "empty", context)
        return self._ask(argument, context)

    def _ask(self, text: str, context: Context) -> Result:
        """A question: about the article itself, a number of the choices last offered, or the engine's."""
        says, conversation = wording(context.language), context.conversation
        if len(text) > self._settings.longest_question:
            return self._hint(says.too_long(self._settings.longest_question), "too_long", context)
        if not any(character.isalnum() for character in text):
            return self._hint(says.EMPTY, "empty", context)
        picked = _picked(text, conversation.choices)
        if picked is not None:
            return self._decided(picked, conversation.language or context.language, conversation)
        asked = about.recognise(text)
        if asked is not None:
            answered = self._about(asked, replace(context, language=asked.language))
            if answered is not None:
                return answered
        turn = self._engine.ask(text, scope=context.scope, previous=conversation.previous)
        return self._decided(turn.decision, turn.language, replace(conversation, previous=turn))

    def _about(self, asked: about.AboutQuestion, context: Context) -> Result | None:
        if asked.topic == "articles":
            return actions.run(actions.command_for("artikel"), "", context)
        document = context.subject
        if document is None:
            return actions.which_article(context), replace(context.conversation, language=context.language)
        decision = about.decide(asked, document, self._store)
        return self._decided(decision, context.language, context.conversation) if decision else None

    def _decided(self, decision: Decision, language: Language, conversation: Conversation) -> Result:
        sound = self._verified(decision, language)
        reply = replies.compose(sound, language, self._store)
        evidence = sound.evidence[0] if isinstance(sound, Answer) else conversation.evidence
        choices = sound.choices if isinstance(sound, Clarification) else ()
        return reply, replace(conversation, language=language, evidence=evidence, choices=choices)

    def _verified(self, decision: Decision, language: Language) -> Decision:
        """The decision, or an abstention where a quote no longer stands in its article."""
        if isinstance(decision, Abstention):
            sound = tuple(fact for fact in decision.nearest if actions.holds(fact.evidence, self._store))
            return decision if sound == decision.nearest else replace(decision, nearest=sound)
        answers = decision.choices if isinstance(decision, Clarification) else (decision,)
        broken = [e for one in answers for e in one.evidence if not actions.holds(e, self._store)]
        if not broken:
            return decision
        _log.error("evidence does not hold: %s[%d:%d]", broken[0].document, broken[0].start, broken[0].end)
        tell = wording(language).EVIDENCE_BROKEN
        return Abstention(reason=Reason.NOT_IN_ARTICLE, confidence=decision.confidence, tell=tell)

    def _hint(self, text: str, reason: str, context: Context) -> Result:
        return replies.note(text, context.language, visibility="asker", reason=reason), context.conversation


def _clean(text: str) -> str:
    """Without what no store or platform can hold: NUL and half surrogate pairs."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ").strip()


def _picked(text: str, choices: tuple[Answer, ...]) -> Answer | None:
    number = text.strip(" .)")
    if not (number.isascii() and number.isdigit() and len(number) < 3):
        return None
    return choices[int(number) - 1] if 1 <= int(number) <= len(choices) else None
