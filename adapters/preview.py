"""One HTML page that shows what is sent to Telegram and to Slack, as it looks there; it loads nothing."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Final

from adapters import preview_slack, preview_telegram
from adapters.preview_html import Html, box, joined, tag
from adapters.preview_scenes import Scenes, scenes
from bot.settings import Settings
from bot.wording import wording
from knowledge.document import Language
from knowledge.store import FactStore
from knowledge.vectors import Encoder

_LANGUAGES: Final[dict[Language, str]] = {"de": "Deutsch", "en": "English"}
_LIGHTS: Final = ("system", "light", "dark")


def page(store: FactStore, settings: Settings, encoder: Encoder | None = None) -> str:
    """The whole page in both languages, the one of `settings` shown first."""
    first = settings.language
    shown = (_section(scenes(store, settings, encoder, language)) for language in _LANGUAGES)
    title = f"{wording(first).HOME_TITLE} · {wording(first).PREVIEW['title']}"
    style = Html.trusted(files("adapters").joinpath("data/preview.css").read_text(encoding="utf-8"))
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("style", style),
    )
    body = tag("body", _switches(first), tag("main", *shown))
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang=first)}\n"


def _switches(first: Language) -> Html:
    languages = (
        _switch("language", language, tag("span", name, lang=language), on=language == first)
        for language, name in _LANGUAGES.items()
    )
    lights = (_switch("light", light, joined(*_in_both(light)), on=light == "system") for light in _LIGHTS)
    groups = (tag("div", *group, class_="switch", role="group") for group in (languages, lights))
    return tag("nav", tag("b", wording(first).HOME_TITLE, class_="brand"), *groups)


def _switch(group: str, value: str, label: Html, *, on: bool) -> Html:
    chosen = {"checked": ""} if on else {}
    button = tag("input", type="radio", name=group, id=f"{group}-{value}", **chosen)
    return tag("label", button, tag("span", label))


def _in_both(key: str) -> Iterator[Html]:
    for language in _LANGUAGES:
        yield tag("span", wording(language).PREVIEW[key], lang=language, class_=f"in-{language}")


def _section(shown: Scenes) -> Html:
    says = wording(shown.language).PREVIEW
    intro = tag("header", tag("h1", says["title"]), tag("p", says["about"]))
    telegram, slack = preview_telegram, preview_slack
    rows = (
        _row(says["answer"], says["private"], telegram.answer(shown), says["thread"], slack.answer(shown)),
        _row(says["nothing"], says["private"], telegram.nothing(shown), says["direct"], slack.nothing(shown)),
        _row(says["choice"], says["private"], telegram.choice(shown), says["direct"], slack.choice(shown)),
        _row(says["judged"], says["private"], telegram.judged(shown), says["dialogue"], slack.judged(shown)),
        _row(says["sharing"], says["group"], telegram.sharing(shown), says["command"], slack.sharing(shown)),
        _row(says["page"], "", None, says["tab"], slack.page(shown)),
    )
    return tag("section", intro, *rows, lang=shown.language, class_=f"in-{shown.language}")


def _row(title: str, where: str, telegram: Html | None, place: str, slack: Html | None) -> Html:
    drawn = (("Telegram", where, telegram), ("Slack", place, slack))
    figures = [_figure(f"{name} · {at}", window) for name, at, window in drawn if window is not None]
    if not figures:
        return joined()
    return tag("article", tag("h2", title), box("pair" if len(figures) > 1 else "single", *figures))


def _figure(caption: str, window: Html) -> Html:
    return tag("figure", tag("figcaption", caption), window)
