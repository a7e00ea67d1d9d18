"""The checks of a shop that has just plugged crosssell in: apps and addresses that are missing."""

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.checks import CheckMessage
from django.test import override_settings
from django.urls import include, path

from crosssell import checks

README = Path(__file__).parents[2] / "README.md"


def ids(messages: list[CheckMessage]) -> list[str]:
    return [message.id for message in messages]


NEEDED = [
    ("import_export", "the matrix cannot be imported or exported"),
    ("reversion", "no history is kept, so nothing can be restored"),
    ("django_htmx", "its script is not found; with a manifest of static files, pages fail"),
    ("rest_framework", "the API cannot be browsed"),
    ("drf_spectacular", "the API does not describe itself"),
    ("drf_spectacular_sidecar", "the description of the API is an empty page"),
    ("django_celery_beat", "no refresh is scheduled, so cron must run crosssell_refresh"),
]


@pytest.mark.parametrize(("name", "loss"), NEEDED)
def test_a_missing_app_is_named(name: str, loss: str) -> None:
    fewer = [app for app in settings.INSTALLED_APPS if app != name]
    with override_settings(INSTALLED_APPS=fewer):
        (found,) = checks.check_apps()
    assert found.id == "crosssell.W006"
    assert found.msg == f"{name} is not in INSTALLED_APPS: {loss}."


def test_every_app_that_we_need_is_in_the_readme() -> None:
    step = next(line for line in README.read_text().splitlines() if line.startswith("2."))
    assert [name for name in checks.APPS if f'`"{name}"`' not in step] == []
    assert checks.APPS.keys() == {"django.contrib.admin", *(name for name, _ in NEEDED)}


def addresses(monkeypatch: pytest.MonkeyPatch, *patterns: object) -> str:
    module = ModuleType("some_addresses")
    module.urlpatterns = list(patterns)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module.__name__


OURS = path("crosssell/", include("crosssell.urls"))
ADMIN = path("admin/", admin.site.urls)


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ([], ["crosssell.E003", "crosssell.W007"]),
        ([ADMIN], ["crosssell.E003"]),
        ([OURS], ["crosssell.W007"]),
        ([OURS, ADMIN], []),
    ],
)
def test_addresses_that_are_not_there_are_named(
    monkeypatch: pytest.MonkeyPatch, patterns: list[object], expected: list[str]
) -> None:
    with override_settings(ROOT_URLCONF=addresses(monkeypatch, *patterns)):
        assert ids(checks.check_addresses()) == expected


@override_settings(ROOT_URLCONF="")
def test_a_project_without_addresses_is_left_alone() -> None:
    assert checks.check_addresses() == []


WITHOUT_HISTORY = """
import os
from tests import settings as shop
shop.INSTALLED_APPS.remove("reversion")
import django
django.setup()
from crosssell import checks
from crosssell.admin.history import log
assert not log.enabled()
print([found.msg for found in checks.check_apps()])
"""


def test_a_shop_without_the_history_starts_and_is_told() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT_HISTORY],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=README.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "reversion is not in INSTALLED_APPS: no history is kept" in ran.stdout
