"""How like another product one is, by what they share.

For each kind of feature (attributes, categories, words of the title)

    share_k = sum of idf(f) over the features shared / sum of idf(f) over the product's own
    idf(f)  = ln(1 + n / df(f))

and the score is the mean of the shares, weighted by kind; kinds of which the product has no
feature are left out. ``n`` is the number of products compared, the product itself with them, and
``df`` how many of them have the feature: what few have says more (K. Spaerck Jones, "A statistical
interpretation of term specificity", 1972). The share is A. Tversky's ratio of features ("Features
of similarity", 1977) with all weight on what the product has and the other lacks: what the other
has beside that does not make it less like.
"""

import math
import re
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

KINDS = ("attributes", "category", "title")
Features = Mapping[str, frozenset[Hashable]]
_WORD = re.compile(r"[^\W_]{3,}")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A product's score, 0 to 1, and what each kind of feature adds to it."""

    product_id: int
    score: float
    parts: Mapping[str, float]


def words(title: str) -> frozenset[str]:
    """The words of a title that are compared: of three letters or digits at least."""
    return frozenset(_WORD.findall(title.lower()))


def most_similar(
    product_id: int, features: Mapping[int, Features], weights: Mapping[str, float]
) -> list[Likeness]:
    """The products that share something with this one, the most like it first, then by id.

    ``features`` are those of all products that are compared, this one's among them; of the others
    only shared ones matter. ``weights`` are by kind, 0 or more.
    """
    own = features.get(product_id, {})
    kinds = [kind for kind in KINDS if own.get(kind) and weights.get(kind, 0) > 0]
    total = sum(weights[kind] for kind in kinds)
    rarity: dict[str, dict[Hashable, float]] = {}
    for kind in kinds:
        counts = Counter(
            feature for some in features.values() for feature in some.get(kind, frozenset())
        )
        idf = {one: math.log1p(len(features) / counts[one]) for one in own[kind]}
        factor = weights[kind] / total / math.fsum(idf.values())
        rarity[kind] = {one: value * factor for one, value in idf.items()}
    found = []
    for pk, some in features.items():
        parts = {
            kind: math.fsum(rarity[kind][one] for one in shared)
            for kind in kinds
            if (shared := own[kind] & some.get(kind, frozenset()))
        }
        if parts and pk != product_id:
            found.append(Likeness(pk, math.fsum(parts.values()), parts))
    # Sums of the same parts may differ in their last digits.
    found.sort(key=lambda one: (-round(one.score, 9), one.product_id))
    return found
