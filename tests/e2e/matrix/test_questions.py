"""People ask in encrypted rooms."""


async def test_a_question_in_an_encrypted_room_is_answered(anna, bot, chat):
    """With markup, plain fallback and source; read and without anything readable at the server."""
    await anna.say(chat, "Was ist Amt24?")
    answer = await anna.hears(chat, "Serviceportal")
    assert "Quelle" in answer["content"]["body"]
    assert "<em>Quelle" in answer["content"]["formatted_body"]
