"""What must be there before the shop opens: tables, products, orders, examples, logins.

Every step looks first whether it was done before, so that a second start takes no time and undoes
nothing of what a merchant or a shopper did meanwhile.
"""

import os
from functools import partial

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from django.contrib.auth.models import Group  # noqa: E402  these need the settings
from django.contrib.sites.models import Site  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402

from crosssell.management import merchants, schedule  # noqa: E402
from shop.demo import countries, examples  # noqa: E402
from shop.run import logins  # noqa: E402
from shop.run.progress import step  # noqa: E402

Order = get_model("order", "Order")


def prepare(orders: str) -> str:
    """Make the shop ready to open; return the text that names its logins.

    `orders` says how many orders an empty shop is filled with: a number, or "all".
    """
    updated = migrate()
    known = Group.objects.filter(name=merchants.NAME).exists()
    countries.create()
    if not Order.objects.exists():
        print("Filling the empty shop, once: products, customers and orders.", flush=True)
        call_command("load_demo", orders=orders)
        Site.objects.filter(pk=1, domain="example.com").update(
            domain="localhost:8000", name="Journey Market"
        )
    if known and updated:
        renew()
    examples.create(partial(print, flush=True))
    return logins.ensure()


def renew() -> None:
    """Grant the merchants what an update brought, and schedule its tasks.

    What somebody changed in the group or the schedule stays so. What the group has no right to
    at all, and a task that is not in the schedule, count as new.
    """
    merchants.create_group(_unsaid)
    schedule.create(_unsaid)


def _unsaid(_words: str) -> None:
    pass


def migrate() -> bool:
    """Bring the database's tables up to date, with a bar that counts migrations.

    Returns whether there was anything to do.
    """
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return False
    done = 0

    def count(action: str, *_args: object) -> None:
        nonlocal done
        done += action == "apply_success"

    with step("Making the database", lambda: 100 * done / len(plan)):
        executor.progress_callback = count
        executor.migrate(executor.loader.graph.leaf_nodes(), plan)
        # What `manage.py migrate` does when it is done: content types, permissions, the site.
        from django.core.management.sql import emit_post_migrate_signal

        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    return True
