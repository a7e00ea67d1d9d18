"""SQL written by hand names tables as the models do."""

import re
from pathlib import Path

from django.apps import apps

import crosssell

ROOT = Path(crosssell.__file__).parent
NAMED = re.compile(r"(?:FROM|JOIN) ((?:catalogue|offer|partner|order|reviews|crosssell)_\w+)")


def test_every_table_of_a_statement_exists() -> None:
    named = {
        table
        for folder in ("models", "oscar")
        for path in (ROOT / folder).glob("*.py")
        for table in NAMED.findall(path.read_text())
    }
    assert {"crosssell_pair", "catalogue_product", "offer_rangeproduct"} <= named
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert named <= known
