"""All that the server knows: people, chats, messages and what the bot has set; knows nothing of HTTP."""

import dataclasses
import html
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from tests.botapi.faults import Faults
from tests.botapi.limits import Limits
from tests.botapi.record import Record
from tests.botapi.shapes import Chat, Document, Json, Person, Post
from tests.botapi.text import entities_of
from tests.botapi.updates import UpdateQueue

FIRST_UPDATE = 731_000_001
BOT_ID = 7_000_000_001


@dataclass
class Question:
    """A callback or inline query, and what the bot answered."""

    id: str
    open: bool = True
    answer: Json | None = None


@dataclass
class Webhook:
    """Where updates are posted to, if the bot set a webhook."""

    url: str = ""
    secret: str = ""
    settings: Json = field(default_factory=dict)
    errors: int = 0
    last_error: str = ""


@dataclass
class Profile:
    """What the bot set about itself; keys are scope and language."""

    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)


class World:
    """The state behind one bot token."""

    def __init__(self, *, token: str, username: str, journal: Path | None) -> None:
        self.lock = threading.RLock()
        """Held by whoever reads or changes anything here."""
        self.token = token
        self.bot = Person(int(token.partition(":")[0]), "Lotsenbot", username, language_code=None, is_bot=True)
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.topics: defaultdict[int, set[int]] = defaultdict(set)
        self.standing: dict[int, str] = {}
        """Why the bot may not write to a chat; the words of the refusal."""
        self.moved: dict[int, int] = {}
        self.posts: dict[tuple[int, int], Post] = {}
        self.documents: dict[str, Document] = {}
        self.foreign_files: set[str] = set()
        self.questions: dict[str, Question] = {}
        self.profile = Profile()
        self.webhook = Webhook()
        self.updates = UpdateQueue(FIRST_UPDATE)
        self.faults = Faults()
        self.limits = Limits()
        self.record = Record(journal)
        self.poll = 0
        """The number of the latest `getUpdates`; an earlier one that still waits is ended."""
        self.polling = 0
        """How many pollers wait right now."""
        self.clock: int | None = None
        self._numbers: defaultdict[str, int] = defaultdict(int)

    def now(self) -> int:
        """Seconds since the epoch, or what the test set the clock to."""
        return int(time.time()) if self.clock is None else self.clock

    def number(self, kind: str) -> int:
        """The next number of a kind, from 1."""
        self._numbers[kind] += 1
        return self._numbers[kind]

    def post(self, chat: Chat, sender: Person, text: str = "", **more: object) -> Post:
        """Put a new message into a chat; supergroups count theirs on their own, all other chats together."""
        number = self.number(f"message {chat.id}" if chat.type == "supergroup" else "message")
        post = Post(chat.id, number, sender, self.now(), text, html.escape(text, quote=False))
        post = dataclasses.replace(post, **more)  # type: ignore[arg-type]  # named fields of a Post
        self.posts[chat.id, number] = post
        return post

    def change(self, post: Post, **more: object) -> Post:
        """Put another version of a message in its place."""
        changed = dataclasses.replace(post, **more)  # type: ignore[arg-type]  # named fields of a Post
        self.posts[post.chat, post.id] = changed
        return changed

    def type(self, chat: Chat, sender: Person, text: str, **more: object) -> Post:
        """Put a message that a person typed into a chat."""
        return self.post(chat, sender, text, entities=entities_of(text), **more)

    def ask(self, kind: str) -> Question:
        """A new query that the bot may answer once."""
        question = Question(str(4_382_000_000_000_000_000 + self.number(kind) * 7919))
        self.questions[question.id] = question
        return question
