"""A shop that has forked Oscar's ``offer`` app keeps its own Applicator, and has bundles."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.contracts.bare_project import write_bare_project

ROOT = Path(__file__).parents[2]
FORK = {
    "__init__.py": "",
    "offer/__init__.py": "",
    "offer/apps.py": """
from oscar.apps.offer import apps


class OfferConfig(apps.OfferConfig):
    name = "fork.offer"
""",
    "offer/models.py": """
from oscar.apps.offer.abstract_models import AbstractConditionalOffer


class ConditionalOffer(AbstractConditionalOffer):
    pass


from oscar.apps.offer.models import *
""",
    "offer/admin.py": "from oscar.apps.offer.admin import *\n",
    "offer/applicator.py": """
from oscar.apps.offer.applicator import Applicator as OscarsApplicator

ASKED = []


class Applicator(OscarsApplicator):
    def get_user_offers(self, user):
        ASKED.append(user)
        return super().get_user_offers(user)
""",
}
SETTINGS = """
INSTALLED_APPS[INSTALLED_APPS.index("oscar.apps.offer.apps.OfferConfig")] = (
    "fork.offer.apps.OfferConfig"
)
DATABASES["default"]["NAME"] = ":memory:"


class NoMigrations:
    def __contains__(self, app):
        return True

    def __getitem__(self, app):
        return None


MIGRATION_MODULES = NoMigrations()
"""
SCRIPT = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django
django.setup()
from django.core.checks import run_checks
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
from fork.offer.applicator import ASKED, Applicator
from oscar.core.loading import get_class
from tests import shopdata
from tests.bundled import make_bundle
from tests.pricing import apply, given
make_bundle(shopdata.make_product("Tea"), name="Tea time")
basket = apply(shopdata.make_basket(*shopdata.Product.objects.all()))
found = get_class("offer.applicator", "Applicator")
print(json.dumps({
    "below ours": [one.__module__ for one in found.__mro__[:3]],
    "asked": len(ASKED),
    "given": given(basket),
    "faults": [str(one.id) for one in run_checks() if str(one.id) in ("crosssell.W008",)],
}))
"""


def test_the_fork_is_below_ours(tmp_path: Path) -> None:
    write_bare_project(tmp_path)
    for name, source in FORK.items():
        path = tmp_path / "fork" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    with (tmp_path / "settings.py").open("a") as settings:
        settings.write(SETTINGS)
    (tmp_path / "script.py").write_text(SCRIPT)
    told = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout.splitlines()[-1]) == {
        "below ours": [
            "crosssell.wrapped.applicator",
            "fork.offer.applicator",
            "oscar.apps.offer.applicator",
        ],
        "asked": 1,
        "given": {"Tea time": [1, "0.40"]},
        "faults": [],
    }
