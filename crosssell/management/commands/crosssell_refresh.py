"""Learn from orders, of the shop or of a Parquet file, which products belong together."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Refreshes the live run; with --orders and --pairs works on files and no database."""

    help = (
        "Learns from the orders which products are bought together and puts the result live. "
        "With --orders FILE --pairs FILE it reads and writes Parquet files and needs no database."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--orders",
            type=Path,
            metavar="FILE",
            help="Parquet file with order_id, product_id, ordered_at and perhaps customer_id",
        )
        parser.add_argument("--pairs", type=Path, metavar="FILE", help="Parquet file to write")
        parser.add_argument(
            "--max-order-lines",
            type=int,
            metavar="N",
            help="count pairs of an order's first N products only; 0 counts all",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.quiet = options["verbosity"] == 0
        orders, pairs = options["orders"], options["pairs"]
        if (orders is None) != (pairs is None):
            raise CommandError(
                "--orders and --pairs go together: the file to read and the file to write."
            )
        if options["max_order_lines"] is not None and options["max_order_lines"] < 0:
            raise CommandError("--max-order-lines must be 0 or more.")
        if orders is None:
            self.refresh(options["max_order_lines"])
        else:
            self.learn(orders, pairs, options["max_order_lines"])

    def learn(self, orders: Path, pairs: Path, max_order_lines: int | None) -> None:
        from crosssell.core.copurchase import learn
        from crosssell.order_file import OrderFileError, read_orders, write_pairs
        from crosssell.refresh import learning_options

        try:
            file = read_orders(orders)
            learned = learn(file.log, learning_options(max_order_lines))
            rows = write_pairs(pairs, learned, file.product_ids)
        except OrderFileError as error:
            raise CommandError(str(error)) from error
        if file.dropped:
            self.stderr.write(f"{file.dropped} lines without order, product or date were left out.")
        self.say(
            f"{len(file.log)} orders, {file.lines} lines, {len(file.product_ids)} products: "
            f"{learned.pairs} pairs, {rows} rows in {pairs}."
        )

    def refresh(self, max_order_lines: int | None) -> None:
        from crosssell.analytics import conversions
        from crosssell.refresh import RefreshRunning, refresh

        def show(percent: int, stage: str) -> None:
            if self.stderr.isatty() and not self.quiet:
                self.stderr.write(f"\r{percent:3} % {stage:<24}", ending="")

        try:
            run = refresh("command", show, max_order_lines)
        except RefreshRunning as error:
            raise CommandError(str(error)) from error
        conversions.learn()
        if self.stderr.isatty() and not self.quiet:
            self.stderr.write("")
        self.say(
            f"Run {run.pk} is live: {run.orders} orders, {run.lines} lines, "
            f"{run.products} products, {run.pairs} pairs, "
            f"{(run.finished_at - run.started_at).total_seconds():.1f} s."
        )

    def say(self, text: str) -> None:
        if not self.quiet:
            self.stdout.write(text)
