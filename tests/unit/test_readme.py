"""The README tells what is there."""

from pathlib import Path

from bot.config import _fields

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def test_every_setting_is_in_the_table() -> None:
    """Nobody has to read the code to configure something."""
    missing = [name for name in _fields() if f"| `LOTSENBOT_{name.upper()}` |" not in README]
    assert not missing
