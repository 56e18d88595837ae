"""Spreadsheets calculate nothing that a person typed."""

import pytest

from bot.cells import harmless


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0"])
def test_a_formula_becomes_a_text(text):
    """Also one behind leading blanks."""
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("cell", ["Was ist Amt24?", "", 7, -7, None])
def test_everything_else_stays(cell):
    """Numbers are ours, and a minus before them is one."""
    assert harmless(cell) == cell
