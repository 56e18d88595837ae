"""What the outbox holds for Matrix: messages to send, change or delete, as JSON; pure but for the ids it draws."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal
from uuid import uuid4

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from bot.channels.matrix.incoming import RoomPlace
from bot.channels.matrix.markup import Worded
from bot.store.records import NO_MARK, Letter, Mark
from bot.talk.message import ResultDocument

CHANNEL = "matrix"
NOTHING = Worded("", "")


@dataclass(frozen=True)
class Post:
    """One message, and where it goes."""

    kind: Literal["send", "edit", "document", "redact"]
    """An "edit" changes what answered the question of the mark."""
    place: RoomPlace
    said: Worded = NOTHING
    id: str = Field(default_factory=lambda: uuid4().hex)
    """By which the server knows that it got this before: sent again, it is not shown again."""
    reply_to: str | None = None
    choices: tuple[str, ...] = ()
    """What the numbers below stand for: the codes of actions."""
    person: str = ""
    """Who may choose (the pseudonym)."""
    user: str = ""
    """Who is written to in a private room: should they have left it, another one with them is looked for."""
    message: str | None = None
    """The message to change or delete."""
    name: str = ""
    """The file's name."""
    mark: Mark = NO_MARK
    instead: tuple[Letter, ...] = ()
    """What is sent, to anybody, if this can't be delivered."""
    document: ResultDocument | None = None
    """The file to make and send."""


_POST = TypeAdapter(Post)


def letter(post: Post, file: bytes | None = None) -> Letter:
    """Return a message as it is stored."""
    return Letter(CHANNEL, post.place.room, _POST.dump_json(post).decode(), file)


def post_of(stored: Letter) -> Post:
    """Return what was stored. Raises ValueError for a letter of another version."""
    return _POST.validate_json(stored.body)


def messages(first: Post, texts: Sequence[Worded]) -> list[Letter]:
    """Return one letter for each text: the first as `first` says, the others behind it, the last with the choices."""
    further = replace(first, kind="send", reply_to=None, instead=(), message=None)
    posts = [
        replace(further if index else first, said=said, id=uuid4().hex, choices=()) for index, said in enumerate(texts)
    ]
    if not posts:
        return []
    posts[-1] = replace(posts[-1], choices=first.choices)
    return [letter(post) for post in posts]
