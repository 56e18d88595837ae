"""What goes live, what does not, and how it is taken back; with real files."""

import asyncio
import logging
import os
import stat
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bot.curation.drafting import Checked, NewEntry, NewPhrases, NotOurs
from bot.curation.library import Broken, Fits, NotFound, Overtaken, Published, heal
from bot.curation.overlay import Overlay
from bot.errors import FileError, StoreError
from bot.exchange.dispatch import Dispatcher
from bot.store.records import ChangeState
from bot.talk.message import Message

from ..conftest import DEED, KARLA, NOON, House

SCANNER = NewEntry(
    id="scanner-ort",
    title="Standort des Scanners",
    question="Wo steht der Scanner?",
    about="geraete",
    aspect="ort",
    phrases=("wo finde ich den scanner", "scanner standort"),
    answer="Im Keller.\n\nDer Schlüssel hängt am Haken.",
    sources=("seite-1",),
    stand="2025",
    tests=("wohin mit den blättern zum scannen",),
)


async def publish(desk: House, draft, stored: int | None = None):
    return await desk.library.publish(draft, KARLA, NOON, stored)


def files(desk: House) -> list[str]:
    return list(desk.overlay.everything())


def test_what_is_written_and_removed_survives_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files, their names, and that a file is gone: else an undone change would be back."""
    overlay, synced, real = Overlay(tmp_path / "wissen"), list[int](), os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    overlay.write({"entries/a.yaml": "entries: []\n"})
    folder = overlay.path / "entries"
    assert synced == [(folder / "a.yaml").stat().st_ino, folder.stat().st_ino]
    kept = folder.stat().st_ino
    overlay.write({"entries/a.yaml": None})
    assert synced[2:] == [kept]


async def test_a_new_entry_answers_at_once(desk: House) -> None:
    """Whoever asks after the entry went live gets its answer, in the same process, by the same dispatcher."""
    dispatcher = Dispatcher(desk.live, desk.store, b"s" * 32)

    async def ask() -> str:
        [reply] = await dispatcher.dispatch("web", "anna", Message("Wo steht der Scanner?", NOON))
        return reply.text

    before, version = await ask(), desk.live.version
    assert "Keller" not in before
    assert isinstance(await publish(desk, SCANNER), Published)
    assert "Im Keller." in await ask()
    assert desk.live.version != version
    turns = (await desk.store.personal_data.export(dispatcher.pseudonym("web", "anna")))["turns"]
    assert [turn["knowledge_version"] for turn in turns] == [version, desk.live.version]


async def test_what_was_tried_out_is_not_made_again(desk: House) -> None:
    """Who takes live what was just checked gets that assistant; after any other change it is made anew."""
    tried = await desk.library.try_out(SCANNER)
    await publish(desk, SCANNER)
    assert isinstance(tried, Fits)
    assert desk.live.understanding is tried.assistant.understanding
    phrases = NewPhrases("drucker-was", ("dieses gerät mit papier",))
    tried = await desk.library.try_out(phrases)
    await publish(desk, Checked(("drucker-ort",), "2026-01-15"))
    await publish(desk, phrases)
    assert isinstance(tried, Fits)
    assert desk.live.understanding is not tried.assistant.understanding
    assert desk.live.knowledge.checked == {"drucker-ort": "2026-01-15"}


async def test_what_is_live_is_still_there_after_a_restart(desk: House) -> None:
    """The overlay holds just what the draft says, readable by its owner alone."""
    await publish(desk, SCANNER)
    again = desk.restarted()
    entry = again.live.knowledge.entries["scanner-ort"]
    assert (entry.title, entry.answer, entry.phrases) == (SCANNER.title, SCANNER.answer, SCANNER.phrases)
    assert again.live.knowledge.questions["scanner-ort"] == SCANNER.tests
    assert again.live.version == desk.live.version
    assert files(desk) == ["entries/scanner-ort.yaml", "questions/scanner-ort.yaml"]
    assert stat.S_IMODE(desk.overlay.path.stat().st_mode) == 0o700
    assert stat.S_IMODE((desk.overlay.path / "entries/scanner-ort.yaml").stat().st_mode) == 0o600


async def test_a_broken_draft_leaves_everything_as_it_was(desk: House) -> None:
    """With all its problems told, nothing is written, nothing is in the history, and the old assistant answers."""
    await publish(desk, SCANNER)
    before, version = desk.overlay.everything(), desk.live.version
    broken = replace(SCANNER, about="toaster", stand="gestern", answer="")
    outcome = await publish(desk, replace(broken, id="toaster-ort"))
    assert isinstance(outcome, Broken)
    told = " ".join(problem.problem for problem in outcome.problems)
    assert "„answer“ ist leer" in told
    assert "„stand“ hat nicht die richtige Form" in told
    assert {problem.path for problem in outcome.problems} == {"entries/toaster-ort.yaml"}
    assert desk.overlay.everything() == before
    assert desk.live.version == version
    assert len(await desk.store.changes.latest()) == 1


async def test_a_phrase_that_is_taken(desk: House) -> None:
    """Two entries can't have the same phrase, wherever the other one stands."""
    outcome = await publish(desk, NewPhrases("drucker-ort", ("Was macht der Drucker?",)))
    assert isinstance(outcome, Broken)
    [problem] = outcome.problems
    assert "gehört schon zu „drucker-was“" in problem.problem
    assert problem.path == "phrases/drucker-ort.yaml"


async def test_phrases_and_marks(desk: House) -> None:
    """A phrase makes its entry answer; a mark keeps a question without one; a check is dated."""
    await publish(desk, NewPhrases("drucker-ort", ("wohin mit dem usb stick",)))
    await publish(desk, NewPhrases("drucker-ort", ("kopierraum",)))
    await publish(desk, NotOurs(("wer wäscht das geschirr ab",)))
    await publish(desk, NotOurs(("wie teuer ist toner",), learnt=False))
    await desk.library.publish(Checked(("drucker-was",), "2026-01-15"), KARLA, NOON)
    knowledge = desk.live.knowledge
    assert knowledge.phrases["drucker-ort"][-2:] == ("wohin mit dem usb stick", "kopierraum")
    assert "wer wäscht das geschirr ab" in knowledge.outside
    assert "wie teuer ist toner" in knowledge.not_covered
    assert knowledge.checked == {"drucker-was": "2026-01-15"}
    assert desk.answer("usb stick wohin") == "drucker-ort"


async def test_a_draft_goes_live_once(desk: House) -> None:
    """Pressed twice, by two trainers, or after it was discarded: the second finds that it is no longer there."""
    draft, discarded = [await desk.store.drafts.add("{}", (), DEED) for _ in range(2)]
    assert isinstance(await publish(desk, NewPhrases("drucker-ort", ("kopierraum",)), draft), Published)
    assert isinstance(await publish(desk, NewPhrases("drucker-ort", ("kopierecke",)), draft), NotFound)
    await desk.store.drafts.discard(discarded, DEED)
    assert isinstance(await publish(desk, NewPhrases("drucker-ort", ("kopierkeller",)), discarded), NotFound)
    assert desk.live.knowledge.phrases["drucker-ort"][-1] == "kopierraum"
    assert len(await desk.store.changes.latest()) == 1


async def test_undo(desk: House) -> None:
    """Taking back leaves the folder as it was, also when that is empty, and the draft is open again."""
    version = desk.live.version
    draft = await desk.store.drafts.add("{}", (), DEED)
    outcome = await publish(desk, SCANNER, draft)
    assert isinstance(outcome, Published)
    assert (await desk.store.drafts.find(draft)).state == "live"
    assert isinstance(await desk.library.undo(outcome.change, KARLA, NOON), Published)
    assert files(desk) == []
    assert list(desk.overlay.path.iterdir()) == []
    assert desk.live.version == version == desk.restarted().live.version
    assert (await desk.store.drafts.find(draft)).state == "open"
    [change] = await desk.store.changes.latest()
    assert (change.state, change.undone_at) == (ChangeState.UNDONE, NOON)
    assert isinstance(await desk.library.undo(outcome.change, KARLA, NOON), NotFound)


async def test_undo_out_of_order(desk: House) -> None:
    """Changes of other files may be taken back in any order; of the same file only the last one."""
    first = await publish(desk, NewPhrases("drucker-ort", ("wohin mit dem usb stick",)))
    other = await publish(desk, SCANNER)
    second = await publish(desk, NewPhrases("drucker-ort", ("kopierraum",)))
    refused = await desk.library.undo(first.change, KARLA, NOON)
    assert isinstance(refused, Overtaken)
    assert [change.id for change in refused.later] == [second.change]
    for change in (other, second, first):
        assert isinstance(await desk.library.undo(change.change, KARLA, NOON), Published)
    assert files(desk) == []


async def test_undo_after_a_change_by_hand(desk: House) -> None:
    """What somebody wrote into the file since is not thrown away."""
    outcome = await publish(desk, NewPhrases("drucker-ort", ("kopierraum",)))
    path = desk.overlay.path / "phrases/drucker-ort.yaml"
    path.write_text(path.read_text("utf-8") + '    - "kopierecke"\n', "utf-8")
    assert await desk.library.undo(outcome.change, KARLA, NOON) == Overtaken(())
    assert "kopierecke" in path.read_text("utf-8")


async def test_undo_of_what_others_need(desk: House) -> None:
    """An entry to which a later one refers stays."""
    first = await publish(desk, SCANNER)
    toner = replace(SCANNER, id="toner-ort", title="Toner", question="Wo liegt der Toner?", tests=())
    await publish(desk, replace(toner, phrases=("toner",), related=("scanner-ort",)))
    outcome = await desk.library.undo(first.change, KARLA, NOON)
    assert isinstance(outcome, Broken)
    assert "„related“ verweist auf „scanner-ort“" in outcome.problems[0].problem
    assert "entries/scanner-ort.yaml" in files(desk)


async def test_two_at_once(desk: House) -> None:
    """Changes that come at the same moment are made one after the other: none gets lost."""
    drafts = [NewPhrases("drucker-ort", (text,)) for text in ("kopierraum", "kopierecke", "kopierkeller")]
    await asyncio.gather(*(publish(desk, draft) for draft in drafts))
    assert set(desk.live.knowledge.phrases["drucker-ort"]) >= {"kopierraum", "kopierecke", "kopierkeller"}
    assert desk.restarted().live.version == desk.live.version


async def test_a_full_disk(desk: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a file can't be written, those before it are put back, and there is no change."""
    version, whole = desk.live.version, Path.replace

    def full(path: Path, target: Path) -> Path:
        if "questions" in str(path) and "overlay" in str(path):
            raise OSError(28, "No space left on device")
        return whole(path, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(FileError):
        await publish(desk, SCANNER)
    assert files(desk) == []
    assert desk.live.version == version
    assert await desk.store.changes.latest() == []


def unwritable(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Let the folder refuse to be written, once so many files got their names."""
    whole, done = Path.replace, []

    def refused(path: Path, target: Path) -> Path:
        if "overlay" in str(path):
            if len(done) >= after:
                raise OSError(30, "Read-only file system")
            done.append(path)
        return whole(path, target)

    monkeypatch.setattr(Path, "replace", refused)


@pytest.mark.parametrize("written_files", [0, 1])
async def test_what_failed_never_comes_live_later(
    desk: House, monkeypatch: pytest.MonkeyPatch, written_files: int
) -> None:
    """With a folder that can't be written any more the trainer is told so, the next start comes up, and that is it."""
    version = desk.live.version
    draft = await desk.store.drafts.add("{}", (), DEED)
    with monkeypatch.context() as patched:
        unwritable(patched, written_files)
        patched.setattr("bot.curation.overlay._remove", _refusing)
        with pytest.raises(FileError):
            await publish(desk, SCANNER, draft)
        assert desk.live.version == version
        await heal(desk.store, desk.overlay.path, NOON)
        desk.restarted()
    await heal(desk.store, desk.overlay.path, NOON)
    assert files(desk) == []
    assert desk.restarted().live.version == version
    assert await desk.store.changes.interrupted() == []
    assert (await desk.store.drafts.find(draft)).state == "open"
    assert isinstance(await publish(desk, SCANNER, draft), Published)


async def test_what_could_not_be_taken_back_stays_live(desk: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same holds for the way back: an undoing that failed is not done later."""
    await publish(desk, NewPhrases("drucker-ort", ("kopierraum",)))
    more = await publish(desk, NewPhrases("drucker-ort", ("kopierecke",)))
    before = desk.overlay.everything()
    with monkeypatch.context() as patched:
        unwritable(patched, 0)
        with pytest.raises(FileError):
            await desk.library.undo(more.change, KARLA, NOON)
    await heal(desk.store, desk.overlay.path, NOON)
    assert desk.overlay.everything() == before
    assert await desk.store.changes.interrupted() == []
    assert isinstance(await desk.library.undo(more.change, KARLA, NOON), Published)


async def test_what_is_live_counts_as_live_though_its_record_follows(
    desk: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that fails after the files were written: it answers, it is told so, and is on record later."""

    async def failing(*_: object) -> None:
        raise StoreError("Die Datenbank ist voll.", "")

    draft = await desk.store.drafts.add("{}", (), DEED)
    with monkeypatch.context() as patched:
        patched.setattr(type(desk.store.publishing), "complete", failing)
        assert isinstance(await publish(desk, SCANNER, draft), Published)
    assert desk.answer("Wo steht der Scanner?") == "scanner-ort"
    assert isinstance(await publish(desk, SCANNER, draft), NotFound)
    [change] = await desk.store.changes.latest()
    assert change.state is ChangeState.LIVE


def _refusing(*_: object, **__: object) -> None:
    raise OSError(30, "Read-only file system")


class Crash(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("written_files", [0, 1, 2])
async def test_a_crash_while_writing_is_completed_at_the_start(
    desk: House, monkeypatch: pytest.MonkeyPatch, written_files: int
) -> None:
    """What was written in part is whole after the next start, in the history too; what was not, did not happen."""
    write = Overlay.write

    def crashing(overlay: Overlay, given) -> None:
        if overlay.path != desk.overlay.path:
            return write(overlay, given)
        write(overlay, dict(list(given.items())[:written_files]))
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(Overlay, "write", crashing)
        with pytest.raises(Crash):
            await publish(desk, SCANNER)
    assert desk.restarted().live.knowledge  # even half of it can be loaded
    assert await heal(desk.store, desk.overlay.path, NOON) == 1
    if not written_files:  # then it did not happen
        assert await desk.store.changes.latest() == []
        return
    again = desk.restarted()
    assert again.answer("Wo steht der Scanner?") == "scanner-ort"
    assert again.live.knowledge.questions["scanner-ort"] == SCANNER.tests
    [change] = await desk.store.changes.latest()
    assert change.state is ChangeState.LIVE
    assert isinstance(await again.library.undo(change.id, KARLA, NOON), Published)


async def test_a_crash_while_undoing(desk: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that was being taken back is gone after the next start."""
    outcome = await publish(desk, SCANNER)
    write = Overlay.write

    def crashing(overlay: Overlay, given) -> None:
        if overlay.path != desk.overlay.path:
            return write(overlay, given)
        write(overlay, dict(list(given.items())[:1]))
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(Overlay, "write", crashing)
        with pytest.raises(Crash):
            await desk.library.undo(outcome.change, KARLA, NOON)
    assert desk.restarted().live.knowledge.entries["scanner-ort"]
    assert await heal(desk.store, desk.overlay.path, NOON) == 1
    assert files(desk) == []


async def test_healing_keeps_what_was_changed_by_hand(desk: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a crash somebody's own version of the file wins."""

    def crashing(overlay: Overlay, given) -> None:
        if overlay.path != desk.overlay.path:
            return write(overlay, given)
        raise Crash

    write = Overlay.write
    with monkeypatch.context() as patched:
        patched.setattr(Overlay, "write", crashing)
        with pytest.raises(Crash):
            await publish(desk, NewPhrases("drucker-ort", ("kopierraum",)))
    own = 'phrases:\n  drucker-ort:\n    - "kopierkeller"\n'
    desk.overlay.write({"phrases/drucker-ort.yaml": own})
    await heal(desk.store, desk.overlay.path, NOON)
    assert desk.overlay.read("phrases/drucker-ort.yaml") == own
    assert await desk.store.changes.interrupted() == []


async def test_changes_by_hand_are_taken_over(desk: House) -> None:
    """A file that somebody puts into the folder answers after the next look, and the next look finds nothing new."""
    assert not await desk.library.reloading.look()
    desk.overlay.write({"phrases/von-hand.yaml": 'phrases:\n  drucker-ort:\n    - "kopierraum"\n'})
    assert await desk.library.reloading.look()
    assert "kopierraum" in desk.live.knowledge.phrases["drucker-ort"]
    assert not await desk.library.reloading.look()
    desk.overlay.write({"phrases/von-hand.yaml": None})
    assert await desk.library.reloading.look()
    assert "kopierraum" not in desk.live.knowledge.phrases["drucker-ort"]


@pytest.mark.parametrize("name", ["von-hand.yaml", "von-hand.yml"])
async def test_a_change_by_hand_is_noticed(desk: House, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Nobody has to ask for a look: the system tells of the change, whichever way YAML is spelt."""
    (desk.overlay.path / "phrases").mkdir(parents=True)
    exchanged = asyncio.Event()
    monkeypatch.setattr(desk.live, "exchange", lambda _: exchanged.set())
    watching = asyncio.create_task(desk.library.watch())
    try:
        async with asyncio.timeout(30):
            while not exchanged.is_set():  # the watch may begin after the first writing
                desk.overlay.write({f"phrases/{name}": 'phrases:\n  drucker-ort:\n    - "kopierraum"\n'})
                with suppress(TimeoutError):
                    await asyncio.wait_for(exchanged.wait(), 1)
    finally:
        watching.cancel()


async def test_broken_changes_by_hand(desk: House, caplog: pytest.LogCaptureFixture) -> None:
    """A mistake is logged once, with file and line, and the old knowledge goes on answering until it is mended."""
    version = desk.live.version
    desk.overlay.write({"phrases/von-hand.yaml": 'phrases:\n  drucker-wo:\n    - "kopierraum"\n'})
    with caplog.at_level(logging.ERROR):
        assert not await desk.library.reloading.look()
        assert not await desk.library.reloading.look()
    [record] = caplog.records
    assert "von-hand.yaml:2: [drucker-wo] Den Eintrag dazu gibt es nicht" in record.getMessage()
    assert desk.live.version == version
    desk.overlay.write({"phrases/von-hand.yaml": 'phrases:\n  drucker-ort:\n    - "kopierraum"\n'})
    assert await desk.library.reloading.look()


async def test_what_the_desk_writes_is_not_loaded_twice(desk: House) -> None:
    """After a change at the desk the look at the folder finds nothing new; a change by hand beside it, it does."""
    await publish(desk, SCANNER)
    assert not await desk.library.reloading.look()
    desk.overlay.write({"phrases/von-hand.yaml": 'phrases:\n  drucker-ort:\n    - "kopierraum"\n'})
    await publish(desk, NewPhrases("drucker-was", ("druckapparat",)))
    assert await desk.library.reloading.look()
    assert "kopierraum" in desk.live.knowledge.phrases["drucker-ort"]


async def test_a_folder_that_is_no_text(desk: House) -> None:
    """A file that can't be read stops the change, with a sentence that says which."""
    path = desk.overlay.path / "phrases"
    path.mkdir(parents=True)
    (path / "drucker-ort.yaml").write_bytes(b"\xff")
    with pytest.raises(FileError, match=r"phrases/drucker-ort\.yaml"):
        await publish(desk, NewPhrases("drucker-ort", ("kopierraum",)))
