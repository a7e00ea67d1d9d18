"""What a shopper has chosen for the parts of a bundle, in the fields of a form or an address."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict
from django.urls import reverse

from crosssell.oscar import lookup
from crosssell.sets.filled import Choices

FIELD = "part-"
# A form has no more parts, and no more choices in one of them.
MOST_PARTS = 20
MOST_CHOICES = 20


class NotAChoice(ValueError):
    """A form that names something else than products."""


def choices_of(form: QueryDict) -> Choices:
    """By part, the products that a form names. Raises NotAChoice."""
    found: dict[int, list[int]] = {}
    for name in form:
        if name.startswith(FIELD):
            ids = form.getlist(name)
            try:
                number = lookup.number(FIELD, name.removeprefix(FIELD))
                found[number] = [lookup.number(FIELD, text) for text in ids]
            except lookup.NotANumber as error:
                raise NotAChoice(name) from error
            if number > MOST_PARTS or len(ids) > MOST_CHOICES:
                raise NotAChoice(name)
    return found


def choices_or_none(form: QueryDict) -> Choices:
    """The same; none where the form names something else."""
    try:
        return choices_of(form)
    except NotAChoice:
        return {}


def address_of(slug: str, choices: Choices, more: Mapping[str, str]) -> str:
    """The page of the bundle with these choices; ``more`` stands before them in its query."""
    query = QueryDict(mutable=True)
    query.update(more)
    for number, ids in sorted(choices.items()):
        query.setlist(f"{FIELD}{number}", [str(pk) for pk in ids])
    address = reverse("crosssell:bundle", kwargs={"slug": slug})
    return f"{address}?{query.urlencode()}" if query else address
