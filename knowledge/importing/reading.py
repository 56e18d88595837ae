"""Which files are read how; a folder is read with everything in it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from bs4 import BeautifulSoup

from knowledge.importing import chatbots, documents, own, pages, tables
from knowledge.importing.material import ImportingError, Material, text_of
from knowledge.words import table

_READERS: Mapping[str, Callable[[Path], Material]] = {
    ".xlsx": tables.read_workbook,
    ".xlsm": tables.read_workbook,
    ".csv": tables.read_text,
    ".tsv": tables.read_text,
    ".txt": documents.read_markdown,
    ".docx": documents.read_word,
    ".json": chatbots.read_qna,
}


def formats() -> str:
    """Return which files are read, for people."""
    return table("importing")["files"]["formats"]


def read_all(paths: Iterable[Path]) -> Iterator[tuple[Path, Material | ImportingError]]:
    """Yield what each file holds, or why it can't be read; the files of a Rasa project are read as one."""
    rasa: list[tuple[Path, Mapping[str, object]]] = []
    for path in files_in(paths):
        try:
            if path.suffix.lower() in {".yaml", ".yml"} and (content := chatbots.rasa_of(path)) is not None:
                rasa.append((path, content))
            else:
                yield path, read(path)
        except ImportingError as error:
            yield path, error
    if rasa:
        yield rasa[0][0], chatbots.read_rasa((path.name, content) for path, content in rasa)


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files, and those in folders; hidden ones and those that programs leave behind are left out."""
    for path in paths:
        if path.is_dir():
            inner = (one for one in sorted(path.rglob("*")) if one.is_file())
            yield from (one for one in inner if not any(part.startswith((".", "~")) for part in one.parts[-2:]))
        else:
            yield path


def read(path: Path) -> Material:
    """Read one file. Raises ImportingError."""
    suffix = path.suffix.lower()
    if suffix in _READERS:
        return _READERS[suffix](path)
    if suffix in {".md", ".markdown"}:
        text = text_of(path)
        return own.read_marked(path, text) if text.startswith(own.MARK) else documents.read_markdown(path)
    if suffix in {".html", ".htm", ".xhtml"}:
        page = BeautifulSoup(text_of(path), "html.parser")
        ours = page.select_one("[data-entry], [data-knowledge]")
        return own.read_page(path, page) if ours else pages.read_file(path)
    if suffix in {".yaml", ".yml"}:
        return own.read_yaml(path)
    old = table("importing")["old"].get(suffix)
    raise ImportingError(old or f"Diese Art von Datei wird nicht gelesen. Möglich sind: {formats()}.")
