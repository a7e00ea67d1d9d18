"""What is registered, as tables of Markdown: docs/rules.md holds them, and a test compares."""

import sys
from dataclasses import MISSING
from decimal import Decimal
from typing import Any

from crosssell import registry
from crosssell.core.args import Spec, specs


def tables() -> str:
    """All tables, each under the name of its kind and how many of it there are."""
    return "\n".join(f"{heading(kind)}\n{table(kind)}" for kind in registry.KINDS)


def heading(kind: str) -> str:
    """Such as "### Tier rewards (7)"."""
    return f"### {kind.replace('_', ' ').capitalize()} ({len(registry.all_of(kind))})\n"


def table(kind: str) -> str:
    """One row a plugin: code, label, what its file says that it does, and its settings."""
    boosts = kind == "boosts"
    heads = ("Code", "Label", "What it does", *(["From 0 to 1"] if boosts else []), "Settings")
    rows = [heads, tuple("---" for _head in heads)]
    for plugin in registry.all_of(kind):
        does = [_first_line(sys.modules[plugin.run.__module__].__doc__)]
        if boosts:
            does.append(_first_line(plugin.run.__doc__))
        settings = "; ".join(_setting(spec) for spec in specs(plugin.args))
        rows.append((f"`{plugin.code}`", plugin.label, *does, settings))
    return "".join(f"| {' | '.join(_cell(text) for text in row)} |\n" for row in rows)


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0].removesuffix(".")


def _setting(spec: Spec) -> str:
    said = f"`{spec.name}` {spec.metadata.get('label', '')}".rstrip()
    if choices := spec.metadata.get("choices"):
        said += ": " + " / ".join(f"`{value}` {label}" for value, label in choices)
    default = _plain(spec.default)
    if spec.required and not spec.optional:
        return f"{said} (must be given)"
    return f"{said} (else {default})" if default else said


def _plain(value: Any) -> str:
    """A default as it is written in the args; "" where leaving it out means nothing."""
    if value is MISSING or value is None or value is False or value in ("", ()):
        return ""
    return f"`{value:f}`" if isinstance(value, Decimal) else f"`{value}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("``", "`")
