"""What the outbox holds for Telegram: messages to send, change or delete, as JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from bot.channels.telegram.buttons import Row
from bot.channels.telegram.incoming import Place
from bot.store.records import NO_MARK, Letter, Mark
from bot.talk.message import ResultDocument

CHANNEL = "telegram"
Kind = Literal["send", "edit", "buttons", "document", "delete", "nudge"]


@dataclass(frozen=True)
class Body:
    """One call of the Bot API."""

    kind: Kind
    """A "nudge" says that another letter may not have arrived."""
    chat: int
    thread: int | None = None
    text: str = ""
    """HTML."""
    buttons: tuple[Row, ...] = ()
    reply_to: int | None = None
    message: int | None = None
    """The message to change or delete."""
    name: str = ""
    """The file's name."""
    mark: Mark = NO_MARK
    instead: tuple[Letter, ...] = ()
    """What is sent, to anybody, if this can't be delivered."""
    document: ResultDocument | None = None
    """The file to make and send."""

    @property
    def seen(self) -> bool:
        """Whether somebody would see it twice if it were sent twice."""
        return self.kind in {"send", "document"}


_BODY = TypeAdapter(Body)


@dataclass(frozen=True)
class Envelope:
    """Where something goes, and what to remember of it."""

    place: Place
    reply_to: int | None = None
    mark: Mark = NO_MARK
    instead: tuple[Letter, ...] = ()

    def body(self, kind: Kind) -> Body:
        """Return a call of this kind, without content."""
        return Body(
            kind,
            self.place.chat,
            self.place.thread,
            reply_to=self.reply_to,
            mark=self.mark,
            instead=self.instead,
        )


def letter(body: Body, file: bytes | None = None) -> Letter:
    """Return the body as it is stored."""
    return Letter(CHANNEL, str(body.chat), _BODY.dump_json(body).decode(), file)


def body_of(stored: Letter) -> Body:
    """Return what was stored. Raises ValueError for a letter of another version."""
    return _BODY.validate_json(stored.body)


def messages(envelope: Envelope, texts: Sequence[str], buttons: Iterable[Row] = ()) -> list[Letter]:
    """Return one letter for each text, the first as a reply, the last with the buttons."""
    further = replace(envelope, reply_to=None, instead=())
    bodies = [replace((further if index else envelope).body("send"), text=text) for index, text in enumerate(texts)]
    if not bodies:
        return []
    bodies[-1] = replace(bodies[-1], buttons=tuple(buttons))
    return [letter(body) for body in bodies]


def document(envelope: Envelope, what: ResultDocument) -> Letter:
    """Return the letter that makes a file and sends it."""
    return letter(replace(envelope.body("document"), document=what))


def edited(
    envelope: Envelope, texts: Sequence[str], buttons: Iterable[Row], message: int | None = None
) -> list[Letter]:
    """Return the letters that turn a message into others: `message`, or what answered the question of the mark."""
    first, *further = [replace(envelope.body("edit"), text=text, message=message) for text in texts]
    if not further:
        return [letter(replace(first, buttons=tuple(buttons)))]
    return [letter(first), *messages(envelope, [body.text for body in further], buttons)]
