"""What a merchant may type: plain text that a shopper can read."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Control characters, halves of pairs, and the marks that turn the direction of what follows.
UNREADABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def plain_text(value: str) -> None:
    """Refuse text with characters that cannot be seen or that turn other text around.

    Raises ValidationError, which names the character and its place.
    """
    found = UNREADABLE.search(value)
    if found:
        raise ValidationError(
            _("Character %(place)d is the invisible character %(code)s. Please remove it."),
            code="unreadable",
            params={"place": found.start() + 1, "code": f"U+{ord(found[0]):04X}"},
        )
