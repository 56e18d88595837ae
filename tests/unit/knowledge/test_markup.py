"""The little markup of answers: what it is made of, what it reads as without markup, and what is wrong with it."""

import time

import pytest

from knowledge.markup import Listing, Paragraph, Run, Table, blocks, escaped, faults, lines, links, plain

FEES = "| Wer | Gebühr | Dauer |\n|---|---|---|\n| Erwachsene | **20 €** | 12 Monate |\n| Kinder | frei | |"


def test_bold_and_links() -> None:
    """Bold text may hold a link; both may stand anywhere in a line."""
    (block,) = blocks("Ein **wichtiger [Link](https://a.de/x_(y))** und [Post](post@a.de).")
    assert block == Paragraph(
        (
            (
                Run("Ein "),
                Run("wichtiger ", bold=True),
                Run("Link", bold=True, address="https://a.de/x_(y)"),
                Run(" und "),
                Run("Post", address="post@a.de"),
                Run("."),
            ),
        )
    )


def test_lists_and_tables() -> None:
    """Lines with a dash or a number are items, lines with bars are rows; the rule below the first marks the head."""
    text, items, numbered, table = blocks(f"Es gilt:\n- eins\n– zwei\n3. drei\n\n{FEES}")
    assert text == Paragraph(((Run("Es gilt:"),),))
    assert items == Listing(((Run("eins"),), (Run("zwei"),)))
    assert numbered == Listing(((Run("drei"),),), 3)
    assert isinstance(table, Table)
    assert table.head == ((Run("Wer"),), (Run("Gebühr"),), (Run("Dauer"),))
    assert table.rows[1] == ((Run("Kinder"),), (Run("frei"),), ())


def test_a_bar_in_a_cell() -> None:
    """With a backslash before it, a bar belongs to the text."""
    (table,) = blocks("| a \\| b | c |")
    assert table == Table((), (((Run("a | b"),), (Run("c"),)),))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Siehe [hier](https://a.de).", "Siehe hier (https://a.de)."),
        ("[https://a.de](https://a.de)", "https://a.de"),
        (FEES, "Erwachsene: Gebühr 20 €; Dauer 12 Monate\nKinder: Gebühr frei"),
        ("| a | b |", "a: b"),
        ("- a\n\n 2. b **c** \\*", "- a\n\n 2. b c *"),
        ("2 * 3 ** 4 [x] (y) | z", "2 * 3 ** 4 [x] (y) | z"),
    ],
)
def test_without_markup(text: str, read: str) -> None:
    """Where nothing can be clicked, addresses stand behind their links, and rows of tables are lines."""
    assert plain(text) == read


@pytest.mark.parametrize("text", ["**a** [b](https://c.de) \\* ", "| a |\n  | b", "\\\\[x](y)", "**", "a\n\n- b"])
def test_what_persons_write_is_no_markup(text: str) -> None:
    """Quoted, it reads as it was written."""
    assert plain(escaped(text)) == text
    assert all(run.address is None and not run.bold for line in lines(escaped(text)) for run in line)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a **b", "paarweise"),
        ("| a | b |\n|---|---|\n| c |", "verschieden viele Spalten"),
        ("|" + " a |" * 6, "größer als"),
        ("| a |\n" * 21, "größer als"),
    ],
)
def test_faults(text: str, fault: str) -> None:
    """Marks that stand alone, and tables that nobody could read on a phone."""
    assert any(fault in found for found in faults(text))
    assert list(faults(FEES)) == []


def test_links() -> None:
    """The targets of all links are known, those in tables too."""
    assert list(links("| [a](x) | b |\n\n- [c](y)\n- d")) == ["x", "y"]


@pytest.mark.parametrize("sign", ["**", "[", "[a](", "**a", "\\", "|", "**a *", "[a](b", "- "])
def test_in_linear_time(sign: str) -> None:
    """Whatever is repeated, a long text is read quickly."""
    start = time.process_time()
    text = sign * 20_000
    blocks(text)
    plain(escaped(text))
    assert time.process_time() - start < 2
