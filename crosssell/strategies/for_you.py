"""What goes with all that this visitor has bought and viewed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.models.amounts import readiness, words
from crosssell.models.reading_pairs import heads
from crosssell.oscar.amounts import customers_with_orders
from crosssell.oscar.purchases import purchases_of
from crosssell.registry import NoArgs, _, strategy

ENOUGH = 20
MOST_SEEDS = 30
DEPTH = 10
HALF_LIFE = timedelta(days=90)
# A look says less than a purchase, and each look before it half as much after so many others.
VIEW, VIEWS_TO_HALF = 0.5, 5


def readiness_of(source: Source) -> Readiness:
    """Counts the customers with orders; those without are known by what they viewed."""
    count = customers_with_orders(source.as_of)
    have = ngettext(
        "%(count)s customer with an account has ordered; of others it knows what they viewed.",
        "%(count)s customers with an account have ordered; of others it knows what they viewed.",
        count,
    ) % {"count": words(count)}
    missing = gettext("It needs customers who are signed in when they order, and learned pairs.")
    return readiness(count, ENOUGH, have, missing)


@strategy(
    "for_you",
    label=_("Chosen for the visitor"),
    words=_("what is chosen for this visitor"),
    needs=("customer", "viewed"),
    context=None,
    readiness=readiness_of,
    personal=True,
)
def for_you(page: Page, asks: Sequence[NoArgs], source: Source) -> list[list[Candidate]]:
    """Partners of the newest purchases and views, of ``MOST_SEEDS`` at most.

    The score sums, over those seeds, the seed's weight times the pair's score as a share of the
    best pair of that seed. Pairs are by order for all, by customer for purchases, by visit for
    views. A purchase weighs ``2^(-age / HALF_LIFE)``, the n-th view back (from 0)
    ``VIEW * 2^(-n / VIEWS_TO_HALF)``. The parts are the seeds. The formula is this project's own.
    What the customer has is left to the filters.
    """
    seeds = _seeds(page, source)
    bought = {pk: weight for weight, pk, is_view in seeds if not is_view}
    viewed = {pk: weight for weight, pk, is_view in seeds if is_view}
    every = {pk: bought.get(pk, 0.0) + viewed.get(pk, 0.0) for pk in bought | viewed}
    weights = {"customer": bought, "viewed": viewed, "page": every}
    pairs = heads(source.run_id, weights, DEPTH)
    best: defaultdict[tuple[str, int], float] = defaultdict(float)
    for pair in pairs:
        seed = pair.place, pair.product_id
        best[seed] = max(best[seed], pair.score)
    parts: defaultdict[int, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    for pair in sorted(pairs, key=lambda pair: (pair.place, pair.product_id, pair.rank)):
        share = pair.score / best[pair.place, pair.product_id]
        weight = weights[pair.place][pair.product_id]
        parts[pair.partner_id][pair.product_id] += weight * share
    found = [
        Candidate(
            pk,
            sum(some.values()),
            {f"product {seed}": part for seed, part in some.items()},
            reason=_("Chosen for you"),
        )
        for pk, some in parts.items()
    ]
    found.sort(key=lambda one: (-one.score, one.product_id))
    return [found[: source.limit] for _ask in asks]


def _seeds(page: Page, source: Source) -> list[tuple[float, int, bool]]:
    """Weight, product and whether it was only viewed: the heaviest ``MOST_SEEDS``."""
    customer = page.customer.id if page.customer is not None else None
    bought = purchases_of(customer, source.as_of, MOST_SEEDS) if customer is not None else []
    seeds = [
        (2 ** -((source.as_of - one.last_at) / HALF_LIFE), one.product_id, False) for one in bought
    ]
    views = tuple(dict.fromkeys(page.viewed or ()))[:MOST_SEEDS]
    seeds += [(VIEW * 2 ** -(back / VIEWS_TO_HALF), pk, True) for back, pk in enumerate(views)]
    return sorted(seeds, key=lambda seed: (-seed[0], seed[1], seed[2]))[:MOST_SEEDS]
