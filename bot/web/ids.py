"""What stands for a row's id in the address of a page."""

from starlette.convertors import Convertor, register_url_convertor


class _RowId(Convertor[int]):
    """A number that a database can hold; any longer one is the address of nothing."""

    regex = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("row", _RowId())  # Starlette knows no other way


def row(name: str) -> str:
    """Return the part of a route that is a row's id."""
    return f"{{{name}:row}}"
