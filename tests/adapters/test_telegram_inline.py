"""Inline mode and deep links over real sockets: `@bot question` anywhere, `t.me/bot?start=…`."""

from __future__ import annotations

import logging

import pytest

from adapters.telegram_settings import Mode
from tests.adapters.telegram_running import MODES, card, running


@pytest.mark.parametrize("mode", MODES)
async def test_what_is_typed_offers_cards(mode: Mode) -> None:
    """Title, description, the message with its form, and a way into the bot; kept briefly, for this person only."""
    async with running(mode, inline=True) as at:
        typed = await at.fake.types("wer")
        await at.done(typed)
        assert at.echo.typed == [("wer", "de")]
        offer = at.fake.offers[typed.query]
        assert (offer.titles, offer.personal, offer.cache_time) == (("Zu wer",), True, 10)
        assert offer.button == {"text": "Im Bot öffnen", "start_parameter": "inline"}
        (result,) = offer.results
        assert result["description"] == "Ein Satz."
        assert result["input_message_content"] == {
            "message_text": "Eine Antwort.",
            "entities": [{"type": "bold", "offset": 0, "length": 13}],
            "link_preview_options": {"is_disabled": True},
        }
        assert result["reply_markup"]["inline_keyboard"] == [
            [{"text": "Im Bot öffnen", "url": "https://t.me/nachgefragt_bot?start=f_1"}]
        ]


async def test_nothing_typed_offers_something_too() -> None:
    """The bot decides what to suggest."""
    async with running(inline=True) as at:
        typed = await at.fake.types("")
        await at.done(typed)
        assert at.fake.offers[typed.query].titles == ("Zu ",)


async def test_nothing_found_still_opens_the_bot() -> None:
    """The empty list has its button; so has any further page, of which there is none."""
    async with running(inline=True) as at:
        at.echo.cards_offered = ()
        typed, further = await at.fake.types("xyzzy"), await at.fake.types("xyzzy", offset="50")
        await at.done(typed, further)
        for query in (typed.query, further.query):
            assert (at.fake.offers[query].results, at.fake.offers[query].button is None) == ((), False)
        assert len(at.echo.typed) == 1


async def test_cards_the_server_would_refuse_are_left_out(caplog: pytest.LogCaptureFixture) -> None:
    """Blank, over-long or doubled ones cost none of the others; of a long answer the first message is offered."""
    async with running(inline=True) as at:
        at.echo.cards_offered = (
            card("Gut"),
            card("Gut"),
            card(" ", id="a"),
            card("Leer", text=" "),
            card("Id", id="ü" * 33),
            card("Lang", text="Ein Satz. " * 600),
            *(card(f"Karte {number}") for number in range(60)),
        )
        typed = await at.fake.types("wer")
        await at.done(typed)
        offer = at.fake.offers[typed.query]
        assert (len(offer.results), offer.titles[:3]) == (50, ("Gut", "Lang", "Karte 0"))
        text = offer.results[1]["input_message_content"]["message_text"]
        assert len(text) <= 4096
        assert text.endswith("Satz.")
        assert caplog.text.count("card left out") == 3


async def test_a_query_answered_too_late_is_let_be(caplog: pytest.LogCaptureFixture) -> None:
    """The person has typed on; it is no error, and the next one is answered."""
    caplog.set_level(logging.INFO)
    async with running(inline=True) as at:
        async with at.fake.out_of_order():
            old, new = await at.fake.types("w"), await at.fake.types("we")
            at.fake.open_queries.pop(old.query)
        await at.done(old, new)
        assert set(at.fake.offers) == {new.query}
        assert "was not answered" not in caplog.text


async def test_a_chosen_card_is_sent_and_the_bot_stays_silent() -> None:
    """In a chat with the bot itself its own card comes back as a message, and is no question."""
    async with running(inline=True) as at:
        room, group = at.fake.private(), at.fake.group()
        typed = await at.fake.types("wer")
        await at.done(typed)
        for place in (room, group):
            assert await at.done(await at.fake.choose(typed, "Zu wer", place)) == []
        assert at.echo.heard == []


async def test_a_query_does_not_wait_for_a_question_of_the_same_person() -> None:
    """The slow answer in the private chat holds up nothing that is typed elsewhere."""
    async with running(inline=True, waits=True) as at:
        waiting = await at.fake.user_says(at.fake.private("Anna"), "warte")
        typed = await at.fake.types("wer", user="Anna")
        await at.done(typed)
        at.echo.go.set()
        await at.done(waiting)


@pytest.mark.parametrize("mode", MODES)
async def test_a_deep_link_reaches_the_bot(mode: Mode) -> None:
    """`t.me/bot?start=f_1` arrives as a command with the link's payload."""
    async with running(mode) as at:
        assert await at.done(await at.fake.open_link("f_1")) == ["command: /start f_1"]
