"""SIGKILL anywhere: the old run serves, the next refresh completes and marks the dead one."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from crosssell.refresh import refresh
from tests.shopdata import make_order, make_product

ROOT = Path(__file__).parents[2]


def findings(url: str) -> dict[str, Any]:
    """What the killing program says about a database."""
    environment = {
        **os.environ,
        "SHOP_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "shop.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.kill_refresh"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def check(found: dict[str, Any]) -> None:
    """Every place was reached, nothing was lost, every next refresh completed."""
    assert len(found) == 7
    for place, seen in found.items():
        before, after, end = seen["before"], seen["after"], seen["end"]
        assert seen["killed"], place
        served = place != "pruning"
        assert (after["live"] == before["live"]) == served, place
        assert len(after["live"]) == 1, place
        assert (after["pairs"], after["bestsellers"]) == (12, 12), place
        assert after["states"].count("running") == (1 if served else 0), place
        assert seen["next"] == 0, place
        assert (end["pairs"], end["bestsellers"], end["of failed runs"]) == (12, 12, 0), place
        assert end["live"] > after["live"], place
        assert end["states"].count("running") == 0, place
    assert end["states"].count("failed") == 6


def sell() -> None:
    """Two orders of the same three products, so 12 pairs and 12 bestsellers, and a live run."""
    products = [make_product() for _ in range(3)]
    make_order(*products)
    make_order(*products)
    refresh()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_killed_on_sqlite(tmp_path: Path) -> None:
    sell()
    path = tmp_path / "shop.sqlite3"
    with sqlite3.connect(path) as file:
        connection.connection.backup(file)
    check(findings(f"sqlite:///{path}"))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_killed_on_postgresql() -> None:
    sell()
    name = settings.DATABASES["default"]["NAME"]
    url = os.environ["SHOP_DATABASE_URL"].rpartition("/")[0]
    check(findings(f"{url}/{name}"))
