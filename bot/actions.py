"""What commands and buttons do, but for `/frage`, which asks the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot import about, buttons, lookup, replies
from bot.commands import COMMANDS, Command, Invocation, find, nearest_name
from bot.conversation import Conversation
from bot.messages import Outcome, Reply, Status
from bot.wording import wording
from knowledge.document import Document, Evidence, Language
from knowledge.store import FactStore

_MOST_LINES = 8
CHOSEN = "chosen"  # reason of the reply that an article was chosen
FORGOTTEN = "forgotten"  # and of the one that everything is to be forgotten
_ALL = frozenset({"alle", "alles", "all", "0"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where an action happens; `language` is the one to speak, `asked` what the person typed or pressed."""

    store: FactStore
    conversation: Conversation
    language: Language
    asked: str = ""

    @property
    def scope(self) -> str | None:
        """The chosen article while it exists, else the only one, else None for all."""
        known = [document.id for document in self.store.documents()]
        if self.conversation.scope in known:
            return self.conversation.scope
        return known[0] if len(known) == 1 else None

    @property
    def subject(self) -> Document | None:
        """The article that "the article" means: the scope, else that of the last answer."""
        known = {document.id: document for document in self.store.documents()}
        last = self.conversation.evidence.document if self.conversation.evidence else None
        return known.get(self.scope or last or "")


Result = tuple[Reply, Conversation]


def run(command: Command, argument: str, context: Context) -> Result:
    """The reply to a command other than `/frage`, and the conversation after it."""
    action = _kind if command.kinds else _ACTIONS[command.name]
    return action(command, argument, context)


def unknown(invocation: Invocation, context: Context) -> Reply:
    """Offers the nearest command with what was typed after it; nothing is run."""
    says, near = wording(context.language), nearest_name(invocation.name)
    if near is None:
        text, button = says.unknown_command(invocation.name), buttons.command(says.BUTTON_HELP, "hilfe")
    else:
        text = says.did_you_mean(invocation.name, near)
        button = buttons.command(f"/{near}", f"{near} {invocation.argument}".strip())
    return replies.note(text, context.language, buttons=(button,), visibility="asker", reason="unknown_command")


def source(evidence: Evidence | None, context: Context) -> Reply:
    """The evidence in its context; a sentence where there is none or it no longer holds."""
    if evidence is None or not holds(evidence, context.store):
        return replies.note(wording(context.language).NO_SOURCE_YET, context.language, visibility="asker")
    return replies.in_context(evidence, context.language, context.store)


def holds(evidence: Evidence, store: FactStore) -> bool:
    """Whether the quote still stands where it says."""
    try:
        return evidence.holds(store.document(evidence.document).text)
    except KeyError:
        return False


def choose_article(context: Context, number: int) -> Result | None:
    """By number from 1, 0 for all; None when there is no such article."""
    documents = context.store.documents()
    if number > len(documents):
        return None
    return _chosen(documents[number - 1] if number else None, context)


def named_article(typed: str, context: Context) -> Result | None:
    """Where articles were offered: `typed` is the number of one, its title, or "all"; None for anything else."""
    name = typed.strip(" .)?!")
    numbered = name.isascii() and name.isdigit()
    if name.startswith("/"):
        return None
    if numbered or name.casefold() in _ALL or lookup.article(name, context.store.documents()) is not None:
        return _articles(command_for("artikel"), name, context)
    return None


def which_article(context: Context) -> Result:
    """Asks for the article when a question about "the article" could mean several; the question waits."""
    documents, says = context.store.documents(), wording(context.language)
    if not documents:
        return replies.note(says.NO_ARTICLES, context.language), context.conversation
    reply = replies.listing(
        says.ARTICLE_FIRST,
        [one.title for one in documents],
        context.language,
        buttons=buttons.articles(documents, context.language),
        numbered=True,
    )
    reply = replace(reply, outcome=Outcome(status=Status.CLARIFY, language=context.language))
    return reply, _offered(context, context.asked)


def _forget(command: Command, argument: str, context: Context) -> Result:
    """That it is done; the bot does it."""
    text = wording(context.language).FORGOTTEN
    return replies.note(text, context.language, visibility="asker", reason=FORGOTTEN), Conversation()


def _help(command: Command, argument: str, context: Context) -> Result:
    language, says = context.language, wording(context.language)
    items = [f"{one.usage(language)} – {one.describe(language)}" for one in COMMANDS]
    reply = replies.listing(says.HELP_INTRO, items, language, after=says.HELP_OUTRO)
    return replace(reply, visibility="asker"), context.conversation


def _start(command: Command, argument: str, context: Context) -> Result:
    says = wording(context.language)
    help_button = buttons.command(says.BUTTON_HELP, "hilfe" if context.language == "de" else "help")
    return replies.note(says.START, context.language, buttons=(help_button,)), context.conversation


def _fact(command: Command, argument: str, context: Context) -> Result:
    language, says, conversation = context.language, wording(context.language), context.conversation
    if not argument:
        return replies.note(says.FACT_USAGE, language, visibility="asker"), conversation
    named = lookup.by_name(argument, context.store, context.scope)
    if named is None:
        return replies.note(says.no_fact(buttons.shortened(argument, 60)), language), conversation
    items = [replies.line(fact) for fact in named.facts]
    reply = replies.listing(says.about_name(named.name), items, language, buttons=buttons.facts(named.facts))
    return _with_quote(reply, named.facts[0].evidence), replace(conversation, evidence=named.facts[0].evidence)


def _kind(command: Command, argument: str, context: Context) -> Result:
    language, says = context.language, wording(context.language)
    kinds, word = says.KINDS[command.name], buttons.shortened(argument, 60)
    found = lookup.of_kinds(command.kinds, argument, context.store, context.scope)
    if not found:
        return replies.note(says.no_kind(kinds, word), language), context.conversation
    items = [fact.answer for fact in found[:_MOST_LINES]]
    more = says.more(len(found) - _MOST_LINES) if len(found) > _MOST_LINES else ""
    shown = buttons.facts(found)
    reply = replies.listing(says.kind_list(kinds, word), items, language, buttons=shown, after=more)
    return _with_quote(reply, found[0].evidence), context.conversation


def _topics(command: Command, argument: str, context: Context) -> Result:
    document, language = context.subject, context.language
    if document is None:
        return which_article(context)
    says, names = wording(language), about.main_names(document, context.store)
    headings = about.headings(document)
    items = [says.headings("; ".join(map(says.quoted, headings)))] if headings else []
    items += [says.names(", ".join(fact.answer for fact in names))] if names else []
    if not items:
        return replies.note(says.NO_TOPICS, language), context.conversation
    reply = replies.listing(says.topics(document.title), items, language, buttons=buttons.facts(names))
    return reply, context.conversation


def _source(command: Command, argument: str, context: Context) -> Result:
    return source(context.conversation.evidence, context), context.conversation


def _articles(command: Command, argument: str, context: Context) -> Result:
    documents, language, says = context.store.documents(), context.language, wording(context.language)
    if not documents:
        return replies.note(says.NO_ARTICLES, language), context.conversation
    if argument.casefold() in _ALL:
        return _chosen(None, context)
    if argument:
        document = lookup.article(argument, documents)
        if document is not None:
            return _chosen(document, context)
        unknown_article = says.no_article(buttons.shortened(argument, 60))
        offered = buttons.articles(documents, language)
        return replies.note(unknown_article, language, buttons=offered), _offered(context, context.conversation.waiting)
    if len(documents) == 1:
        return replies.note(says.only_article(documents[0].title), language), context.conversation
    titles, offered = [one.title for one in documents], buttons.articles(documents, language)
    listed = replies.listing(says.CHOOSE_ARTICLE, titles, language, buttons=offered, numbered=True)
    return listed, _offered(context, "")


def _offered(context: Context, waiting: str | None) -> Conversation:
    return replace(context.conversation, choices=(), waiting=waiting or "")


def _chosen(document: Document | None, context: Context) -> Result:
    """Another article is another subject: what was said before no longer counts."""
    says = wording(context.language)
    text = says.article_chosen(document.title) if document else says.ALL_ARTICLES
    scope = document.id if document else None
    after = replace(context.conversation, waiting=None)
    if scope != after.scope:
        after = replace(after, scope=scope, previous=None, evidence=None, choices=())
    return replies.note(text, context.language, reason=CHOSEN), after


def _with_quote(reply: Reply, evidence: Evidence) -> Reply:
    outcome = replace(
        reply.outcome, quote=evidence.quote, article=evidence.document, start=evidence.start, end=evidence.end
    )
    return replace(reply, outcome=outcome)


_ACTIONS: Mapping[str, Callable[[Command, str, Context], Result]] = {
    "fakt": _fact,
    "themen": _topics,
    "quelle": _source,
    "artikel": _articles,
    "vergiss": _forget,
    "hilfe": _help,
    "start": _start,
}


def command_for(name: str) -> Command:
    """A command that exists. Raises KeyError."""
    command = find(name)
    if command is None:
        raise KeyError(name)
    return command
