"""The parts of `make test`: together they run every test, and each file is read where it must."""

import ast
from pathlib import Path

from tests.conftest import COMPILED

ROOT = Path(__file__).parents[2]
KERNELS = set((ROOT / "crosssell/core").glob("*_kernel.py"))


def imported(file: Path) -> set[Path]:
    """The files of this project that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
        elif isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
    ours = (
        name.replace(".", "/") for name in names if name.split(".")[0] in ("crosssell", "tests")
    )
    paths = (ROOT / f"{name}{end}" for name in ours for end in (".py", "/__init__.py"))
    return {path for path in paths if path.exists()}


def reached(file: Path) -> set[Path]:
    """All files that a file needs, itself included."""
    found: set[Path] = set()
    left = [file]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += imported(one)
    return found


def test_what_runs_a_compiled_loop_runs_compiled_too() -> None:
    assert len(KERNELS) == 4
    for file in sorted((ROOT / "tests/core").glob("test_*.py")):
        name = file.relative_to(ROOT).as_posix()
        compiled = bool(reached(file) & KERNELS)
        assert compiled == name.startswith(COMPILED), (
            f"{name}: what it imports and COMPILED in tests/conftest.py do not agree."
        )


def test_make_asks_for_the_parts_that_are_known() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "$(COUNTED) tests/core ||" in recipe
    assert '-m "not postgres and not pure" tests ||' in recipe
    assert '-m "postgres or both" tests ||' in recipe
