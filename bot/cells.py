"""Cells of spreadsheets: no text of a person's is taken for a formula."""

from typing import TypeVar

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Cell = TypeVar("Cell")


def harmless(cell: Cell) -> Cell | str:
    """Return a cell that no spreadsheet calculates, also not after leading blanks; numbers stay as they are."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA) else cell
