"""Puts the ports of one SQLite file together, which several processes may share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.store.ports import Store
from bot.store.sqlite.accounts import SqliteAccounts
from bot.store.sqlite.attending import SqliteAttending
from bot.store.sqlite.bell import Bell
from bot.store.sqlite.casework import SqliteCasework
from bot.store.sqlite.changes import SqliteChanges
from bot.store.sqlite.conversations import SqliteConversations
from bot.store.sqlite.copying import SqliteCopies
from bot.store.sqlite.database import Database
from bot.store.sqlite.deeds import SqliteDeeds
from bot.store.sqlite.deliveries import SqliteDeliveries
from bot.store.sqlite.drafts import SqliteDrafts
from bot.store.sqlite.health import SqliteHealth
from bot.store.sqlite.held_letters import SqliteHeldLetters
from bot.store.sqlite.inbox import SqliteInbox
from bot.store.sqlite.logins import SqliteLogins
from bot.store.sqlite.migrations import MIGRATIONS
from bot.store.sqlite.moved_lanes import SqliteMovedLanes
from bot.store.sqlite.outbox import SqliteOutbox
from bot.store.sqlite.participation import SqliteParticipation
from bot.store.sqlite.personal_data import SqlitePersonalData
from bot.store.sqlite.pseudonyms import SqlitePseudonyms
from bot.store.sqlite.publishing import SqlitePublishing
from bot.store.sqlite.sharing import SqliteSharing
from bot.store.sqlite.tickets import SqliteTickets
from bot.store.sqlite.transcript import SqliteTranscript
from bot.store.sqlite.unanswered import SqliteUnanswered
from bot.store.sqlite.usage import SqliteUsage
from bot.store.sqlite.workshops import SqliteWorkshops


@asynccontextmanager
async def open_sqlite(path: Path, *, busy_ms: int = 2000, max_pages: int | None = None) -> AsyncIterator[Store]:
    """Open or create the file and close it at the end; see `Database.open`."""
    async with Database.open(path, MIGRATIONS, busy_ms=busy_ms, max_pages=max_pages) as database:
        yield on_sqlite(database)


def on_sqlite(database: Database) -> Store:
    """Return the store that an open file is."""
    bell = Bell()
    return Store(
        health=SqliteHealth(database),
        pseudonyms=SqlitePseudonyms(database),
        copies=SqliteCopies(database),
        conversations=SqliteConversations(database, bell),
        personal_data=SqlitePersonalData(database),
        sharing=SqliteSharing(database),
        transcript=SqliteTranscript(database),
        inbox=SqliteInbox(database, bell),
        outbox=SqliteOutbox(database, bell),
        held_letters=SqliteHeldLetters(database, bell),
        deliveries=SqliteDeliveries(database),
        moved_lanes=SqliteMovedLanes(database),
        tickets=SqliteTickets(database),
        casework=SqliteCasework(database, bell),
        attending=SqliteAttending(database),
        accounts=SqliteAccounts(database),
        logins=SqliteLogins(database),
        deeds=SqliteDeeds(database),
        workshops=SqliteWorkshops(database),
        participation=SqliteParticipation(database),
        drafts=SqliteDrafts(database),
        changes=SqliteChanges(database),
        publishing=SqlitePublishing(database),
        unanswered=SqliteUnanswered(database),
        usage=SqliteUsage(database),
    )
