"""A store in memory, for tests that need no file; it keeps the contract of every port (tests/contract/store)."""

from bot.store.ports import Store
from tests.fakes.conversations import MemoryConversations, MemoryPersonalData, MemoryTranscript
from tests.fakes.counting import MemoryUnanswered, MemoryUsage
from tests.fakes.curation import MemoryChanges, MemoryDrafts, MemoryPublishing
from tests.fakes.desk import (
    MemoryAccounts,
    MemoryDeeds,
    MemoryLogins,
    MemoryParticipation,
    MemoryWorkshops,
)
from tests.fakes.memory import Memory, MemoryCopies, MemoryHealth, MemoryPseudonyms
from tests.fakes.post import MemoryDeliveries, MemoryHeldLetters, MemoryInbox, MemoryMovedLanes, MemoryOutbox
from tests.fakes.sharing import MemorySharing
from tests.fakes.tickets import MemoryAttending, MemoryCasework, MemoryTickets


def memory_store() -> Store:
    """Return an empty store."""
    memory = Memory()
    return Store(
        health=MemoryHealth(memory),
        pseudonyms=MemoryPseudonyms(memory),
        copies=MemoryCopies(),
        conversations=MemoryConversations(memory),
        personal_data=MemoryPersonalData(memory),
        sharing=MemorySharing(memory),
        transcript=MemoryTranscript(memory),
        inbox=MemoryInbox(memory),
        outbox=MemoryOutbox(memory),
        held_letters=MemoryHeldLetters(memory),
        deliveries=MemoryDeliveries(memory),
        moved_lanes=MemoryMovedLanes(memory),
        tickets=MemoryTickets(memory),
        casework=MemoryCasework(memory),
        attending=MemoryAttending(memory),
        accounts=MemoryAccounts(memory),
        logins=MemoryLogins(memory),
        deeds=MemoryDeeds(memory),
        workshops=MemoryWorkshops(memory),
        participation=MemoryParticipation(memory),
        drafts=MemoryDrafts(memory),
        changes=MemoryChanges(memory),
        publishing=MemoryPublishing(memory),
        unanswered=MemoryUnanswered(memory),
        usage=MemoryUsage(memory),
    )
