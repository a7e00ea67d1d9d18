"""Replay past orders through a placement's rules."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext


class Command(BaseCommand):
    """Prints what the placement's rules would have hit, beside what is live and bestsellers."""

    help = (
        "Replays the shop's last orders through a placement with all its rules, drafts too, on "
        "what can be learned from the orders before them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("placement", type=int, help="the placement's number")
        parser.add_argument("--orders", type=int, default=5_000, help="how many of the last orders")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        from crosssell.backtest import CannotTest, backtest

        if options["orders"] < 1:
            raise CommandError("--orders must be 1 or more.")
        try:
            result = backtest(options["placement"], options["orders"])
        except CannotTest as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(result.as_dict(), indent=2))
            return
        asked = gettext("%(asked)d orders from %(first)s to %(last)s, learned from %(learned)d.")
        self.stdout.write(
            asked
            % {
                "asked": result.asked,
                "first": result.first[:10],
                "last": result.last[:10],
                "learned": result.learned_orders,
            }
        )
        head = ("", "hit rate", "+-", "empty", "short", "coverage", "revenue")
        self.stdout.write("{:12} {:>8} {:>6} {:>7} {:>7} {:>8}  {}".format(*head))
        for one in result.sources:
            revenue = ", ".join(f"{paid} {name}" for name, paid in one["revenue"].items())
            self.stdout.write(
                f"{one['code']:12} {one['hit_rate']:8.2%} {one['standard_error']:6.2%} "
                f"{one['empty']:7.2%} {one['short']:7.2%} {one['coverage']:8.2%}  {revenue or '-'}"
            )
