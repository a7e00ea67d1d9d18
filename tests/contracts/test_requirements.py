"""What the plugin imports is declared in pyproject.toml, and pins agree with each other."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"[A-Za-z0-9._-]+")


# kombu comes with Celery, tablib and openpyxl with import-export[xlsx]; sorl is imported only where
# it is the shop's thumbnailer.
BROUGHT_BY_OTHERS = {"kombu", "tablib", "openpyxl", "sorl-thumbnail"}


def normal(name: str) -> str:
    """Return a distribution's name the way indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(folder: Path) -> Iterator[str]:
    """Yield the top module of everything that the Python files import."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from (alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.split(".")[0]


INTEL_MAC = {"sys_platform": "darwin", "platform_machine": "x86_64"}
MACHINES = [INTEL_MAC, {**INTEL_MAC, "platform_machine": "arm64"}, {"sys_platform": "linux"}]


def pins(name: str, machine: dict[str, str]) -> dict[str, str]:
    """Return distribution -> version of a requirements file, as this machine reads it."""
    lines = (ROOT / name).read_text().splitlines()
    wanted = [Requirement(line) for line in lines if line and not line.startswith(("#", "-c "))]
    here = [one for one in wanted if one.marker is None or one.marker.evaluate(machine)]
    assert all(str(one.specifier).startswith("==") for one in here)
    found = {normal(one.name): str(one.specifier)[2:] for one in here}
    assert len(found) == len(here), "a package is pinned twice"
    return found


def test_the_plugin_declares_what_it_imports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [entry for some in project["optional-dependencies"].values() for entry in some]
    declared = {normal(NAME.match(entry)[0]) for entry in project["dependencies"] + extras}
    declared |= BROUGHT_BY_OTHERS
    owners = packages_distributions()
    foreign = set(imported(ROOT / "crosssell")) - sys.stdlib_module_names - {"crosssell"}
    undeclared = {
        module for module in foreign if not {normal(one) for one in owners[module]} & declared
    }
    assert undeclared == set()


@pytest.mark.parametrize("machine", MACHINES, ids=["intel_mac", "mac", "linux"])
@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-demo.txt", "requirements-dev.txt"]
)
def test_everything_is_pinned_once_as_the_constraints_say(
    name: str, machine: dict[str, str]
) -> None:
    constraints = pins("constraints.txt", machine)
    assert {
        one: version
        for one, version in pins(name, machine).items()
        if constraints.get(one, version) != version
    } == {}


def test_an_intel_mac_gets_the_last_numba_that_was_built_for_it() -> None:
    there, here = (pins("requirements.txt", machine) for machine in MACHINES[:2])
    differ = {one: version for one, version in there.items() if here[one] != version}
    assert differ == {"numba": "0.62.1", "numpy": "2.3.5"}
    # It wants numpy below 2.4, and brings a compiler of its own version.
    assert pins("constraints.txt", INTEL_MAC)["llvmlite"] == "0.45.1"
