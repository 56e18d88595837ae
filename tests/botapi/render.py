"""People, chats and messages as the JSON of the Bot API."""

from tests.botapi.shapes import Chat, Json, Person, Post
from tests.botapi.world import World


def person_json(person: Person) -> Json:
    """A `User`."""
    json: Json = {"id": person.id, "is_bot": person.is_bot, "first_name": person.first_name}
    if person.username:
        json["username"] = person.username
    if person.language_code:
        json["language_code"] = person.language_code
    return json


def chat_json(chat: Chat) -> Json:
    """A `Chat`."""
    json: Json = {"id": chat.id, "type": chat.type}
    json["first_name" if chat.type == "private" else "title"] = chat.title
    if chat.username:
        json["username"] = chat.username
    if chat.is_forum:
        json["is_forum"] = True
    return json


def post_json(world: World, post: Post, *, nested: bool = False) -> Json:
    """A `Message`; nested in another one it has no `reply_to_message` of its own."""
    chat = world.chats[post.chat]
    json: Json = {"message_id": post.id, "from": person_json(post.sender), "chat": chat_json(chat), "date": post.date}
    if post.edited is not None:
        json["edit_date"] = post.edited
    json |= _content(post)
    if post.thread is not None:
        json["message_thread_id"] = post.thread
        if post.thread in world.topics[chat.id]:
            json["is_topic_message"] = True
    if post.markup and "inline_keyboard" in post.markup:
        json["reply_markup"] = post.markup
    # In a topic, a message that is no reply answers the service message that opened the topic.
    replied = world.posts.get((post.chat, post.reply_to or post.thread or 0))
    if replied is not None and replied.id != post.id and not nested:
        json["reply_to_message"] = post_json(world, replied, nested=True)
    return json


def _content(post: Post) -> Json:
    json = dict(post.extra)
    text, entities = (
        ("caption", "caption_entities") if json.keys() - {"via_bot"} or post.document else ("text", "entities")
    )
    if post.text:
        json[text] = post.text
        if post.entities:
            json[entities] = list(post.entities)
    if post.document:
        document = post.document
        json["document"] = {
            "file_id": document.file_id,
            "file_unique_id": document.file_id[-12:],
            "file_name": document.name,
            "mime_type": document.mime,
            "file_size": len(document.content),
        }
    return json
