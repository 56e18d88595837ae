"""The parameters of one request, whether they came as JSON, as a form or as multipart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from tests.botapi.errors import bad_request
from tests.botapi.shapes import Json


@dataclass(frozen=True)
class Upload:
    """A file that came with the request."""

    name: str
    mime: str
    content: bytes


class Params:
    """Typed access to the parameters; the Bot API takes numbers and JSON as text as well."""

    def __init__(self, values: Mapping[str, Any], files: Mapping[str, Upload]) -> None:
        self._values, self.files = values, files

    def __contains__(self, name: str) -> bool:
        return name in self._values or name in self.files

    def text(self, name: str, default: str = "") -> str:
        value = self._values.get(name, default)
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        try:
            return int(self._values.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        return str(self._values.get(name, "")).lower() in {"true", "yes", "1"}

    def json(self, name: str, default: Any = None) -> Any:
        value = self._values.get(name)
        if value is None or value == "":
            return default
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as exc:
            raise bad_request(f"can't parse {name}: {exc}") from exc

    def file(self, name: str) -> Upload | None:
        """The upload that a parameter names, be it its own part or `attach://part`."""
        return self.files.get(self.text(name).removeprefix("attach://") or name, self.files.get(name))

    def to_json(self) -> Json:
        """All of it for the record: nested JSON as such, uploads by name and size."""
        named: Json = {name: f"<{file.name}, {len(file.content)} bytes>" for name, file in self.files.items()}
        return {name: _decoded(value) for name, value in self._values.items()} | named


def _decoded(value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _object(body: bytes) -> Json:
    try:
        return dict(json.loads(body or b"{}"))
    except ValueError as exc:
        raise bad_request("can't parse JSON object") from exc


async def read_params(request: Request) -> Params:
    """The query string and whatever kind of body there is."""
    values: Json = dict(request.query_params)
    files: dict[str, Upload] = {}
    if request.headers.get("content-type", "").startswith("application/json"):
        return Params(values | _object(await request.body()), files)
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime = value.content_type or "application/octet-stream"
                files[name] = Upload(value.filename or name, mime, await value.read())
            else:
                values[name] = value
    return Params(values, files)
