"""What the form of a test sends."""

from typing import Any


def part_row(name: str, per_cent: str, holdout: bool = False, **held: Any) -> dict[str, Any]:
    """A part, such as ``part_row("A", "50", rules=[rule])``."""
    row: dict[str, Any] = {"name": name, "per_cent": per_cent}
    if holdout:
        row["holdout"] = "on"
    return row | {name: [str(one.pk) for one in rows] for name, rows in held.items()}


def experiment_form(*parts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A new test with these parts; ``changes`` are fields of the test."""
    rows = {
        f"variants-{place}-{name}": value
        for place, row in enumerate(parts)
        for name, value in row.items()
    }
    return {
        "name": "Does it help?",
        "note": "",
        "smallest_lift": "5",
        "currency": "",
        "variants-TOTAL_FORMS": str(len(parts)),
        "variants-INITIAL_FORMS": "0",
        "variants-MIN_NUM_FORMS": "0",
        "variants-MAX_NUM_FORMS": "6",
        **rows,
        **changes,
    }
