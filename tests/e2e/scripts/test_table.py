"""The table of what a channel can't do, in `docs/channels.md`, says what the scripts found."""

from pathlib import Path

from tests.e2e.scripts.conftest import CHANNELS
from tests.e2e.scripts.person import ABILITIES

TABLE = Path("docs/channels.md")


def test_the_table_says_what_each_channel_can() -> None:
    """A row for each ability and a column for each channel; an ability is one where its scripts run."""
    rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in TABLE.read_text("utf-8").splitlines()]
    head = next(row for row in rows if row[1:] == list(CHANNELS))
    told = {row[0]: row[1:] for row in rows if len(row) == len(head)}
    for words, ability in ABILITIES.items():
        assert told[words] == ["yes" if issubclass(person, ability) else "no" for person, _ in CHANNELS.values()]
