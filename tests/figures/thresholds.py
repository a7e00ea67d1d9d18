"""What a basket costs among thresholds."""

from typing import Any

from tests.figures.probe import run_probe


def table() -> str:
    """Return the table as Markdown."""
    found: dict[str, Any] = run_probe("tests.figures.thresholds_probe")
    none = found["0"]
    rows = [
        "## Thresholds",
        "",
        "Pricing a basket of 20 lines that has reached half of the tiers of each threshold. CPU "
        "time, medians, alternated.",
        "",
        "| Thresholds | Tiers of each | Queries | ms | More than with none |",
        "|---:|---:|---:|---:|---:|",
    ]
    for number, one in found.items():
        rows.append(
            f"| {number} | {one['tiers']} | {one['queries']} | {one['ms']:.2f} | "
            f"{one['queries'] - none['queries']} queries, {one['ms'] - none['ms']:.2f} ms |"
        )
    return "\n".join(rows)
