"""What the candidates of a product and of a basket cost, on SQLite and PostgreSQL.

``python -m tests.figures.serving_candidates`` prints the table.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.figures.process import ROOT, run
from tests.servers import postgres_server

PROBE = [sys.executable, "-m", "tests.figures.candidates_probe"]


def measure(url: str, folder: Path) -> dict[str, dict[str, float]]:
    """What the probe found in an empty database: {products in the shop: {what: microseconds}}."""
    place = {"SHOP_DATABASE_URL": url, "SHOP_VAR": str(folder)}
    run(["manage.py", "migrate", "--verbosity=0"], place)
    environment = {**os.environ, **place, "DJANGO_SETTINGS_MODULE": "shop.settings"}
    done = subprocess.run(PROBE, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def table() -> list[str]:
    """The lines of the table as Markdown."""
    with tempfile.TemporaryDirectory(prefix="crosssell-figures-") as name:
        folder = Path(name)
        found = {"SQLite": measure(f"sqlite:///{folder / 'shop.sqlite3'}", folder)}
        with postgres_server() as url:
            found["PostgreSQL"] = measure(url, folder)
    rows = [
        "Candidates: 50 for a product, 50 for a basket of 10 lines, from lists that are all full. "
        "Wall time, medians, shops of both sizes in turn; beside them what this machine takes for "
        "a statement that reads nothing.",
        "",
        "| Database | Products in the shop | of one product | of a basket | nothing |",
        "|---|---:|---:|---:|---:|",
    ]
    for database, sizes in found.items():
        for size, cost in sizes.items():
            cells = (f"{cost[what]:.0f} µs" for what in ("product", "basket", "nothing"))
            rows.append(f"| {database} | {int(size):,} | {' | '.join(cells)} |")
    return rows


if __name__ == "__main__":
    print("\n".join(table()))
