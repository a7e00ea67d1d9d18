"""What a basket costs among few and many bundles, and among Oscar's own offers."""

from typing import Any

from tests.figures.probe import run_probe


def table() -> str:
    """Return the tables as Markdown."""
    found: dict[str, Any] = run_probe("tests.figures.bundles_probe")
    none = found["bundles"]["0"]
    few, most = found["bundles"]["10"], found["bundles"]["100000"]
    rows = [
        "## Bundles",
        "",
        "Pricing a basket of 20 lines: two bundles are complete in it, whatever else the shop "
        "has. CPU time, medians, alternated.",
        "",
        "| Active bundles | Queries | ms | More than with none |",
        "|---:|---:|---:|---:|",
    ]
    for number, one in found["bundles"].items():
        rows.append(
            f"| {int(number):,} | {one['queries']} | {one['ms']:.2f} | "
            f"{one['queries'] - none['queries']} queries, {one['ms'] - none['ms']:.2f} ms |"
        )
    rows += [
        "",
        f"Ratio of 100,000 to 10: {most['ms'] / few['ms']:.2f} (bound 1.3).",
        "",
        "Oscar's own offers of the same meaning (both products: 10 % off), with Oscar's own "
        "applicator, in the same run:",
        "",
        "| Offers | s | Bundles, s | Ratio |",
        "|---:|---:|---:|---:|",
    ]
    for number, one in found["stock"].items():
        rows.append(
            f"| {int(number):,} | {one['stock']:.3f} | {one['ours']:.4f} | "
            f"{one['stock'] / one['ours']:.0f} |"
        )
    idle = found["idle"]
    rows += [
        "",
        f"{idle['offers']:,} of the merchant's own site offers that hold nothing of the basket: "
        f"{idle['ms']:.1f} ms (bound 60), {idle['queries']} queries.",
    ]
    return "\n".join(rows)
