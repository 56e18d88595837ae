"""Length and position of text as Telegram counts them, and the entities it finds in what people type."""

import re

from tests.botapi.shapes import Json

_FOUND = re.compile(
    r"""(?P<url>https?://\S+)
      | (?<![\w/@])(?P<bot_command>/\w{1,64}(?:@\w{3,32})?)(?!\w)
      | (?<!\w)(?P<mention>@\w{3,32})
      | (?<!\S)(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)""",
    re.VERBOSE | re.ASCII,
)


def utf16_length(text: str) -> int:
    """The number of UTF-16 code units, in which the Bot API counts."""
    return len(text.encode("utf-16-le")) // 2


def entities_of(text: str) -> tuple[Json, ...]:
    """The commands, mentions and addresses in a text that somebody typed."""
    return tuple(
        {"type": match.lastgroup, "offset": utf16_length(text[: match.start()]), "length": utf16_length(match[0])}
        for match in _FOUND.finditer(text)
    )
