"""Matrix as a channel: nothing of its library is loaded before there is a homeserver."""

import importlib.util

from bot.channels.matrix.couriers import MatrixCourier, MatrixGroup
from bot.channels.matrix.letters import CHANNEL
from bot.channels.matrix.vault import copied
from bot.config import MatrixSettings, Settings, matrix_folder
from bot.errors import ConfigError
from bot.exchange.channel import Channel, Opened, Possession, Surroundings


def _groups(settings: Settings) -> tuple[MatrixGroup, ...]:
    return tuple(map(MatrixGroup, settings.matrix.lotsen_rooms)) if settings.matrix.homeserver is not None else ()


def _open(around: Surroundings) -> Opened | None:
    settings = around.settings.matrix
    if settings.homeserver is None:
        return None
    _check(settings)
    from bot.channels.matrix.service import Matrix  # noqa: PLC0415 - its library takes half a second and 30 MB

    matrix = Matrix(around, settings)
    return Opened(run=matrix.run, wire=matrix.wire, ready=lambda: matrix.healthy, needs_http=False)


def _check(settings: MatrixSettings) -> None:
    """Raise ConfigError if nobody could log in."""
    if importlib.util.find_spec("nio") is None or importlib.util.find_spec("vodozemac") is None:
        raise ConfigError(
            "LOTSENBOT_MATRIX_HOMESERVER: Für Matrix fehlen Pakete. Bitte installieren Sie lotsenbot[matrix]."
        )
    if settings.token is None and (settings.user is None or settings.password is None):
        raise ConfigError(
            "LOTSENBOT_MATRIX_HOMESERVER: Bitte setzen Sie auch LOTSENBOT_MATRIX_USER und LOTSENBOT_MATRIX_PASSWORD, "
            "oder LOTSENBOT_MATRIX_TOKEN."
        )


MATRIX = Channel(
    CHANNEL,
    "Matrix",
    courier=MatrixCourier(),
    groups=_groups,
    open=_open,
    possession=Possession(matrix_folder, copied),
)
