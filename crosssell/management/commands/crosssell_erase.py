"""Remove what can be traced to a person."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crosssell.management import people


class Command(BaseCommand):
    """Prints what was removed, by kind; a second time removes 0."""

    help = (
        "Removes what Crosssell keeps that can be traced to a person: what was put in the basket "
        "from where it was recommended, part in tests, counts for limits of bundles. The account, "
        "its baskets and orders are Oscar's and stay. docs/privacy.md says what stays beside them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        people.one_of(parser, required=True)
        parser.add_argument(
            "--no-input", action="store_false", dest="interactive", help="do not ask"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from crosssell.analytics import personal

        user = people.account(options["user"]) if options["user"] else None
        who = options["email"] if user is None else f"account {user.pk} ({user.get_username()})"
        if options["interactive"]:
            asked = f"Remove what can be traced to {who}? It cannot be brought back. [y/N] "
            if input(asked).strip().lower() not in ("y", "yes"):
                raise CommandError("Nothing was removed.")
        erased = personal.erase_guest(who) if user is None else personal.erase(user)
        if not options["verbosity"]:
            return
        for what, count in erased.kinds.items():
            self.stdout.write(f"Removed {count:,} {what}.")
        guest = 0 if user is None else personal.guest_orders(user)
        if guest:
            self.stdout.write(
                f"{guest:,} orders were placed without an account under the same e-mail address: "
                "run it with --email for those."
            )
