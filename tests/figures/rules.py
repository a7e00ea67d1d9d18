"""What planning a page costs among few and among many rules."""

from typing import Any

from tests.figures.probe import run_probe


def table() -> str:
    """Return the table as Markdown."""
    found: dict[str, Any] = run_probe("tests.figures.rules_probe")
    few, many = found["few"], found["many"]
    rows = [
        "## Rules",
        "",
        "Planning a product page with 4 placements of 4 products, up to the cards: conditions, "
        "candidates, products, filters and boosts. The same ten rules apply either way. CPU time, "
        "medians, alternated.",
        "",
        "| Active rules | Placements | Queries | ms | Loading the map after an edit, s |",
        "|---:|---:|---:|---:|---:|",
        f"| 10 | 10 | {few['queries']} | {few['ms']:.2f} | {few['load']:.2f} |",
        f"| 10,000 | 500 | {many['queries']} | {many['ms']:.2f} | {many['load']:.2f} |",
        "",
        f"Ratio {many['ms'] / few['ms']:.2f} (bound 1.5); {few['chosen']} and {many['chosen']} "
        "products chosen.",
    ]
    return "\n".join(rows)
