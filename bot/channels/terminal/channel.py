"""The terminal as a channel: it is a command of its own and not served."""

from bot.channels.terminal import NAME
from bot.exchange.channel import Channel

TERMINAL = Channel(NAME, "Terminal")
