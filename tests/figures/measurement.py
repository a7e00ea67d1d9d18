"""What counting costs: the page, the roll-up, and a Redis that is away."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.figures.probe import run_probe
from tests.figures.process import ROOT, run
from tests.servers import postgres_server

PROBE = [sys.executable, "-m", "tests.figures.rollup_probe"]


def table() -> str:
    """Return the tables as Markdown."""
    page = run_probe("tests.figures.measurement_probe")
    with tempfile.TemporaryDirectory(prefix="crosssell-figures-") as name:
        folder = Path(name)
        lite = _rolled(f"sqlite:///{folder / 'shop.sqlite3'}", folder)
        with postgres_server() as url:
            post = _rolled(url, folder, "threads")
    return "\n".join([*_page(page), "", *_counted(post["threads"]), "", *_speed(lite, post)])


def _rolled(url: str, folder: Path, *arguments: str) -> dict[str, Any]:
    place = {"SHOP_DATABASE_URL": url, "SHOP_VAR": str(folder)}
    run(["manage.py", "migrate", "--verbosity=0"], place)
    environment = {**os.environ, **place, "DJANGO_SETTINGS_MODULE": "shop.settings"}
    done = subprocess.run(
        [*PROBE, *arguments], env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _page(found: dict[str, Any]) -> list[str]:
    rows = [
        "## Measurement",
        "",
        "A product page with 4 placements (16 cards), counted and not counted in turn, on SQLite. "
        "CPU time, medians; what is added is the median of the differences (bound: 1 ms and no "
        "query). What was noted is written when the response is out.",
        "",
        "| Events go to | Not counted, ms | Counted, ms | Added, ms | Queries added | "
        "After the response: ms | queries |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name in ("Redis", "table"):
        ms, queries = found[name]["ms"], found[name]["queries"]
        rows.append(
            f"| {name} | {ms['not']:.2f} | {ms['counted']:.2f} | {ms['added']:.2f} | "
            f"{queries['counted'] - queries['not']} | {ms['flush']:.2f} | "
            f"{queries['counted, flush']} |"
        )
    there = found["away"]["there"]
    rows += [
        "",
        "The same page and all that follows it, by the clock, alternated. What is lost is counted "
        "and told in the log when it begins and when it ends.",
        "",
        "| Redis | Median, ms | Beside one that is there | Slowest, ms | Events noted | lost |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, one in found["away"].items():
        rows.append(
            f"| {name} | {one['ms']:.1f} | {one['ms'] / there['ms']:.2f} | {one['slowest']:.0f} | "
            f"{one['noted']:,} | {one['lost']:,} |"
        )
    return rows


def _counted(found: dict[str, int]) -> list[str]:
    parts = [
        f"{found[f'counted {name}']:,} of {found[name]:,} {name} "
        f"({found[f'counted {name}'] / found[name]:.0%})"
        for name in ("impressions", "clicks")
    ]
    return [
        "Ten threads on the same hot products while two roll up, Redis and PostgreSQL: "
        f"{' and '.join(parts)} counted."
    ]


def _speed(lite: dict[str, Any], post: dict[str, Any]) -> list[str]:
    rows = [
        "| The roll-up, events a second | of 4 products shown | that came back |",
        "|---|---:|---:|",
    ]
    for name, one in (
        ("Redis to PostgreSQL", post["Redis"]),
        ("Redis to SQLite", lite["Redis"]),
        ("the table of SQLite", lite["table"]),
    ):
        rows.append(f"| {name} | {one['shown']:,.0f} | {one['back']:,.0f} |")
    return rows
