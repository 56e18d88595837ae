"""The library's store of keys, written so that a kill loses nothing, and what in it is too old to be needed."""

import datetime

from nio.crypto import Olm
from nio.store import SqliteStore
from nio.store.models import (
    DeviceKeys,
    DeviceTrustState,
    EncryptedRooms,
    Keys,
    MegolmInboundSessions,
    OlmSessions,
    OutgoingKeyRequests,
)
from peewee import Model, SqliteDatabase, TextField

_IN_USE = datetime.timedelta(days=8)
"""People's programs take a new key for a room after a week."""


class Noticed(Model):
    """Since when something of the store is on its way out."""

    what = TextField(primary_key=True)
    since = TextField()


class KeyStore(SqliteStore):
    """Keys and sessions, and since when there are those that go with time."""

    models = (*SqliteStore.models, Noticed)

    def _create_database(self) -> SqliteDatabase:
        pragmas = {"foreign_keys": 1, "secure_delete": 1, "journal_mode": "wal", "synchronous": "full"}
        return SqliteDatabase(self.database_path, pragmas=pragmas)

    def forget_room_key(self, session: str) -> None:
        """Forget a key by which messages of a room are read."""
        with self.database.bind_ctx(self.models):
            MegolmInboundSessions.delete().where(MegolmInboundSessions.session_id == session).execute()

    def forget_people(self, users: set[str]) -> None:
        """Forget the devices of people."""
        with self.database.bind_ctx(self.models), self.database.atomic():
            theirs = DeviceKeys.select(DeviceKeys.id).where(DeviceKeys.user_id.in_(users))
            Keys.delete().where(Keys.device.in_(theirs)).execute()
            DeviceTrustState.delete().where(DeviceTrustState.device.in_(theirs)).execute()
            DeviceKeys.delete().where(DeviceKeys.user_id.in_(users)).execute()

    def forget_conversations(self, devices: set[str]) -> None:
        """Forget what was agreed with devices, each named by its key."""
        with self.database.bind_ctx(self.models):
            OlmSessions.delete().where(OlmSessions.sender_key.in_(devices)).execute()

    def forget_rooms(self, rooms: set[str]) -> None:
        """Forget that rooms were encrypted, and which of their keys we asked for."""
        with self.database.bind_ctx(self.models):
            for table in (EncryptedRooms, OutgoingKeyRequests):
                table.delete().where(table.room_id.in_(rooms)).execute()

    def due(self, leaving: set[str], now: datetime.datetime, keep: datetime.timedelta) -> set[str]:
        """Note what is on its way out, no longer what is not any more, and return what was for so long."""
        with self.database.bind_ctx(self.models), self.database.atomic():
            noted = {one.what: datetime.datetime.fromisoformat(one.since) for one in Noticed.select()}
            due = {what for what in leaving if what in noted and noted[what] <= now - keep}
            gone = due | (noted.keys() - leaving)
            for what in gone:
                Noticed.delete().where(Noticed.what == what).execute()
            for what in leaving - noted.keys():
                Noticed.insert(what=what, since=now.isoformat()).execute()
        return due


def prune(olm: Olm, rooms: dict[str, set[str]], now: datetime.datetime, keep: datetime.timedelta) -> int:
    """Forget what nobody needs for so long; return how much. `rooms` are those we are in, with who is there.

    A room's key goes so long after it came, but not while it may be in use; people go when there is no room with them
    any more, and what was agreed with a device when it is nobody's any more whom we meet. That a room was encrypted is
    known as long as we are in it, whatever a server tells.
    """
    met = {user for users in rooms.values() for user in users} | {olm.user_id}
    known = set(olm.device_store.users)
    theirs = {device.curve25519 for user in met & known for device in olm.device_store.active_user_devices(user)}
    room_keys = {f"key {session.id}": session for session in olm.inbound_group_store}
    people = {f"person {user}": user for user in known - met}
    devices = {f"device {key}": key for key, agreed in olm.session_store.items() if agreed and key not in theirs}
    left = {f"room {room}": room for room in olm.store.load_encrypted_rooms() - rooms.keys()}
    due = olm.store.due({*room_keys, *people, *devices, *left}, now, max(keep, _IN_USE))
    for session in [room_keys[what] for what in due & room_keys.keys()]:
        del olm.inbound_group_store[session.room_id][session.sender_key][session.id]
        olm.store.forget_room_key(session.id)
    users = {people[what] for what in due & people.keys()}
    olm.store.forget_people(users)
    for user in users:
        olm.device_store._entries.pop(user, None)  # noqa: SLF001 - the library never forgets anybody
    olm.tracked_users -= users
    agreed = {devices[what] for what in due & devices.keys()}
    olm.store.forget_conversations(agreed)
    for key in agreed:
        olm.session_store[key].clear()
    olm.store.forget_rooms({left[what] for what in due & left.keys()})
    return len(due)
