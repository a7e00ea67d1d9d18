"""What a merchant may type: plain text that a shopper can read."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crosssell.core.text import UNREADABLE


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
