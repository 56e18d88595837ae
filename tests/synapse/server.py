"""A Synapse for the tests: its configuration, its start, and what only its administrator may do."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.synapse.environment import python

PASSWORD = "ein gutes Passwort"  # noqa: S105 - for people who live for a minute
_PATIENCE = 60.0
_CONFIG = """
server_name: {name}
pid_file: {folder}/pid
listeners:
  - {{port: {port}, bind_addresses: ["127.0.0.1"], type: http, resources: [{{names: [client]}}]}}
  - {{port: {others}, bind_addresses: ["127.0.0.1"], type: http, tls: true, resources: [{{names: [federation, keys]}}]}}
tls_certificate_path: {folder}/certificate.pem
tls_private_key_path: {folder}/key.pem
federation_verify_certificates: false
ip_range_blacklist: []
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
_CERTIFICATE = """
import datetime, pathlib
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
now, day = datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(days=1)
made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - day, now + day).sign(key, hashes.SHA256())
pathlib.Path("certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
forms = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
pathlib.Path("key.pem").write_bytes(key.private_bytes(*forms))
"""
"""Signed by itself: homeservers speak with each other by TLS only, and these believe each other."""
_LOG = """
version: 1
formatters: {{plain: {{format: "%(asctime)s %(levelname)s %(name)s %(message)s"}}}}
handlers: {{file: {{class: logging.FileHandler, filename: {folder}/log, formatter: plain}}}}
root: {{level: WARNING, handlers: [file]}}
disable_existing_loggers: false
"""


@dataclass(frozen=True)
class Synapse:
    """One that runs, whoever started it."""

    port: int
    name: str
    """Behind the colon of everybody's id."""

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

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


@contextmanager
def shared(folder: Path) -> Iterator[Synapse]:
    """Yield the one Synapse of all processes of a test run, which have this folder in common.

    The first one starts it, the last one stops it. Raises SynapseMissingError.
    """
    folder.mkdir(exist_ok=True)
    with (folder / "door").open("w") as door, (folder / "users").open("w") as users:
        fcntl.flock(door, fcntl.LOCK_EX)
        if _is_last(users):
            _start(folder)
        fcntl.flock(users, fcntl.LOCK_SH)
        port, name = (folder / "port").read_text("ascii").split()
        synapse = Synapse(int(port), name)
        fcntl.flock(door, fcntl.LOCK_UN)
        try:
            yield synapse
        finally:
            fcntl.flock(door, fcntl.LOCK_EX)
            if _is_last(users):
                os.kill(int((folder / "pid").read_text("ascii")), signal.SIGKILL)


def _is_last(users: Any) -> bool:
    """Whether nobody else uses it; only asked by who stands in the door."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _start(folder: Path) -> None:
    """Start one with nobody in it, which leaves its port, its name and its process's id in the folder."""
    interpreter = python()
    for old in folder.glob("homeserver.db*"):
        old.unlink()
    with socket.create_server(("127.0.0.1", 0)) as found, socket.create_server(("127.0.0.1", 0)) as other:
        port, others = found.getsockname()[1], other.getsockname()[1]
    name = f"127.0.0.1:{others}"
    config = _CONFIG.format(name=name, folder=folder, port=port, others=others)
    (folder / "homeserver.yaml").write_text(config, "utf-8")
    (folder / "log.yaml").write_text(_LOG.format(folder=folder), "utf-8")
    subprocess.run([interpreter, "-c", _CERTIFICATE], cwd=folder, timeout=_PATIENCE, check=True)
    _run(interpreter, folder, "--generate-keys")
    _run(interpreter, folder, "--daemonize")  # it leaves its id in the folder, and outlives who started it
    (folder / "port").write_text(f"{port} {name}", "ascii")
    end = time.monotonic() + _PATIENCE
    while not _answers(port):
        assert time.monotonic() < end, (folder / "log").read_text("utf-8")[-2000:]
        time.sleep(0.1)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_matrix/client/versions", timeout=5):
            return True
    except OSError:
        return False


def _run(interpreter: Path, folder: Path, argument: str) -> None:
    subprocess.run(
        [interpreter, "-m", "synapse.app.homeserver", "-c", folder / "homeserver.yaml", argument],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if not name.startswith(("LOTSENBOT_", "COV_"))},
        cwd=folder,
        timeout=_PATIENCE,
        check=True,
    )
