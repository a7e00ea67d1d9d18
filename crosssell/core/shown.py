"""What was shown where, as a short text that goes out with a page and comes back; pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

PRODUCT, BUNDLE, THRESHOLD, WIDGET = SUBJECTS = ("product", "bundle", "threshold", "widget")
# What brought a product: the rule's own strategy, a pin of the rule, or its n-th fallback (1, 2 …).
OWN: Final = 0
PINNED: Final = 99
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_LETTER: Final = {PRODUCT: "p", BUNDLE: "b", THRESHOLD: "t", WIDGET: "w"}
_SUBJECT: Final = {letter: subject for subject, letter in _LETTER.items()}
_FIELDS: Final = 9
MOST_LENGTH: Final = 100
MOST_NUMBER: Final = 2**63 - 1
MOST_POSITION: Final = 999


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that a widget shows, and why; nothing of who sees it.

    ``rendering`` is a random number of the page, at most 2**63 - 1; ``minute`` when it was made, in
    whole minutes since 1970 (UTC). ``subject`` is one of ``SUBJECTS``; ``subject_id`` that product,
    bundle or threshold (the placement itself for a widget). ``position`` counts from 1.
    ``source`` says what of the rule brought it: OWN, PINNED or the number of a fallback. Ids are 0
    where there is none.
    """

    rendering: int
    minute: int
    placement: int
    subject: str
    subject_id: int
    position: int
    rule: int = 0
    source: int = OWN
    run: int = 0
    variant: int = 0


def bucket_of(position: int) -> int:
    """The position as daily counts keep it: 1 to 4, 5 for 5 to 8, 9 for all after."""
    if position <= 4:
        return position
    return 5 if position <= 8 else 9


def encoded(one: Shown) -> str:
    """The text of it: letters, digits and dots."""
    numbers = (
        one.rendering,
        one.minute,
        one.placement,
        one.subject_id,
        one.position,
        one.rule,
        one.source,
        one.run,
        one.variant,
    )
    return _LETTER[one.subject] + ".".join(map(_base36, numbers))


def decoded(text: str) -> Shown | None:
    """What ``encoded`` made the text of; None for any other text."""
    if not 1 < len(text) <= MOST_LENGTH or not text.isascii():
        return None
    parts = text[1:].split(".")
    subject = _SUBJECT.get(text[0])
    if subject is None or len(parts) != _FIELDS:
        return None
    try:
        numbers = [int(part, 36) for part in parts]
    except ValueError:
        return None
    if not all(0 <= number <= MOST_NUMBER for number in numbers):
        return None
    rendering, minute, placement, subject_id, position, rule, source, run, variant = numbers
    if position > MOST_POSITION:
        return None
    found = Shown(
        rendering, minute, placement, subject, subject_id, position, rule, source, run, variant
    )
    # "+1", "1_0" and "01" are numbers too; one thing has one text.
    return found if encoded(found) == text else None


# The numbers of a page are the same for all that it shows, but for a few.
@lru_cache(maxsize=4_096)
def _base36(number: int) -> str:
    if number < 36:
        return _DIGITS[number]
    found = ""
    while number:
        number, digit = divmod(number, 36)
        found = _DIGITS[digit] + found
    return found
