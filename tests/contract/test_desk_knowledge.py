"""From unanswered questions to live knowledge: with real files, a real store and the shipped knowledge."""

import datetime
from dataclasses import replace

import pytest

from bot.curation.assistant import Recipe, RunningAssistant
from bot.curation.drafting import Checked, NewEntry, NewPhrases, NotOurs
from bot.curation.effect import Outcome
from bot.curation.library import Broken, Fits, Library, NotFound, Overtaken, Published
from bot.exchange.dispatch import Dispatcher
from bot.store.records import Account, AccountRole
from bot.store.sqlite.store import open_sqlite
from bot.talk.message import Message, Status

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
KARLA = Account("karla", AccountRole.TRAINER, NOON)
ENTRY = NewEntry(
    id="amt24-wartung",
    title="Wartung von Amt24",
    question="Wann wird Amt24 gewartet?",
    about="amt24",
    aspect="was",
    phrases=("amt24 wartungsfenster", "wann ist amt24 in wartung"),
    answer="Dazu gibt es einen Wartungsplan.",
    sources=("workshop-einordnung",),
    stand="2026-01-10",
)


@pytest.fixture
async def store(tmp_path):
    async with open_sqlite(tmp_path / "lotsenbot.sqlite3") as opened:
        yield opened


@pytest.fixture
def recipe(lean):
    return Recipe(base=lean)


@pytest.fixture
def live(recipe, learnt_lean):
    return RunningAssistant(recipe.around(*learnt_lean))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "wissen"


@pytest.fixture
def library(folder, recipe, live, store):
    return Library(folder, recipe, live, store)


async def test_a_draft_goes_live_and_is_answered_at_once(library, live, store, folder, recipe):
    """The dispatcher that was there before answers from the new entry; a restart finds it in the folder."""
    dispatcher = Dispatcher(live, store, b"s" * 32)
    published = await library.publish(ENTRY, KARLA, NOON)
    assert isinstance(published, Published)
    [reply] = await dispatcher.dispatch("web", "anna", Message("Wann ist Amt24 in Wartung?", NOON))
    assert reply.entries == ("amt24-wartung",)
    assert "amt24-wartung" in replace(recipe, overlays=(folder,)).make().knowledge.entries
    assert (folder.stat().st_mode & 0o777) == 0o700
    [change] = await store.changes.latest()
    assert (change.account, change.summary) == ("karla", "Neuer Eintrag „Wartung von Amt24“")
    assert (await store.deeds.latest())[0].deed == "wissen-live"


async def test_a_broken_draft_changes_nothing(library, live, folder, store):
    """What `knowledge check` would refuse is refused with its words; files, history and answers stay."""
    before = live.version
    broken = await library.publish(
        NewEntry(id="Nicht Erlaubt", title="x", about="amt25", phrases=("Was ist Amt24?",)), KARLA, NOON
    )
    assert isinstance(broken, Broken)
    assert broken.problems
    assert all(str(folder.parent) not in problem.path for problem in broken.problems)
    assert not folder.exists()
    assert live.version == before
    assert await store.changes.latest() == []


async def test_a_change_can_be_undone_until_something_builds_on_it(library, live, store):
    """Undoing brings back the version before; a change that was overtaken is left alone."""
    before = live.version
    await library.publish(NewPhrases("amt24-was", ("das große sachsenportal da",)), KARLA, NOON)
    await library.publish(NewPhrases("amt24-was", ("dieses portal vom freistaat",)), KARLA, NOON)
    second, first = await store.changes.latest()
    assert isinstance(await library.undo(first.id, KARLA, NOON), Overtaken)
    assert isinstance(await library.undo(second.id, KARLA, NOON), Published)
    assert isinstance(await library.undo(first.id, KARLA, NOON), Published)
    assert live.version == before
    assert library.overlay.everything() == {}
    assert isinstance(await library.undo(first.id, KARLA, NOON), NotFound)


async def test_the_effect_on_test_questions_is_told(library, live):
    """A phrase that takes a test question from its entry shows as harm, before anything is live."""
    thief = "sakd-rolle"
    questions = [asked[0] for entry, asked in live.knowledge.questions.items() if entry != thief][:30]
    stolen = NewPhrases(thief, tuple(f"{question} jetzt" for question in questions))
    tried = await library.try_out(stolen, asked=("Was ist Amt24?",))
    assert isinstance(tried, Fits)
    assert {moved.question for moved in tried.effect.losses} & set(questions)
    assert all(moved.before.entries for moved in tried.effect.losses)
    assert tried.effect.asked == (("Was ist Amt24?", Outcome(("amt24-was",))),)


async def test_what_is_not_ours_is_refused_from_then_on(library, live, store):
    """Questions marked as foreign get no answer of ours."""
    asked = "wer repariert den aufzug im rathaus von amt24"
    assert isinstance(await library.publish(NotOurs((asked,)), KARLA, NOON), Published)
    [reply] = await Dispatcher(live, store, b"s" * 32).dispatch("web", "anna", Message(asked, NOON))
    assert reply.status is Status.FALLBACK


async def test_entries_are_marked_as_checked(library, live):
    """A check is kept with its day, beside the checks before."""
    await library.publish(Checked(("amt24-was",), "2026-01-15"), KARLA, NOON)
    await library.publish(Checked(("sakd-rolle",), "2026-01-16"), KARLA, NOON)
    assert dict(live.knowledge.checked) == {"amt24-was": "2026-01-15", "sakd-rolle": "2026-01-16"}


async def test_files_changed_by_hand_are_taken_over(library, live, folder):
    """A look at the folder takes whole knowledge over, and leaves broken knowledge where it is."""
    await library.publish(Checked(("amt24-was",), "2026-01-15"), KARLA, NOON)
    (folder / "checked.yaml").write_text('checked:\n  amt24-was: "2026-01-20"\n', "utf-8")
    await library.reloading.look()
    assert live.knowledge.checked["amt24-was"] == "2026-01-20"
    (folder / "checked.yaml").write_text('checked:\n  gibt-es-nicht: "2026-01-20"\n', "utf-8")
    await library.reloading.look()
    assert live.knowledge.checked["amt24-was"] == "2026-01-20"
