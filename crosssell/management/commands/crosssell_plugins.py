"""List what is registered: slots and plugins of every kind, with their args."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext

from crosssell import registry, slots
from crosssell.core.args import schema
from crosssell.management import plugin_tables
from crosssell.registry import NoArgs


def listing() -> dict[str, list[dict[str, Any]]]:
    """Every kind with its entries: code, label and args (JSON schema)."""
    none = schema(NoArgs)
    found = {
        "slots": [
            {"code": slot.name, "label": str(slot.label), "args": none}
            for slot in slots.all_slots()
        ]
    }
    for kind in registry.KINDS:
        found[kind] = [
            {"code": plugin.code, "label": gettext(plugin.label), "args": schema(plugin.args)}
            for plugin in registry.all_of(kind)
        ]
    return found


class Command(BaseCommand):
    help = "Lists the slots and every registered plugin with its args."

    def add_arguments(self, parser: ArgumentParser) -> None:
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="Print JSON, args as JSON schema.")
        form.add_argument(
            "--markdown", action="store_true", help="Print the tables of docs/rules.md."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["markdown"]:
            self.stdout.write(plugin_tables.tables(), ending="")
            return
        found = listing()
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
            return
        for kind, entries in found.items():
            self.stdout.write(self.style.MIGRATE_HEADING(f"{kind} ({len(entries)})"))
            width = max((len(entry["code"]) for entry in entries), default=0)
            for entry in entries:
                names = ", ".join(entry["args"]["properties"])
                end = f"  [{names}]" if names else ""
                self.stdout.write(f"  {entry['code']:<{width}}  {entry['label']}{end}")
