"""Give back what nobody gave back in time; for shops that use cron."""

from typing import Any

from django.core.management.base import BaseCommand

from crosssell import earned, giving_back, tier_holds
from crosssell.analytics import results


class Command(BaseCommand):
    """Does what the task crosssell.tasks.sweep does every five minutes."""

    help = (
        "Gives back the room of bundles that was held for a payment which never came, and what "
        "cancelled orders had used; makes vouchers that orders have earned and did not get; keeps "
        "the results of tests that have ended."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        swept = giving_back.sweep()
        made = earned.sweep()
        tier_holds.sweep()
        kept = results.keep_ended()
        if options["verbosity"]:
            self.stdout.write(
                f"{swept.expired} holds had ended, {swept.refused} uses were of cancelled orders."
            )
            if made:
                self.stdout.write(f"{made} vouchers that orders had earned were made.")
            if kept:
                self.stdout.write(f"{kept} results of tests that have ended were kept.")
