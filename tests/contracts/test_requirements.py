"""What the plugin imports is declared in pyproject.toml, and pins agree with each other."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

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


def pins(name: str) -> dict[str, str]:
    """Return distribution -> version of a requirements file."""
    lines = (ROOT / name).read_text().splitlines()
    found = [line.split("==") for line in lines if "==" in line]
    return {normal(re.sub(r"\[.*\]", "", left)): right for left, right in found}


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


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-demo.txt"])
def test_every_requirement_is_pinned(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text().splitlines() if line]
    wanted = [line for line in lines if not line.startswith(("#", "-c "))]
    assert len(pins(name)) == len(wanted)


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-demo.txt", "requirements-dev.txt"]
)
def test_constraints_agree_with_the_requirements(name: str) -> None:
    constraints = pins("constraints.txt")
    assert {
        one: version
        for one, version in pins(name).items()
        if constraints.get(one, version) != version
    } == {}
