"""Replay past orders through a bundle."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Prints what a bundle, draft or live, would have given in past orders."""

    help = (
        "Replays the shop's orders of the last days through a bundle, drafts too: what it would "
        "have given, what that costs, and what stands beside it. Nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bundle", help="the end of the bundle's address, or its number")
        parser.add_argument("--days", type=int, default=90, help="how many days back")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        from crosssell.simulation import MOST_DAYS, simulate

        days = options["days"]
        if not 1 <= days <= MOST_DAYS:
            raise CommandError(f"--days must be between 1 and {MOST_DAYS}.")
        result = simulate(_bundle(options["bundle"]), days=days)
        if options["json"]:
            self.stdout.write(json.dumps(result.as_dict(), indent=2))
            return
        told = f"{result.name}: {result.orders} orders of {days} days"
        if result.window_orders > result.orders:
            told += f", the newest of {result.window_orders}"
        self.stdout.write(f"{told}.")
        head = ("", "complete", "given", "sets", "discount", "of these", "worst", "margin")
        line = "{:4} {:>9} {:>7} {:>7} {:>11} {:>9} {:>11} {:>11}"
        self.stdout.write(line.format(*head))
        for one in result.in_currency:
            share = one.discount / one.given_value if one.given_value else 0
            worst = "-" if one.worst is None else str(one.worst.discount)
            margin = str(one.left) if one.known else "-"
            self.stdout.write(
                line.format(
                    one.currency, one.qualified, one.given, one.sets, str(one.discount),
                    f"{share:.1%}", worst, margin,
                )
            )  # fmt: skip
        for rival in result.rivals:
            self.stdout.write(
                f"Beside {rival.name}: {rival.orders} orders, gives {rival.before} without and "
                f"{rival.after} {rival.currency} beside it; keeps it out in {rival.kept}."
            )
        if result.discounted:
            self.stdout.write(f"{result.discounted} of them had a discount on the same lines.")
        if result.limited:
            self.stdout.write(f"Limits leave less for {result.limited} orders.")


def _bundle(named: str) -> Any:
    from crosssell.models import Bundle

    found = Bundle.objects.filter(slug=named).first()
    if found is None and named.isascii() and named.isdecimal() and len(named) < 19:
        found = Bundle.objects.filter(pk=int(named)).first()
    if found is None:
        known = Bundle.objects.order_by("slug").values_list("slug", flat=True)[:10]
        raise CommandError(f"There is no bundle {named!r}. Known: {', '.join(known) or 'none'}.")
    return found
