"""English wording: everything the bot says to people in English."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.document import PartialDate

COMMANDS: Mapping[str, tuple[str, str]] = {
    "frage": ("QUESTION", "Ask a question about the article"),
    "fakt": ("NAME", "What the article says about a name"),
    "wer": ("[WORD]", "People and organisations"),
    "wann": ("[WORD]", "Dates and periods"),
    "wieviel": ("[WORD]", "Amounts, numbers and shares"),
    "wo": ("[WORD]", "Places"),
    "themen": ("", "What the article is about"),
    "quelle": ("", "The last answer in its context"),
    "artikel": ("[NUMBER|NAME|all]", "Show the articles and choose one"),
    "vergiss": ("", "Delete what is kept of you here"),
    "hilfe": ("", "All commands"),
    "start": ("", "What this bot does"),
}

KINDS: Mapping[str, str] = {
    "wer": "People and organisations",
    "wann": "Dates and periods",
    "wieviel": "Amounts, numbers and shares",
    "wo": "Places",
}

SMALL_TALK: Mapping[str, str] = {
    "greeting": "Hello. What would you like to know about the article?",
    "thanks": "You are welcome.",
    "bye": "See you.",
    "praise": "Thank you, that is good to hear.",
    "insult": "That is a pity. Perhaps it helps to put the question differently.",
    "wellbeing": "Fine, thank you. What would you like to know about the article?",
    "acknowledged": "Good. Feel free to ask more about the article.",
    "identity": "I am a program that answers questions about articles. The answers stand in the text as given; "
    "what it does not say, I do not know.",
    "capability": "I answer questions about the article and show the sentence in which the answer stands. "
    "If the article does not say something, I tell you. /help shows all commands.",
}

START = (
    "Ask questions about articles here. Each answer comes with the sentence it stands in; "
    "what the article does not say is not claimed either. To begin with, for example: “What is it about?”"
)
ABOUT_BOT = "Answers questions about articles and shows the sentence in which the answer stands."
HELP_INTRO = "Just write a question about the article. There are also these commands:"
HELP_OUTRO = "Follow-ups such as “And when?” refer to the last question."
EMPTY = "That was not a question. Try for example “What is it about?” or “When was the article published?”"
NOT_IN_ARTICLE = "The article does not say that."
NOT_UNDERSTOOD = "I do not understand this question. Perhaps it helps to put it differently."
EVIDENCE_BROKEN = "The evidence for this answer no longer matches the article, so I do not give it."
OUTDATED_BUTTON = "This button is outdated. Please ask the question again."
NO_ARTICLES = "There is no article yet."
ALL_ARTICLES = "From now on I search all articles."
CHOOSE_ARTICLE = "These are the articles. A number or a name chooses one:"
ARTICLE_FIRST = "Which article do you mean?"
WHICH_ONE = "Which one do you mean?"
NO_SOURCE_YET = "There is no answer yet whose source I could show."
NO_TOPICS = "The article has neither headings nor names to tell its topics from."
NO_PUBLISHED = "The article does not say when it was published."
NO_AUTHOR = "The article does not say who wrote it."
NO_SOURCE = "The article does not say where it comes from."
FACT_USAGE = "Which name? For example: /fact NAME"
ASK_USAGE = "Which question? For example: /ask What is it about?"
FROM_WHOLE_TEXT = "Counted in the whole article without headings; this is its first sentence."
TITLE_GIVEN = "The title does not stand in the text itself, the article is filed under it; this is the first sentence."
BUTTON_SOURCE = "Source in context"
BUTTON_HELP = "Help"
BUTTON_ALL = "All articles"
BUTTON_HELPFUL = "Helpful"
BUTTON_UNHELPFUL = "Not helpful"
BUTTON_SHARE = "Share in channel"
BUTTON_SHARE_CHAT = "Share in a chat"
BUTTON_OPEN = "Open in the bot"
FEEDBACK_THANKS = "Thank you for the feedback."
FEEDBACK_WHAT = "What was wrong?"
FORGOTTEN = (
    "Everything kept of you here is deleted: our conversations, the article you chose and your feedback on answers. "
    "The messages in the chat stay; I cannot delete them, nor anything else that the chat service itself keeps. "
    "New questions are welcome."
)
HOME_TITLE = "nachgefragt"
HOME_OPENED = "Selected"
HOME_FOUND = "Found"
HOME_ARTICLES = "Articles"
HOME_SEARCH = "Look something up in the article"
ASK_GIST = "What is it about?"
HELP_THREADS = (
    "Slack knows no commands in threads: mention the bot there, or choose to look a message up under “More actions”; "
    "only who asks sees that answer."
)
LOOKS_UP = "is looking it up in the article…"
FAILED = "Something went wrong. Please ask the question again."
BUTTON_SEND = "Send"
BUTTON_CANCEL = "Cancel"
LOOK_UP = "Look up in the article"
LOOK_UP_ABOUT = "Ask the article what the message says; only you see the answer"

PREVIEW: Mapping[str, str] = {
    "title": "What the answers look like",
    "about": "What the bot really sends about these articles, drawn as on Telegram and on Slack.",
    "light": "Light",
    "dark": "Dark",
    "system": "As the system",
    "answer": "An answer",
    "nothing": "No answer",
    "choice": "A question back",
    "judged": "Feedback",
    "sharing": "Sharing",
    "page": "The bot's page",
    "private": "Private chat",
    "group": "Group, inline mode",
    "thread": "Thread in a channel",
    "direct": "Direct message",
    "dialogue": "Dialogue",
    "command": "Command in a channel",
    "tab": "Home tab",
    "room": "newsroom",
    "person": "Mara Lindt",
    "other": "Jonas Beck",
    "bot": "bot",
    "members": "12 members",
    "app": "APP",
    "via": "via",
    "today": "Today",
    "one_reply": "1 reply",
    "only_you": "Only visible to you",
    "message": "Write a message…",
    "home": "Home",
    "messages": "Messages",
    "info": "About",
    "ask_person": "Who?",
    "ask_organisation": "Which company?",
    "ask_place": "Where?",
    "ask_date": "When?",
    "ask_money": "How much money?",
    "ask_number": "How many?",
    "ask_phrase": "What?",
}

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def date(date: PartialDate) -> str:
    """`2021`, `March 2021` or `9 March 2021`."""
    day = f"{date.day} " if date.day else ""
    month = f"{_MONTHS[date.month - 1]} " if date.month else ""
    return f"{day}{month}{date.year}"


def quoted(text: str) -> str:
    return f"“{text}”"


def too_long(limit: int) -> str:
    return f"That is too long for a question; I can read up to {limit} characters."


def too_many(seconds: int) -> str:
    wait = "a second" if seconds == 1 else f"{seconds} seconds"
    return f"That was a lot of messages at once, too fast for me. Please ask again in {wait}."


def nothing_about(premise: str) -> str:
    return f"The article says nothing about {premise}."


def nearest(answer: str) -> str:
    return f"The closest I can find: {answer}"


def section(heading: str) -> str:
    return f"section “{heading}”"


def unknown_command(name: str) -> str:
    return f"There is no command /{name}. /help shows all commands."


def did_you_mean(name: str, nearest: str) -> str:
    return f"There is no command /{name}. Did you mean /{nearest}?"


def about_name(name: str) -> str:
    return f"What the article says about {name}:"


def no_fact(name: str) -> str:
    return f"I find nothing about “{name}” in the article."


def kind_list(kinds: str, word: str) -> str:
    return f"{kinds} for “{word}”:" if word else f"{kinds} in the article:"


def no_kind(kinds: str, word: str) -> str:
    return f"{kinds} for “{word}”: none found." if word else f"{kinds}: none found in the article."


def more(count: int) -> str:
    return "… and one more." if count == 1 else f"… and {count} more."


def article_chosen(title: str) -> str:
    return f"From now on it is about “{title}”."


def only_article(title: str) -> str:
    return f"There is one article: “{title}”."


def no_article(name: str) -> str:
    return f"There is no article “{name}”."


def topics(title: str) -> str:
    return f"Topics in “{title}”:"


def names(names: str) -> str:
    return f"Main names: {names}"


def headings(headings: str) -> str:
    return f"Headings: {headings}"


def length(words: int, sentences: int) -> str:
    counted = "1 word" if words == 1 else f"{words} words"
    return f"{counted} in {'1 sentence' if sentences == 1 else f'{sentences} sentences'}"


def dated(quote: str, date: str) -> str:
    return f"“{quote}” at the head of the article means {date}."


def mark(quote: str) -> str:
    return f"“{quote}” is the mark under the article; it gives no full name."


def relative(published: PartialDate, phrase: str, meaning: str) -> str:
    return f"The article is from {date(published)}, so “{phrase}” means {meaning}."


def home_all(count: int, command: str) -> str:
    return f"One entry; {command} shows it." if count == 1 else f"{count} entries; {command} shows more of them."


def ask_person(name: str) -> str:
    return f"Who is {name}?"


def ask_thing(name: str) -> str:
    return f"What is {name}?"
