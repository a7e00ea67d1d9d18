"""Plugins of other packages, named in CROSSSELL["PLUGINS"], are loaded when Django starts."""

import sys
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from crosssell import registry

PLUGIN = """
from crosssell.core.data import Verdict
from crosssell.registry import condition

@condition("moon_is_full", label="The moon is full")
def moon_is_full(page, args):
    return Verdict.when(True, "moon_not_full")
"""


def test_a_named_module_registers_its_plugin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    (tmp_path / "shop_with_a_moon.py").write_text(PLUGIN)
    monkeypatch.syspath_prepend(tmp_path)
    settings.CROSSSELL = {"PLUGINS": ["shop_with_a_moon"]}
    try:
        apps.get_app_config("crosssell").ready()
        assert registry.table.plugins["conditions"]["moon_is_full"].label == "The moon is full"
    finally:
        sys.modules.pop("shop_with_a_moon", None)
        registry.table.plugins["conditions"].pop("moon_is_full", None)


def test_a_module_that_is_not_there_stops_the_start(settings: Any) -> None:
    settings.CROSSSELL = {"PLUGINS": ["shop_with_no_such_moon"]}
    with pytest.raises(ModuleNotFoundError, match="shop_with_no_such_moon"):
        apps.get_app_config("crosssell").ready()
