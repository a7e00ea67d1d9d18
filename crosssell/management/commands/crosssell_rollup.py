"""Count what visitors viewed and bought since the last time; for shops that use cron."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crosssell import viewing
from crosssell.buffer import StreamAway


class Command(BaseCommand):
    """Does what the task crosssell.tasks.roll_up does every minute."""

    help = (
        "Adds the views that pages have noted to the counts of the day, and removes the days "
        "that are older than KEEP_VIEW_DAYS. The next crosssell_refresh recommends by them."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = viewing.roll_up()
        except StreamAway as error:
            raise CommandError(f"{error} Nothing is lost; try again later.") from error
        if options["verbosity"]:
            self.stdout.write(f"{found} events counted.")
