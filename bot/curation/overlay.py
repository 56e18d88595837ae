"""A folder of knowledge that this program writes itself: whole files, one after the other, never half of one."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from bot.disk import draft_of, settle
from bot.errors import FileError
from bot.store.records import FileTexts


class Overlay:
    """The folder; it is made when something is written, for its owner alone."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, name: str) -> str | None:
        """Return what a file holds; None if it is not there. Raises FileError."""
        try:
            return (self.path / name).read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise FileError(f"„{name}“ lässt sich nicht lesen. Bitte prüfen Sie Inhalt und Rechte.") from error

    def holds(self, files: FileTexts) -> bool:
        """Whether the files are as given. Raises FileError."""
        return all(self.read(name) == text for name, text in files.items())

    def everything(self) -> FileTexts:
        """Return every file of knowledge. Raises FileError."""
        names = sorted(str(path.relative_to(self.path)) for path in self.path.rglob("*.yaml") if path.name[0] != ".")
        return {name: self.read(name) for name in names}

    def write(self, files: FileTexts) -> None:
        """Write the files in their order, and remove those that are None; each at once and for good.

        Raises FileError: where there is no room or right for all of them, none is changed; else some may be.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with ExitStack() as stack:
                changes = [self._change(stack, self.path / name, text) for name, text in files.items()]
                for change in changes:
                    change()
        except OSError as error:
            raise FileError(
                f"In „{self.path}“ lässt sich nicht schreiben. Bitte prüfen Sie Platz und Rechte."
            ) from error

    @contextmanager
    def staged(self, files: FileTexts) -> Iterator[Path]:
        """Yield a folder in another place that is as this one would be with these files. Raises FileError."""
        try:
            with tempfile.TemporaryDirectory(prefix="lotsenbot-") as folder:
                copy = Overlay(Path(folder) / "wissen")
                if self.path.is_dir():
                    shutil.copytree(self.path, copy.path, ignore=shutil.ignore_patterns(".*"))
                copy.write(files)
                yield copy.path
        except (OSError, shutil.Error) as error:
            raise FileError("Das Wissen lässt sich gerade nicht prüfen. Bitte prüfen Sie Platz und Rechte.") from error

    def _change(self, stack: ExitStack, path: Path, text: str | None) -> Callable[[], object]:
        """Prepare a file as far as it can be without changing anything; return what is left to do."""
        if text is None:
            return partial(_remove, path, self.path)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        draft = stack.enter_context(draft_of(path, text.encode()))
        return partial(draft.replace, path)


def _remove(path: Path, root: Path) -> None:
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        settle(path.parent)
    if path.parent != root:
        with suppress(OSError):  # others still lie in it
            path.parent.rmdir()
