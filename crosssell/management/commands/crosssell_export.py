"""Write placements, rules, preferences and matrix as one JSON document."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Prints the document, or writes it to a file."""

    help = "Writes placements, rules, preferences and the matrix as JSON, with natural keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="where to write it; without, it is printed")

    def handle(self, *args: Any, **options: Any) -> None:
        from crosssell import transfer

        text = transfer.export()
        missing = transfer.gone(text)
        if missing:
            self.stderr.write(
                f"{missing} products, categories or the like that rules name are not there any "
                "more. They are written as “gone:”, and must be mended before an import."
            )
        if not options["file"]:
            self.stdout.write(text, ending="")
            return
        try:
            Path(options["file"]).write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"The file could not be written: {error}") from error
