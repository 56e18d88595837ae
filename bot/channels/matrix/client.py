"""matrix-nio's client, hardened: nothing that a stranger sends ends it, nothing that fails leaves it hanging.

What is replaced here are inner parts of the library, which is pinned to one version for that; each has its reason:
`docs/matrix.md` tells them, and `tests/unit/bot/channels/matrix/test_client.py` notices when they change.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import getproxies, proxy_bypass
from uuid import uuid4

from aiohttp import ClientError
from nio import (
    AsyncClient,
    AsyncClientConfig,
    Event,
    ForwardedRoomKeyEvent,
    InviteEvent,
    JoinedMembersResponse,
    KeysClaimResponse,
    KeysQueryResponse,
    KeysUploadResponse,
    LocalProtocolError,
    MatrixRoom,
    MegolmEvent,
    RoomInfo,
    RoomMessagesResponse,
    RoomSendResponse,
    ShareGroupSessionResponse,
    SyncResponse,
    ToDeviceEvent,
)
from nio.api import Api
from nio.crypto import InboundGroupSession
from nio.exceptions import EncryptionError, MembersSyncError

from bot.channels.matrix.failures import MatrixCallError, said_by, unknown_room
from bot.channels.matrix.keystore import KeyStore

_SECONDS = 15.0
_LONG_POLL = 30
_FIRST_SYNC = 300.0
"""Seconds for everything about all rooms."""
_GRACE = 15.0
"""A poll that takes so much longer hangs on a torn connection, and is given up."""
_TIMELINE = 50
"""Messages of a room in one sync; what lies before them is fetched."""
_MOST_MISSED = 1000
_FILTER = json.dumps(
    {
        "presence": {"types": []},
        "account_data": {"types": []},
        "room": {"timeline": {"limit": _TIMELINE}, "ephemeral": {"types": []}, "account_data": {"types": []}},
    }
)
NETWORK = (ClientError, TimeoutError, OSError)
_log = logging.getLogger(__name__)


def quiet() -> None:
    """Keep out of the log what names people and rooms."""
    for chatty in ("nio", "peewee", "aiohttp"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)


class HardenedClient(AsyncClient):
    """A client whose calls end in time, in a result or a MatrixCallError."""

    def __init__(self, homeserver: str, folder: Path, pickle_key: str) -> None:
        """Keep keys in the folder, encrypted."""
        config = AsyncClientConfig(
            store=KeyStore,
            store_name="keys.sqlite3",
            pickle_key=pickle_key,
            max_limit_exceeded=0,
            max_timeouts=0,
            request_timeout=_SECONDS,
        )
        super().__init__(homeserver, store_path=str(folder), config=config, proxy=proxy_to(homeserver))
        self._querying = asyncio.Lock()

    # Calls

    async def call(self, method: str, path: str, body: object = None, seconds: float = _SECONDS) -> dict[str, Any]:
        """Make a call, `path` without the common beginning, and return what the server says. Raises MatrixCallError."""
        headers = {"Content-Type": "application/json"}
        if self.access_token:
            headers["Authorization"] = f"Bearer {self.access_token}"
        try:
            response = await self.send(
                method, f"/_matrix/client{path}", None if body is None else Api.to_json(body), headers, timeout=seconds
            )
            told = await response.json(content_type=None)
        except NETWORK as error:
            raise MatrixCallError(0, type(error).__name__) from None
        except (ValueError, RecursionError):  # an error page of a proxy
            raise MatrixCallError(response.status if response.status >= 300 else 502) from None
        if response.status >= 300 or not isinstance(told, dict):
            raise said_by(response.status, told)
        return told

    async def upload_file(self, content: bytes, name: str, kind: str) -> str:
        """Keep a file at the server and return its address; no name for an encrypted one. Raises MatrixCallError."""
        path = "/_matrix/media/v3/upload" + (f"?filename={quote(name)}" if name else "")
        headers = {"Content-Type": kind, "Authorization": f"Bearer {self.access_token}"}
        try:
            response = await self.send("POST", path, content, headers, timeout=4 * _SECONDS)
            told = await response.json(content_type=None)
        except NETWORK as error:
            raise MatrixCallError(0, type(error).__name__) from None
        except ValueError:
            raise MatrixCallError(response.status if response.status >= 300 else 502) from None
        if response.status >= 300 or not isinstance(told, dict) or not isinstance(told.get("content_uri"), str):
            raise said_by(response.status, told)
        return str(told["content_uri"])

    async def put_event(self, room: str, kind: str, content: Mapping[str, Any], transaction: str) -> str:
        """Send an event, encrypted where the room is, and return its id. Raises MatrixCallError."""
        known = self.rooms.get(room)
        if known is None:
            raise unknown_room()
        try:
            if known.encrypted:
                await self._meet(known)
            sent = await self.room_send(room, kind, dict(content), transaction, ignore_unverified_devices=True)
        except NETWORK as error:
            raise MatrixCallError(0, type(error).__name__) from None
        except (LocalProtocolError, EncryptionError, MembersSyncError) as error:
            raise MatrixCallError(0, type(error).__name__) from None
        return str(_checked(sent, RoomSendResponse).event_id)

    async def poll(self, since: str | None, *, full: bool) -> dict[str, Any]:
        """Wait for what is new since a token and return it as the server tells it. Raises MatrixCallError."""
        query = f"?filter={quote(_FILTER)}&timeout={0 if full else 1000 * _LONG_POLL}"
        query += f"&since={quote(since)}" if since else ""
        query += "&full_state=true" if full and since else ""
        return await self.call("GET", f"/v3/sync{query}", seconds=_FIRST_SYNC if full else _LONG_POLL + _GRACE)

    async def missed(self, room: str, before: str, since: str) -> list[Event]:
        """Return what was said between two tokens, the oldest first, or the newest of much. Raises MatrixCallError."""
        found: list[Event] = []
        start: str | None = before
        while start and start != since and len(found) < _MOST_MISSED:
            path = f"/v3/rooms/{quote(room)}/messages?dir=b&from={quote(start)}&to={quote(since)}&limit={_TIMELINE}"
            told = await self.call("GET", path)
            chunk = [event for event in told.get("chunk", []) if _parses(Event.parse_event, event)]
            response = RoomMessagesResponse.from_dict({**told, "chunk": chunk, "start": start}, room)
            if not isinstance(response, RoomMessagesResponse) or not chunk:
                break
            for event in response.chunk:
                event.room_id = room
                found.append(self.opened(event))
            start = told.get("end")
        return found[::-1]

    # What comes in

    async def take(self, told: Mapping[str, Any]) -> SyncResponse | None:
        """Let rooms and keys be as a sync tells, and return it with its events decrypted; None if it can't be read."""
        response = SyncResponse.from_dict(_readable(told))
        if not isinstance(response, SyncResponse):
            return None
        for left in (told.get("rooms") or {}).get("leave") or {}:
            self.rooms.pop(left, None)
        self.next_batch = ""  # else a repeated one is passed over, and stays encrypted
        await self.receive_response(response)
        return response

    def opened(self, event: Event) -> Event:
        """Return an event decrypted; as it is, if it is not encrypted or its key is not there."""
        if not isinstance(event, MegolmEvent):
            return event
        try:
            return self.decrypt_event(event)
        except Exception:  # noqa: BLE001 - whatever a stranger's event leads to
            return event

    def _handle_decrypt_to_device(self, to_device_event: ToDeviceEvent) -> ToDeviceEvent | None:
        try:
            return super()._handle_decrypt_to_device(to_device_event)
        except Exception as error:  # noqa: BLE001 - from anybody, without a common room
            _log.warning("a message to this device can't be read and is left out: %s", type(error).__name__)
            return None

    def _handle_timeline_event(self, event: Event, *where: Any) -> Event | None:
        try:
            return super()._handle_timeline_event(event, *where)
        except Exception as error:  # noqa: BLE001 - as above
            _log.warning("an event can't be read and is left out: %s", type(error).__name__)
            return None

    def _handle_joined_state(self, room_id: str, join_info: RoomInfo, encrypted_rooms: set[str]) -> None:
        """Take the state of a room event by event: one that can't be read must not hide the others."""
        states, join_info.state = join_info.state, []
        super()._handle_joined_state(room_id, join_info, encrypted_rooms)
        for state in states:
            one = RoomInfo(join_info.timeline, [state], [], [])
            with suppress(Exception):
                super()._handle_joined_state(room_id, one, encrypted_rooms)
        join_info.state = states

    # Keys

    def load_store(self) -> None:
        """Load our keys, and take a missing one also from the device that made it."""
        super().load_store()
        olm = self.olm
        if olm is None:
            return
        accepted = olm._should_accept_forward  # noqa: SLF001 - what is hardened lies within

        def accept(sender: str, sender_key: str, event: ForwardedRoomKeyEvent) -> bool:
            asked = olm.outgoing_key_requests.get(event.session_id)
            maker = olm.device_store.device_from_sender_key(sender, sender_key)
            same = asked is not None and (asked.room_id, asked.algorithm) == (event.room_id, event.algorithm)
            by_maker = same and maker is not None and event.source["content"]["sender_key"] == sender_key
            return bool(by_maker or accepted(sender, sender_key, event))

        olm._should_accept_forward = accept  # noqa: SLF001 - as above

    async def keys_upload(self) -> KeysUploadResponse:
        """Publish keys; they are kept first, so that a kill leaves none that others use and we don't know."""
        if not self.should_upload_keys:
            raise LocalProtocolError("no keys to upload")
        keys = self.olm.share_keys()
        self.olm.save_account()
        return await self._send(KeysUploadResponse, *Api.keys_upload(self.access_token, keys))

    async def share_group_session(self, room_id: str, **_trust: bool) -> ShareGroupSessionResponse:
        """Give a new key to everybody in a room, or to nobody: a failure leaves no half of it, and nobody waiting."""
        if room_id in self.sharing_session:
            raise LocalProtocolError("a key is being shared")
        users = list(self.rooms[room_id].users)
        done = self.sharing_session[room_id] = asyncio.Event()
        shared: set[tuple[str, str]] = set()
        try:
            if missing := self.get_missing_sessions(room_id):
                _checked(await self.keys_claim(missing), KeysClaimResponse)
            for some, content in self.olm.share_group_session_parallel(room_id, users, ignore_unverified_devices=True):
                call = Api.to_device(self.access_token, "m.room.encrypted", content, uuid4())
                response = await self._send(ShareGroupSessionResponse, *call, response_data=(room_id, some))
                _checked(response, ShareGroupSessionResponse)
                shared |= some
            self.olm.outbound_group_sessions[room_id].shared = True
        except BaseException:
            self.olm.outbound_group_sessions.pop(room_id, None)
            raise
        finally:
            del self.sharing_session[room_id]
            done.set()
        return ShareGroupSessionResponse(room_id, shared)

    async def tend(self) -> None:
        """Do what keeps encryption going; what fails now is done after the next sync."""
        for due, work in (
            (self.should_upload_keys, self.keys_upload),
            (self.should_query_keys, self.query_keys),
            (self.should_claim_keys, lambda: self.keys_claim(self.get_users_for_key_claiming())),
            (bool(self.outgoing_to_device_messages), self.send_to_device_messages),
        ):
            if due:
                try:
                    await work()
                except Exception as error:  # noqa: BLE001 - a stranger's keys may be malformed
                    _log.warning("keys can't be looked after: %s", type(error).__name__)

    async def ask_for_key(self, event: MegolmEvent) -> None:
        """Ask the device that wrote a message for its key; the library would only ask devices of our own."""
        request = event.as_key_request(event.sender, self.device_id, event.session_id, event.device_id)
        self.olm.outgoing_to_device_messages.append(request)
        try:
            await self.send_to_device_messages()
        except NETWORK as error:
            raise MatrixCallError(0, type(error).__name__) from None

    async def query_keys(self) -> None:
        """Learn people's devices: new ones are trusted on first use, and that is logged. Raises MatrixCallError."""
        async with self._querying:
            asked = set(self.users_for_key_query)
            if not asked:
                return
            known = {user: {device.id for device in self.device_store.active_user_devices(user)} for user in asked}
            response = _checked(await self.keys_query(), KeysQueryResponse)
            self.users_for_key_query.difference_update(asked)  # also those that the server knows nothing of
            for user, devices in response.device_keys.items():
                for device in self.device_store[user].values():
                    if device.deleted and device.id in devices:  # the library never takes that back
                        device.deleted = False
                        self.store.save_device_keys({user: {device.id: device}})
                if known.get(user) and set(devices) - known[user]:
                    _log.info("somebody uses a new device; it is trusted")
                if any(_changed(self.device_store[user].get(name), told) for name, told in devices.items()):
                    _log.warning("a device of somebody shows another key than before and gets no answers")

    async def _meet(self, room: MatrixRoom) -> None:
        """Know everybody in a room and their devices before something is encrypted for them."""
        if not room.members_synced:
            _checked(await self.joined_members(room.room_id), JoinedMembersResponse)
        if self.should_query_keys:
            await self.query_keys()

    def is_theirs(self, event: Event) -> bool:
        """Whether the key that an event came with belongs to a device of its sender: a server could claim anybody."""
        session = self.olm.inbound_group_store.get(event.room_id, event.sender_key, event.session_id)
        device = self.device_store.device_from_sender_key(event.sender, event.sender_key)
        return session is not None and device is not None and device.ed25519 == session.ed25519

    def drop_sessions(self, user: str) -> None:
        """Forget the keys of what somebody wrote, and of what we wrote to them alone.

        Of a key that is in use so much stays that only what follows can be read with it.
        """
        theirs = {device.curve25519 for device in self.device_store.active_user_devices(user)}
        ours = self.olm.account.identity_keys["curve25519"]
        alone = {room.room_id for room in self.rooms.values() if set(room.users) == {user, self.user_id}}
        for room in alone:
            self.olm.outbound_group_sessions.pop(room, None)
        for session in list(self.olm.inbound_group_store):
            if session.sender_key in theirs:
                self._forget(session, keep_what_follows=True)
            elif session.sender_key == ours and session.room_id in alone:
                self._forget(session, keep_what_follows=False)

    def _forget(self, session: InboundGroupSession, *, keep_what_follows: bool) -> None:
        olm, seen = self.olm, self.olm.message_index_store
        used = [key for key in list(seen) if key[:2] == (session.sender_key, session.id)]
        del olm.inbound_group_store[session.room_id][session.sender_key][session.id]
        self.store.forget_room_key(session.id)
        if keep_what_follows and used:
            rest = session.export_session(max(index for _, _, index in used) + 1)
            ahead = InboundGroupSession.import_session(rest, session.ed25519, session.sender_key, session.room_id)
            olm.inbound_group_store.add(ahead)
            olm.save_inbound_group_session(ahead)


def proxy_to(homeserver: str) -> str | None:
    """Return the environment's proxy (HTTPS_PROXY, NO_PROXY) for a homeserver; None if there is none."""
    parts = urlsplit(homeserver)
    return None if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme)


def _checked(response: Any, wanted: type[Any]) -> Any:
    """Return a response that is what it should be. Raises MatrixCallError."""
    if isinstance(response, wanted):
        return response
    transport = getattr(response, "transport_response", None)
    wait, code = getattr(response, "retry_after_ms", None), getattr(response, "status_code", None)
    raise said_by(getattr(transport, "status", 0), {"errcode": code, "retry_after_ms": wait})


def _changed(device: Any, told: Any) -> bool:
    """Whether a device that we know is told of with another key; the library goes on with the first."""
    keys = told.get("keys") if isinstance(told, dict) else None
    return device is not None and isinstance(keys, dict) and keys.get(f"ed25519:{device.id}") != device.ed25519


def _parses(parse: Callable[[Any], object], event: object) -> bool:
    """Whether the library can read an event; if not, it would raise out of the whole sync."""
    try:
        parse(deepcopy(event))  # some parsers take out what they have read
    except Exception as error:  # noqa: BLE001 - whatever a malformed event leads to
        _log.warning("an event can't be read and is left out: %s", type(error).__name__)
        return False
    return True


def _readable(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sync reduced to what we need, without what would keep all the rest from being read."""
    rooms = told.get("rooms") or {}
    joined = {}
    for room, info in (rooms.get("join") or {}).items():
        timeline = info.get("timeline") or {}
        joined[room] = {
            "state": {"events": _those(Event.parse_event, info.get("state"))},
            "timeline": {**timeline, "events": _those(Event.parse_event, timeline)},
        }
    invited = {
        room: {"invite_state": {"events": _those(InviteEvent.parse_event, info.get("invite_state"))}}
        for room, info in (rooms.get("invite") or {}).items()
    }
    kept = ("next_batch", "device_lists", "device_one_time_keys_count")
    return {
        **{key: told[key] for key in kept if key in told},
        "rooms": {"join": joined, "invite": invited},
        "to_device": {"events": _those(ToDeviceEvent.parse_event, told.get("to_device"))},
    }


def _those(parse: Callable[[Any], object], told: Any) -> Sequence[Any]:
    events = (told or {}).get("events") or []
    return [event for event in events if _parses(parse, event)]
