"""The readiness interview in Telegram: one message that changes with each answer, then files."""


async def test_an_interview_by_buttons(api, bot, anna, chat):
    """Begun by a link, led in place, with a result at the end and a PDF to hand on."""
    [first] = await api.replies(api.start(chat, anna, "interview"))
    before = first.text
    for _ in range(40):
        now = api.current(api.sent(chat)[-1])
        labels = [button.label for row in now.buttons for button in row]
        if any("PDF" in label for label in labels):
            break
        api.press(now, labels[0], anna)
        await api.wait_for(lambda now=now: api.current(api.sent(chat)[-1]).text != now.text)
    else:
        raise AssertionError("the interview has no end")
    assert len(api.sent(chat)) == 1
    assert api.current(first).text != before
    api.press(api.sent(chat)[-1], next(label for label in labels if "PDF" in label), anna)
    file = await api.wait_for(lambda: next((post for post in api.sent(chat) if post.document), None), timeout=30)
    assert file.document.name.endswith(".pdf")
    assert file.document.content.startswith(b"%PDF")


async def test_an_edited_answer_answers_no_later_question(api, bot, anna, chat):
    """The interview stays where it is and says how an answer is changed."""
    await api.replies(api.start(chat, anna, "interview"))
    said = api.say(chat, anna, "Für eine Gemeinde")
    [asked] = await api.replies(said)
    answered = api.say(chat, anna, asked.buttons[0][0].label)
    [following] = await api.replies(answered)
    api.edit(answered, asked.buttons[1][0].label)
    hint = await api.wait_for(lambda: now if "ändern" in (now := api.current(following)).text else None)
    assert [b.label for row in hint.buttons for b in row] == [b.label for row in following.buttons for b in row]


async def test_a_question_in_between_is_answered(api, bot, anna, chat):
    """The interview goes on where it was, also after a restart."""
    [first] = await api.replies(api.start(chat, anna, "interview"))
    api.press(first, first.buttons[0][0].label, anna)
    asked = await api.wait_for(lambda: now if (now := api.current(first)).text != first.text else None)
    [answer, again] = await api.replies(api.say(chat, anna, "Was ist ein Behördenkonto?"), 2)
    assert "Quelle" in answer.text
    assert again.buttons[0][0].label == asked.buttons[0][0].label
    bot.stop()
    bot.start()
    api.press(again, again.buttons[0][0].label, anna)
    await api.wait_for(lambda: api.current(again).text != again.text)
