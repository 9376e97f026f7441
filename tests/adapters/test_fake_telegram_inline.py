"""Inline mode and links at the fake Bot API: what the server refuses, and what people can do with the rest."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from adapters.fakes.telegram import FakeTelegram

ARTICLE: dict[str, Any] = {
    "type": "article",
    "id": "1",
    "title": "Wien",
    "input_message_content": {"message_text": "In Wien."},
}


class Client:
    """Answers inline queries as PTB does: form fields, nested values as JSON."""

    def __init__(self, fake: FakeTelegram, session: aiohttp.ClientSession) -> None:
        self.fake, self.session = fake, session

    async def answer(self, query: str, results: Any, **more: Any) -> str:
        """ "" for taken, else the server's reason."""
        form = {"inline_query_id": query, "results": json.dumps(results)}
        form |= {name: value if isinstance(value, str) else json.dumps(value) for name, value in more.items()}
        url = f"{self.fake.base_url}/bot{self.fake.token}/answerInlineQuery"
        async with self.session.post(url, data=form) as response:
            answered = await response.json()
            return "" if answered["ok"] else str(answered["description"])


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with FakeTelegram(inline=True) as fake, aiohttp.ClientSession() as session:
        yield Client(fake, session)


def content(**changes: Any) -> dict[str, Any]:
    return ARTICLE | {"input_message_content": ARTICLE["input_message_content"] | changes}


@pytest.mark.parametrize(
    ("results", "refusal"),
    [
        ([ARTICLE | {"id": str(number)} for number in range(51)], "RESULTS_TOO_MUCH"),
        ([ARTICLE, ARTICLE], "RESULT_ID_DUPLICATE"),
        ([ARTICLE | {"id": ""}], "RESULT_ID_INVALID"),
        ([ARTICLE | {"id": "ü" * 33}], "RESULT_ID_INVALID"),
        ([ARTICLE | {"type": "text"}], "RESULT_TYPE_INVALID"),
        ([ARTICLE | {"title": " "}], "ARTICLE_TITLE_EMPTY"),
        ([content(message_text=" ")], "MESSAGE_EMPTY"),
        ([content(message_text="😀" * 2049)], "MESSAGE_TOO_LONG"),
        (
            [content(entities=[{"type": "bold", "offset": 7, "length": 2}])],
            "can't parse entities: entity is out of the text's bounds",
        ),
        (
            [ARTICLE | {"reply_markup": {"inline_keyboard": [[{"text": "a", "url": "nirgends"}]]}}],
            "BUTTON_URL_INVALID",
        ),
        ("nichts", "can't parse inline query results"),
    ],
)
async def test_cards_the_server_refuses(client: Client, results: Any, refusal: str) -> None:
    """It is the server's reason, and the query stays open."""
    typed = await client.fake.types("wo")
    assert await client.answer(typed.query, results) == f"Bad Request: {refusal}"
    assert (client.fake.offers, set(client.fake.open_queries)) == ({}, {typed.query})


@pytest.mark.parametrize("parameter", ["", "ä", "a b", "x" * 65])
async def test_a_button_that_opens_nothing_is_refused(client: Client, parameter: str) -> None:
    """A start parameter is 1 to 64 of A-Z a-z 0-9 _ -."""
    typed, button = await client.fake.types("wo"), {"text": "Auf", "start_parameter": parameter}
    assert await client.answer(typed.query, [], button=button) == "Bad Request: START_PARAM_INVALID"
    assert await client.answer(typed.query, [], button=button | {"start_parameter": "x" * 64}) == ""


async def test_fifty_cards_are_taken_once(client: Client) -> None:
    """The limits are inclusive; a second answer comes too late."""
    results = [ARTICLE | {"id": f"{number:064}"} for number in range(49)]
    results.append(content(message_text="😀" * 2048) | {"id": "x"})
    typed = await client.fake.types("wo")
    assert await client.answer(typed.query, results, is_personal=True, cache_time=0) == ""
    offer = client.fake.offers[typed.query]
    assert (len(offer.results), offer.personal, offer.cache_time) == (50, True, 0)
    assert "query is too old" in await client.answer(typed.query, results)


async def test_without_inline_mode_nobody_types(client: Client) -> None:
    """There is no query, and no answer is taken."""
    client.fake.world.inline = False
    with pytest.raises(LookupError):
        await client.fake.types("wo")
    assert await client.answer("1", []) == "Bad Request: USER_BOT_INVALID"


async def test_a_chosen_card_stands_in_the_chat_as_sent_through_the_bot(client: Client) -> None:
    """The bot sees it though it is in privacy mode; a card not offered cannot be chosen."""
    typed, group = await client.fake.types("wo"), client.fake.group()
    await client.answer(typed.query, [ARTICLE])
    chosen = await client.fake.choose(typed, "Wien", group)
    message = client.fake.world.messages[group.id, chosen.message_id]
    assert (message["text"], message["via_bot"]["id"], chosen.update_id is None) == ("In Wien.", 4242, False)
    with pytest.raises(LookupError):
        await client.fake.choose(typed, "Graz", group)


async def test_a_link_carries_what_a_link_can(client: Client) -> None:
    """It is said as /start in the private chat."""
    opened = await client.fake.open_link("f_1", user="Anna")
    message = client.fake.world.messages[client.fake.private("Anna").id, opened.message_id]
    assert message["text"] == "/start f_1"
    for payload in ("", "a b", "x" * 65):
        with pytest.raises(ValueError, match="no start parameter"):
            await client.fake.open_link(payload)
