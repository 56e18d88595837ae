"""Everything that a test can do with the server, in one class; the same for both kinds of server."""

from tests.botapi.delivery import Delivery
from tests.botapi.people import People
from tests.botapi.seen import Seen
from tests.botapi.talk import Talk


class Script(People, Talk, Delivery, Seen):
    """People who talk to the bot, faults that meet it, and what came of it."""
