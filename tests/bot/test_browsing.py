"""What is offered without being asked for: the page, the cards, the questions to begin with, links to facts."""

from __future__ import annotations

import pytest

from bot import buttons
from bot.answers import Answer
from bot.bot import Bot
from bot.engine import Engine
from bot.messages import ChoicesBlock, IncomingMessage, NoteBlock, QuoteBlock, Status
from knowledge.document import Language
from knowledge.store import FactStore

DAY = "An welchem Tag war die Einweihung?"


@pytest.fixture
def bot(store: FactStore) -> Bot:
    return Bot(store)


@pytest.mark.parametrize(("locale", "titles"), [("de", {"Artikel", "Orte"}), ("en", {"Articles", "Places"})])
def test_the_page_shows_articles_and_facts_by_kind(bot: Bot, locale: Language, titles: set[str]) -> None:
    """In the reader's language, each kind with buttons that open its facts."""
    page = bot.home("c", locale)
    panels = {panel.title: panel for panel in page.panels}
    assert titles <= set(panels)
    kinds = [panel for panel in page.panels if panel.buttons and panel.buttons[0].id.startswith("f:")]
    assert len(kinds) >= 3
    assert all(buttons.parse(button.id) for panel in kinds for button in panel.buttons)


def test_a_button_of_the_page_opens_its_fact_on_it(bot: Bot) -> None:
    """What the press says stands above the rest."""
    button = next(b for panel in bot.home("c").panels for b in panel.buttons if b.id.startswith("f:"))
    said = bot.handle(
        IncomingMessage(platform="t", event_id="1", conversation="c", sender="u", text=button.id, kind="button")
    )
    assert said is not None
    opened = bot.home("c", opened=said).panels[1]
    assert opened.blocks == said.blocks


@pytest.mark.parametrize(("word", "found"), [("Krause", True), ("Bürgermeisterin", True), ("Xyzzy", False)])
def test_the_page_is_searched_for_a_word(bot: Bot, word: str, found: bool) -> None:
    """Sentences that speak of it, or that there are none."""
    page = bot.home("c", word=word)
    panel = next(panel for panel in page.panels if panel.title == "Gefunden")
    assert page.word == word
    assert any(isinstance(block, ChoicesBlock) for block in panel.blocks) is found


def test_a_card_holds_the_question_and_its_answer(bot: Bot) -> None:
    """Sent into a chat where nobody asked, it says to what it answers."""
    card = bot.cards(DAY)[0]
    assert "3. Mai 2024" in card.title
    assert card.reply.blocks[0] == NoteBlock(text=f"„{DAY}“")
    assert any(isinstance(block, QuoteBlock) for block in card.reply.blocks)
    assert len(card.id.encode()) <= 64


def test_cards_are_honest_about_what_is_not_there(bot: Bot) -> None:
    """The first card says that the article has nothing; the others are what is nearest."""
    first = bot.cards("Wer leitet die Zentralbank von Peru?")[0]
    assert first.reply.outcome.status is Status.ABSTAINED
    assert first.title.startswith(("Das steht nicht", "Von"))


@pytest.mark.parametrize(
    ("text", "title"), [("Worum geht es?", "Die Stadt Lindenau"), ("When was the article published?", "May 2024")]
)
def test_a_card_may_be_about_the_article_itself(bot: Bot, text: str, title: str) -> None:
    """The same is said as in a conversation."""
    card = bot.cards(text)[0]
    assert card.title.startswith(title)
    assert card.reply.outcome.status is Status.ANSWERED


def test_of_several_articles_only_answers_are_suggested(articles: FactStore) -> None:
    """What is asked of "the article" means none of them, and is no suggestion."""
    cards = Bot(articles).cards("")
    assert cards
    assert {card.reply.outcome.status for card in cards} == {Status.ANSWERED}


def test_nothing_typed_offers_questions(bot: Bot) -> None:
    """Each card answers one of the suggested questions, first what the article is about."""
    cards = bot.cards("")
    assert cards[0].reply.question == "Worum geht es?"
    assert all(card.reply.question for card in cards)
    assert len({card.id for card in cards}) == len(cards)


@pytest.mark.parametrize("text", ["\x00", "🤖" * 5000, "<!channel>", "   "])
def test_no_text_breaks_the_cards(bot: Bot, text: str) -> None:
    """Whatever is typed, there is a list of cards."""
    assert all(card.title.strip() for card in bot.cards(text))


def test_suggested_questions_are_answered(bot: Bot, store: FactStore) -> None:
    """All but "what is it about", which the bot answers itself, are answered by the engine."""
    prompts = bot.prompts("c")
    assert 2 <= len(prompts) <= 4
    engine = Engine(store)
    assert all(isinstance(engine.ask(one.text).decision, Answer) for one in prompts[1:])


def test_suggestions_come_from_an_article_without_curated_facts(articles: FactStore) -> None:
    """Names that the article explains are asked after, in the reader's language."""
    assert len(Bot(articles).prompts("c", "de")) >= 2


def test_a_link_opens_its_fact(bot: Bot, store: FactStore) -> None:
    """`/start f_…` shows the fact; any other argument greets."""
    fact = next(fact for fact in store.facts() if fact.origin == "curated")
    incoming = IncomingMessage(platform="t", event_id="1", conversation="c", sender="u", text="", kind="command")
    opened = bot.handle(_with(incoming, f"/start {buttons.link(fact.id)}"))
    assert opened is not None
    assert opened.outcome.answer == fact.answer
    greeted = bot.handle(_with(incoming, "/start f_0000000000000000"))
    assert greeted is not None
    assert greeted.outcome.status is Status.COMMAND


def _with(message: IncomingMessage, text: str) -> IncomingMessage:
    return IncomingMessage(
        platform=message.platform,
        event_id=message.event_id,
        conversation=message.conversation,
        sender=message.sender,
        text=text,
        kind=message.kind,
    )
