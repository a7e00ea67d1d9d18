"""What serving costs: the product page with and without placements, queries, candidates."""

from typing import Any

from tests.figures import serving_candidates
from tests.figures.probe import run_probe


def table() -> str:
    """Return the tables as Markdown."""
    found = run_probe("tests.figures.serving_probe")
    page, bare = found["page"], found["page"]["bare"]
    added = {name: _added(page[name], bare) for name in ("one", "four", "stock")}
    rows = [
        "## Serving",
        "",
        "A product page of Oscar itself on SQLite, everything warm, CPU time, medians.",
        "",
        "| What the page shows | Queries more | ms more | Times Oscar's own list |",
        "|---|---:|---:|---:|",
    ]
    for name, label in (
        ("one", "1 placement of 4 products"),
        ("four", "4 placements of 4 products (16 cards)"),
        ("stock", "Oscar's own recommended items (4 cards)"),
    ):
        queries, ms = added[name]
        rows.append(f"| {label} | {queries} | {ms:.1f} | {ms / added['stock'][1]:.2f} |")
    rows += [
        "",
        f"The page without them: {bare['queries']} queries, {bare['ms']:.1f} ms.",
        "",
        "| The page with 4 placements, and | Queries of the whole page |",
        "|---|---:|",
        *(f"| {label} | {count} |" for label, count in found["queries"].items()),
        "",
        *serving_candidates.table(),
    ]
    return "\n".join(rows)


def _added(with_it: dict[str, Any], without: dict[str, Any]) -> tuple[int, float]:
    return with_it["queries"] - without["queries"], with_it["ms"] - without["ms"]
