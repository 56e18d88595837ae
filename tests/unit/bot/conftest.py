"""A small base of knowledge in a folder, an overlay beside it, and all that changes the overlay."""

import datetime
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.curation.assistant import AssistantVersion, Recipe, RunningAssistant
from bot.curation.library import Library
from bot.curation.overlay import Overlay
from bot.store.ports import Store
from bot.store.records import Account, AccountRole, Deed
from intents.match import Learnt
from intents.understand import Understanding
from knowledge.load import load
from tests.fakes import memory_store

from ..knowledge.conftest import FILES

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
KARLA = Account("karla", AccountRole.TRAINER, NOON)
DEED = Deed(NOON, "karla", "probe", "")


@dataclass(frozen=True)
class SmallRecipe(Recipe):
    """Makes assistants of a small base."""

    base: Path = Path()

    def make(self, before: Learnt | None = None) -> AssistantVersion:
        knowledge = load(self.overlays, self.base)
        return self.around(knowledge, Understanding(knowledge, before=before))


@dataclass(frozen=True)
class House:
    """Everything between a draft and the assistant that answers."""

    store: Store
    recipe: SmallRecipe
    live: RunningAssistant
    library: Library

    @property
    def overlay(self) -> Overlay:
        return self.library.overlay

    def answer(self, text: str) -> str:
        """Return which entry answers, and which knowledge that is."""
        found = self.live.understanding.understand(text)
        return next((c.entry for c in getattr(found, "candidates", ())), type(found).__name__)

    def restarted(self) -> "House":
        """Return what a new process makes of the same files."""
        return house(self.store, self.overlay.path, self.recipe.base)


def house(store: Store, folder: Path, base: Path) -> House:
    recipe = SmallRecipe((folder,) if any(folder.rglob("*.yaml")) else (), base=base)
    live = RunningAssistant(recipe.make())
    return House(store, recipe, live, Library(folder, recipe, live, store))


@pytest.fixture
def store() -> Store:
    return memory_store()


@pytest.fixture
def small_base(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        path = tmp_path / "base" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return tmp_path / "base"


@pytest.fixture
def desk(store: Store, tmp_path: Path, small_base: Path) -> House:
    return house(store, tmp_path / "overlay", small_base)
