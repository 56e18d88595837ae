"""Messages, their buttons and files are kept by the Bot API's rules, and refused with its words."""

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter


def keyboard(*buttons):
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)] for label, data in buttons])


async def test_a_message_stands_in_the_chat_until_it_is_edited_or_deleted(api, bot, chat):
    """`sent` shows the chat as a person sees it now."""
    message = await bot.send_message(
        chat.id, "<b>Amt24</b> &amp; mehr ", "HTML", reply_markup=keyboard(("Ja", "j")),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )  # fmt: skip
    [post] = api.sent(chat)
    assert (post.text, post.html, post.labels) == ("Amt24 & mehr", "<b>Amt24</b> &amp; mehr ", ["Ja"])
    assert message.parse_entities() == {message.entities[0]: "Amt24"}
    assert post.options == {"link_preview_options": {"is_disabled": True}}
    await message.edit_text("neu")
    [post] = api.sent(chat)
    assert (post.text, post.buttons) == ("neu", [])
    await message.delete()
    assert api.sent(chat) == []


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        ("<b>offen", "400 Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("ä<h1>Titel</h1>", 'Unsupported start tag "h1" at byte offset 2'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<i>a</em   >", 'Unmatched end tag at byte offset 4, expected "</i>", found "</em>"'),
        ("<i>a</i   ", "Unclosed end tag at byte offset 4"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b> </b>", "400 Bad Request: text must be non-empty"),
        ("", "400 Bad Request: message text is empty"),
        ("<b>" + "ä" * 4097 + "</b>", "400 Bad Request: message is too long"),
        ("\N{GRINNING FACE}" * 2049, "400 Bad Request: message is too long"),
        ("<b>a</b> " * 101, "400 Bad Request: ENTITIES_TOO_LONG"),
    ],
)
async def test_invalid_text_is_refused(api, bot, chat, markup, problem):
    """What breaks a rule of text or HTML is refused with the real words, and not sent."""
    with pytest.raises(BadRequest):
        await bot.send_message(chat.id, markup, "HTML")
    assert api.calls("sendMessage")[-1].outcome.endswith(problem)
    assert api.sent(chat) == []


async def test_the_length_counts_after_parsing(api, bot, chat):
    """4096 characters and 100 entities fit, however long the markup is."""
    await bot.send_message(chat.id, '<a href="https://amt24.sachsen.de">' + "ä" * 4096 + "</a>", "HTML")
    await bot.send_message(chat.id, "<b>a</b> " * 100, "HTML")
    assert [len(post.entities) for post in api.sent(chat)] == [1, 100]


@pytest.mark.parametrize("data", ["", "a" * 65, "ä" * 33])
async def test_callback_data_has_one_to_64_bytes(api, bot, chat, data):
    """Bytes count, not characters."""
    await bot.send_message(chat.id, "passt", reply_markup=keyboard(("a", "ä" * 32)))
    with pytest.raises(BadRequest, match=r"(?i)BUTTON_DATA_INVALID"):
        await bot.send_message(chat.id, "zu lang", reply_markup=keyboard(("a", data)))


async def test_an_edit_must_change_something(api, bot, anna, chat):
    """An equal edit, one of a missing message and one of somebody else's are refused."""
    message = await bot.send_message(chat.id, "<b>a</b>", "HTML", reply_markup=keyboard(("a", "1")))
    with pytest.raises(BadRequest, match="essage is not modified"):
        await message.edit_text("<strong>a</strong>", "HTML", reply_markup=keyboard(("a", "1")))
    with pytest.raises(BadRequest, match="essage is not modified"):
        await message.edit_reply_markup(keyboard(("a", "1")))
    with pytest.raises(BadRequest, match="essage to edit not found"):
        await bot.edit_message_text("b", chat.id, 999)
    with pytest.raises(BadRequest, match="essage can't be edited"):
        await bot.edit_message_text("b", chat.id, api.say(chat, anna, "meins").id)


async def test_replies_and_threads_must_exist(api, bot, anna):
    """A reply to nothing is refused unless allowed; so is a topic that isn't there."""
    forum = api.supergroup("Lotsen", forum=True)
    topic = api.topic(forum, anna, "Tickets")
    await bot.send_message(forum.id, "da", message_thread_id=topic)
    assert api.sent(forum)[0].thread == topic
    with pytest.raises(BadRequest, match="essage thread not found"):
        await bot.send_message(forum.id, "da", message_thread_id=topic + 1)
    with pytest.raises(BadRequest, match="essage to be replied not found"):
        await bot.send_message(forum.id, "da", reply_parameters=ReplyParameters(99))
    message = await bot.send_message(
        forum.id, "da", reply_parameters=ReplyParameters(99, allow_sending_without_reply=True)
    )
    assert message.reply_to_message is None


async def test_a_document_arrives_with_its_content(api, bot, chat):
    """An upload is kept byte by byte, and its id sends it again and fetches it."""
    message = await bot.send_document(
        chat.id, b"\xff\x00{}", filename="meinedaten.json", caption="<i>Ihre</i> Daten", parse_mode="HTML"
    )
    [post] = api.sent(chat)
    assert (post.document.name, post.document.content, post.text) == ("meinedaten.json", b"\xff\x00{}", "Ihre Daten")
    await bot.send_document(chat.id, message.document.file_id)
    assert await (await bot.get_file(message.document.file_id)).download_as_bytearray() == b"\xff\x00{}"
    with pytest.raises(BadRequest, match="rong file identifier"):
        await bot.send_document(chat.id, "unknown")


async def test_a_chat_that_cannot_be_written_to_says_why(api, bot, anna, chat):
    """Unknown, blocked, never started, kicked and gone each have their refusal."""
    group = api.group("Rathaus")
    api.block(chat)
    api.kick(group, anna)
    stranger = api.private(api.person("Bert"), started=False)
    for number, kind, problem in [
        (chat.id, Forbidden, "bot was blocked by the user"),
        (group.id, Forbidden, "bot was kicked from the group chat"),
        (stranger.id, Forbidden, "bot can't initiate conversation with a user"),
        (4711, BadRequest, "hat not found"),
    ]:
        with pytest.raises(kind, match=problem):
            await bot.send_message(number, "hallo")
    assert [update.my_chat_member.new_chat_member.status for update in await bot.get_updates()] == ["kicked"] * 2


async def test_a_migrated_group_names_its_successor(api, bot, anna):
    """Sending to the old group is refused with the new id; both groups got their service message."""
    group = api.group("Rathaus")
    successor = api.migrate(group, anna)
    with pytest.raises(ChatMigrated) as refused:
        await bot.send_message(group.id, "hallo")
    assert refused.value.new_chat_id == successor.id
    old, new = await bot.get_updates()
    assert (old.message.migrate_to_chat_id, new.message.migrate_from_chat_id) == (successor.id, group.id)


async def test_limits_are_enforced_on_demand(api, bot, chat):
    """The second message within a second has to wait."""
    api.enforce_limits()
    await bot.send_message(chat.id, "eins")
    with pytest.raises(RetryAfter):
        await bot.send_message(chat.id, "zwei")
    assert len(api.sent(chat)) == 1


async def test_a_query_is_answered_once(api, bot, anna, chat):
    """The second answer, and one after its time, are too old."""
    await bot.send_message(chat.id, "Hat das geholfen?", reply_markup=keyboard(("Ja", "ok:1")))
    press = api.press(api.sent(chat)[0], "Ja", anna)
    [update] = await bot.get_updates()
    assert (update.callback_query.data, update.callback_query.message.text) == ("ok:1", "Hat das geholfen?")
    await update.callback_query.answer("Danke")
    assert api.answer(press) == {"text": "Danke"}
    with pytest.raises(BadRequest, match="uery is too old"):
        await update.callback_query.answer()
    late = api.press(api.sent(chat)[0], "ok:1", anna)
    api.expire(late)
    with pytest.raises(BadRequest, match="uery is too old"):
        await bot.answer_callback_query(late.id)


async def test_only_a_button_that_is_there_can_be_pressed(api, bot, anna, chat):
    """`press` names the buttons there are; `forge` sends anything, also on a message that is gone."""
    message = await bot.send_message(chat.id, "?", reply_markup=keyboard(("Ja", "ok:1")))
    [post] = api.sent(chat)
    with pytest.raises(AssertionError, match=r"'Ja' \(ok:1\)"):
        api.press(post, "Nein", anna)
    await message.delete()
    api.forge(post, "ok:2", anna)
    [update] = await bot.get_updates()
    assert update.callback_query.data == "ok:2"
    assert not update.callback_query.message.is_accessible


async def test_inline_results_are_held_to_the_rules_of_messages(api, bot, anna):
    """A valid card is recorded, one with broken HTML refused."""
    inquiry = api.inline(anna, "amt24")
    [update] = await bot.get_updates()
    assert update.inline_query.query == "amt24"
    for markup in ("<b>Amt24", "<b>Amt24</b>"):
        card = InlineQueryResultArticle("1", "Amt24", InputTextMessageContent(markup, "HTML"))
        if markup.endswith("</b>"):
            await update.inline_query.answer([card])
        else:
            with pytest.raises(BadRequest, match="an't parse entities"):
                await update.inline_query.answer([card])
    assert (await api.answered(inquiry))["results"][0]["title"] == "Amt24"
