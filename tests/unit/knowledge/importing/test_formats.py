"""Each format that people have: which questions and answers are found in it, and what is noted on the way."""

import datetime
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from knowledge.importing.material import ImportingError, Material
from knowledge.importing.reading import read, read_all

PAGE = """\
<!doctype html><html><head><title>FAQ | Bücherei</title><link rel="canonical" href="https://www.b.de/faq"></head>
<body><nav><h3>Was ist neu?</h3><p>Nichts.</p></nav><main><h1>Häufige Fragen</h1>{}</main></body></html>
"""
ACCORDION = '<button aria-controls="p1">Darf ich essen?</button><div id="p1" hidden>Nur im <b>Café</b>.</div>'
SCHEMA = """\
<div itemscope itemtype="https://schema.org/FAQPage"><div itemprop="mainEntity" itemtype="https://schema.org/Question">
<h3 itemprop="name">Darf ich essen?</h3><div itemprop="acceptedAnswer" itemtype="https://schema.org/Answer">
<div itemprop="text">Nur im <b>Café</b>.</div></div></div></div>
"""
ANSWER = "Vier *W.*\n\n[X](https://a.de)"
NLU = """\
version: "3.1"
nlu:
- intent: faq/frist
  examples: |
    - leihfrist
    - Wie lange habe ich [Bücher](medium)?
- intent: preis
  examples: |
    - was kostet es
- intent: greet
  examples: |
    - hi
- intent: leer
  examples: |
    - nichts
"""
WORD = """\
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>
"""
STYLES = """\
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style></w:styles>
"""
PARTS = {
    "[Content_Types].xml": """\
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>
""",
    "_rels/.rels": """\
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>
""",
    "word/_rels/document.xml.rels": """\
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r2"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>
</Relationships>
""",
    "word/styles.xml": STYLES,
}


def found(tmp_path: Path, name: str, content: str | bytes) -> Material:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(path)


def pairs(material: Material) -> list[tuple[str, str]]:
    return [(entry.question, entry.answer) for entry in material.entries]


@pytest.mark.parametrize(
    "part",
    [
        "<h2>Darf ich essen?</h2><p>Nur im <b>Café</b>.</p>",
        "<details><summary><h3>Darf ich essen?</h3></summary><p>Nur im <strong>Café</strong>.</p></details>",
        "<dl><dt>Darf ich essen?</dt><dd>Nur im <b>Café</b>.</dd></dl>",
        "<p><strong>Darf ich essen?</strong></p><p>Nur im <b>Café</b>.</p>",
        "<p>Frage: Darf ich essen?</p><p>Antwort: Nur im <b>Café</b>.</p>",
        ACCORDION,
        SCHEMA,
    ],
)
def test_pages(tmp_path: Path, part: str) -> None:
    """However a page is built, its question and answer are found once, and nothing of what is around them."""
    material = found(tmp_path, "faq.html", PAGE.format(f"<h2>Besuch</h2>{part}"))
    assert pairs(material) == [("Darf ich essen?", "Nur im **Café**.")]
    assert (material.title, material.address) == ("Bücherei", "https://www.b.de/faq")
    assert material.entries[0].section == "Besuch"


def test_what_a_page_tells_search_engines(tmp_path: Path) -> None:
    """The questions of schema.org's JSON-LD, with the markup in their answers; what the page shows comes first."""
    told = [
        {"@type": "Question", "name": "Gibt es WLAN?", "acceptedAnswer": {"text": "<p>Ja, <b>kostenlos</b>.</p>"}},
        {"@type": "Question", "name": "Darf ich essen?", "acceptedAnswer": {"text": "Nein."}},
    ]
    script = json.dumps({"@graph": [{"@type": "FAQPage", "mainEntity": told}]})
    page = PAGE.format(f'{ACCORDION}<script type="application/ld+json">{script}</script>')
    material = found(tmp_path, "faq.html", page)
    assert pairs(material) == [("Darf ich essen?", "Nur im **Café**."), ("Gibt es WLAN?", "Ja, **kostenlos**.")]


def test_what_an_answer_on_a_page_holds(tmp_path: Path) -> None:
    """Lists, tables and links are kept, addresses completed; what gets lost is told."""
    answer = (
        '<p>Im <a href="/konto">Konto</a>, per <a href="mailto:a@b.de">Mail</a>.<br>Oder so:</p>'
        "<ol start=2><li>Karte</li><li>Theke<ul><li>links</li></ul></li></ol>"
        "<table><tr><th>Wer</th><th>Preis</th></tr><tr><td>Kinder</td><td>frei|0 €</td></tr></table>"
        '<img src="x.png" alt="Plan">'
    )
    (entry,) = found(tmp_path, "faq.html", PAGE.format(f"<h2>Wie geht das?</h2>{answer}")).entries
    assert entry.answer == (
        "Im [Konto](https://www.b.de/konto), per [Mail](a@b.de).\nOder so:\n\n2. Karte\n3. Theke\n- links\n\n"
        "| Wer | Preis |\n|---|---|\n| Kinder | frei\\|0 € |"
    )
    assert entry.remarks == ("ein Bild ist ausgelassen",)


def test_headings_that_are_no_questions(tmp_path: Path) -> None:
    """Where nothing asks, the lowest headings are taken, with the remark that they are no questions."""
    material = found(tmp_path, "x.md", "# Hilfe\n\n## Ausleihe\n\n### Leihfrist\nVier Wochen.\n")
    assert pairs(material) == [("Leihfrist", "Vier Wochen.")]
    assert "keine Frage" in material.entries[0].remarks[0]


def test_markdown(tmp_path: Path) -> None:
    """Lines that are only wrapped are joined, emphasis and lists are kept."""
    text = "# Bücherei\n\n## Ausleihe\n\n### Wie lange?\nVier\nWochen, *nur* **zwei** für DVDs.\n\n* a\n* b\n"
    material = found(tmp_path, "faq.md", text)
    assert pairs(material) == [("Wie lange?", "Vier Wochen, nur **zwei** für DVDs.\n\n- a\n- b")]
    assert (material.title, material.entries[0].section) == ("Bücherei", "Ausleihe")


def workbook(tmp_path: Path, rows: list[list[Any]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    path = tmp_path / "faq.xlsx"
    book.save(path)
    return path


def test_workbooks(tmp_path: Path) -> None:
    """The head may stand below a title and in any order; dates, numbers and bold text come as Germans write them."""
    bold = CellRichText("Vier ", TextBlock(InlineFont(b=True), "Wochen"))
    rows: list[list[Any]] = [
        ["Unsere FAQ"],
        [],
        ["Kategorie", "Antwort", "Frage", "Stand", "Varianten"],
        ["Ausleihe", bold, "Wie lange?", datetime.date(2026, 3, 1), "leihfrist; frist"],
        ["Ausweis", 20.0, "Was kostet er?", None, None],
    ]
    first, second = read(workbook(tmp_path, rows)).entries
    assert (first.question, first.answer, first.about, first.stand) == (
        "Wie lange?",
        "Vier **Wochen**",
        "Ausleihe",
        "2026-03-01",
    )
    assert first.phrases == ("leihfrist", "frist")
    assert (second.answer, second.place) == ("20", "faq.xlsx, Zeile 5")


def test_a_link_in_a_cell(tmp_path: Path) -> None:
    """A cell that leads somewhere becomes a link."""
    path = workbook(tmp_path, [["Frage", "Antwort"], ["Wo?", "Auf unserer Seite"]])
    from openpyxl import load_workbook  # noqa: PLC0415 - only this test needs it

    book = load_workbook(path)
    book["Sheet"]["B2"].hyperlink = "https://a.de/"
    book.save(path)
    assert pairs(read(path)) == [("Wo?", "[Auf unserer Seite](https://a.de/)")]


@pytest.mark.parametrize(
    "content",
    [
        "Frage;Antwort\nWie lange?;Vier Wochen\n",
        "\ufeffQuestion,Answer\nWie lange?,Vier Wochen\n",
        "Wie lange?\tVier Wochen\nWas kostet es?\tNichts, wirklich nichts\n",
        "Frage;Antwort\nWie lange?;Vier Wöchlein\n".encode("cp1252"),
        "Frage;Antwort\r\nWie lange?;Vier Wochen\r\n".encode("utf-16"),
    ],
)
def test_texts_with_separators(tmp_path: Path, content: str | bytes) -> None:
    """Whatever separates and however it is encoded; without a head the column that asks is the question."""
    question, answer = pairs(found(tmp_path, "faq.csv", content))[0]
    assert question == "Wie lange?"
    assert answer.startswith("Vier W")
    assert "ö" in answer or "Wochen" in answer


def test_rasa(tmp_path: Path) -> None:
    """Examples and answers stand in different files; what is small talk is left out, and what has no answer told."""
    (tmp_path / "nlu.yml").write_text(NLU)
    (tmp_path / "domain.yml").write_text(
        "responses:\n  utter_faq/frist:\n  - text: Vier **Wochen**\n  utter_geld:\n  - text: Nichts\n"
        "rules:\n- rule: r\n  steps:\n  - intent: preis\n  - action: utter_geld\n"
    )
    ((_, material),) = read_all([tmp_path])
    assert isinstance(material, Material)
    assert pairs(material) == [("Wie lange habe ich Bücher?", "Vier **Wochen**"), ("was kostet es", "Nichts")]
    assert material.entries[0].phrases == ("leihfrist",)
    assert [remark.split("“")[0] for remark in material.remarks] == ["„greet", "zu „leer"]


@pytest.mark.parametrize(
    "data",
    [
        {
            "qnaDocuments": [
                {"answer": "Vier *W.*\n\n[X](https://a.de)", "source": "https://a.de", "questions": ["Q?", "p"]}
            ]
        },
        {
            "Assets": {
                "Qnas": [
                    {"Answer": "Vier *W.*\n\n[X](https://a.de)", "Source": "https://a.de", "Questions": ["Q?", "p"]}
                ]
            }
        },
    ],
)
def test_qna_maker(tmp_path: Path, data: Any) -> None:
    """Both shapes of the export: the first question is the question, the others are phrases."""
    (entry,) = found(tmp_path, "kb.json", json.dumps(data)).entries
    assert (entry.question, entry.phrases, entry.sources) == ("Q?", ("p",), ("https://a.de",))
    assert entry.answer == "Vier W.\n\n[X](https://a.de)"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.xlsx", b"kein zip", "keine lesbare Excel-Datei"),
        ("a.docx", b"kein zip", "keine lesbare Word-Datei"),
        ("a.json", b"{", "keine lesbare JSON-Datei"),
        ("a.json", b"{}", "keine Fragen mit Antworten"),
        ("a.yaml", b"a: [", "kein lesbares YAML"),
        ("a.xls", b"", "als Excel-Arbeitsmappe"),
        ("a.pdf", b"", "in eine Tabelle"),
        ("a.exe", b"", "Möglich sind"),
    ],
)
def test_what_can_not_be_read(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    """Says in a sentence what the file should be."""
    with pytest.raises(ImportingError, match=told):
        found(tmp_path, name, content)


def test_word(tmp_path: Path) -> None:
    """Headings of a Word file are its sections and questions."""
    lines = (
        ("H1", "Besuch", ""),
        ("", "Text.", ""),
        ("H1", "Ausleihe", ""),
        ("H2", "Wie lange?", ""),
        ("", "Vier ", "Wochen"),
    )
    body = ""
    for style, text, bold in lines:
        body += f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
        body += f"<w:r><w:rPr><w:b/></w:rPr><w:t>{bold}</w:t></w:r></w:p>"
    with zipfile.ZipFile(tmp_path / "faq.docx", "w") as packed:
        for name, content in {**PARTS, "word/document.xml": WORD.format(body)}.items():
            packed.writestr(name, content)
    material = read(tmp_path / "faq.docx")
    assert pairs(material) == [("Wie lange?", "Vier **Wochen**")]
    assert material.entries[0].section == "Ausleihe"
