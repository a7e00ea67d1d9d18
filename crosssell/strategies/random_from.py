"""A few out of a range of the shop, others for each visitor."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.models.amounts import readiness, words
from crosssell.models.shelves import of_ranges
from crosssell.oscar.amounts import ranges
from crosssell.registry import _, strategy


@dataclass(frozen=True)
class Args:
    """The range to draw from."""

    range: int = field(metadata={"words": _("from %s"), "label": _("Range"), "ref": "range"})


def readiness_of(source: Source) -> Readiness:
    """Counts the ranges of the shop."""
    count = ranges()
    have = ngettext("The shop has %(count)s range.", "The shop has %(count)s ranges.", count)
    missing = gettext("Make a range and put products into it.")
    return readiness(count, 1, have % {"count": words(count)}, missing)


@strategy(
    "random_from",
    label=_("Random from a range"),
    words=_("a random choice"),
    args=Args,
    needs=("visit",),
    context=None,
    readiness=readiness_of,
)
def random_from(page: Page, asks: Sequence[Args], source: Source) -> list[list[Candidate]]:
    """Products of the range in an order of chance, the same for all pages of a session.

    Of a range of more than a thousand products, the bestsellers and the newest. The score is a
    hash of the session's seed and the product, 0 to 1.
    """
    seed = page.visit.seed if page.visit is not None else ""
    shelves = of_ranges(source.run_id, sorted({ask.range for ask in asks}), source.as_of)
    drawn = {pk: _drawn(seed, ids, source.limit) for pk, ids in shelves.items()}
    return [drawn[ask.range] for ask in asks]


def _drawn(seed: str, ids: Sequence[int], limit: int) -> list[Candidate]:
    scored = sorted(((_chance(seed, pk), pk) for pk in ids), key=lambda one: (-one[0], one[1]))
    return [Candidate(pk, score, {"chance": score}) for score, pk in scored[:limit]]


def _chance(seed: str, product_id: int) -> float:
    """Evenly between 0 and 1, never 0, the same in every process."""
    digest = hashlib.blake2b(f"{seed}:{product_id}".encode(), digest_size=6).digest()
    return (int.from_bytes(digest, "big") + 1) / 2**48
