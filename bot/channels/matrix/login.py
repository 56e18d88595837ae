"""Logs in: the device stays the same, over restarts and when the server wants the password again."""

import logging
import secrets
import string

from vodozemac import LibolmPickleException, PickleException

from bot.channels.matrix.client import HardenedClient
from bot.channels.matrix.failures import MatrixCallError
from bot.channels.matrix.vault import Login, Vault
from bot.config import MatrixSettings
from bot.errors import ConfigError

_DEVICE_CHARS = 10
_DEVICE_NAME = "Lotsenbot"
_log = logging.getLogger(__name__)


class Doorman:
    """Gets us in with a token or a password."""

    def __init__(self, client: HardenedClient, vault: Vault, settings: MatrixSettings) -> None:
        self._client = client
        self._vault = vault
        self._token = settings.token.get_secret_value() if settings.token else None
        self.password = settings.password.get_secret_value() if settings.password else None
        self._user = settings.user or ""

    async def enter(self) -> None:
        """Log in, or go on with the last login. Raises MatrixCallError, ConfigError for what will not mend itself."""
        if self._token is not None:
            login = await self._whoami(self._token)
        elif (last := self._last()) is not None and last.token and await self._still_good(last):
            login = last
        else:
            login = await self._log_in(last)
        self._load(login)
        self._vault.keep(login)

    async def enter_again(self) -> None:
        """Log in once more after the server refused the token. Raises MatrixCallError."""
        if self._token is not None:
            _log.error("the token is refused; set another one in LOTSENBOT_MATRIX_TOKEN")
            raise MatrixCallError(401, "TOKEN_REFUSED")
        login = await self._log_in(Login(self._client.user_id, self._client.device_id or ""))
        self._client.access_token = login.token
        if self._client.olm is not None:
            self._client.olm.account.shared = False  # the server may have forgotten the keys together with the login
        self._vault.keep(login)

    def _last(self) -> Login | None:
        """Return the last login, if the keys of its device are still here."""
        last = self._vault.login()
        same = last is not None and last.user == self._user and (self._vault.has_keys or not last.token)
        return last if same else None

    async def _whoami(self, token: str) -> Login:
        self._client.access_token = token
        try:
            told = await self._client.call("GET", "/v3/account/whoami")
        except MatrixCallError as error:
            if error.passes and not error.refused_token:
                raise
            raise ConfigError(
                "LOTSENBOT_MATRIX_TOKEN: Der Homeserver weist den Token zurück. Bitte erzeugen Sie einen neuen."
            ) from None
        user, device = told.get("user_id"), told.get("device_id")
        if self._user and user != self._user:
            raise ConfigError(
                "LOTSENBOT_MATRIX_TOKEN: Der Token gehört zu einem anderen Konto als LOTSENBOT_MATRIX_USER."
            )
        if not isinstance(user, str) or not isinstance(device, str):
            raise ConfigError(
                "LOTSENBOT_MATRIX_TOKEN: Der Token gehört zu keinem Gerät; damit lässt sich nichts entschlüsseln."
            )
        last = self._vault.login()
        mine = self._vault.has_keys and last is not None and (last.user, last.device) == (user, device)
        if not mine and await self._has_published(user, device):
            raise ConfigError(
                "LOTSENBOT_MATRIX_TOKEN: Die Schlüssel zu diesem Gerät sind nicht (mehr) da. "
                "Bitte spielen Sie die Sicherung ein, oder erzeugen Sie einen neuen Token."
            )
        return Login(user, device, token)

    async def _has_published(self, user: str, device: str) -> bool:
        told = await self._client.call("POST", "/v3/keys/query", {"device_keys": {user: [device]}})
        return bool(((told.get("device_keys") or {}).get(user) or {}).get(device))

    async def _still_good(self, last: Login) -> bool:
        self._client.access_token = last.token
        try:
            await self._client.call("GET", "/v3/account/whoami")
        except MatrixCallError as error:
            if not error.refused_token:
                raise
            return False
        return True

    async def _log_in(self, last: Login | None) -> Login:
        """Log in with the password, as the device that we were, or as a new one that is kept before."""
        if last is None:
            device = "".join(secrets.choice(string.ascii_uppercase) for _ in range(_DEVICE_CHARS))
            last = Login(self._user, device)
            self._vault.keep(last)
        self._client.access_token = ""
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": last.user},
            "password": self.password,
            "device_id": last.device,
            "initial_device_display_name": _DEVICE_NAME,
        }
        try:
            told = await self._client.call("POST", "/v3/login", body)
        except MatrixCallError as error:
            if error.passes and not error.refused_token:
                raise
            raise ConfigError(
                "LOTSENBOT_MATRIX_PASSWORD: Der Homeserver weist die Anmeldung zurück. "
                "Bitte prüfen Sie Konto und Passwort."
            ) from None
        _log.info("logged in")
        return Login(str(told["user_id"]), str(told["device_id"]), str(told["access_token"]))

    def _load(self, login: Login) -> None:
        """Load the keys of our device. Raises ConfigError."""
        try:
            self._client.restore_login(login.user, login.device, login.token)
        except (PickleException, LibolmPickleException):
            raise ConfigError(
                f"Die Schlüssel in „{self._vault.folder}“ lassen sich nicht lesen. Bitte prüfen Sie LOTSENBOT_SECRET, "
                "oder spielen Sie die Sicherung ein. Sind sie verloren, löschen Sie den Ordner."
            ) from None
