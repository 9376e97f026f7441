"""Groups, topics, and what is no question, over real sockets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.adapters.telegram_running import running

FILE = {"file_id": "a", "file_unique_id": "b"}
GIF = FILE | {"width": 320, "height": 240, "duration": 2}
CONTENT: dict[str, dict[str, Any]] = {
    "photo": {"photo": [FILE | {"width": 9, "height": 9}]},
    "voice": {"voice": FILE | {"duration": 3}},
    "gif": {"animation": GIF, "document": GIF},
    "sticker": {
        "sticker": FILE | {"type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False}
    },
    "location": {"location": {"latitude": 53.4, "longitude": 7.2}},
    "poll": {
        "poll": {
            "id": "5",
            "question": "Wann?",
            "options": [{"persistent_id": "0", "text": "Montag", "voter_count": 0}],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
    },
}


@pytest.mark.parametrize("content", CONTENT.values(), ids=CONTENT.keys())
async def test_what_is_no_text_gets_a_hint_in_private_and_silence_in_groups(content: dict[str, Any]) -> None:
    """Silence in groups also where it replies to the bot."""
    async with running() as at:
        room, group = at.fake.private(), at.fake.group(privacy=False)
        assert await at.done(await at.fake.user_says(room, **content)) == ["Bitte als Text."]
        await at.done(await at.fake.user_says(group, "/frage Wer?"))
        answer = at.fake.messages(group)[0].message_id
        await at.done(
            await at.fake.user_says(group, **content), await at.fake.user_says(group, reply_to=answer, **content)
        )
        assert len(at.fake.messages(group)) == 1


async def test_a_caption_is_a_question() -> None:
    """In a group it needs the mention that text needs."""
    photo = CONTENT["photo"]
    async with running() as at:
        room, group = at.fake.private(), at.fake.group(privacy=False)
        await at.done(
            await at.fake.user_says(room, caption="Wer?", **photo),
            await at.fake.user_says(group, caption="Schön hier", **photo),
            await at.fake.user_says(group, caption="@nachgefragt_bot wer?", **photo),
        )
        assert sorted(sent.text for sent in at.fake.sent) == ["message: Wer?", "message: wer?"]


async def test_privacy_mode_lets_the_bot_hear_what_is_meant_for_it() -> None:
    """Chatter does not reach it; commands, mentions and replies to it do, and are answered."""
    async with running() as at:
        group = at.fake.group()
        assert (await at.fake.user_says(group, "Kommt jemand?")).update_id is None
        await at.done(await at.fake.user_says(group, "/frage Wer?"))
        await at.done(await at.fake.user_says(group, "Und wo?", reply_to=at.fake.sent[0].message_id))
        assert [sent.text for sent in at.fake.sent] == ["command: /frage Wer?", "message: Und wo?"]


async def test_people_coming_and_topics_opening_are_let_be() -> None:
    """What is said in the new topic is answered in it, its buttons too."""
    async with running() as at:
        forum = at.fake.group(topics=(12,))
        await at.done(await at.fake.join(forum))
        thread = await at.fake.open_topic(forum, "Kapitel 1")
        await at.done(await at.fake.user_says(forum, "@nachgefragt_bot knopf", thread=thread))
        await at.done(await at.fake.press(forum, "Mehr"))
        assert [(sent.text, sent.thread) for sent in at.fake.sent] == [
            ("message: knopf", thread),
            ("button: mehr:1", thread),
        ]


async def test_each_person_in_a_group_has_a_conversation() -> None:
    """Two people in one chat are two conversations, and so is one person in two topics."""
    async with running() as at:
        forum = at.fake.group(topics=(12,))
        await at.done(
            await at.fake.user_says(forum, "/frage a", user="Anna"),
            await at.fake.user_says(forum, "/frage b", user="Bernd"),
            await at.fake.user_says(forum, "/frage c", user="Anna", thread=12),
        )
        assert len({message.conversation for message in at.echo.heard}) == 3


async def test_a_migrated_group_is_followed() -> None:
    """The answer goes to the supergroup that the group became, replying to nothing: messages are numbered anew."""
    async with running() as at:
        group = at.fake.group()
        async with at.fake.out_of_order():
            after = await at.fake.upgrade(group)
            asked = await at.fake.user_says(group, "/frage Wer?")
        await at.done(asked)
        assert [(sent.chat_id, sent.text, sent.reply_to) for sent in at.fake.sent] == [
            (after.id, "command: /frage Wer?", None)
        ]


async def test_an_edit_in_a_migrated_group_is_answered_anew() -> None:
    """The earlier answer was left behind; no message of the supergroup's is edited in its place."""
    async with running() as at:
        group = at.fake.group()
        asked = await at.fake.user_says(group, "/frage lang")
        await at.done(asked, await at.fake.user_says(group, "/frage Wer?"))
        after = await at.fake.upgrade(group)
        await at.done(await at.fake.edit(group, asked, "/frage Wo?"))
        assert [sent.text for sent in at.fake.messages(after)] == ["edit: /frage Wo?"]
        assert all(sent.versions == [] for sent in at.fake.sent)


async def test_channels_reactions_and_membership_are_neither_asked_for_nor_answered() -> None:
    """The bot asks the server for four kinds of updates only."""
    async with running() as at:
        await at.done(await at.fake.user_says(at.fake.private(), "Wer?"))
        assert at.fake.allowed == ("message", "edited_message", "callback_query", "inline_query")
