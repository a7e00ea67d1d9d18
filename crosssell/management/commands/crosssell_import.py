"""Read placements, rules, preferences and matrix from a JSON document."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Says what is added and changed; saves all of it, or nothing."""

    help = "Reads what crosssell_export wrote. Rows that the file does not name stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the JSON file")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")

    def handle(self, *args: Any, **options: Any) -> None:
        from crosssell import transfer

        try:
            with Path(options["file"]).open("rb") as file:
                # One byte more than is allowed tells that there is too much.
                content = file.read(transfer.MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"The file could not be read: {error}") from error
        try:
            if options["dry_run"]:
                plan = transfer.check(content)
                if plan.errors:
                    raise transfer.CannotImport(list(plan.errors))
            else:
                plan = transfer.import_rules(content)
        except transfer.CannotImport as error:
            raise CommandError(f"{error}\nNothing was saved.") from error
        for change in plan.changes:
            if change.kind != "same":
                self.stdout.write(f"{change.kind}: {change.section}: {change.name}")
                for path, before, after in change.fields:
                    self.stdout.write(f"  {path}: {before} -> {after}")
        counts = {kind: plan.count(kind) for kind in ("added", "changed", "same")}
        end = " Nothing was saved: a dry run." if options["dry_run"] else ""
        self.stdout.write(
            "{added} added, {changed} changed, {same} as they are.".format(**counts) + end
        )
