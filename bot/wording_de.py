"""German wording: everything the bot says to people in German."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.document import PartialDate

COMMANDS: Mapping[str, tuple[str, str]] = {
    "frage": ("FRAGE", "Eine Frage zum Artikel stellen"),
    "fakt": ("NAME", "Was der Artikel über einen Namen sagt"),
    "wer": ("[WORT]", "Personen und Organisationen"),
    "wann": ("[WORT]", "Daten und Zeiträume"),
    "wieviel": ("[WORT]", "Beträge, Zahlen und Anteile"),
    "wo": ("[WORT]", "Orte"),
    "themen": ("", "Worum es im Artikel geht"),
    "quelle": ("", "Die letzte Antwort im Zusammenhang"),
    "artikel": ("[NUMMER|NAME|alle]", "Artikel zeigen und einen auswählen"),
    "vergiss": ("", "Löschen, was hier von dir gespeichert ist"),
    "hilfe": ("", "Alle Befehle"),
    "start": ("", "Was dieser Bot macht"),
}

KINDS: Mapping[str, str] = {
    "wer": "Personen und Organisationen",
    "wann": "Daten und Zeiträume",
    "wieviel": "Beträge, Zahlen und Anteile",
    "wo": "Orte",
}

SMALL_TALK: Mapping[str, str] = {
    "greeting": "Hallo. Was möchtest du über den Artikel wissen?",
    "thanks": "Gern geschehen.",
    "bye": "Bis bald.",
    "praise": "Danke, das freut mich.",
    "insult": "Schade. Vielleicht hilft es, die Frage anders zu stellen.",
    "wellbeing": "Danke, gut. Was möchtest du über den Artikel wissen?",
    "acknowledged": "Gut. Weitere Fragen zum Artikel beantworte ich gern.",
    "identity": "Ich bin ein Programm, das Fragen zu Artikeln beantwortet. Die Antworten stehen so im Text; "
    "was nicht darin steht, weiß ich nicht.",
    "capability": "Ich beantworte Fragen zum Artikel und zeige den Satz, in dem die Antwort steht. "
    "Steht etwas nicht im Artikel, sage ich das. Alle Befehle zeigt /hilfe.",
}

START = (
    "Hier lassen sich Fragen zu Artikeln stellen. Die Antwort kommt mit dem Satz, in dem sie steht; "
    "was nicht im Artikel steht, wird auch nicht behauptet. Zum Anfang zum Beispiel: „Worum geht es?“"
)
ABOUT_BOT = "Beantwortet Fragen zu Artikeln und zeigt den Satz, in dem die Antwort steht."
HELP_INTRO = "Einfach eine Frage zum Artikel schreiben. Außerdem gibt es diese Befehle:"
HELP_OUTRO = "Nachfragen wie „Und wann?“ beziehen sich auf die letzte Frage."
EMPTY = "Das war keine Frage. Möglich sind zum Beispiel „Worum geht es?“ oder „Von wann ist der Artikel?“"
NOT_IN_ARTICLE = "Das steht nicht im Artikel."
NOT_UNDERSTOOD = "Diese Frage verstehe ich nicht. Vielleicht hilft es, sie anders zu stellen."
EVIDENCE_BROKEN = "Der Beleg für diese Antwort passt nicht mehr zum Artikel, deshalb gebe ich sie nicht."
OUTDATED_BUTTON = "Dieser Knopf ist veraltet. Am besten die Frage noch einmal stellen."
NO_ARTICLES = "Es gibt noch keinen Artikel."
ALL_ARTICLES = "Ab jetzt suche ich in allen Artikeln."
CHOOSE_ARTICLE = "Diese Artikel gibt es. Eine Nummer oder ein Name wählt einen aus:"
ARTICLE_FIRST = "Welcher Artikel ist gemeint?"
WHICH_ONE = "Was ist gemeint?"
NO_SOURCE_YET = "Es gibt noch keine Antwort, deren Quelle ich zeigen könnte."
NO_TOPICS = "Der Artikel hat weder Überschriften noch Namen, an denen sich Themen ablesen ließen."
NO_PUBLISHED = "Wann der Artikel erschienen ist, steht nicht darin."
NO_AUTHOR = "Wer den Artikel geschrieben hat, steht nicht darin."
NO_SOURCE = "Woher der Artikel stammt, steht nicht darin."
FACT_USAGE = "Welcher Name? Zum Beispiel: /fakt NAME"
ASK_USAGE = "Welche Frage? Zum Beispiel: /frage Worum geht es?"
FROM_WHOLE_TEXT = "Gezählt im ganzen Artikel ohne Überschriften; hier steht sein erster Satz."
TITLE_GIVEN = "Der Titel steht nicht im Text selbst, unter ihm ist der Artikel abgelegt; hier steht der erste Satz."
BUTTON_SOURCE = "Quelle im Zusammenhang"
BUTTON_HELP = "Hilfe"
BUTTON_ALL = "Alle Artikel"
BUTTON_HELPFUL = "Hilfreich"
BUTTON_UNHELPFUL = "Nicht hilfreich"
BUTTON_SHARE = "Im Kanal teilen"
BUTTON_SHARE_CHAT = "In einem Chat teilen"
BUTTON_OPEN = "Im Bot öffnen"
FEEDBACK_THANKS = "Danke für die Rückmeldung."
FEEDBACK_WHAT = "Was war falsch?"
FORGOTTEN = (
    "Gelöscht ist alles, was hier von dir gespeichert war: unsere Gespräche, der gewählte Artikel und deine "
    "Rückmeldungen zu Antworten. Die Nachrichten im Chat bleiben stehen; sie und alles, was der Chat-Dienst selbst "
    "speichert, kann ich nicht löschen. Neue Fragen beantworte ich gern."
)
HOME_TITLE = "nachgefragt"
HOME_OPENED = "Ausgewählt"
HOME_FOUND = "Gefunden"
HOME_ARTICLES = "Artikel"
HOME_SEARCH = "Im Artikel nachschlagen"
ASK_GIST = "Worum geht es?"
HELP_THREADS = (
    "In Threads kennt Slack keine Befehle: Dort hilft es, den Bot zu erwähnen oder bei einer Nachricht unter "
    "„Weitere Aktionen“ das Nachschlagen zu wählen; die Antwort sieht dann nur, wer fragt."
)
LOOKS_UP = "schlägt im Artikel nach …"
FAILED = "Da ist etwas schiefgegangen. Am besten die Frage noch einmal stellen."
BUTTON_SEND = "Senden"
BUTTON_CANCEL = "Abbrechen"
LOOK_UP = "Im Artikel nachschlagen"
LOOK_UP_ABOUT = "Die Nachricht als Frage an den Artikel stellen; nur wer fragt, sieht die Antwort"

PREVIEW: Mapping[str, str] = {
    "title": "So sehen die Antworten aus",
    "about": "Was der Bot zu diesen Artikeln wirklich sendet, gezeichnet wie in Telegram und in Slack.",
    "light": "Hell",
    "dark": "Dunkel",
    "system": "Wie das System",
    "answer": "Eine Antwort",
    "nothing": "Keine Antwort",
    "choice": "Eine Rückfrage",
    "judged": "Rückmeldung",
    "sharing": "Teilen",
    "page": "Die Seite des Bots",
    "private": "Privater Chat",
    "group": "Gruppe, Inline-Modus",
    "thread": "Thread in einem Kanal",
    "direct": "Direktnachricht",
    "dialogue": "Dialog",
    "command": "Befehl in einem Kanal",
    "tab": "Home-Reiter",
    "room": "redaktion",
    "person": "Mara Lindt",
    "other": "Jonas Beck",
    "bot": "Bot",
    "members": "12 Mitglieder",
    "app": "APP",
    "via": "über",
    "today": "Heute",
    "one_reply": "1 Antwort",
    "only_you": "Nur für dich sichtbar",
    "message": "Nachricht schreiben …",
    "home": "Home",
    "messages": "Nachrichten",
    "info": "Info",
    "ask_person": "Wer?",
    "ask_organisation": "Welche Firma?",
    "ask_place": "Wo?",
    "ask_date": "Wann?",
    "ask_money": "Wie viel Geld?",
    "ask_number": "Wie viele?",
    "ask_phrase": "Was?",
}

_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip


def date(date: PartialDate) -> str:
    """`2021`, `März 2021` or `9. März 2021`."""
    day = f"{date.day}. " if date.day else ""
    month = f"{_MONTHS[date.month - 1]} " if date.month else ""
    return f"{day}{month}{date.year}"


def quoted(text: str) -> str:
    return f"„{text}“"


def too_long(limit: int) -> str:
    return f"Das ist zu lang für eine Frage; bis zu {limit} Zeichen kann ich lesen."


def too_many(seconds: int) -> str:
    wait = "einer Sekunde" if seconds == 1 else f"{seconds} Sekunden"
    return f"Das waren viele Nachrichten auf einmal, da komme ich nicht mit. Bitte in {wait} noch einmal fragen."


def nothing_about(premise: str) -> str:
    return f"Von {premise} steht im Artikel nichts."


def nearest(answer: str) -> str:
    return f"Das Nächste, was ich finde: {answer}"


def section(heading: str) -> str:
    return f"Abschnitt »{heading}«"


def unknown_command(name: str) -> str:
    return f"Den Befehl /{name} gibt es nicht. Alle Befehle zeigt /hilfe."


def did_you_mean(name: str, nearest: str) -> str:
    return f"Den Befehl /{name} gibt es nicht. Ist /{nearest} gemeint?"


def about_name(name: str) -> str:
    return f"Zu {name} steht im Artikel:"


def no_fact(name: str) -> str:
    return f"Zu „{name}“ finde ich nichts im Artikel."


def kind_list(kinds: str, word: str) -> str:
    return f"{kinds} zu „{word}“:" if word else f"{kinds} im Artikel:"


def no_kind(kinds: str, word: str) -> str:
    return f"{kinds} zu „{word}“ finde ich nicht." if word else f"{kinds} finde ich im Artikel nicht."


def more(count: int) -> str:
    return "… und eine weitere Angabe." if count == 1 else f"… und {count} weitere Angaben."


def article_chosen(title: str) -> str:
    return f"Ab jetzt geht es um „{title}“."


def only_article(title: str) -> str:
    return f"Es gibt einen Artikel: „{title}“."


def no_article(name: str) -> str:
    return f"Einen Artikel „{name}“ gibt es nicht."


def topics(title: str) -> str:
    return f"Themen in „{title}“:"


def names(names: str) -> str:
    return f"Wichtige Namen: {names}"


def headings(headings: str) -> str:
    return f"Überschriften: {headings}"


def length(words: int, sentences: int) -> str:
    counted = "1 Wort" if words == 1 else f"{words} Wörter"
    return f"{counted} in {'1 Satz' if sentences == 1 else f'{sentences} Sätzen'}"


def dated(quote: str, date: str) -> str:
    return f"Die Angabe „{quote}“ im Kopf des Artikels heißt: {date}."


def mark(quote: str) -> str:
    return f"„{quote}“ ist das Kürzel unter dem Artikel; ein voller Name steht nicht dabei."


def relative(published: PartialDate, phrase: str, meaning: str) -> str:
    article = f"vom {date(published)}" if published.month else f"von {published.year}"
    return f"Der Artikel ist {article}; „{phrase}“ ist also {meaning}."


def home_all(count: int, command: str) -> str:
    return f"Eine Angabe; {command} zeigt sie." if count == 1 else f"{count} Angaben; {command} zeigt mehr davon."


def ask_person(name: str) -> str:
    return f"Wer ist {name}?"


def ask_thing(name: str) -> str:
    return f"Was ist {name}?"
