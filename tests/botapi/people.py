"""The part of a script that brings people and chats about, and moves the bot in and out of them."""

from tests.botapi.render import chat_json, person_json
from tests.botapi.shapes import Chat, Json, Person
from tests.botapi.stage import Staged, step
from tests.botapi.telling import tell
from tests.botapi.world import World

_FIRST_PERSON, _FIRST_GROUP, _FIRST_SUPERGROUP = 5_100_000_000, -4_200_000_000, -1_002_300_000_000


class People(Staged):
    """People, chats and the bot's standing in them."""

    @step
    def person(self, first_name: str, username: str | None = None, language_code: str | None = "de") -> Person:
        """Somebody with an account."""
        person = Person(_FIRST_PERSON + self._world.number("person"), first_name, username, language_code)
        self._world.people[person.id] = person
        return person

    @step
    def private(self, person: Person, *, started: bool = True) -> Chat:
        """The private chat with a person; until they start it, the bot may not write to them."""
        chat = Chat(person.id, "private", person.first_name, person.username)
        if not started:
            self._world.standing[chat.id] = "bot can't initiate conversation with a user"
        return _open(self._world, chat)

    @step
    def group(self, title: str) -> Chat:
        """A basic group with the bot in it."""
        return _open(self._world, Chat(_FIRST_GROUP - self._world.number("group"), "group", title))

    @step
    def supergroup(self, title: str, username: str | None = None, *, forum: bool = False) -> Chat:
        """A supergroup with the bot in it, with topics if it is a forum."""
        return _open(self._world, _supergroup(self._world, title, username, forum=forum))

    @step
    def topic(self, chat: Chat, by: Person, name: str) -> int:
        """A new topic of a forum; its thread id."""
        extra = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        post = self._world.post(chat, by, extra=extra)
        self._world.change(post, thread=post.id)
        self._world.topics[chat.id].add(post.id)
        tell(self._world, post)
        return post.id

    @step
    def close_topic(self, chat: Chat, thread: int) -> None:
        """Delete a topic: the bot's messages to it are refused."""
        self._world.topics[chat.id].discard(thread)

    @step
    def block(self, chat: Chat, *, told: bool = True) -> int:
        """The person of a private chat blocks the bot; the update that tells it."""
        self._world.standing[chat.id] = "bot was blocked by the user"
        return self._stand(chat, self._world.people[chat.id], "member", "kicked", told=told)

    @step
    def unblock(self, chat: Chat, *, told: bool = True) -> int:
        """The person of a private chat lets the bot write again."""
        self._world.standing.pop(chat.id, None)
        return self._stand(chat, self._world.people[chat.id], "kicked", "member", told=told)

    @step
    def deactivate(self, chat: Chat) -> None:
        """The account of a private chat is gone."""
        self._world.standing[chat.id] = "user is deactivated"

    @step
    def delete_chat(self, chat: Chat) -> None:
        """The chat is no longer known."""
        del self._world.chats[chat.id]

    @step
    def kick(self, chat: Chat, by: Person, *, told: bool = True) -> int:
        """Somebody throws the bot out of a group."""
        self._world.standing[chat.id] = f"bot was kicked from the {chat.type} chat"
        return self._stand(chat, by, "member", "kicked", told=told)

    @step
    def add(self, chat: Chat, by: Person, *, told: bool = True) -> int:
        """Somebody takes the bot into a group (again)."""
        self._world.standing.pop(chat.id, None)
        return self._stand(chat, by, "left", "member", told=told)

    @step
    def migrate(self, group: Chat, by: Person, *, told: bool = True) -> Chat:
        """A group becomes a supergroup, which is returned; both get the service message."""
        chat = _open(self._world, _supergroup(self._world, group.title, None, forum=False))
        self._world.moved[group.id] = chat.id
        old = self._world.post(group, by, extra={"migrate_to_chat_id": chat.id})
        new = self._world.post(chat, by, extra={"migrate_from_chat_id": group.id})
        if told:
            tell(self._world, old)
            tell(self._world, new)
        return chat

    def _stand(self, chat: Chat, by: Person, old: str, new: str, *, told: bool) -> int:
        if not told:
            return 0
        content: Json = {
            "chat": chat_json(chat),
            "from": person_json(by),
            "date": self._world.now(),
            "old_chat_member": _member(self._world.bot, old),
            "new_chat_member": _member(self._world.bot, new),
        }
        return self._world.updates.add("my_chat_member", content)


def _open(world: World, chat: Chat) -> Chat:
    world.chats[chat.id] = chat
    return chat


def _supergroup(world: World, title: str, username: str | None, *, forum: bool) -> Chat:
    return Chat(_FIRST_SUPERGROUP - world.number("supergroup"), "supergroup", title, username, is_forum=forum)


def _member(bot: Person, status: str) -> Json:
    member: Json = {"status": status, "user": person_json(bot)}
    return {**member, "until_date": 0} if status == "kicked" else member
