"""Make a shop ready: the merchants' group, standard placements, the schedule of the refresh."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext

from crosssell.management import defaults, merchants, schedule


class Command(BaseCommand):
    help = (
        "Creates the group of merchants, standard placements in a shop that has none, and the "
        "schedule of the refresh. Run it as often as you like: it changes nothing that exists."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--missing",
            action="store_true",
            help="Also fill standard slots without a placement in a shop that has been set up.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        merchants.create_group(self.stdout.write)
        if options["missing"] or defaults.is_new():
            defaults.create_missing(self.stdout.write)
        else:
            self.stdout.write(
                gettext("Placements and rules are there already: kept (--missing adds to them).")
            )
        schedule.create(self.stdout.write)
