"""Count what pages have noted since the last time; for shops that use cron."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crosssell.analytics.rollup import roll_up


class Command(BaseCommand):
    """Does what the task crosssell.tasks.roll_up does every minute."""

    help = (
        "Adds what pages have noted to the counts of the day: what visitors viewed, what widgets "
        "showed, what was seen, clicked and put in baskets, who met a test. Then measures the "
        "orders that may owe something to it. Removes the days of views that are older than "
        "KEEP_VIEW_DAYS. The next crosssell_refresh recommends by what was viewed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = roll_up(timezone.now())
        if options["verbosity"]:
            self.stdout.write(
                f"{found.views} views, {found.widgets} widgets with {found.impressions} "
                f"recommendations, {found.empty} empty; {found.viewable} came into view, "
                f"{found.clicks} clicks, {found.touches} put in baskets; {found.again} sent again. "
                f"{found.exposed} events of tests. "
                f"{found.measured} orders measured, {found.remeasured} once more."
            )
        if found.bad:
            self.stdout.write(f"{found.bad} entries are no events and were left out.")
        if found.failed:
            raise CommandError(" ".join(found.failed))
