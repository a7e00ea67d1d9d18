"""Write placements, rules, preferences and matrix as one JSON document, or what is kept of one."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crosssell.management import people


class Command(BaseCommand):
    """Prints the document, or writes it to a file."""

    help = (
        "Writes placements, rules, preferences and the matrix as JSON, with natural keys. "
        "With --user or --email: what is kept of that person instead."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="where to write it; without, it is printed")
        parser.add_argument("--output", metavar="FILE", help="the same")
        people.one_of(parser, required=False)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"] and options["output"]:
            raise CommandError("Give the file once: as an argument, or with --output.")
        target = options["file"] or options["output"]
        text = self._person(options) if options["user"] or options["email"] else self._rules()
        if not target:
            self.stdout.write(text, ending="")
            return
        try:
            Path(target).write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"The file could not be written: {error}") from error

    def _rules(self) -> str:
        from crosssell import transfer

        text = transfer.export()
        missing = transfer.gone(text)
        if missing:
            self.stderr.write(
                f"{missing} products, categories or the like that rules name are not there any "
                "more. They are written as “gone:”, and must be mended before an import."
            )
        return text

    def _person(self, options: dict[str, Any]) -> str:
        from crosssell.analytics import personal

        if options["user"]:
            found = personal.export(people.account(options["user"]))
        else:
            found = personal.export_guest(options["email"])
        # Keys of accounts may be of any type.
        return json.dumps(found, ensure_ascii=False, indent=2, default=str) + "\n"
