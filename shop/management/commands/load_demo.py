"""`manage.py load_demo`: fills the shop with real products, customers and orders."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shop.demo import complete_journey, countries, examples, load, order_log
from shop.demo.source import ShopData, SourceError
from shop.run.progress import step

DEFAULT_ORDERS = 20_000


class Command(BaseCommand):
    """Loads The Complete Journey, or any order log with --from. Safe to run again."""

    help = (
        "Fill the shop with products, customers and orders: The Complete Journey, with example "
        "rules, bundles and a threshold, or with --from any order log (Parquet or CSV). Running "
        "it again adds what is missing and doubles nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declares the command's options."""
        parser.add_argument(
            "--orders",
            default=str(DEFAULT_ORDERS),
            help="how many orders at least (whole customers are taken), or 'all' (default: "
            "%(default)s)",
        )
        parser.add_argument(
            "--products",
            type=int,
            default=4_000,
            help="how many of the most bought products (default: %(default)s)",
        )
        parser.add_argument(
            "--from",
            dest="file",
            type=Path,
            metavar="FILE",
            help="an order log, .parquet or .csv, one row for each order line",
        )
        parser.add_argument(
            "--columns",
            default="",
            metavar="PAIRS",
            help="which column is what, as order=InvoiceNo,product=StockCode,...; names: "
            + ", ".join(order_log.NAMES)
            + ". Left out names are guessed from usual column names",
        )
        parser.add_argument("--currency", help="three-letter currency of the order log's prices")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reads, cleans, checks and writes; all in one transaction, so that an error changes
        nothing. Then come a country to deliver to and the examples.
        """
        started = time.monotonic()
        wanted = _count(options["orders"])
        if not options["file"] and load.enough(complete_journey.KEY, wanted):
            self.stdout.write("The demo shop is loaded already.")
            countries.create()
            examples.create(self.stdout.write)
            return
        try:
            data = self._read(options)
            result = load.load(data, wanted)
        except SourceError as error:
            raise CommandError(str(error)) from error
        countries.create()
        for line in load.report(data, result):
            self.stdout.write(line)
        if not options["file"]:
            examples.create(self.stdout.write)
        self.stdout.write(f"Done in {time.monotonic() - started:.1f} s.")

    def _read(self, options: dict[str, Any]) -> ShopData:
        if options["products"] < 1:
            raise SourceError("--products must be 1 or more")
        file = options["file"]
        if file is None:
            if options["columns"] or options["currency"]:
                raise SourceError(
                    "--columns and --currency belong to an order log: add --from FILE"
                )
            with step("Reading The Complete Journey"):
                return complete_journey.read(options["products"])
        named = order_log.columns(options["columns"])
        with step(f"Reading {file.name}"):
            return order_log.read(file, named, options["products"], options["currency"])


def _count(text: str) -> int | None:
    if text == "all":
        return None
    if not text.isdecimal() or int(text) < 1:
        raise CommandError(f"--orders must be 'all' or a whole number from 1 up, not {text!r}")
    return int(text)
