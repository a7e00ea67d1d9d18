"""Reads the small tables beside this module: `left = right` lines, `#` starts a comment line."""

from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> dict[str, str]:
    """The table `tables/<name>.txt` as a mapping; a line without ` = ` or a double key is an error.

    An empty right side is a value too (the word list drops such words).
    """
    text = files("shop.demo").joinpath("tables", f"{name}.txt").read_text(encoding="utf-8")
    rows: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        left, sign, right = line.partition(" =")
        if not sign:
            raise ValueError(f"tables/{name}.txt line {number}: write it as 'left = right'")
        if left.strip() in rows:
            raise ValueError(f"tables/{name}.txt line {number}: {left.strip()!r} is there twice")
        rows[left.strip()] = right.strip()
    return rows
