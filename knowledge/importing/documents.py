"""Texts with headings, of Markdown or Word: read as the pages that they would make."""

import io
import zipfile
from pathlib import Path

import mammoth
from markdown_it import MarkdownIt

from knowledge.importing import pages
from knowledge.importing.material import MOST_BYTES, ImportingError, Material, bytes_of, text_of


def as_html(text: str) -> str:
    """Return Markdown as HTML, with tables, and with what stands there as HTML already."""
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))


def read_markdown(path: Path) -> Material:
    """Read a Markdown file. Raises ImportingError."""
    return pages.read(as_html(text_of(path)), path.name)


def read_word(path: Path) -> Material:
    """Read a Word file. Raises ImportingError."""
    raw = bytes_of(path)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > 10 * MOST_BYTES:
                raise ImportingError("Das ist keine lesbare Word-Datei (.docx).")
        page = mammoth.convert_to_html(io.BytesIO(raw), convert_image=mammoth.images.img_element(_no_image)).value
    except (zipfile.BadZipFile, KeyError, ValueError, AttributeError, OSError) as error:
        raise ImportingError("Das ist keine lesbare Word-Datei (.docx).") from error
    return pages.read(page, path.name)


def _no_image(_: object) -> dict[str, str]:
    return {"src": "", "alt": "Bild"}
