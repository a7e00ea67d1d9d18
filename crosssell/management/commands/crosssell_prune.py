"""Remove what has been kept for long enough; for shops that use cron."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone


class Command(BaseCommand):
    """Does what the task crosssell.tasks.prune does every day."""

    help = (
        "Removes raw events older than KEEP_EVENT_DAYS, who put what in the basket and visitors "
        "of tests that are over older than KEEP_TOUCH_DAYS, daily counts and what orders brought "
        "older than KEEP_COUNT_DAYS. A few rows at a time; run it as often as you like."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what there is")

    def handle(self, *args: Any, **options: Any) -> None:
        from crosssell.analytics.retention import prune

        found = prune(timezone.now(), options["dry_run"])
        if not options["verbosity"]:
            return
        verb = "Would remove" if options["dry_run"] else "Removed"
        for one in found.kinds:
            self.stdout.write(f"{verb} {one.count:,} {one.what} (older than {one.days:,} days).")
