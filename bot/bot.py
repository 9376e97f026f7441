"""The one entrance: a message in, a reply out. Synchronous, safe to call from several threads."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final, get_args

from bot import about, actions, buttons, commands, replies, smalltalk
from bot import cards as offered
from bot import home as browsed
from bot import prompts as suggested
from bot.actions import Context, Result
from bot.answers import Abstention, Answer, Clarification, Decision, Reason
from bot.clutter import without_links
from bot.commands import Invocation
from bot.conversation import Conversation
from bot.dialogues import Dialogues
from bot.engine import Engine
from bot.feedback import FeedbackLog
from bot.judging import Judging
from bot.limits import Held, Limits
from bot.memory import Memory, VolatileMemory
from bot.messages import Card, IncomingMessage, Page, Prompt, Reply
from bot.settings import Settings
from bot.utterance import clean, leaned_on, picked
from bot.weights import Weights
from bot.wording import wording
from knowledge.document import Language
from knowledge.facts import Fact
from knowledge.store import FactStore
from knowledge.vectors import Encoder

_log = logging.getLogger(__name__)
_UNHEARD: Final = "Qwertzuiop"  # in no article


class Bot:
    """Answers from one store. `clock` gives seconds; conversations expire by it. `weights` other than those shipped
    are for trying thresholds; with an encoder, and vectors by it in the store, meaning counts beside words. With a
    feedback log people can say whether an answer helped. What the next process is to go on with goes into `memory`.
    `on_forget` is called with each person ("platform/user id") who wants to be forgotten, for what others keep.
    Without `limits` everybody may ask as fast as they like."""

    def __init__(
        self,
        store: FactStore,
        settings: Settings | None = None,
        clock: Callable[[], float] = time.time,
        weights: Weights | None = None,
        encoder: Encoder | None = None,
        feedback: FeedbackLog | None = None,
        limits: Limits | None = None,
        memory: Memory | None = None,
        on_forget: Callable[[str], None] | None = None,
    ) -> None:
        self._store, self._settings = store, settings or Settings()
        self._memory = memory if memory is not None else VolatileMemory(clock)
        self._on_forget, self._limits = on_forget, limits
        self._engine = Engine(store, weights, encoder)
        limit, idle = self._settings.conversation_limit, self._settings.conversation_idle
        self._dialogues = Dialogues(self._memory, self._engine, store, limit=limit, idle=idle, clock=clock)
        self._judging = Judging(feedback, self._memory, self._settings, clock)

    def warm_up(self) -> None:
        """Works out a question in each language about all articles, with a word that must be looked up, so that nobody
        waits for what is loaded once."""
        for document in self._store.documents()[:1]:
            for language in get_args(Language):
                text = wording(language).ask_thing(f"{document.title} {_UNHEARD}")
                self._ask(smalltalk.without_greeting(text), self._browsing(Conversation(), language))

    def handle(self, message: IncomingMessage) -> Reply | None:
        """The reply, or None to what is not addressed to the bot. Takes any string."""
        if not message.addressed:
            return None
        held = self._limits.held(message) if self._limits else None
        if held is not None:
            return self._hold(held, message)
        before = self._dialogues.before(message)
        reply, after = self._react(message, before)
        if before.waiting and reply.outcome.reason == actions.CHOSEN:
            told, message = reply, replace(message, text=before.waiting, kind="message")
            reply, after = self._react(message, after)
            reply = replace(reply, blocks=(*reply.blocks, *told.blocks))
        if reply.outcome.reason == actions.FORGOTTEN:
            self._forget(message.person)
        elif after != Conversation():
            self._dialogues.keep(message, after)
        said = leaned_on(before, after)
        return replace(self._judging.offered(reply, message, said), in_reply_to=message.event_id)

    def cards(self, text: str, locale: Language | None = None, person: str = "") -> tuple[Card, ...]:
        """Replies to offer while somebody ("platform/id") types `text`, to be sent into any chat."""
        if self._limits and person and not self._limits.typed(person):
            return ()
        context = self._browsing(Conversation(), locale)
        return offered.cards(clean(text)[: self._settings.longest_question], self._engine, context)

    def home(
        self,
        conversation: str,
        locale: Language | None = None,
        *,
        word: str = "",
        opened: Reply | None = None,
        searcher: str = "",
    ) -> Page:
        """The page to browse in, for the article that `conversation` chose. `opened`: the reply to a button of it.
        `searcher` ("platform/id") has just searched for `word`."""
        context = self._browsing(self._dialogues.of(conversation), locale)
        wait = self._limits.searched(searcher) if self._limits and searcher else 0
        return browsed.page(context, word=clean(word), opened=opened, wait=wait)

    def prompts(self, conversation: str, locale: Language | None = None) -> list[Prompt]:
        """Questions to suggest where a conversation begins."""
        context = self._browsing(self._dialogues.of(conversation), locale)
        return suggested.prompts(self._engine, self._store, context.language, context.scope)

    def comment(self, message: IncomingMessage, token: str) -> Reply | None:
        """Keeps what somebody says was wrong with the answer that `token` names (`Reply.comment_on`)."""
        held = self._limits.held(message) if self._limits else None
        if held is not None:
            return self._hold(held, message)
        says = wording(message.locale or self._settings.language)
        language = message.locale or self._settings.language
        if self._judging.keep(message, token, helpful=False, comment=clean(message.text)):
            return replies.note(says.FEEDBACK_THANKS, language, visibility="asker", reason="feedback")
        return replies.note(says.OUTDATED_BUTTON, language, visibility="asker", reason="outdated_button")

    def _hold(self, held: Held, message: IncomingMessage) -> Reply | None:
        return replies.too_many(held, message, self._context(message, self._dialogues.before(message)).language)

    def _forget(self, person: str) -> None:
        """Whatever is kept of this person, here and by others."""
        self._dialogues.forget(person)
        self._judging.forget(person)
        self._memory.forget(person)
        if self._on_forget is not None:
            self._on_forget(person)

    def _browsing(self, conversation: Conversation, locale: Language | None) -> Context:
        language = locale or conversation.language or self._settings.language
        return Context(store=self._store, conversation=conversation, language=language)

    def _react(self, message: IncomingMessage, conversation: Conversation) -> Result:
        text, offered = clean(message.text), conversation.waiting is not None
        if offered and message.kind != "button" and len(text) <= self._settings.longest_question:
            named = actions.named_article(text, self._context(message, conversation))
            if named is not None:
                return named
        conversation = replace(conversation, waiting=None)
        if message.kind == "button":
            return self._press(text, message, self._context(message, conversation))
        invocation = commands.parse(text)
        if invocation is not None:
            return self._run(invocation, message, conversation)
        return self._say(text, message, conversation)

    def _context(self, message: IncomingMessage, conversation: Conversation, named: Language | None = None) -> Context:
        """`named` is the language of the words used; then the platform's, the conversation's, the default."""
        language = named or message.locale or conversation.language or self._settings.language
        return Context(store=self._store, conversation=conversation, language=language, asked=clean(message.text))

    def _run(self, invocation: Invocation, message: IncomingMessage, conversation: Conversation) -> Result:
        command = commands.find(invocation.name)
        context = self._context(message, conversation, commands.language_of(invocation.name))
        if command is None:
            return actions.unknown(invocation, context), conversation
        if command.name == "frage":
            return self._asked(invocation.argument, context)
        fact = self._linked(invocation.argument) if command.name == "start" else None
        if fact is not None:
            return self._show(fact, "fact", context)
        reply, after = actions.run(command, invocation.argument[: self._settings.longest_question], context)
        return reply, replace(after, language=context.language)

    def _linked(self, argument: str) -> Fact | None:
        """The fact that a deep link opens, while its quote stands."""
        fact = buttons.fact_by_hash(buttons.linked(argument) or "", self._store)
        return fact if fact is not None and actions.holds(fact.evidence, self._store) else None

    def _press(self, button: str, message: IncomingMessage, context: Context) -> Result:
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
            case buttons.Pressed(action="helpful" | "unhelpful" as verdict, argument=token):
                if self._judging.keep(message, token, helpful=verdict == "helpful"):
                    thanks = replies.note(
                        wording(spoken.language).FEEDBACK_THANKS, spoken.language, visibility="asker", reason="feedback"
                    )
                    comment_on = token if verdict == "unhelpful" else ""
                    return replace(thanks, brief=True, comment_on=comment_on), conversation
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
        context = replace(context, language=language, asked=f"/{invocation.name} {invocation.argument}".strip())
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
        text = without_links(text)
        if not any(character.isalnum() for character in text):
            return self._hint(says.EMPTY, "empty", context)
        choice = picked(text, conversation.choices)
        if choice is not None:
            return self._decided(choice, conversation.language or context.language, conversation)
        asked = about.recognise(text)
        if asked is not None:
            answered = self._about(asked, replace(context, language=asked.language))
            if answered is not None:
                return answered
        scope = context.scope
        turn = self._engine.ask(text, scope=scope, previous=conversation.previous)
        return self._decided(turn.decision, turn.language, conversation.after(turn, scope))

    def _about(self, asked: about.AboutQuestion, context: Context) -> Result | None:
        if asked.topic == "articles":
            return actions.run(actions.command_for("artikel"), "", context)
        document = context.subject
        if document is None:
            reply, after = actions.which_article(context)
            return reply, replace(after, language=context.language)
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
