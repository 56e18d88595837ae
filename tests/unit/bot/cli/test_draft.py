"""`lotsenbot draft`: letters as people paste them and as programs save them."""

import json
from email.message import EmailMessage

import pytest
from click.testing import CliRunner

from bot.cli.draft import draft
from bot.cli.letterfile import read_letter

TEXT = "Guten Tag,\n\nwas ist Amt24? Größe?\n\nGruß\nPetra Schulze"


def mail(**parts: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "p.schulze@example.org", "lotsen@example.org", "Frage für Sie"
    [(kind, text)] = parts.items()
    made.set_content(text, subtype=kind)
    return made


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        f"\n\n{TEXT}\xa0\n".encode(),
    ],
)
def test_plain_text(content: bytes) -> None:
    """In whatever way it was written."""
    assert read_letter(content) == TEXT


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_a_saved_mail(encoding: str) -> None:
    """Its subject and its text, without heads and attachments."""
    made = mail(plain="")
    made.set_content(TEXT, cte=encoding)
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    for content in (made.as_bytes(), made.as_bytes().replace(b"\n", b"\r\n"), b"From x\n" + made.as_bytes()):
        assert read_letter(content) == f"Betreff: Frage für Sie\n\n{TEXT}"


def test_a_saved_mail_that_is_a_page() -> None:
    """Paragraphs and lists stay apart."""
    page = "<style>p {}</style><p>Hallo,</p><ul><li>Was ist Amt24?</li><li>Wer?</li></ul>Ende"
    lines = [line for line in read_letter(mail(html=page).as_bytes()).splitlines() if line]
    assert lines == ["Betreff: Frage für Sie", "Hallo,", "- Was ist Amt24?", "- Wer?", "Ende"]


def test_a_pasted_head_makes_no_saved_mail() -> None:
    """Whoever pastes a mail leaves a few lines of its head, which are a part of the text."""
    pasted = "Von: Petra\nAn: Lotsen\nBetreff: Frage\n\nWas ist Amt24?"
    assert read_letter(pasted.encode()) == pasted


def test_a_mail_in_a_set_of_characters_that_nobody_knows() -> None:
    """It is read as well as can be."""
    content = mail(plain="Was ist Amt24?").as_bytes().replace(b"utf-8", b"klingon-1")
    assert "Was ist Amt24?" in read_letter(content)


@pytest.mark.parametrize("content", [b"a: b\n" * 50_000, b"a:\n " * 50_000, b"\n" * 200_000, b"x" * 400_000])
def test_long_files_are_read_at_once(content: bytes) -> None:
    """Two hundred thousand bytes of any sort take no noticeable time."""
    assert len(read_letter(content)) <= len(content)


def test_the_draft(tmp_path) -> None:
    """From the standard input or a file, as text or in parts."""
    shown = CliRunner().invoke(draft, input=TEXT)
    assert shown.output.startswith("Guten Tag Petra Schulze,\n\nvielen Dank für Ihre Nachricht.")
    assert "[bitte ergänzen: Name]" in shown.output
    (tmp_path / "mail.txt").write_text(TEXT, "utf-8")
    told = json.loads(CliRunner().invoke(draft, [str(tmp_path / "mail.txt"), "--json"]).output)
    assert told["text"] == shown.output.rstrip("\n")
    assert told["answers"][0]["entries"]


def test_nothing_to_answer() -> None:
    """An empty letter is a mistake, one without a question is not."""
    assert CliRunner().invoke(draft, input="\n").exit_code == 2
    asked_nothing = CliRunner().invoke(draft, input="Anbei die Liste.\n\nGruß\nMax")
    assert (asked_nothing.exit_code, "keine Frage gefunden" in asked_nothing.output) == (0, True)
    assert json.loads(CliRunner().invoke(draft, ["--json"], input="Anbei die Liste.").output)["answers"] == []
