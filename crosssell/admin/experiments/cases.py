"""The usual tests, so that a merchant needs no theory: what each asks, and its parts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from crosssell.admin.lookup.sources import named

MOST_NAME = 90


@dataclass(frozen=True)
class Case:
    """A kind of test; ``kind`` is what it is about (a look-up), ``parts`` rows of its form."""

    code: str
    kind: str
    question: str
    meaning: str
    name: str
    parts: tuple[Mapping[str, Any], ...]


def cases() -> list[Case]:
    """The usual ones."""
    return [
        Case(
            "placement", "placement", _("Does this placement bring anything?"),
            _("90 % of the visitors see it, 10 % (the holdout) do not."), _("With and without %s"),
            _with_holdout(90, 10),
        ),
        Case(
            "rules", "rule", _("Rule A or rule B?"),
            _("Half of the visitors get products by one rule, half by the other."),
            _("%s or another rule"), _either(),
        ),
        Case(
            "bundle", "bundle", _("Bundle on or off?"),
            _("Half of the visitors see and get it, half do not."), _("With and without %s"),
            _with_holdout(50, 50),
        ),
        Case(
            "thresholds", "threshold", _("Threshold at 25 or at 35?"),
            _("Half of the visitors have one threshold, half the other. Make both first."),
            _("%s or another threshold"), _either(),
        ),
        Case(
            "threshold", "threshold", _("Does this threshold bring anything?"),
            _("Half of the visitors have it, half have none."), _("With and without %s"),
            _with_holdout(50, 50),
        ),
        Case(
            "rule", "rule", _("Does this rule bring anything?"),
            _("90 % of the visitors get products by it, 10 % (the holdout) do not."),
            _("With and without %s"), _with_holdout(90, 10),
        ),
    ]  # fmt: skip


def case_of(code: str, chosen: int | None) -> Case | None:
    """The case with its first part holding what was chosen, and named after that."""
    case = next((one for one in cases() if one.code == code), None)
    if case is None:
        return None
    names = named(case.kind, [chosen]) if chosen else {}
    if chosen not in names:
        return replace(case, name="")
    about = names[chosen].partition(" · ")[0]
    first = {**case.parts[0], f"{case.kind}s": [chosen]}
    if not case.parts[1]["holdout"]:
        first["name"] = about[:60]
    name = case.name.replace("%s", f"“{about[:MOST_NAME]}”")
    return replace(case, name=name[:120], parts=(first, *case.parts[1:]))


def _with_holdout(shown: int, held_out: int) -> tuple[Mapping[str, Any], ...]:
    return (
        {"name": _("With it"), "per_cent": shown, "holdout": False},
        {"name": _("Without it"), "per_cent": held_out, "holdout": True},
    )


def _either() -> tuple[Mapping[str, Any], ...]:
    return (
        {"name": "A", "per_cent": 50, "holdout": False},
        {"name": "B", "per_cent": 50, "holdout": False},
    )
