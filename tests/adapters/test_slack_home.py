"""The bot's page in Slack: how it looks, what is done on it, and that Slack never refuses it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.fakes import slack_views
from adapters.fakes.slack import Fault
from adapters.fakes.slack_limits import view_refusal
from adapters.fakes.slack_running import Mode, running
from adapters.slack_home import view
from bot.bot import Bot
from bot.messages import (
    AnswerBlock,
    Block,
    Button,
    ChoicesBlock,
    NoteBlock,
    Page,
    Panel,
    QuoteBlock,
    SourceBlock,
)
from knowledge import build
from knowledge.document import Language

VIEWS = Path(__file__).parent / "payloads" / "slack" / "views"
ARTICLES = {
    "halle": "date 2024-05 Die Gemeinde Ostheim hat am 4. Mai 2024 eine neue Halle am Fluss Elbe eröffnet. "
    "Der Bau kostete 12,5 Millionen Euro. Bürgermeisterin Karla Engel durchschnitt das Band.\n",
    "werft": "date 2023-09 Die Reederei Westwind hat im März 2019 die Werft Petersen in Emden gekauft. "
    "Der Kaufpreis lag bei 40 Millionen Euro.\n",
}
PAGES: dict[str, tuple[Language, str]] = {
    "home_de": ("de", ""),
    "home_en": ("en", ""),
    "home_de_Engel": ("de", "Engel"),
}
both = pytest.mark.parametrize("mode", ["socket", "http"])


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    seeds = tmp_path_factory.mktemp("seeds")
    for name, text in ARTICLES.items():
        (seeds / f"{name}.txt").write_text(text, "utf-8")
    store = build.refresh(seeds, seeds / "facts.db")
    yield Bot(store)
    store.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_laid_down(name: str, bot: Bot) -> None:
    """The whole view, for each language, with and without a word searched for."""
    locale, word = PAGES[name]
    page = bot.home(f"golden-{name}", locale, word=word)
    assert json.loads((VIEWS / f"{name}.json").read_text("utf-8")) == view(page, "D1")


_texts = st.one_of(st.text(max_size=60), st.text(alphabet="<>&!@|_*\n ", max_size=60), st.just("ä" * 20_000))
_blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(AnswerBlock, text=_texts),
    st.builds(QuoteBlock, text=_texts, marked=st.just(((0, 5),))),
    st.builds(SourceBlock, text=_texts),
    st.builds(NoteBlock, text=_texts),
    st.builds(ChoicesBlock, items=st.lists(_texts, max_size=5).map(tuple)),
)
_buttons = st.builds(Button, label=_texts, id=st.text(min_size=1, max_size=60))
_panels = st.builds(
    Panel,
    title=_texts,
    blocks=st.lists(_blocks, max_size=60).map(tuple),
    buttons=st.lists(_buttons, max_size=30).map(tuple),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(_panels, max_size=40), _texts, _texts)
def test_no_page_is_ever_refused(panels: list[Panel], search: str, word: str) -> None:
    """However much there is and whatever it holds."""
    assert view_refusal(view(Page(language="de", panels=tuple(panels), search=search, word=word), "D1"), "home") is None


@both
async def test_who_opens_the_page_sees_it(mode: Mode, bot: Bot) -> None:
    """Articles, kinds of facts and a field; the messages tab is no reason to show it."""
    async with running(bot, mode) as (fake, adapter):
        await fake.opens_home(tab="messages")
        await adapter.idle()
        assert fake.home() is None
        await fake.opens_home()
        await adapter.idle()
        home = fake.home()
        assert home is not None
        assert [block["type"] for block in home["blocks"][:3]] == ["header", "rich_text", "input"]
        assert "Artikel" in slack_views.shown(home)
        assert fake.posted == []


@both
async def test_a_press_opens_the_fact_on_the_page(mode: Mode, bot: Bot) -> None:
    """Its sentence stands there, and nothing is posted anywhere."""
    async with running(bot, mode) as (fake, adapter):
        await fake.opens_home(user="U5")
        await adapter.idle()
        await fake.presses_home("Karla Engel", user="U5")
        await adapter.idle()
        home = fake.home("U5")
        assert home is not None
        assert "Bürgermeisterin Karla Engel durchschnitt das Band." in slack_views.shown(home)
        assert fake.posted == []


@both
async def test_a_search_shows_what_is_found_and_stays_through_presses(mode: Mode, bot: Bot) -> None:
    """The word stands in the field again; a press keeps it."""
    async with running(bot, mode) as (fake, adapter):
        await fake.opens_home()
        await adapter.idle()
        await fake.searches_home("Westwind")
        await adapter.idle()
        await fake.presses_home("Karla Engel")
        await adapter.idle()
        for home in fake.views.published[1:]:
            (field,) = (block["element"] for block in home["blocks"] if block["type"] == "input")
            assert field["initial_value"] == "Westwind"
            assert "Gefunden" in slack_views.shown(home)
        fake.fail_next("views.publish", Fault(error="hash_conflict"))
        await fake.searches_home("")
        await adapter.idle()
        assert "Gefunden" not in slack_views.shown(fake.views.published[-1])


@both
async def test_the_article_chosen_on_the_page_is_the_one_asked_about(mode: Mode, bot: Bot) -> None:
    """The page and the direct message are one conversation."""
    async with running(bot, mode) as (fake, adapter):
        await fake.opens_home("D2", user="U6")
        await adapter.idle()
        label = next(
            b["text"]["text"] for b in slack_views.buttons(fake.home("U6") or {}) if "Werft" in b["text"]["text"]
        )
        await fake.presses_home(label, user="U6")
        await fake.user_says("D2", "Worum geht es?", user="U6")
        await adapter.idle()
        assert "Westwind" in fake.posted[-1].shown


@both
async def test_a_page_changed_meanwhile_is_no_obstacle(mode: Mode, bot: Bot) -> None:
    """Two presses on the page as it stood: the later one counts. Opening never takes a newer page away."""
    async with running(bot, mode) as (fake, adapter):
        await fake.opens_home()
        await adapter.idle()
        before = fake.home()
        await fake.presses_home("Karla Engel", view=before)
        await fake.presses_home("Emden", view=before)
        await adapter.idle()
        home = fake.home()
        assert home is not None
        assert "die Werft Petersen in Emden gekauft" in slack_views.shown(home)
        fake.fail_next("views.publish", Fault(error="hash_conflict"))
        await fake.opens_home()
        await adapter.idle()
        assert fake.home() == home
