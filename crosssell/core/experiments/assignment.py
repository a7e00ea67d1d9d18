"""Which variant of a test a visitor is in: by his bucket, in the same way in every process."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

BUCKETS = 1000


def variant_of(bucket: int, salt: str, shares: Sequence[tuple[int, int]]) -> int | None:
    """The variant of a visitor with this bucket (0-999), or None where he is not in the test.

    ``shares`` are pairs of a variant's id and its share in thousandths, in a fixed order. Each test
    has its own ``salt``, which puts the buckets in an order of its own: shares are kept to the
    bucket, and two tests know nothing of each other. Raises ValueError for a bucket out of range,
    a share below 0 and shares above 1000 in all.
    """
    if not 0 <= bucket < BUCKETS:
        raise ValueError(f"bucket must be between 0 and {BUCKETS - 1}, not {bucket}.")
    if any(share < 0 for _, share in shares) or sum(share for _, share in shares) > BUCKETS:
        raise ValueError(f"shares must be 0 or more and at most {BUCKETS} in all, not {shares}.")
    place = _places(salt)[bucket]
    for variant, share in shares:
        if place < share:
            return variant
        place -= share
    return None


@lru_cache(maxsize=256)
def _places(salt: str) -> tuple[int, ...]:
    """By bucket, its place in the order of this salt."""
    order = sorted(range(BUCKETS), key=lambda bucket: sha256(f"{salt}:{bucket}".encode()).digest())
    places = [0] * BUCKETS
    for place, bucket in enumerate(order):
        places[bucket] = place
    return tuple(places)
