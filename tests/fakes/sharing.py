"""Links to sections of interviews, in memory."""

import datetime
from dataclasses import dataclass, replace

from bot.store.records import SharedSection
from bot.talk.interview.log import InterviewLog
from tests.fakes.memory import Memory


@dataclass(frozen=True)
class MemorySharing:
    memory: Memory

    async def lend(self, link: SharedSection, log: InterviewLog) -> None:
        self.memory.append(link.person, [log])
        self.memory.shared[link.code] = link

    async def of_interview(self, person: str, interview: str) -> list[SharedSection]:
        return [one for one in self.memory.shared.values() if (one.person, one.interview) == (person, interview)]

    async def find(self, code: str) -> SharedSection | None:
        return self.memory.shared.get(code)

    async def end(self, person: str, log: InterviewLog, at: datetime.datetime, section: str | None = None) -> None:
        self.memory.append(person, [log])
        for code, one in self.memory.shared.items():
            ours = (one.person, one.interview, one.ended_at) == (person, log.id, None)
            if ours and section in {None, one.section}:
                self.memory.shared[code] = replace(one, ended_at=at)

    async def contribute(self, code: str, log: InterviewLog, at: datetime.datetime) -> bool:
        link = self.memory.shared.get(code)
        if link is None or not link.is_open(at):
            return False
        self.memory.append(link.person, [log])
        return True
