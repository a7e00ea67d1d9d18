"""Cells of a spreadsheet go out without formulas and come back as they were."""

import pytest

from crosssell.admin.cells import escaped, plain


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "|x", "%x", "'=x", "''=x"])
def test_what_would_run_is_escaped_and_comes_back(text: str) -> None:
    assert escaped(text) == f"'{text}"
    assert plain(escaped(text)) == text


@pytest.mark.parametrize("text", ["Tea", "", "1-2", "it's", "'quoted'"])
def test_other_text_is_left_alone(text: str) -> None:
    assert escaped(text) == text
    assert plain(text) == text


def test_values_of_excel_become_text() -> None:
    values = (None, True, False, 7, 7.0, 7.5, " x ")

    assert [plain(value) for value in values] == ["", "1", "0", "7", "7", "7.5", "x"]
