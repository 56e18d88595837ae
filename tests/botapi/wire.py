"""The arguments and results of steps as JSON."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

from pydantic import TypeAdapter


class Wire:
    """Writes and reads what one step takes and gives."""

    def __init__(self, step: Callable[..., Any]) -> None:
        self._signature = inspect.signature(step)
        self._types = {name: TypeAdapter[Any](hint) for name, hint in get_type_hints(step).items()}
        self._result = self._types.pop("return")

    def write_arguments(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The arguments by name; the first one, the script itself, is left out."""
        given = self._signature.bind(*args, **kwargs).arguments
        return {name: kind.dump_python(given[name], mode="json") for name, kind in self._types.items() if name in given}

    def read_arguments(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._types[name].validate_python(value) for name, value in arguments.items()}

    def write_result(self, result: Any) -> bytes:
        return self._result.dump_json(result)

    def read_result(self, result: bytes) -> Any:
        return self._result.validate_json(result)


class Wires:
    """The wire of each step, made when it is first needed: that takes milliseconds."""

    def __init__(self) -> None:
        self._made: dict[str, Wire] = {}

    def of(self, step: Callable[..., Any]) -> Wire:
        if step.__name__ not in self._made:
            self._made[step.__name__] = Wire(step)
        return self._made[step.__name__]
