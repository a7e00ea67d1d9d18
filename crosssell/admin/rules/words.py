"""Rules in plain words: "When ... show ... and if these are too few ... but never ..."."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from crosssell.admin.words import Names, names_of, plugin_in_words
from crosssell.models import Rule


@dataclass(frozen=True)
class RuleRows:
    """A rule with its child rows, as they are or as they were."""

    rule: Rule
    conditions: tuple[Any, ...] = ()
    fallbacks: tuple[Any, ...] = ()
    filters: tuple[Any, ...] = ()
    boosts: tuple[Any, ...] = ()
    pins: tuple[Any, ...] = ()

    @classmethod
    def of(cls, rule: Rule) -> "RuleRows":
        """The rows as they are; prefetched ones cost no query."""
        return cls(rule, *(tuple(getattr(rule, name).all()) for name in CHILDREN))

    def used(self) -> list[tuple[str, str, Any]]:
        """Every (kind, code, args)."""
        return [
            ("strategies", self.rule.strategy, self.rule.args),
            *(
                (kind, row.code, row.args)
                for kind, rows in (
                    ("conditions", self.conditions),
                    ("strategies", self.fallbacks),
                    ("filters", self.filters),
                    ("boosts", self.boosts),
                )
                for row in rows
            ),
        ]


CHILDREN = ("conditions", "fallbacks", "filters", "boosts", "pins")


def rule_names(rules: Iterable[RuleRows]) -> Names:
    """The names of everything that the rules mention, with one look-up for each kind of id."""
    rules = list(rules)
    return names_of(
        (used for rows in rules for used in rows.used()),
        (("product", pin.product_id) for rows in rules for pin in rows.pins),
    )


@dataclass(frozen=True)
class Part:
    """One part of the sentence: "When", "show" and so on, and what it says ("" for nothing)."""

    code: str
    label: str
    text: str


def parts(rows: RuleRows, names: Names) -> tuple[Part, ...]:
    """Every part of the sentence in its order."""
    rule = rows.rule
    conditions = [
        (gettext("not: %s") if row.negate else "%s")
        % plugin_in_words("conditions", row.code, row.args, names)
        for row in rows.conditions
    ]
    fallbacks = [plugin_in_words("strategies", row.code, row.args, names) for row in rows.fallbacks]
    never = [plugin_in_words("filters", row.code, row.args, names) for row in rows.filters]
    return (
        Part("when", gettext("When"), gettext(" and ").join(conditions)),
        Part(
            "show",
            gettext("Show"),
            plugin_in_words("strategies", rule.strategy, rule.args, names),
        ),
        Part("backup", gettext("If these are too few"), gettext(", then ").join(fallbacks)),
        Part("never", gettext("But never"), gettext(" or ").join(never)),
        Part("best", gettext("Best first by"), _boosts(rows, names)),
        Part("pins", gettext("Always at its place"), _pins(rows, names)),
        Part("stop", gettext("Then"), gettext("stop here") if rule.stop else ""),
    )


def rule_in_words(rows: RuleRows, names: Names) -> str:
    """One sentence for a rule."""
    said = {part.code: part.text for part in parts(rows, names)}
    start = (
        gettext("When %(when)s: show %(show)s")
        if said["when"]
        else (gettext("Always show %(show)s"))
    )
    clauses = (
        ("backup", gettext("if these are too few, %(backup)s")),
        ("never", gettext("but never %(never)s")),
        ("best", gettext("best first by %(best)s")),
        ("pins", gettext("always %(pins)s")),
        ("stop", gettext("then %(stop)s")),
    )
    told = [start % said, *(text % said for code, text in clauses if said[code])]
    return ", ".join(told) + "."


def _boosts(rows: RuleRows, names: Names) -> str:
    weighed = len(rows.boosts) > 1
    said = []
    for row in rows.boosts:
        text = plugin_in_words("boosts", row.code, row.args, names)
        if weighed:
            text = gettext("%(boost)s (weight %(weight)d)") % {"boost": text, "weight": row.weight}
        elif row.weight < 0:
            text = gettext("%(boost)s, the least first") % {"boost": text}
        said.append(text)
    return gettext(" and ").join(said)


def _pins(rows: RuleRows, names: Names) -> str:
    return ", ".join(
        gettext("%(product)s at place %(place)d")
        % {
            "product": names.get(("product", pin.product_id)) or f"#{pin.product_id}",
            "place": pin.position,
        }
        for pin in rows.pins
    )
