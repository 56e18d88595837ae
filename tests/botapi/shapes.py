"""What people, chats, messages and calls look like to a test; knows neither HTTP nor rules."""

from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import Base64Bytes

Json = dict[str, Any]
ChatType = Literal["private", "group", "supergroup"]


@dataclass(frozen=True)
class Person:
    """Somebody with an account, or the bot itself."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = "de"
    is_bot: bool = False


@dataclass(frozen=True)
class Chat:
    """A place where messages stand; a private chat has the id of its person."""

    id: int
    type: ChatType
    title: str
    username: str | None = None
    is_forum: bool = False


@dataclass(frozen=True)
class Button:
    """One button below a message: either data for the bot, or a link."""

    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Document:
    """A file that the bot uploaded."""

    file_id: str
    name: str
    mime: str
    content: Base64Bytes = field(repr=False)


@dataclass(frozen=True)
class Post:
    """A message as it stands in a chat now, or stood when this was taken."""

    chat: int
    id: int
    sender: Person
    date: int
    text: str = ""
    html: str = ""
    """As the bot wrote it; for plain text the text with the reserved characters escaped."""
    entities: tuple[Json, ...] = ()
    markup: Json | None = None
    """`reply_markup` as sent."""
    thread: int | None = None
    reply_to: int | None = None
    document: Document | None = None
    edited: int | None = None
    extra: Json = field(default_factory=dict)
    """Further fields of the message, such as `photo` or `forum_topic_created`."""
    options: Json = field(default_factory=dict)
    """How the bot wanted it sent, such as `link_preview_options`."""
    update: int = 0
    """The update that told the bot of it; 0 where none did."""

    @property
    def buttons(self) -> list[list[Button]]:
        """The rows of buttons below the message."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [[Button(b["text"], b.get("callback_data"), b.get("url")) for b in row] for row in rows]

    @property
    def labels(self) -> list[str]:
        """The labels of all buttons, row by row."""
        return [button.label for row in self.buttons for button in row]


@dataclass(frozen=True)
class Press:
    """A pressed button, that is a callback query."""

    id: str
    data: str
    update: int


@dataclass(frozen=True)
class Inquiry:
    """What somebody typed after the bot's name in any chat, that is an inline query."""

    id: str
    text: str
    update: int


@dataclass(frozen=True)
class Call:
    """One request of the bot, in the order in which they were answered."""

    number: int
    at: float
    """Seconds since the epoch."""
    method: str
    chat: int | None
    params: Json
    processed: bool
    """Whether it had its effect, whatever the bot got to see."""
    outcome: str
    """"ok" or the error's code and description."""
    fault: str | None = None
    """The scripted fault that met it."""
    message: int | None = None
    """The message that it made or changed."""

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r:.80}" for name, value in self.params.items() if name != "chat_id")
        met = f" [{self.fault}]" if self.fault else ""
        return f"{self.number}. {self.method}({self.chat}: {shown}) -> {self.outcome}{met}"
