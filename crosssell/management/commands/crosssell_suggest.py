"""Suggest bundles from what sells together."""

import json
from argparse import ArgumentParser
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Prints the suggested bundles, best first; makes drafts of the first ones."""

    help = (
        "Sets of two or three products that sell together, with a proposed discount and what it "
        "would have cost in the last 90 days. --draft N saves the first N as drafts, which are off."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--most", type=int, default=20, help="how many suggestions")
        parser.add_argument("--percent", type=int, default=10, help="the usual discount")
        parser.add_argument(
            "--least-margin", type=int, default=10, help="per cent of the price that must be left"
        )
        parser.add_argument("--draft", type=int, default=0, metavar="N", help="save the first N")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        from crosssell.suggestions import draft, survey

        for name, least, most in (
            ("most", 1, 200), ("percent", 1, 50), ("least_margin", 0, 99), ("draft", 0, 200),
        ):  # fmt: skip
            if not least <= options[name] <= most:
                option = f"--{name.replace('_', '-')}"
                raise CommandError(f"{option} must be between {least} and {most}.")
        least_margin = Decimal(options["least_margin"]) / 100
        found = survey(most=options["most"], usual=options["percent"], least_margin=least_margin)
        made = [draft(one, least_margin) for one in found.suggestions[: options["draft"]]]
        if options["json"]:
            told = [one.as_dict() for one in found.suggestions]
            drafts = [{"id": one.pk, "slug": one.slug, "name": one.name} for one in made]
            self.stdout.write(json.dumps({"suggestions": told, "drafts": drafts}, indent=2))
            return
        self.stdout.write(
            f"{found.orders} orders; a set needs {found.least} of them. "
            f"{len(found.suggestions)} suggestions."
        )
        line = "{:>7} {:>6} {:>9} {:>4} {:>9} {:>8} {:>9}  {}"
        head = ("orders", "share", "price", "%", "cost", "pieces", "revenue", "products")
        self.stdout.write(line.format(*head))
        for one in found.suggestions:
            titles = " + ".join(member.title for member in one.members)
            self.stdout.write(
                line.format(
                    one.together, f"{one.share:.0%}", str(one.price), one.percent,
                    str(one.discount), one.pieces, str(one.revenue), titles,
                )
            )  # fmt: skip
        for bundle in made:
            self.stdout.write(f"Draft {bundle.pk}: {bundle.name} ({bundle.slug})")
