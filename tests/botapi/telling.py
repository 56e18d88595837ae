"""Turns a message into the update that tells the bot of it."""

from tests.botapi.render import post_json
from tests.botapi.shapes import Post
from tests.botapi.world import World

_OUTSIDE = ("bot was kicked", "bot is not a member")


def tell(world: World, post: Post, kind: str = "message") -> Post:
    """The message with its update; none where the bot is not in the chat."""
    if world.standing.get(post.chat, "").startswith(_OUTSIDE):
        return post
    return world.change(post, update=world.updates.add(kind, post_json(world, post)))
