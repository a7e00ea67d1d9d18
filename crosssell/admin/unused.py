"""Names for copies."""

from django.db.models import Model
from django.utils.translation import gettext

NAME_LENGTH = 120


def unused_name(model: type[Model], name: str) -> str:
    """A name for a copy that no row has yet, within the length of the column."""
    start = gettext("Copy of %(name)s") % {"name": name}
    rows = model._default_manager.filter(name__startswith=start[: NAME_LENGTH - 12])
    taken = set(rows.values_list("name", flat=True))
    wanted, number = start[:NAME_LENGTH], 2
    while wanted in taken:
        end = f" ({number})"
        wanted, number = start[: NAME_LENGTH - len(end)] + end, number + 1
    return wanted
