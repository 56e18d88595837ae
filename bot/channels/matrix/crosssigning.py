"""Signs our device with keys of our account, so that people's clients trust it without a warning.

The three keys are derived from the secret: there is nothing more to keep, and nothing more to lose.
"""

import logging
from collections.abc import Mapping
from typing import Any

from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa
from nio.api import Api
from unpaddedbase64 import encode_base64

from bot.channels.matrix.client import HardenedClient
from bot.channels.matrix.failures import MatrixCallError
from bot.channels.matrix.vault import Vault

_log = logging.getLogger(__name__)
Signed = dict[str, Any]


class SigningKey:
    """One of the three."""

    def __init__(self, seed: bytes) -> None:
        self._key = ECC.construct(curve="Ed25519", seed=seed)
        self.public = encode_base64(self._key.public_key().export_key(format="raw"))

    def sign(self, user: str, what: Mapping[str, Any]) -> Signed:
        """Return something with our signature beside those that it has."""
        bare = {key: value for key, value in what.items() if key not in {"signatures", "unsigned"}}
        signature = eddsa.new(self._key, "rfc8032").sign(Api.to_canonical_json(bare).encode())
        others = (what.get("signatures") or {}).get(user) or {}
        return {**bare, "signatures": {user: {**others, f"ed25519:{self.public}": encode_base64(signature)}}}


async def sign_device(client: HardenedClient, vault: Vault, password: str | None) -> None:
    """Publish the keys and sign this device, as far as that is not done. Raises MatrixCallError."""
    user, device = client.user_id, client.device_id
    master, own, others = (SigningKey(vault.derived(f"{usage} {user}")) for usage in ("master", "self", "user"))
    known = await client.call("POST", "/v3/keys/query", {"device_keys": {user: []}})
    there = list(((known.get("master_keys") or {}).get(user) or {}).get("keys", {}).values())
    if there and there != [master.public]:
        _log.warning(
            "the account is signed with keys that are not ours: confirm this device in the client that has them"
        )
        return
    if not there:
        keys = {
            "master_key": _key(user, "master", master),
            "self_signing_key": master.sign(user, _key(user, "self_signing", own)),
            "user_signing_key": master.sign(user, _key(user, "user_signing", others)),
        }
        await _upload(client, keys, password)
    told = ((known.get("device_keys") or {}).get(user) or {}).get(device)
    if not told:
        raise MatrixCallError(0, "NO_DEVICE_KEYS")
    if f"ed25519:{own.public}" not in ((told.get("signatures") or {}).get(user) or {}):
        await client.call("POST", "/v3/keys/signatures/upload", {user: {device: own.sign(user, told)}})
        _log.info("this device is signed by its account")


def _key(user: str, usage: str, key: SigningKey) -> Signed:
    return {"user_id": user, "usage": [usage], "keys": {f"ed25519:{key.public}": key.public}}


async def _upload(client: HardenedClient, keys: Signed, password: str | None) -> None:
    """Publish the keys; some servers want the password once more."""
    path = "/v3/keys/device_signing/upload"
    try:
        await client.call("POST", path, keys)
    except MatrixCallError as error:
        session = error.session
        if password is None or session is None:
            raise
        identifier = {"type": "m.id.user", "user": client.user_id}
        auth = {"type": "m.login.password", "identifier": identifier, "password": password, "session": session}
        await client.call("POST", path, {**keys, "auth": auth})
