"""The wheel, installed beside a bare Oscar project, holds all that a slot needs to be shown."""

import os
import shutil
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.contracts.bare_project import write_bare_project

# What they share takes long to make, so one worker has them all.
pytestmark = pytest.mark.xdist_group("wheel")

ROOT = Path(__file__).parents[2]
DATA = ("templates", "static", "locale")

SHOW = """
import crosssell
from django.contrib.staticfiles import finders
from django.test import Client
from oscar.test.factories import create_product

from crosssell.models import MatrixEntry, Placement, Rule

print("from", crosssell.__file__)
shown = create_product(title="Tea", price=4, num_in_stock=5)
mate = create_product(title="Rusk", price=2, num_in_stock=5)
MatrixEntry.objects.create(main_product=shown, companion_product=mate)
placement = Placement.objects.create(slot="product.below_description", title="Goes well with it")
placement.rules.add(Rule.objects.create(name="By hand", strategy="matrix"))
answer = Client().get(shown.get_absolute_url())
print("status", answer.status_code)
print(answer.content.decode())
"""

DESCRIBE = """
import re
from django.contrib.staticfiles import finders
from django.test import Client

raw = Client().get("/crosssell/api/schema/openapi.json")
operation = raw.json()["paths"]["/crosssell/api/slots/{slot}/"]["get"]
print("schema", raw.status_code, operation["operationId"])
docs = Client().get("/crosssell/api/schema/")
files = re.findall('(?:src|href)="/static/([^"]+)"', docs.content.decode())
lost = [file for file in files if finders.find(file) is None]
print(f"docs {docs.status_code}, {len(files)} files, not found: {lost}")
"""


def run(*command: str | Path, cwd: Path) -> str:
    """Run to the end and return what was printed; fails with all of it."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, so that nothing is left in the project's folder."""
    source = tmp_path_factory.mktemp("source")
    leave_out = shutil.ignore_patterns("__pycache__", "*.nbi", "*.nbc")
    shutil.copytree(ROOT / "crosssell", source / "crosssell", ignore=leave_out)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", source / "dist")
    run(sys.executable, *build, cwd=source)
    (built,) = (source / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def bare_project(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel, which borrows our dependencies but not our code."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder / "env", with_pip=False)
    python = folder / "env/bin/python"
    install = ("-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "-q")
    run(sys.executable, *install, wheel, cwd=folder)
    (packages,) = (folder / "env/lib").glob("python3.*/site-packages")
    (packages / "borrowed.pth").write_text("\n".join(site.getsitepackages()))
    write_bare_project(folder)
    run(python, "manage.py", "migrate", "--verbosity=0", cwd=folder)
    return folder


def test_it_holds_the_plugin_alone_and_every_data_file(wheel: Path) -> None:
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert {name.split("/")[0] for name in packed} == {"crosssell"}
    wanted = {
        str(path.relative_to(ROOT))
        for folder in DATA
        for path in (ROOT / "crosssell" / folder).rglob("*")
        if path.is_file()
    }
    assert wanted <= packed


def test_a_bare_project_passes_its_checks(bare_project: Path) -> None:
    python = bare_project / "env/bin/python"
    check = ("check", "--database", "default", "--fail-level", "ERROR")
    assert "crosssell.E" not in run(python, "manage.py", *check, cwd=bare_project)


def test_the_steps_of_the_readme_end_well(bare_project: Path) -> None:
    python = bare_project / "env/bin/python"
    for command in ("crosssell_setup", "crosssell_refresh"):
        run(python, "manage.py", command, cwd=bare_project)


def test_the_api_describes_itself(bare_project: Path) -> None:
    python = bare_project / "env/bin/python"
    printed = run(python, "manage.py", "shell", "-v0", "-c", DESCRIBE, cwd=bare_project)
    assert "schema 200 slot" in printed
    assert "docs 200, 4 files, not found: []" in printed


def test_a_slot_is_shown(bare_project: Path) -> None:
    python = bare_project / "env/bin/python"
    printed = run(python, "manage.py", "shell", "-v0", "-c", SHOW, cwd=bare_project)
    assert f"from {bare_project}/env/lib/" in printed
    assert "status 200" in printed
    assert "Goes well with it" in printed
    assert "Rusk" in printed.split("Goes well with it")[1]
