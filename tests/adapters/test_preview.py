"""The page that shows what is sent: whole, escaped, complete, and loading nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest

from adapters import preview
from adapters.preview_scenes import TOLD_APART, Scenes, scenes
from bot.messages import SourceBlock, Status
from bot.settings import Settings
from bot.wording import wording
from knowledge import build
from knowledge.document import Language
from knowledge.sqlite_store import SqliteStore

SEEDS = Path(__file__).parents[2] / "seeds"
HOSTILE = """date 2024-05 Der Verein "<script>alert(1)</script>" hat am 3. Mai 2024 die Firma <b>Krause & Söhne</b> in \
Emden gekauft. Bürgermeisterin Anna Weber 😀 lobte <script>alert(1)</script><img src=x onerror=alert(2)> den Kauf.
Jan Peters leitet die Firma.
"""
VOID = {"br", "hr", "input", "meta"}
both = pytest.mark.parametrize("language", ["de", "en"])


@dataclass
class Region:
    """What stands in one language's drawings of one platform."""

    text: str = ""


@dataclass
class Page(HTMLParser):
    """Reads the page strictly: elements nest, ids are unique."""

    open: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    regions: dict[tuple[str, str], Region] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        around = [attributes for _, attributes in self.open]
        language = next((str(one["lang"]) for one in reversed(around) if one.get("lang")), "")
        for platform in ("tg", "sl"):
            if any(platform in (one.get("class") or "").split() for one in around):
                self.regions.setdefault((language, platform), Region()).text += data


def read(page: str) -> Page:
    read = Page()
    read.feed(page)
    read.close()
    assert not read.open
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    return read


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    opened = build.refresh(SEEDS, tmp_path_factory.mktemp("store") / "facts.db")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "verein.txt").write_text(HOSTILE, encoding="utf-8")
    opened = build.refresh(folder, folder.parent / "hostile.db")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def page(store: SqliteStore) -> str:
    return preview.page(store, Settings())


@pytest.fixture(params=["de", "en"])
def shown(store: SqliteStore, request: pytest.FixtureRequest) -> Scenes:
    return scenes(store, Settings(), None, request.param)


def test_the_page_is_whole(page: str) -> None:
    """It begins with its type, each element is closed in order, and German is shown first."""
    tags = read(page).tags
    assert page.startswith("<!DOCTYPE html>\n<html ")
    assert tags[0] == ("html", {"lang": "de"})
    checked = [attributes["id"] for _, attributes in tags if "checked" in attributes]
    assert checked == ["language-de", "light-system"]


def test_the_page_loads_nothing(page: str) -> None:
    """No element and no style names an address."""
    used = read(page).tags
    assert {tag for tag, _ in used}.isdisjoint({"a", "iframe", "img", "link", "script", "object", "form"})
    assert not [attributes for _, attributes in used if attributes.keys() & {"src", "href", "action", "style"}]
    assert not re.search(r"https?:|url\(|@import", page)


@pytest.mark.parametrize("platform", ["tg", "sl"])
def test_each_platform_shows_what_is_said(page: str, shown: Scenes, platform: str) -> None:
    """The answer, its quote, its source, what is not known, the question back, and the buttons of each."""
    text = read(page).regions[shown.language, platform].text
    exchanges = [one for one in (shown.answered, shown.abstained, shown.chosen) if one]
    assert len(exchanges) == 3
    for exchange in exchanges:
        assert exchange.said in text
        assert [label for label in (one.label for one in exchange.reply.buttons) if label not in text] == []
    outcome = shown.answered.reply.outcome
    assert outcome.answer in text
    assert outcome.quote in text
    assert source_of(shown) in text
    says = wording(shown.language)
    assert says.FEEDBACK_THANKS in text
    assert says.WHICH_ONE in text
    assert says.NOT_IN_ARTICLE in text


def source_of(shown: Scenes) -> str:
    return next(block.text for block in shown.answered.reply.blocks if isinstance(block, SourceBlock))


def test_each_platform_shows_what_only_it_has(page: str, shown: Scenes) -> None:
    """Telegram shares into chats and offers cards; Slack shares in the channel, asks what was wrong and has a page."""
    says, regions = wording(shown.language), read(page).regions
    telegram, slack = (regions[shown.language, platform].text for platform in ("tg", "sl"))
    assert says.BUTTON_SHARE_CHAT in telegram
    assert says.BUTTON_OPEN in telegram
    assert [card.title for card in shown.cards[:3] if card.title not in telegram] == []
    for label in (says.BUTTON_SHARE, says.FEEDBACK_WHAT, says.BUTTON_SEND, says.BUTTON_CANCEL, says.HOME_SEARCH):
        assert label in slack
    assert [panel.title for panel in shown.page.panels if panel.title not in slack] == []


def test_the_scenes_are_what_they_are_called(shown: Scenes) -> None:
    """The bot itself answered, said that it does not know, thanked, and asks for a comment where it did not help."""
    assert shown.answered.reply.outcome.status is Status.ANSWERED
    assert shown.commanded.reply.outcome == shown.answered.reply.outcome
    assert shown.commanded.reply.question == shown.answered.said
    assert shown.abstained.reply.outcome.status is Status.ABSTAINED
    assert shown.chosen is not None
    assert shown.chosen.reply.outcome.status is Status.CLARIFY
    assert shown.thanked is not None
    assert shown.thanked.brief
    assert shown.criticised is not None
    assert shown.criticised.comment_on


def test_what_an_article_says_is_never_markup(hostile: SqliteStore) -> None:
    """Its angle brackets show as such on both platforms."""
    page = preview.page(hostile, Settings())
    read_page = read(page)
    assert {tag for tag, _ in read_page.tags}.isdisjoint({"script", "img", "i"})
    for platform in ("tg", "sl"):
        assert "<script>alert(1)</script>" in read_page.regions["de", platform].text


@both
def test_each_kind_has_its_question_back(language: Language) -> None:
    """Whichever kind of facts an article has, there is a question that leaves two of them open."""
    assert [kind for kind in TOLD_APART if f"ask_{kind}" not in wording(language).PREVIEW] == []


@both
def test_the_first_language_is_that_of_the_settings(hostile: SqliteStore, language: Language) -> None:
    """Also in the title."""
    page = preview.page(hostile, Settings(language=language))
    assert f'<html lang="{language}">' in page
    assert f"<title>nachgefragt · {wording(language).PREVIEW['title']}</title>" in page


def test_an_article_that_says_hardly_anything_can_be_shown(tmp_path: Path) -> None:
    """Without two facts of a kind there is no question back, without an answer no feedback; the rest is there."""
    (tmp_path / "kurz.txt").write_text("Es regnet.\n", encoding="utf-8")
    store = build.refresh(tmp_path, tmp_path / "facts.db")
    try:
        text = read(preview.page(store, Settings())).regions["de", "sl"].text
    finally:
        store.close()
    assert wording("de").WHICH_ONE not in text
    assert wording("de").HOME_SEARCH in text
