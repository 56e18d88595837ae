"""`checked.yaml`: when somebody last found an entry right."""

import dataclasses
import datetime

import pytest

from bot.insight.ageing import aged
from bot.store.records import Amount, EntryUse
from knowledge.errors import KnowledgeError
from knowledge.load import load

TODAY = datetime.date(2026, 1, 15)
USES = {
    "epaybl-was": EntryUse(Amount(10, 5), Amount(5, 5), Amount(1, 1)),
    "sakd-rolle": EntryUse(*[Amount(10, 2)] * 4),
}


def overlay(tmp_path, text):
    (tmp_path / "checked.yaml").write_text(text, "utf-8")
    return load([tmp_path])


def test_the_day_of_a_check_is_known(tmp_path):
    """An overlay may say it for any entry."""
    assert overlay(tmp_path, 'checked:\n  amt24-was: "2026-01-10"\n').checked == {"amt24-was": "2026-01-10"}


@pytest.mark.parametrize("text", ['gibt-es-nicht: "2026-01-10"', 'amt24-was: "2026-13-10"', "amt24-was: 2026-01-10"])
def test_mistakes_are_named_with_their_line(tmp_path, text):
    """An unknown entry, a day that does not exist, a number in the place of a text."""
    with pytest.raises(KnowledgeError) as raised:
        overlay(tmp_path, f"checked:\n  {text}\n")
    [problem] = raised.value.problems
    assert problem.path.endswith("checked.yaml")
    assert problem.line == 2


def test_an_entry_is_due_a_year_after_it_was_last_found_right(tmp_path):
    """A check counts from its day, else the date of the source; the used ones come first."""
    known = overlay(tmp_path, 'checked:\n  amt24-was: "2025-01-16"\n  sakd-rolle: "2025-01-14"\n')
    found = {one.entry.id: one for one in aged(known, USES, TODAY)}
    assert not found["amt24-was"].due
    assert found["sakd-rolle"].due
    assert next(iter(found)) == "epaybl-was"
    assert list(found)[-1] == "amt24-was"


def test_how_an_entry_is_used_is_shown_without_telling_of_a_person(knowledge):
    """Rounded, and nothing of it where fewer than three people asked, nor a rating by one."""
    found = {one.entry.id: one.counts for one in aged(knowledge, USES, TODAY)}
    assert found["epaybl-was"] == (9, 6, None, 0)
    assert found["sakd-rolle"] == (None, None, None, None)
    assert found["amt24-was"] == (0, 0, 0, 0)


def test_an_expired_entry_comes_first_until_it_was_checked(knowledge):
    """Past its `gueltig_bis` an entry is due, unless somebody found it right after that day."""
    entry = knowledge.entries["amt24-was"].model_copy(update={"stand": "2025-12-01", "gueltig_bis": "2026-01-01"})
    first = _with(knowledge, entry, {})
    assert (first.expired, first.due) == (True, True)
    after = _with(knowledge, entry, {"amt24-was": "2026-01-02"})
    assert (after.expired, after.due) == (False, False)


def _with(knowledge, entry, checked):

    known = dataclasses.replace(knowledge, entries={entry.id: entry}, checked=checked)
    return aged(known, {}, TODAY)[0]
