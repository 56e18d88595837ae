"""One Synapse for the tests: its configuration, its start, and what only its administrator may do."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.synapse.environment import python

NAME = "rathaus.test"
PASSWORD = "ein gutes Passwort"  # noqa: S105 - for people who live for a minute
_PATIENCE = 60.0
_CONFIG = """
server_name: {name}
pid_file: {folder}/pid
listeners:
  - {{port: {port}, bind_addresses: ["127.0.0.1"], type: http, resources: [{{names: [client]}}]}}
database: {{name: sqlite3, args: {{database: "{folder}/homeserver.db"}}}}
log_config: {folder}/log.yaml
media_store_path: {folder}/media
signing_key_path: {folder}/signing.key
macaroon_secret_key: mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm
form_secret: ffffffffffffffffffffffffffffffff
report_stats: false
enable_registration: true
enable_registration_without_verification: true
trusted_key_servers: []
bcrypt_rounds: 4
presence: {{enabled: false}}
url_preview_enabled: false
rc_message: &free {{per_second: 100000, burst_count: 100000}}
rc_registration: *free
rc_login: {{address: *free, account: *free, failed_attempts: *free}}
rc_joins: {{local: *free, remote: *free}}
rc_joins_per_room: *free
rc_invites: {{per_room: *free, per_user: *free, per_issuer: *free}}
rc_admin_redaction: *free
rc_key_requests: *free
rc_media_create: *free
rc_room_creation: *free
"""
_LOG = """
version: 1
formatters: {{plain: {{format: "%(asctime)s %(levelname)s %(name)s %(message)s"}}}}
handlers: {{file: {{class: logging.FileHandler, filename: {folder}/log, formatter: plain}}}}
root: {{level: WARNING, handlers: [file]}}
disable_existing_loggers: false
"""


class Synapse:
    """Runs until it is stopped; may be stopped and started again on the same data."""

    def __init__(self, folder: Path) -> None:
        """Prepare it. Raises SynapseMissingError."""
        self._python = python()
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as found:
            self._port = found.getsockname()[1]
        config = _CONFIG.format(name=NAME, folder=folder, port=self._port)
        (folder / "homeserver.yaml").write_text(config, "utf-8")
        (folder / "log.yaml").write_text(_LOG.format(folder=folder), "utf-8")
        self._run("--generate-keys").wait(60)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def port(self) -> int:
        return self._port

    def start(self) -> None:
        self._process = self._run()
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.root}/_matrix/client/versions", timeout=5):  # noqa: S310 - the loopback
                    return
            except OSError:
                assert self._process.poll() is None, (self._folder / "log").read_text("utf-8")[-2000:]
                time.sleep(0.1)
        raise AssertionError("Synapse does not start")

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(30)

    def register(self, name: str) -> dict[str, Any]:
        """Make an account and return its user_id, device_id and access_token."""
        body = {"username": name, "password": PASSWORD, "auth": {"type": "m.login.dummy"}}
        return self.call("POST", "/v3/register", body)

    def call(self, method: str, path: str, body: object = None, token: str = "") -> dict[str, Any]:
        """Make a call of the client-server API."""
        request = urllib.request.Request(  # noqa: S310 - the loopback
            f"{self.root}/_matrix/client{path}",
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - the loopback
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read()[:300]!r}") from None

    def _run(self, *arguments: str) -> subprocess.Popen[bytes]:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("LOTSENBOT_", "COV_"))}
        return subprocess.Popen(
            [self._python, "-m", "synapse.app.homeserver", "-c", self._folder / "homeserver.yaml", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=env,
            cwd=self._folder,
        )
