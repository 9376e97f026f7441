"""What the bot says, one module per language: `wording("de").EMPTY`. The protocol keeps both complete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot import wording_de, wording_en
from knowledge.document import Language, PartialDate


class Wording(Protocol):
    """All wording of one language. Constants are whole sentences, functions fill them in."""

    COMMANDS: Mapping[str, tuple[str, str]]  # command name -> (usage after the name, description)
    KINDS: Mapping[str, str]  # command name -> what it lists
    SMALL_TALK: Mapping[str, str]  # kind -> reply
    START: str
    ABOUT_BOT: str
    HELP_INTRO: str
    HELP_OUTRO: str
    EMPTY: str
    NOT_IN_ARTICLE: str
    NOT_UNDERSTOOD: str
    EVIDENCE_BROKEN: str
    OUTDATED_BUTTON: str
    NO_ARTICLES: str
    ALL_ARTICLES: str
    CHOOSE_ARTICLE: str
    ARTICLE_FIRST: str
    WHICH_ONE: str
    NO_SOURCE_YET: str
    NO_TOPICS: str
    NO_PUBLISHED: str
    NO_AUTHOR: str
    NO_SOURCE: str
    FACT_USAGE: str
    ASK_USAGE: str
    FROM_WHOLE_TEXT: str
    TITLE_GIVEN: str
    BUTTON_SOURCE: str
    BUTTON_HELP: str
    BUTTON_ALL: str
    BUTTON_HELPFUL: str
    BUTTON_UNHELPFUL: str
    BUTTON_SHARE: str
    BUTTON_SHARE_CHAT: str
    BUTTON_OPEN: str
    FEEDBACK_THANKS: str
    FEEDBACK_WHAT: str
    FORGOTTEN: str
    HOME_TITLE: str
    HOME_OPENED: str
    HOME_FOUND: str
    HOME_ARTICLES: str
    HOME_SEARCH: str
    ASK_GIST: str
    HELP_THREADS: str  # where commands do not reach
    LOOKS_UP: str  # after the bot's name, while it does
    FAILED: str
    BUTTON_SEND: str
    BUTTON_CANCEL: str
    LOOK_UP: str
    LOOK_UP_ABOUT: str
    PREVIEW: Mapping[str, str]  # what the preview writes around what the bot says

    def date(self, date: PartialDate) -> str: ...
    def quoted(self, text: str) -> str: ...
    def too_long(self, limit: int) -> str: ...
    def too_many(self, seconds: int) -> str: ...
    def nothing_about(self, premise: str) -> str: ...
    def nearest(self, answer: str) -> str: ...
    def section(self, heading: str) -> str: ...
    def unknown_command(self, name: str) -> str: ...
    def did_you_mean(self, name: str, nearest: str) -> str: ...
    def about_name(self, name: str) -> str: ...
    def no_fact(self, name: str) -> str: ...
    def kind_list(self, kinds: str, word: str) -> str: ...
    def no_kind(self, kinds: str, word: str) -> str: ...
    def more(self, count: int) -> str: ...
    def article_chosen(self, title: str) -> str: ...
    def only_article(self, title: str) -> str: ...
    def no_article(self, name: str) -> str: ...
    def topics(self, title: str) -> str: ...
    def names(self, names: str) -> str: ...
    def headings(self, headings: str) -> str: ...
    def length(self, words: int, sentences: int) -> str: ...
    def dated(self, quote: str, date: str) -> str: ...
    def mark(self, quote: str) -> str: ...
    def home_all(self, count: int, command: str) -> str: ...
    def ask_person(self, name: str) -> str: ...
    def ask_thing(self, name: str) -> str: ...
    def relative(self, published: PartialDate, phrase: str, meaning: str) -> str: ...


_WORDINGS: Mapping[Language, Wording] = {"de": wording_de, "en": wording_en}


def wording(language: Language) -> Wording:
    return _WORDINGS[language]
