"""Write the overrides that carry the slots, from the table in crosssell/slots.py."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from crosssell.slots import SLOTS, Slot

# What the layout carries beside slots: links to our style sheet and scripts.
INCLUDES = {
    "oscar/layout.html": {
        "styles": "crosssell/partials/head.html",
        "scripts": "crosssell/partials/scripts.html",
    }
}
# By this line a written file is told from one made by hand.
MARK = "{# Written from crosssell/slots.py: manage.py crosssell_templates --write #}"
HEAD = '{{% extends "{template}" %}}\n{{% load crosssell_tags %}}\n{mark}\n'
WRAPPERS = {
    "row": '<tr><td class="content-block">{{ shown }}</td></tr>',
    "wide": '<div class="container">{{ shown }}</div>',
}
SUPER = "    {{ block.super }}\n"


def overrides() -> dict[str, str]:
    """Return the source of every override by its path below ``crosssell/templates/``."""
    templates = dict.fromkeys(slot.template for slot in SLOTS if slot.template)
    return {
        template: _source(template, [slot for slot in SLOTS if slot.template == template])
        for template in templates
    }


def _source(template: str, carried: list[Slot]) -> str:
    includes = INCLUDES.get(template, {})
    blocks = dict.fromkeys([*includes, *(slot.block for slot in carried)])
    return HEAD.format(template=template, mark=MARK) + "".join(
        _block(block, [slot for slot in carried if slot.block == block], includes.get(block))
        for block in blocks
    )


def _block(name: str, carried: list[Slot], include: str | None) -> str:
    before = "".join(_tag(slot) for slot in carried if slot.where.endswith("before"))
    after = "".join(_tag(slot) for slot in carried if slot.where.endswith("after"))
    if include:
        after += f'    {{% include "{include}" %}}\n'
    return f"\n{{% block {name} %}}\n{before}{SUPER}{after}{{% endblock %}}\n"


def _tag(slot: Slot) -> str:
    wrapper, wrapped, _side = slot.where.rpartition("_")
    if not wrapped:
        return f'    {{% crosssell_slot "{slot.name}" %}}\n'
    return (
        f'    {{% crosssell_slot "{slot.name}" as shown %}}\n'
        f"    {{% if shown %}}{WRAPPERS[wrapper]}{{% endif %}}\n"
    )


def _folder() -> Path:
    return Path(apps.get_app_config("crosssell").path) / "templates"


def differing(folder: Path) -> list[str]:
    """Return the overrides below the folder that are missing, differ or are no longer wanted."""
    wanted = overrides()
    sources = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.html")
    }
    stale = {name for name, source in sources.items() if MARK in source and name not in wanted}
    return sorted(stale | {name for name in wanted if wanted[name] != sources.get(name)})


class Command(BaseCommand):
    """``--write`` makes the files equal to the table, ``--check`` fails where they are not."""

    help = "Write the template overrides that carry the slots, or check them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One of the two is required."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--write", action="store_true", help="write the files")
        what.add_argument("--check", action="store_true", help="fail where a file differs")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        """Write or compare."""
        folder = _folder()
        changed = differing(folder)
        if changed and not write:
            raise CommandError(
                f"These overrides differ from crosssell/slots.py: {', '.join(changed)}. "
                "Run manage.py crosssell_templates --write."
            )
        wanted = overrides()
        for name in changed:
            path = folder / name
            if name not in wanted:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[name], encoding="utf-8")
        self.stdout.write(f"{len(wanted)} overrides, {len(changed)} written.")
