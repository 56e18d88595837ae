"""QR codes; the library is loaded when the first one is drawn."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segno import QRCode


def qr_code(address: str) -> "QRCode":
    """Return the code of an address, which can be read from some steps away."""
    import segno  # noqa: PLC0415 - most processes draw none

    return segno.make(address, error="m", micro=False)
