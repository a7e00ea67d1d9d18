"""Thresholds in a merchant's words: "From $35.00: free delivery. From $60.00: 5 % off. ..." """

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext

from crosssell import registry
from crosssell.admin import words
from crosssell.admin.thresholds.rows import ThresholdRows, TierRows
from crosssell.core.args import parse, specs
from crosssell.core.threshold_terms import DISCOUNT
from crosssell.oscar.money import written
from crosssell.oscar.target_names import names_of

MOST_NAMES = 4
# By kind and id: products, categories, ranges, types and groups, and what settings name.
Names = Mapping[tuple[str, Any], str]


def names_for(thresholds: Iterable[ThresholdRows]) -> dict[tuple[str, Any], str]:
    """The names of everything that the thresholds mention, with one query a kind."""
    rows = list(thresholds)
    tiers = [tier for one in rows for tier in one.tiers]
    groups = {one.threshold.group_id for one in rows} - {None}
    named = names_of(
        [
            *(("product", pk) for tier in tiers for pk in tier.gifts),
            *(key for one in rows for key in one.uncounted),
            *(("group", pk) for pk in groups),
        ]
    )
    return dict(named) | words.names_of(
        (("tier_rewards", one.tier.reward, one.tier.args) for one in tiers),
        [("country", code) for one in rows for code in one.countries],
    )


def tier_in_words(one: TierRows, names: Names) -> str:
    """Such as "From $35.00 or €32.00: free delivery"; the reward's own amounts by currency."""
    said = _with_amounts(one, names)
    if one.tier.label:
        said += " " + gettext("(shoppers read “%(label)s”)") % {"label": one.tier.label}
    if one.tier.decorative:
        said += " " + gettext("(only shown)")
    return said


def _with_amounts(one: TierRows, names: Names) -> str:
    amounts = sorted(one.amounts.items(), key=lambda pair: _first(pair[0]))
    if one.plugin is not None and one.plugin.amount and len(amounts) > 1:
        several = [
            gettext("from %(amount)s: %(reward)s")
            % {"amount": written(begins, code), "reward": reward_in_words(one, names, code)}
            for code, (begins, _own) in amounts
        ]
        return capfirst(", ".join(several))
    begins = joined([written(at, code) for code, (at, _own) in amounts])
    reward = reward_in_words(one, names, amounts[0][0] if amounts else "")
    if not begins:
        return gettext("From no amount yet: %(reward)s") % {"reward": reward}
    return gettext("From %(amount)s: %(reward)s") % {"amount": begins, "reward": reward}


def reward_in_words(one: TierRows, names: Names, currency: str = "") -> str:
    """What the tier gives, with all its settings; the amount in ``currency``."""
    plugin, row = one.plugin, one.tier
    if plugin is None:
        return gettext("%(code)s (not installed)") % {"code": row.reward}
    label = gettext(plugin.label)
    try:
        args = parse(plugin.args, row.args or {})
    except ValueError:
        return gettext("%(label)s (settings cannot be read)") % {"label": label}
    own = one.amounts.get(currency, (None, None))[1]
    if plugin.amount and own is None:
        return gettext("%(label)s (no amount yet)") % {"label": label}
    text = gettext(plugin.words) if plugin.words else label
    values = {spec.name: getattr(args, spec.name) for spec in specs(plugin.args)}
    if plugin.amount:
        said = text % written(own, currency) if plugin.words else f"{label}: {own}"
    else:
        said = text % {name: _number(value) for name, value in values.items()}
    told = [name for name in values if f"%({name})s" in plugin.words]
    more = words.settings_in_words("tier_rewards", row.reward, row.args, names, but=told)
    if one.gifts:
        return f"{said}: {joined([_name(names, 'product', pk) for pk in one.gifts])}"
    return f"{said} ({more})" if more else said


def for_whom(rows: ThresholdRows, names: Names) -> str:
    """Such as "for the group “Friends”, sent to Germany or France"; "for everybody"."""
    group = rows.threshold.group_id
    said = gettext("for everybody")
    if group is not None:
        said = gettext("for the group “%(group)s”") % {"group": _name(names, "group", group)}
    if rows.countries:
        countries = joined([_name(names, "country", code) for code in rows.countries])
        said += ", " + gettext("sent to %(countries)s") % {"countries": countries}
    return said


def beside(rows: ThresholdRows) -> str:
    """What it combines with, and what it does not."""
    row = rows.threshold
    kinds = (
        (row.with_bundles, gettext("bundles")),
        (row.with_offers, gettext("offers")),
        (row.with_vouchers, gettext("vouchers")),
    )
    allowed = [word for may, word in kinds if may]
    others = [word for may, word in kinds if not may]
    if not others:
        return gettext("combines with %(these)s") % {"these": joined(allowed, gettext("and"))}
    if not allowed:
        return gettext("does not combine with %(these)s") % {"these": joined(others)}
    words = {"these": joined(allowed, gettext("and")), "others": joined(others)}
    return gettext("combines with %(these)s, not with %(others)s") % words


def together(rows: ThresholdRows) -> str:
    """What becomes of several discounts; "" where there is one at most."""
    if len([one for one in rows.tiers if one.plugin and one.plugin.gives == DISCOUNT]) < 2:
        return ""
    if rows.threshold.adds_up:
        return gettext("the discounts of all reached tiers add up")
    return gettext("of several discounts the best one alone is given")


def uncounted_in_words(rows: ThresholdRows, names: Names) -> str:
    """What does not count, by its names; "" for nothing."""
    return joined([_name(names, *key) for key in rows.uncounted])


def sentences(rows: ThresholdRows, names: Names) -> list[str]:
    """The whole threshold: a sentence for each tier, the last one for all of them."""
    tiers = [tier_in_words(one, names) for one in rows.tiers]
    whole = [for_whom(rows, names), together(rows), beside(rows)]
    uncounted = uncounted_in_words(rows, names)
    if uncounted:
        whole.append(gettext("without %(these)s, which do not count") % {"these": uncounted})
    return [f"{one}." for one in [*tiers, capfirst("; ".join(filter(None, whole)))]]


def joined(said: list[str], last: str = "") -> str:
    """ "A", "A or B", "A, B or C", "A, B, C or 4 more"; ``last`` in place of "or"."""
    if len(said) > MOST_NAMES:
        more = len(said) - MOST_NAMES + 1
        said = [*said[: MOST_NAMES - 1], gettext("%(count)d more") % {"count": more}]
    if len(said) < 2:
        return "".join(said)
    return f"{', '.join(said[:-1])} {last or gettext('or')} {said[-1]}"


def rewards() -> list[tuple[str, str]]:
    """Every reward of a tier with its label."""
    return [(one.code, gettext(one.label)) for one in registry.all_of("tier_rewards")]


def _name(names: Names, kind: str, key: Any) -> str:
    return names.get((kind, key)) or (f"#{key}" if isinstance(key, int) else str(key))


def _number(value: Any) -> Any:
    if not hasattr(value, "normalize"):
        return value
    return number_format(value.normalize().__format__("f"), use_l10n=True)


def _first(currency: str) -> tuple[bool, str]:
    """The shop's own currency before the others."""
    return currency != settings.OSCAR_DEFAULT_CURRENCY, currency
