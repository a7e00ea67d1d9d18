"""What a bundle costs before and after, in words, with what a merchant should mend."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext

from crosssell import conf
from crosssell.bundle_trial import Trial, Tried, tried
from crosssell.bundle_words import BundleRows, Names, part_in_words
from crosssell.oscar.basket_keys import places
from crosssell.oscar.money import written


@dataclass(frozen=True)
class Line:
    """One set as the page shows it."""

    label: str
    pieces: str
    before: str
    after: str
    saved: str
    margin_before: str
    margin_after: str
    bad_margin: bool


@dataclass(frozen=True)
class Cost:
    """The lines of the table and the warnings; ``margins`` says whether any cost is known."""

    lines: tuple[Line, ...]
    warnings: tuple[str, ...]

    @property
    def margins(self) -> bool:
        return any(line.margin_before for line in self.lines)


def cost_of(rows: BundleRows, names: Names) -> Cost:
    """Try the bundle as it stands, saved or not."""
    [found] = tried([rows])
    several = len({one.currency for one in found.trials}) > 1
    lines = tuple(_line(one, several) for one in found.trials)
    return Cost(lines, tuple(dict.fromkeys(_warnings(rows, found, names))))


def prices_in_words(found: Tried) -> str:
    """From the price before to that after, of the cheapest set: "$8.00 → $7.20"; "" for none."""
    if not found.trials:
        return ""
    one = found.trials[0]
    before, after = written(one.before, one.currency), written(one.after, one.currency)
    return f"{before} → {after}" if one.saved else before


def percent(share: Decimal) -> str:
    """A number of per cent with at most one digit behind the point."""
    rounded = share.quantize(Decimal("0.1"))
    return str(number_format(rounded.normalize().__format__("f"), use_l10n=True)) + " %"


def _line(one: Trial, several: bool) -> Line:
    label = gettext("Dearest products") if one.dearest else gettext("Cheapest products")
    if several:
        label = f"{label} ({one.currency})"
    saved = written(one.saved, one.currency)
    return Line(
        label,
        " + ".join(f"{pieces} × {title}" for title, pieces in one.pieces),
        written(one.before, one.currency),
        written(one.after, one.currency),
        f"{saved} ({percent(one.percent)})" if one.saved else gettext("nothing"),
        _margin(one.margin_before),
        _margin(one.margin_after),
        one.kept_back or (one.margin_after is not None and one.margin_after < 0),
    )


def _margin(share: Decimal | None) -> str:
    return "" if share is None else percent(100 * share)


def _warnings(rows: BundleRows, found: Tried, names: Names) -> list[str]:
    said = []
    for at, (part, filling) in enumerate(zip(rows.parts, found.parts, strict=True)):
        words = {"part": part_in_words(part, names), "number": at + 1}
        if not filling.sold:
            text = gettext(
                "Nobody can fill part %(number)d (%(part)s) now: nothing of it is on sale."
            )
        elif not filling.free:
            text = gettext("Part %(number)d (%(part)s) is out of stock.")
        elif not filling.open:
            text = gettext(
                "Part %(number)d (%(part)s) may not be discounted: see “Is discountable?” of its "
                "products."
            )
        elif at in found.short and not found.trials:
            text = gettext("Part %(number)d (%(part)s): there are not enough pieces in stock.")
        else:
            continue
        said.append(text % words)
    if not found.trials and not found.without_amount and not said:
        said.append(
            gettext("The parts are not sold in the same currency: no basket can hold a set.")
        )
    for currency in found.without_amount:
        said.append(_in_currency(rows, currency))
    for currency, amount in sorted(rows.amounts.items()):
        if round(amount, places(currency)) != amount:
            text = gettext(
                "The basket keeps %(digits)d digits after the point: what %(amount)s has more is "
                "not given."
            )
            said.append(text % {"digits": places(currency), "amount": f"{amount} {currency}"})
    for one in found.trials:
        said += _about(one, rows)
    if rows.bundle.margin_floor is not None and not conf.settings().cost_hook:
        said.append(
            gettext(
                "The least margin is not checked: the shop does not say what products cost "
                '(CROSSSELL["COST_HOOK"]).'
            )
        )
    elif rows.bundle.margin_floor is not None and any(
        one.margin_before is None for one in found.trials
    ):
        said.append(gettext("Of some products the cost is not known: there no margin is checked."))
    return said


def _in_currency(rows: BundleRows, currency: str) -> str:
    if rows.bundle.budget is not None and rows.bundle.budget_currency != currency:
        text = gettext("In %(currency)s it gives nothing: its budget is in %(budget)s.")
        return text % {"currency": currency, "budget": rows.bundle.budget_currency}
    text = gettext("In %(currency)s it gives nothing: the reward has no amount in it.")
    return text % {"currency": currency}


def _about(one: Trial, rows: BundleRows) -> list[str]:
    words = {
        "set": " + ".join(f"{pieces} × {title}" for title, pieces in one.pieces),
        "price": written(one.before, one.currency),
        "floor": rows.bundle.margin_floor,
    }
    said = []
    if not one.saved:
        said.append(
            gettext("%(set)s: saves nothing, so shoppers pay %(price)s as without the bundle.")
        )
    elif one.saved >= one.before:
        said.append(gettext("%(set)s: is given away; the reward is as large as the price."))
    if one.kept_back:
        said.append(
            gettext("%(set)s: leaves less than the least margin of %(floor)s %%: it is not given.")
        )
    elif one.margin_after is not None and one.margin_after < 0:
        said.append(gettext("%(set)s: is sold at a loss."))
    budget = rows.bundle.budget
    if budget is not None and one.currency == rows.bundle.budget_currency and one.saved > budget:
        said.append(gettext("%(set)s: saves more than the whole budget, so it is not given."))
    return [text % words for text in said]
