"""What the bot sets about itself is kept by scope and language, within limits; every kind of body is read."""

import httpx
import pytest
from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest


async def test_commands_are_kept_by_scope_and_language(api, bot):
    """One menu doesn't touch another."""
    await bot.set_my_commands([("hilfe", "Hilfe")], BotCommandScopeAllPrivateChats(), "de")
    await bot.set_my_commands([("offen", "Offene Fragen")], BotCommandScopeChat(-1001))
    [command] = await bot.get_my_commands(BotCommandScopeAllPrivateChats(), "de")
    assert (command.command, command.description) == ("hilfe", "Hilfe")
    assert [entry["command"] for entry in api.commands("chat:-1001")] == ["offen"]
    assert await bot.get_my_commands() == ()


@pytest.mark.parametrize(
    ("commands", "problem"),
    [
        ([("a", "b")] * 101, "BOT_COMMANDS_TOO_MUCH"),
        ([("Hilfe", "b")], "BOT_COMMAND_INVALID"),
        ([("a" * 33, "b")], "command length must not exceed 32"),
        ([("a", "b" * 257)], "command description length must not exceed 256"),
        ([("a", " ")], "command description must be non-empty"),
    ],
)
async def test_commands_have_limits(api, bot, commands, problem):
    """A menu beyond the limits is refused as a whole."""
    with pytest.raises(BadRequest):
        await bot.set_my_commands(commands)
    assert api.calls("setMyCommands")[-1].outcome == f"400 Bad Request: {problem}"
    assert api.commands() == []


async def test_descriptions_have_limits(api, bot):
    """512 characters, and 120 for the short one."""
    await bot.set_my_description("ä" * 512)
    await bot.set_my_short_description("kurz", "de")
    assert (len(api.about("description")), api.about("short_description", "de")) == (512, "kurz")
    with pytest.raises(BadRequest, match="must not exceed 120"):
        await bot.set_my_short_description("ä" * 121)


@pytest.mark.parametrize("how", ["json", "data", "params"])
async def test_every_kind_of_body_is_read(api, chat, how):
    """JSON, forms and query strings mean the same; the method's name may be in any case."""
    async with httpx.AsyncClient(verify=False) as client:  # noqa: S501  this machine
        url = f"{api.root}/bot{api.token}/SENDMESSAGE"
        answer = (await client.post(url, **{how: {"chat_id": chat.id, "text": "hallo"}})).json()
    assert answer["result"]["text"] == "hallo"
    assert [post.text for post in api.sent(chat)] == ["hallo"]


async def test_what_cannot_be_read_or_found_is_refused(api):
    """Broken JSON is a bad request, any other address is not found."""
    async with httpx.AsyncClient(verify=False) as client:  # noqa: S501  this machine
        headers = {"Content-Type": "application/json"}
        broken = await client.post(f"{api.root}/bot{api.token}/getMe", content=b"{", headers=headers)
        elsewhere = await client.get(f"{api.root}/elsewhere")
    assert (broken.json()["description"], elsewhere.json()["error_code"]) == (
        "Bad Request: can't parse JSON object",
        404,
    )
