"""Measure the recommendations on orders that were not learned from."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

TITLES = {
    "bestsellers": "bestsellers",
    "raw_counts": "raw co-counts",
    "ours": "ours",
    "ours_as_stored": "ours as stored",
}
HEADS = {
    "hr_1": "HR@1",
    "hr_5": "HR@5",
    "hr_10": "HR@10",
    "standard_error": "+-",
    "mrr_10": "MRR@10",
    "ndcg_10": "NDCG@10",
    "coverage_10": "cover@10",
    "hr_10_outside_bestsellers": "HR@10 outside top 1 %",
}


class Command(BaseCommand):
    """Prints how well bestsellers, raw co-counts and our pairs foresee later orders."""

    help = (
        "Learns from the first nine tenths of the orders and asks about the rest. 'ours as stored' "
        "leaves out the pairs of fewer buyers than the setting, as a refresh does, and reads the "
        "heads of the lists for a basket, as a page does."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--orders",
            type=Path,
            metavar="FILE",
            help="Parquet file of orders; without it the orders of the shop",
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        from crosssell.core.evaluation import TooFewOrders, evaluate
        from crosssell.order_file import OrderFileError
        from crosssell.refresh import learning_options

        try:
            result = evaluate(self.log(options["orders"]), learning_options())
        except (TooFewOrders, OrderFileError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(as_json(result), indent=2))
        else:
            self.show(result)

    def log(self, path: Path | None) -> Any:
        """The orders of the file, or of the shop."""
        if path is None:
            from crosssell.oscar.orders import read_orders as read_shop

            return read_shop(()).log
        from crosssell.order_file import read_orders

        return read_orders(path).log

    def show(self, result: Any) -> None:
        self.stdout.write(
            f"Learned from {result.train_orders} orders of {result.products} products; "
            f"{result.basket_questions} questions about the baskets and {result.page_questions} "
            f"about the pages of {result.test_orders} later orders."
        )
        for place in ("basket", "page"):
            self.stdout.write(f"\n{place:<16}" + "  ".join(f"{head:>8}" for head in HEADS.values()))
            for row in result.measures:
                if row.place == place:
                    cells = (
                        f"{getattr(row, name):{max(len(head), 8)}.4f}"
                        for name, head in HEADS.items()
                    )
                    self.stdout.write(f"{TITLES[row.source]:<16}" + "  ".join(cells))


def as_json(result: Any) -> dict[str, Any]:
    """The evaluation as plain values: sizes, then place -> source -> measures."""
    answer = {name: value for name, value in asdict(result).items() if name != "measures"}
    for row in result.measures:
        measures = {name: value for name, value in asdict(row).items() if isinstance(value, float)}
        answer.setdefault(row.place, {})[row.source] = measures
    return answer
