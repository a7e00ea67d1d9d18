"""Send the weekly summary to the merchants who asked for it; for shops that use cron."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from crosssell.analytics import weekly


class Command(BaseCommand):
    """Does what the task crosssell.tasks.weekly_mail does on Monday morning."""

    help = (
        "Sends the summary of the last full week, once to each merchant who asked for it and may "
        "see reports, and prints to whom. A week in which nothing was measured is not told."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Send nothing, only print.")

    def handle(self, *args: Any, **options: Any) -> None:
        told = weekly.send(dry_run=options["dry_run"])
        for one in told:
            self.stdout.write(f"{one.email}: {one.state}{f' ({one.error})' * bool(one.error)}")
        if not told:
            self.stdout.write("Nobody asked for it, or there is nothing to tell.")
        failed = sum(one.state == "failed" for one in told)
        if failed:
            raise CommandError(f"{failed} of {len(told)} were not sent; the next call tries again.")
