"""Every call in the order in which it was answered, and the journal file that outlives the server."""

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from tests.botapi.params import Params
from tests.botapi.shapes import Call


class Record:
    """What the bot asked for, and what came of it."""

    def __init__(self, journal: Path | None) -> None:
        self.calls: list[Call] = []
        self._journal: TextIO | None = journal.open("a", encoding="utf-8", buffering=1) if journal else None

    def add(
        self,
        method: str,
        params: Params,
        *,
        outcome: str,
        processed: bool,
        fault: str | None = None,
        message: int | None = None,
    ) -> None:
        """Note a call; one that had its effect goes to the journal as well, as one line of JSON."""
        call = Call(
            number=len(self.calls) + 1,
            at=time.time(),
            method=method,
            chat=params.integer("chat_id") or None,
            params=params.to_json(),
            processed=processed,
            outcome=outcome,
            fault=fault,
            message=message,
        )
        self.calls.append(call)
        if self._journal is not None and processed:
            self._journal.write(json.dumps(asdict(call), ensure_ascii=False) + "\n")

    def close(self) -> None:
        if self._journal is not None:
            self._journal.close()
