"""The channels that there are. To add one, write its folder, name it here, and give it settings in `bot.config`."""

from bot.channels.matrix.channel import MATRIX
from bot.channels.telegram.channel import TELEGRAM
from bot.channels.terminal.channel import TERMINAL
from bot.channels.web.channel import WEB

CHANNELS = (WEB, TELEGRAM, MATRIX, TERMINAL)


def labels() -> dict[str, str]:
    """Return what people call each channel, by what is stored."""
    return {channel.name: channel.label for channel in CHANNELS}
