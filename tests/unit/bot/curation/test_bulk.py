"""Files that come back changed: own entries are rewritten, others corrected, and all of it is undone together."""

from dataclasses import replace
from typing import Any

from bot.curation.bulk import proposed
from bot.curation.drafting import Imported, as_json, entries_of, from_json, summary
from bot.curation.library import Broken, Published
from knowledge.importing.material import FoundQuestion, Material
from knowledge.importing.own import found_of
from knowledge.importing.proposing import UsualSource

from ..conftest import KARLA, NOON, House
from .test_drafting import WHOLE

NEW = FoundQuestion("Zeile 2", "Wo steht der Toner?", "Im Schrank, siehe oben.", about="geraete", stand="2025")


async def imported(desk: House, *entries: FoundQuestion) -> Imported:
    draft = proposed("liste.md", Material(entries, "Liste"), await desk.library.known(), UsualSource("Liste", "2025"))
    assert from_json(as_json(draft)) == draft
    return draft


async def as_exported(desk: House, entry: str, **told: Any) -> FoundQuestion:
    known = await desk.library.known()
    return found_of({**known.entries[entry], **told}, "Zeile 1")


async def test_an_own_entry_is_rewritten_where_it_stands(desk: House) -> None:
    """What is the same counts as unchanged, and what somebody left empty stays."""
    await desk.library.publish(WHOLE, KARLA, NOON)
    same = await as_exported(desk, "scanner-ort", phrases=[])
    assert (await imported(desk, same)).unchanged == 1
    draft = await imported(desk, await as_exported(desk, "scanner-ort", answer="Im Dach.", title="Der Scanner"))
    assert isinstance(await desk.library.publish(draft, KARLA, NOON), Published)
    entry = desk.live.knowledge.entries["scanner-ort"]
    assert (entry.answer, entry.title, entry.phrases) == ("Im Dach.", "Der Scanner", WHOLE.phrases)
    assert list(desk.overlay.everything()) == ["entries/scanner-ort.yaml"]


async def test_another_entry_is_corrected(desk: House) -> None:
    """Its answer, with the reason, and new phrases; its question stays, and that is told. A second time replaces."""
    told = {"answer": "Ein Gerät.", "question": "Anders?", "phrases": ["ganz neue worte dafür"]}
    draft = await imported(desk, await as_exported(desk, "drucker-was", **told))
    assert any("Frage" in doubt.text for doubt in draft.doubts)
    assert draft.touched == ("drucker-was",)
    assert isinstance(await desk.library.publish(draft, KARLA, NOON), Published)
    entry = desk.live.knowledge.entries["drucker-was"]
    assert (entry.answer, entry.question) == ("Ein Gerät.", "Was ist der Drucker?")
    assert desk.answer("ganz neue worte dafür") == "drucker-was"
    again = await imported(desk, await as_exported(desk, "drucker-was", answer="Noch ein Gerät."))
    assert isinstance(await desk.library.publish(again, KARLA, NOON), Published)
    assert desk.live.knowledge.entries["drucker-was"].answer == "Noch ein Gerät."


async def test_many_go_live_and_back_together(desk: House) -> None:
    """What was dropped is not among them; a mistake in one keeps all."""
    version = desk.live.version
    draft = await imported(desk, NEW, replace(NEW, question="Wo steht das Papier?", answer="Beim Toner im Flur."))
    [first, second] = entries_of(draft)
    assert any(doubt.entry == first for doubt in draft.doubts)
    one = replace(draft, dropped=frozenset({first}))
    assert (entries_of(one), summary(one)) == ((second,), "Import „liste.md“: 1 Eintrag")
    broken = replace(draft, items=(draft.items[0], {**draft.items[1], "stand": "gestern"}))
    assert isinstance(await desk.library.publish(broken, KARLA, NOON), Broken)
    assert desk.live.version == version
    assert isinstance(await desk.library.publish(draft, KARLA, NOON), Published)
    assert desk.answer("Wo steht der Toner?") == first
    [change] = await desk.store.changes.latest()
    await desk.library.undo(change.id, KARLA, NOON)
    assert desk.live.version == version
    assert desk.overlay.everything() == {}
