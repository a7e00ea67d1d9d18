"""Fixtures for every test; docs/testing.md shows how to use them."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, settings

from crosssell import placements
from tests import proofs

pytest_plugins = [
    "tests.servers",
    # Before those that import it.
    "tests.visitor",
    "tests.chromium",
    "tests.buffered",
    "tests.flushing",
    "tests.sampled",
]

# Whole folders that prove nothing on SQLite, which knows neither row locks nor parallel writers.
POSTGRES_FOLDERS = ("tests/races/", "tests/browser/")
# What of tests/core runs a compiled loop (tests/contracts/test_parts.py): it is run both ways, the
# rest once.
COMPILED = ("tests/core/test_copurchase", "tests/core/test_customers.py")
_ON_POSTGRES = re.compile(r"\bmark\.(postgres|both)\b")

# How slow a machine is fails no test; on CI Hypothesis itself leaves its clock alone.
settings.register_profile(
    "no clock", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("no clock")
# How many examples the properties of money are shown on (tests/proofs.py).
for _name, _examples in proofs.PROFILES.items():
    settings.register_profile(_name, settings.get_profile("no clock"), max_examples=_examples)


def _is_pure(path: str) -> bool:
    return path.startswith("tests/core/") and not path.startswith(COMPILED)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out files none of whose tests -m asks for: reading all of them takes its time."""
    inside = collection_path.is_relative_to(config.rootpath)
    if not (inside and collection_path.name.startswith("test_")):
        return None
    path = collection_path.relative_to(config.rootpath).as_posix()
    asked = config.option.markexpr
    if asked == "postgres or both":
        marked = path.startswith(POSTGRES_FOLDERS) or _ON_POSTGRES.search(
            collection_path.read_text(encoding="utf-8")
        )
        return None if marked else True
    if "not pure" in asked and _is_pure(path):
        return True
    return True if "not postgres" in asked and path.startswith(POSTGRES_FOLDERS) else None


# First, so that -m sees the marks.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark every test of the folders that need PostgreSQL; leave out what SQLite alone has."""
    for item in items:
        if item.nodeid.startswith(POSTGRES_FOLDERS):
            item.add_marker("postgres")
        if _is_pure(item.nodeid):
            item.add_marker("pure")
    if connection.vendor != "sqlite":
        others = [item for item in items if item.get_closest_marker("sqlite")]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist hands over what it has counted."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["held"] = dict(proofs.held)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What a worker has counted counts here."""
    proofs.held.update(getattr(node, "workeroutput", {}).get("held", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many examples the properties of money were shown on."""
    if said := proofs.told():
        terminalreporter.write_line(said)


@pytest.fixture(autouse=True)
def _right_database(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.fail(
            "This test needs PostgreSQL. Run it as: "
            f"python -m tests.servers pytest '{request.node.nodeid}'",
            pytrace=False,
        )


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()
    placements.forget()


@pytest.fixture
def search_index(db: None) -> Iterator[Callable[[], None]]:
    """Return a function that indexes all products; the index is empty again after the test."""

    def index() -> None:
        call_command("rebuild_index", interactive=False, verbosity=0)

    yield index
    call_command("clear_index", interactive=False, verbosity=0)
