"""A server that knows only what its author needed: two methods, bare results, no waiting, no errors in the status."""

import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

TOKEN = "x"  # noqa: S105 - as short as one can be


class Scanty:
    """Has updates fetched again and again, whatever the offset; keeps what was sent."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.sent: list[dict[str, str]] = []
        self.root = ""
        self._numbers = itertools.count(1)

    def write(self, chat: int, text: str, **more: Any) -> None:
        message = {"message_id": next(self._numbers), "chat": {"id": chat}, "from": {"id": 7}, "text": text, **more}
        self.updates.append({"update_id": next(self._numbers), "message": message})

    def press(self, chat: int, message: int, data: str) -> None:
        pressed = {"message_id": message, "chat": {"id": chat}}
        query = {"id": next(self._numbers), "from": {"id": 7}, "message": pressed, "data": data}
        self.updates.append({"update_id": next(self._numbers), "callback_query": query})

    def to(self, chat: int) -> list[dict[str, str]]:
        return [sent for sent in self.sent if sent["chat_id"] == str(chat)]

    def answer(self, method: str, parameters: dict[str, str]) -> dict[str, Any]:
        if method == "getUpdates":
            return {"ok": True, "result": self.updates}
        if method == "sendMessage":
            number = next(self._numbers)
            self.sent.append(parameters | {"message_id": str(number)})
            return {"ok": True, "result": {"message_id": number}}
        return {"ok": False, "error_code": 404, "description": "no such method"}


@contextmanager
def scanty() -> Iterator[Scanty]:
    """The server, on a port of its own."""
    api = Scanty()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            said = json.dumps(api.answer(self.path.rpartition("/")[2], dict(parse_qsl(body.decode())))).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        api.root = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield api
        finally:
            server.shutdown()
            thread.join()
