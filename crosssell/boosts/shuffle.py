"""A fair order by chance, the same for the whole visit."""

from dataclasses import dataclass, field
from hashlib import blake2b

from crosssell.core.data import Candidate, Page, Product
from crosssell.core.shares import bounded
from crosssell.registry import _, boost

BYTES = 8


@dataclass(frozen=True)
class Args:
    """How long the order lasts."""

    daily: bool = field(
        default=False, metadata={"words": _("anew every day"), "label": _("A new order every day")}
    )


@boost(
    "shuffle",
    label=_("By chance, the same for a visit"),
    words=_("chance"),
    args=Args,
    needs=("visit",),
)
def shuffle(page: Page, candidate: Candidate, product: Product, args: Args) -> float:
    """Evenly spread over 0 to 1, by the visit's seed and the product.

    A hash that is the same in every process; Python's own differs between them.
    """
    seed = page.visit.seed if page.visit is not None else ""
    day = page.now.date().isoformat() if args.daily else ""
    text = f"{product.id}:{day}:{seed}".encode("utf-8", "surrogatepass")
    number = int.from_bytes(blake2b(text, digest_size=BYTES).digest(), "big")
    return bounded(number / 2 ** (8 * BYTES))
