"""The example placements, rules, bundles and threshold of the demo shop, the run they need, and
sample figures of them, once each."""

from collections.abc import Callable

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, transaction

from crosssell.management import merchants
from crosssell.models import Run
from shop.demo import bundle_rows, rule_rows, samples, threshold_rows
from shop.run.progress import step


def create(say: Callable[[str], None]) -> None:
    """Add what was never there; what somebody changes or throws away later stays so."""
    if not Group.objects.filter(name=merchants.NAME).exists():
        # Both or neither.
        with transaction.atomic():
            call_command("crosssell_setup")
            made = rule_rows.create()
        say(f"Added {made} example rules.")
    learn()
    if bundle_rows.is_new():
        with step("Example bundles"):
            made = bundle_rows.create()
        say(f"Added {made} example bundles.")
    if threshold_rows.is_new():
        made = threshold_rows.create()
        say(f"Added an example threshold of {made} tiers.")
    if samples.is_new():
        with step("Sample figures"):
            samples.create()
        say(f"Added sample figures for the reports. Take them out: {samples.HOW_TO_REMOVE}")


def learn() -> None:
    """Refresh the co-purchase statistics where no run is live yet; later, beat does it."""
    if Run.objects.filter(state=Run.State.LIVE).exists():
        return

    def percent() -> float:
        newest = Run.objects.order_by("-pk").values_list("progress", flat=True).first()
        connection.close()
        return float(newest or 0)

    with step("Learning what is bought together", percent):
        call_command("crosssell_refresh", verbosity=0)
