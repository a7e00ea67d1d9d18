"""Every no of a condition or a filter has words for the merchant."""

import ast
from pathlib import Path

import pytest

from crosssell import registry
from crosssell.admin.preview.reasons import REASONS, reason

ROOT = Path(registry.__file__).parents[1]
FILES = [path for kind in ("conditions", "filters") for path in (ROOT / kind).glob("[a-z]*.py")]


def codes_in(path: Path) -> list[str | None]:
    """The code of every verdict that the file makes; None where it is not written out."""
    found: list[str | None] = []
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not ast.unparse(node.func).startswith("Verdict"):
            continue
        given = [*node.args[1:], *(word.value for word in node.keywords if word.arg == "code")]
        if not given:
            # A plain yes carries no code.
            assert ast.unparse(node) in ("Verdict(True)", "Verdict(ok=True)")
            continue
        code = given[0]
        written = isinstance(code, ast.Constant) and isinstance(code.value, str)
        found.append(code.value if written else None)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_code_has_words(path: Path) -> None:
    codes = codes_in(path)
    assert codes, "It can never say no."
    assert None not in codes, "Write each reason code out, so that it can be found here."
    assert [code for code in codes if code not in REASONS] == []


def test_there_are_files_to_look_at() -> None:
    assert len(FILES) >= 26 + 15


def test_words_are_sentences_and_a_strange_code_reads_as_it_is_written() -> None:
    assert [code for code, words in REASONS.items() if not words.endswith(".")] == []
    assert reason("out_of_stock") == "It is out of stock."
    assert reason("") == ""
    assert reason("moon_is_full") == "Moon is full."
