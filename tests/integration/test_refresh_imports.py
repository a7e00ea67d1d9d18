"""What a web worker must not load, and what a refresh from files need not."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WEB = """
import sys, django
django.setup()
from importlib import import_module
from django.conf import settings
import_module(settings.ROOT_URLCONF)
import crosssell.refresh, crosssell.tasks
print([name for name in ("numba", "pyarrow", "scipy") if name in sys.modules])
"""
LEARNING = """
import sys
from pathlib import Path
import numpy as np
from crosssell.core.copurchase import learn
from crosssell.order_file import read_orders, write_pairs
file = read_orders(Path(sys.argv[1]))
write_pairs(Path(sys.argv[1]), learn(file.log), file.product_ids)
print([name for name in ("pandas", "django") if name in sys.modules])
"""


def loaded(program: str, *arguments: str | Path) -> str:
    """What the program prints in a process of its own."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_web_workers_stay_small() -> None:
    assert loaded(WEB) == "[]"


def test_learning_from_a_file_loads_neither_pandas_nor_django(tmp_path: Path) -> None:
    from tests.figures.order_log import Shape, write_log

    write_log(tmp_path / "orders.parquet", Shape(lines=500, products=2_000))
    assert loaded(LEARNING, tmp_path / "orders.parquet") == "[]"
