"""Measures learning: against DuckDB and pandas, on a log ten times as large, on shops' tables.

``python -m tests.figures.learning`` prints the tables; FIGURES_RUNS (5) says how often each engine
runs. It needs about 15 GB of disk and, for pandas, 13 GB of memory.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from pathlib import Path

import duckdb

from tests.figures.order_log import Shape, planted, write_log
from tests.figures.process import Took, alternate, medians, run
from tests.figures.shop_tables import fill_postgres, fill_sqlite

RUNS = int(os.environ.get("FIGURES_RUNS", "5"))
LARGE = Shape(lines=100_000_000, products=50_000)
SMALL_SHOP = Shape(lines=120_000, products=4_000)
DIFFERENCES = """
SELECT count(*) FILTER (a.score IS NOT NULL),
    count(*) FILTER (a.orders_together = b.orders_together),
    count(*) FILTER (abs(a.score / b.score - 1) < 1e-9), count(*)
FROM '{ours}' a FULL JOIN '{theirs}' b USING (place, product_id, partner_id)
"""
FIRST_PARTNERS = """
SELECT product_id, partner_id FROM '{ours}' WHERE place = 'page' AND rank = 1
"""


def refresh(orders: Path, pairs: Path) -> list[str | Path]:
    """The command line of our learning from file to file, every pair of every order counted."""
    files = ["--orders", orders, "--pairs", pairs]
    return ["manage.py", "crosssell_refresh", *files, "--max-order-lines", "0"]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def compare(folder: Path) -> list[str]:
    """Rows of the table of engines, on the log of ten million lines."""
    say("Writing a log of 10 million lines")
    orders, ours, theirs = (folder / f"{name}.parquet" for name in ("orders", "ours", "duckdb"))
    shape = Shape()
    lines = write_log(orders, shape)
    first = run(refresh(orders, ours), {"NUMBA_CACHE_DIR": str(folder / "cold")})
    run(refresh(orders, ours))
    duck = ["-m", "tests.figures.rival_duckdb", orders, theirs]
    merge = ["-m", "tests.figures.rival_pandas", orders, folder / "pandas.parquet"]
    commands = {"crosssell": refresh(orders, ours), "DuckDB": duck, "pandas": merge}
    took = {name: medians(each) for name, each in alternate(commands, RUNS).items()}
    best = took["crosssell"]
    rows = [
        f"{lines:,} order lines of {shape.products:,} products, from Parquet to the scored top 50 "
        f"for page and basket. Each engine is a fresh process; median of {RUNS}, alternated. Ours "
        "also counts different buyers; the rivals are spared that.",
        "",
        "| engine | wall s | peak MB | ours / its wall | ours / its peak |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, figures in took.items():
        rows.append(
            f"| {name} | {figures.seconds:.1f} | {figures.megabytes:,.0f} "
            f"| {best.seconds / figures.seconds:.2f} | {best.megabytes / figures.megabytes:.2f} |"
        )
    rows += ["", f"The very first run compiles its loops once and took {first.seconds:.1f} s."]
    return [*rows, *same_pairs(orders, ours, theirs, shape)]


def same_pairs(orders: Path, ours: Path, theirs: Path, shape: Shape) -> list[str]:
    """Compares every stored pair with DuckDB's, buyers counted, and looks for the planted pairs."""
    run(["-m", "tests.figures.rival_duckdb", orders, theirs, "--buyers"])
    words = {"ours": ours, "theirs": theirs}
    ((stored, same_count, same_score, either),) = duckdb.sql(DIFFERENCES.format(**words)).fetchall()
    found = set(duckdb.sql(FIRST_PARTNERS.format(**words)).fetchall())
    wanted = planted(shape)
    first = sum(pair[::-1] in found for pair in wanted)
    return [
        f"Of {stored:,} stored rows ({either:,} in either answer), {same_count:,} have DuckDB's "
        f"number of common orders and {same_score:,} its score. Of {len(wanted)} planted pairs, "
        f"{first} lead the list of the planted partner.",
    ]


def large(folder: Path) -> list[str]:
    """A row for the log of a hundred million lines."""
    say("Writing a log of 100 million lines")
    orders = folder / "large.parquet"
    lines = write_log(orders, LARGE)
    took = run(refresh(orders, folder / "large_pairs.parquet"))
    orders.unlink()
    name = f"{lines:,} lines of {LARGE.products:,} products, Parquet to Parquet"
    return [row(name, took, "8 GB")]


def row(name: str, took: Took, bound: str) -> str:
    return f"| {name} | {took.seconds:.1f} | {took.megabytes:,.0f} | {bound} |"


def small_shop(folder: Path) -> list[str]:
    """Rows for a shop of 20,000 orders on SQLite: from Oscar's tables to the live run, and a
    back-test of the standard rules."""
    say("A shop of 20,000 orders on SQLite")
    database, log = folder / "shop.sqlite3", folder / "small.parquet"
    lines = write_log(log, SMALL_SHOP)
    place = {"SHOP_DATABASE_URL": f"sqlite:///{database}", "SHOP_VAR": str(folder)}
    run(["manage.py", "migrate", "--verbosity=0"], place)
    with sqlite3.connect(database) as connection:
        fill_sqlite(connection, log)
    command = ["manage.py", "crosssell_refresh"]
    took = medians([run(command, place) for _ in range(RUNS)])
    run(["manage.py", "crosssell_setup", "--verbosity=0"], place)
    replay = ["manage.py", "crosssell_backtest", "1", "--orders=5000"]
    replayed = medians([run(replay, place) for _ in range(min(RUNS, 3))])
    return [
        row(f"SQLite: {lines:,} lines of 20,000 orders to the live run", took, "5 s"),
        row("SQLite: back-test of 5,000 orders, learning included", replayed, "60 s"),
    ]


def large_shop(folder: Path) -> list[str]:
    """A row for a shop of ten million lines on PostgreSQL, from Oscar's tables to the live run."""
    import psycopg

    from tests.servers import postgres_server

    say("A shop of 10 million lines on PostgreSQL")
    with postgres_server() as url:
        place = {"SHOP_DATABASE_URL": url, "SHOP_VAR": str(folder)}
        run(["manage.py", "migrate", "--verbosity=0"], place)
        with psycopg.connect(url, autocommit=True) as connection:
            fill_postgres(connection, folder / "orders.parquet")
        took = medians(
            [run(["manage.py", "crosssell_refresh"], place) for _ in range(min(RUNS, 3))]
        )
    return [row("PostgreSQL: 10 million lines to the live run", took, "30 s, 3 GB")]


def table() -> str:
    """The measured figures as Markdown."""
    with tempfile.TemporaryDirectory(prefix="crosssell-figures-") as name:
        folder = Path(name)
        rows = ["## Learning", "", *compare(folder), ""]
        rows += ["| whole way | wall s | peak MB | bound |", "|---|---:|---:|---:|"]
        rows += small_shop(folder) + large_shop(folder) + large(folder)
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
