"""Runs a probe in a process and a bare shop of its own."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.contracts.bare_project import write_bare_project

ROOT = Path(__file__).parents[2]


def run_probe(module: str) -> dict[str, Any]:
    """Return the JSON that the module prints; CalledProcessError where it fails."""
    with tempfile.TemporaryDirectory(prefix="crosssell-figures-") as folder:
        write_bare_project(Path(folder))
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "settings",
            "PYTHONPATH": os.pathsep.join([folder, str(ROOT)]),
            "PYTHONWARNINGS": "ignore",
        }
        done = subprocess.run(
            [sys.executable, "-m", module], env=environment, cwd=folder, stdout=subprocess.PIPE
        )
        done.check_returncode()
        found: dict[str, Any] = json.loads(done.stdout)
        return found
