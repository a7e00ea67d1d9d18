"""What customers who bought this bought as well, in this order or in another."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.core.subject import families
from crosssell.models.amounts import readiness, with_partners, words
from crosssell.models.reading_pairs import partners
from crosssell.registry import _, strategy

ENOUGH = 20
PLACES = (
    ("auto", _("The page's product, else the order, else the basket")),
    ("product", _("The page's product")),
    ("basket", _("The basket")),
)
SAID = {"product": _("with the page's product"), "basket": _("with what is in the basket")}


@dataclass(frozen=True)
class Args:
    """Which products are looked up."""

    place: str = field(
        default="auto",
        metadata={
            "words": SAID,
            "label": _("Also bought by customers who bought"),
            "choices": PLACES,
        },
    )


def readiness_of(source: Source) -> Readiness:
    """Counts the products that the customers of others bought."""
    count = with_partners(source.run_id, "customer")
    have = ngettext(
        "Customers of %(count)s product bought others as well.",
        "Customers of %(count)s products bought others as well.",
        count,
    ) % {"count": words(count)}
    missing = gettext("It learns from customers who are signed in and order more than once.")
    return readiness(count, ENOUGH, have, missing)


@strategy(
    "also_bought",
    label=_("Customers also bought"),
    words=_("what customers also bought"),
    args=Args,
    needs=("basket.lines", "order"),
    context=None,
    readiness=readiness_of,
)
def also_bought(page: Page, asks: Sequence[Args], source: Source) -> list[list[Candidate]]:
    """Pairs by customer; of several products the scores are summed.

    The parts of the score are the products that it comes from.
    """
    wanted = {ask: families(page, ask.place) for ask in asks}
    found = {
        ids: partners(source.run_id, "customer", ids, source.limit) for ids in set(wanted.values())
    }
    return [
        [
            Candidate(
                one.product_id,
                one.score,
                {f"product {pk}": part for pk, part in one.parts.items()},
                reason=_("Bought by the same customers"),
            )
            for one in found[wanted[ask]]
        ]
        for ask in asks
    ]
