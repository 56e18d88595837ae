"""A Bot API server for tests: real HTTP, the rules and refusals of the real one, and a script of what people do.

    with BotApi() as api:
        anna = api.person("Anna")
        chat = api.private(anna)
        ...                                     # run the bot against api.root with api.token
        question = api.say(chat, anna, "Was ist Amt24?")
        [answer] = await api.replies(question)
        api.press(answer, "👍", anna)

`BotApi` serves from a thread of this process, `RemoteBotApi` from a process of its own; both take the same script.
"""

from tests.botapi.process import RemoteBotApi
from tests.botapi.server import BotApi
from tests.botapi.shapes import Button, Call, Chat, Document, Inquiry, Person, Post, Press

__all__ = ["BotApi", "Button", "Call", "Chat", "Document", "Inquiry", "Person", "Post", "Press", "RemoteBotApi"]
