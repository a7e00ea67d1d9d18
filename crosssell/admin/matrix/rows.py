"""One row of a matrix file: its cells checked and resolved, with a reason for every refusal."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crosssell.admin.matrix.refs import Refs
from crosssell.admin.merchant_form import MOST
from crosssell.admin.text import plain_text
from crosssell.models import MatrixEntry

COLUMNS = (
    "main_product", "main_category", "companion_product", "companion_category",
    "reason", "position", "active",
)  # fmt: skip
# Written for the eye; what a file says there is not read.
IGNORED = ("main_title", "companion_title")
YES = ("1", "yes", "true", "on", "y")
NO = ("0", "no", "false", "off", "n")
MAX_REASON = 120

Key = tuple[tuple[str, int], tuple[str, int]]


@dataclass(frozen=True)
class MatrixRow:
    """What a row says: the combination, the columns to set, and the row in words."""

    key: Key
    values: dict[str, Any]
    said: str


def key_of(entry: MatrixEntry) -> Key:
    """The combination of an entry: kind and id of its main and of its companion."""
    return (
        ("product", entry.main_product_id)
        if entry.main_product_id
        else ("category", entry.main_category_id),
        ("product", entry.companion_product_id)
        if entry.companion_product_id
        else ("category", entry.companion_category_id),
    )


def read_row(row: dict[str, str], refs: Refs) -> MatrixRow:
    """Resolve and check a row. Raises ValidationError with a reason by column."""
    errors: dict[str, str] = {}
    main = _side("main", row, refs, errors)
    companion = _side("companion", row, refs, errors)
    if main and main[:2] == (companion or ())[:2] and main[0] == "product":
        errors["companion_product"] = _("A product cannot be its own companion.")
    values = {
        name: value
        for name, read in (("reason", _reason), ("position", _position), ("active", _switch))
        if (value := read(row.get(name, ""), errors)) is not None and name in row
    }
    if errors or main is None or companion is None:
        raise ValidationError(errors)
    return MatrixRow(
        key=((main[0], main[1]), (companion[0], companion[1])),
        values={
            f"main_{main[0]}_id": main[1],
            f"companion_{companion[0]}_id": companion[1],
            **values,
        },
        said=f"{main[2]} → {companion[2]}",
    )


def _side(
    side: str, row: dict[str, str], refs: Refs, errors: dict[str, str]
) -> tuple[str, int, str] | None:
    product, category = row.get(f"{side}_product", ""), row.get(f"{side}_category", "")
    if bool(product) == bool(category):
        errors[f"{side}_product"] = (
            _("Give a product or a category, not both.")
            if product
            else _("Give a product or a category.")
        )
        return None
    try:
        if product:
            found = refs.product(product)
            return "product", found.pk, found.title
        found = refs.category(category)
        return "category", found.pk, refs.names[found.pk]
    except LookupError as error:
        errors[f"{side}_product" if product else f"{side}_category"] = str(error.args[0])
        return None


def _reason(text: str, errors: dict[str, str]) -> str:
    if len(text) > MAX_REASON:
        errors["reason"] = _("Use at most %(most)d characters; this has %(has)d.") % {
            "most": MAX_REASON, "has": len(text),
        }  # fmt: skip
    try:
        plain_text(text)
    except ValidationError as error:
        errors["reason"] = error.messages[0]
    return text


def _position(text: str, errors: dict[str, str]) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdecimal() and int(text[:9]) <= MOST and len(text) < 9:
        return int(text)
    errors["position"] = _("“%(text)s” must be a whole number from 0 to %(most)d.") % {
        "text": text[:40], "most": MOST,
    }  # fmt: skip
    return None


def _switch(text: str, errors: dict[str, str]) -> bool | None:
    if not text:
        return None
    if text.casefold() in YES + NO:
        return text.casefold() in YES
    errors["active"] = _("“%(text)s” must be 1 (on) or 0 (off).") % {"text": text[:40]}
    return None
