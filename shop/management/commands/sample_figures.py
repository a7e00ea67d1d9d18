"""`manage.py sample_figures`: made-up figures for the reports, in and out."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shop.demo import samples


class Command(BaseCommand):
    """Adds the demo's sample figures, or takes them out."""

    help = (
        "Add made-up figures of the last eight weeks to the reports, marked as samples, and two "
        "sample tests that nobody is in; with --remove take them out. Figures that the shop has "
        "counted itself stay as they are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declares the command's options."""
        parser.add_argument("--remove", action="store_true", help="take the sample figures out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many rows it has added or removed."""
        if options["remove"]:
            self.stdout.write(f"Removed {samples.remove():,} rows of sample figures.")
            return
        if samples.are_there():
            raise CommandError(f"Sample figures are in already. Remove: {samples.HOW_TO_REMOVE}")
        self.stdout.write(f"Added {samples.create():,} rows of sample figures.")
