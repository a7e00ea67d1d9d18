"""Bundles in words: "2 of Tea or Coffee and 1 Cup: 10 % off, at most once a basket."

``BundleRows.of`` reads the rows as they are given: prefetch ``PREFETCH`` for a list. The names of
everything that a list of bundles mentions cost one query a kind (``names_for``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from crosssell import registry
from crosssell.core.args import parse, specs
from crosssell.core.bundle_terms import Key, Part
from crosssell.models import Bundle
from crosssell.oscar.money import written
from crosssell.oscar.target_names import names_of

PREFETCH = ("components__targets", "amounts")
MOST_NAMES = 4
Names = Mapping[Key, str]


@dataclass(frozen=True)
class BundleRows:
    """A bundle with its rows, as they are or as they were; ``amounts`` are by currency."""

    bundle: Bundle
    parts: tuple[Part, ...]
    amounts: Mapping[str, Decimal]

    @classmethod
    def of(cls, bundle: Bundle) -> "BundleRows":
        """The rows as they are; prefetched ones cost no query."""
        parts = tuple(
            Part(
                one.quantity,
                frozenset((target.kind, target.target) for target in one.targets.all()),
                one.rewarded,
            )
            for one in bundle.components.all()
        )
        return cls(bundle, parts, {one.currency: one.amount for one in bundle.amounts.all()})


def names_for(bundles: Iterable[BundleRows]) -> dict[Key, str]:
    """The names of everything that the bundles mention, with one query a kind."""
    rows = list(bundles)
    groups = {one.bundle.group_id for one in rows if one.bundle.group_id is not None}
    targets = [key for one in rows for part in one.parts for key in part.targets]
    return names_of([*targets, *(("group", pk) for pk in groups)])


def part_in_words(part: Part, names: Names, counted: bool = True) -> str:
    """Such as "1 Cup", "2 × Cup", "2 of Tea or Coffee", "1 × anything from Food or Drinks".

    Not ``counted``: without how many.
    """
    products, shelves = _products(part.targets, names), _shelves(part.targets, names)
    said = _or([*products, *shelves])
    if not said:
        return gettext("nothing yet")
    if not counted:
        return said
    if len(products) + len(shelves) > 1:
        return gettext("%(count)d of %(these)s") % {"count": part.quantity, "these": said}
    if part.quantity == 1 and products:
        return gettext("1 %(this)s") % {"this": said}
    return gettext("%(count)d × %(this)s") % {"count": part.quantity, "this": said}


def parts_in_words(parts: Sequence[Part], names: Names) -> str:
    """All parts: "2 of Tea or Coffee and 1 Cup"."""
    said = [part_in_words(part, names) for part in parts]
    if len(said) < 2:
        return "".join(said) or gettext("nothing yet")
    return gettext("%(some)s and %(last)s") % {"some": ", ".join(said[:-1]), "last": said[-1]}


def reward_in_words(code: str, args: Any, amounts: Mapping[str, Decimal]) -> str:
    """What it gives: "10 % off", or with amounts by currency, "$5.00 off".

    ``args`` are as they are stored. A reward that is not installed is named by its code.
    """
    try:
        plugin = registry.get("rewards", code)
    except registry.UnknownPlugin:
        return gettext("%(code)s (not installed)") % {"code": code}
    label = gettext(plugin.label)
    try:
        parsed = parse(plugin.args, args)
    except ValueError:
        return gettext("%(label)s (settings cannot be read)") % {"label": label}
    words = gettext(plugin.words) if plugin.words else ""
    if plugin.amount:
        if not amounts:
            return gettext("%(label)s (no amount yet)") % {"label": label}
        said = _or([written(amount, currency) for currency, amount in sorted(amounts.items())])
        return words % said if words else f"{label}: {said}"
    values = {one.name: getattr(parsed, one.name) for one in specs(plugin.args)}
    if not words:
        told = ", ".join(map(_value, values.values()))
        return f"{label}: {told}" if told else label
    return ", ".join(words % one for one in _side_by_side(values))


def _side_by_side(values: Mapping[str, Any]) -> list[dict[str, str]]:
    """Lists of the same length are told pair by pair: 2 and 5 %, then 5 and 10 %."""
    lists = {name: value for name, value in values.items() if isinstance(value, tuple)}
    count = min(map(len, lists.values()), default=1)
    return [
        {name: _value(value[at] if name in lists else value) for name, value in values.items()}
        for at in range(count)
    ]


def gives_in_words(rows: BundleRows, names: Names) -> str:
    """What it gives: "10 % off"; where it is not for all parts, which: "1 Cup, 50 % off"."""
    said = reward_in_words(rows.bundle.reward, rows.bundle.args, rows.amounts)
    rewarded, _others = _sides(rows)
    if not rewarded:
        return said
    words = {"parts": parts_in_words(rewarded, names), "reward": said}
    return gettext("%(parts)s, %(reward)s") % words


def limits_in_words(bundle: Bundle, names: Names) -> list[str]:
    """Its limits, one text each; dates and state are told elsewhere."""
    said = []
    if bundle.per_basket:
        words = ngettext(
            "at most once a basket", "at most %(count)d times a basket", bundle.per_basket
        )
        said.append(words % {"count": bundle.per_basket})
    if bundle.per_customer:
        words = ngettext(
            "once for each customer", "%(count)d times for each customer", bundle.per_customer
        )
        said.append(words % {"count": bundle.per_customer})
    if bundle.most_uses:
        words = ngettext("once in all", "%(count)s times in all", bundle.most_uses)
        said.append(words % {"count": _number(bundle.most_uses)})
    if bundle.budget is not None:
        amount = written(bundle.budget, bundle.budget_currency)
        said.append(gettext("for %(amount)s of discount in all") % {"amount": amount})
    if bundle.group_id is not None:
        group = names.get(("group", bundle.group_id)) or f"#{bundle.group_id}"
        said.append(gettext("for the group “%(group)s”") % {"group": group})
    if bundle.alone:
        said.append(gettext("not with other bundles"))
    return said


def sentence(rows: BundleRows, names: Names) -> str:
    """The whole bundle in one sentence."""
    rewarded, others = _sides(rows)
    words = {"parts": bought_in_words(rows, others, names), "gives": gives_in_words(rows, names)}
    said = (
        gettext("With %(parts)s: %(gives)s") if rewarded else gettext("%(parts)s: %(gives)s")
    ) % words
    return ", ".join([said, *limits_in_words(rows.bundle, names)]) + "."


def bought_in_words(rows: BundleRows, parts: Sequence[Part], names: Names) -> str:
    """These of its parts; where the reward says from how many pieces on, only of what."""
    if len(parts) != 1 or parts[0].quantity > 1 or not _grows(rows.bundle.reward):
        return parts_in_words(parts, names)
    said = part_in_words(parts[0], names, counted=False)
    # The name of a product is written as the merchant does.
    return said if _products(parts[0].targets, names) else said[:1].upper() + said[1:]


def _grows(code: str) -> bool:
    try:
        return registry.get("rewards", code).grows is not None
    except registry.UnknownPlugin:
        return False


def _sides(rows: BundleRows) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The parts that the reward is for alone (none where it is for all), and the others."""
    rewarded = tuple(part for part in rows.parts if part.rewarded)
    others = tuple(part for part in rows.parts if not part.rewarded)
    return (rewarded, others) if rewarded and others else ((), rows.parts)


def _products(targets: Iterable[Key], names: Names) -> list[str]:
    return _named(targets, names, "product")


def _shelves(targets: Iterable[Key], names: Names) -> list[str]:
    """Such as "any Book or Toy", "anything from Food, Drinks or Sale": one text each."""
    classes = _named(targets, names, "class")
    others = _named(targets, names, "category", "range")
    said = [gettext("any %(name)s") % {"name": _or(classes)}] if classes else []
    if others:
        said.append(gettext("anything from %(name)s") % {"name": _or(others)})
    return said


def _named(targets: Iterable[Key], names: Names, *kinds: str) -> list[str]:
    return sorted(names.get(key) or f"#{key[1]}" for key in targets if key[0] in kinds)


def _or(said: Sequence[str]) -> str:
    """ "A", "A or B", "A, B or C", "A, B, C or 4 more"."""
    if len(said) > MOST_NAMES:
        more = len(said) - MOST_NAMES + 1
        said = [*said[: MOST_NAMES - 1], gettext("%(count)d more") % {"count": more}]
    if len(said) < 2:
        return "".join(said)
    return gettext("%(some)s or %(last)s") % {"some": ", ".join(said[:-1]), "last": said[-1]}


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_value, value))
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return _number(value)
    return str(value)


def _number(value: int | Decimal) -> str:
    """A number as one writes it: no zeros behind the point."""
    return str(number_format(Decimal(value).normalize().__format__("f"), use_l10n=True))
