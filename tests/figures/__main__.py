"""Measures learning and serving, prints the tables and writes docs/figures.md (`make figures`)."""

import os
import platform
import sys
from pathlib import Path

from tests.figures import bundles, learning, measurement, rules, serving, thresholds

PAGE = Path(__file__).parents[2] / "docs" / "figures.md"
HEAD = """# Figures

Measured by `make figures` on {machine}. Ratios say more than seconds: both sides of a ratio ran
on the same machine, alternated. No test asserts a time.

"""


def main() -> int:
    """Write the page; arguments ("learning", "rules" ...) measure those parts alone."""
    parts = {
        "learning": learning.table,
        "serving": serving.table,
        "rules": rules.table,
        "bundles": bundles.table,
        "thresholds": thresholds.table,
        "measurement": measurement.table,
    }
    wanted = [name for name in parts if name in sys.argv[1:]] or list(parts)
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    tables = []
    for name in wanted:
        print(f"Measuring {name}", file=sys.stderr, flush=True)
        tables.append(parts[name]())
        print(tables[-1], flush=True)
    if len(wanted) == len(parts):
        PAGE.write_text(HEAD.format(machine=machine) + "\n\n".join(tables).strip() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
