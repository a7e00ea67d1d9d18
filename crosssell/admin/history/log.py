"""Who changed what when: versions of a merchant's rows, kept by django-reversion.

Where ``reversion`` is not in INSTALLED_APPS nothing is kept, and a system check says so.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import ForeignKey, Model
from django.utils.translation import gettext

from crosssell.admin.history.state import OWN, State, child_model, children_of

# Rows of one revision: the library copies its list of rows for each row that is added.
CHUNK = 500


def enabled() -> bool:
    """Whether versions are kept."""
    return apps.is_installed("reversion")


def register(model: type[Model]) -> None:
    """Keep versions of the rows of a model, together with their child rows."""
    if not enabled():
        return
    import reversion

    below: dict[type[Model], list[str]] = {model: []}
    for name in children_of(model):
        holder, _, last = name.rpartition("__")
        below.setdefault(child_model(model, holder) if holder else model, []).append(last)
        below.setdefault(child_model(model, name), [])
    # Children first: a row that follows another asks for its registration.
    for one, follow in reversed(below.items()):
        if not reversion.is_registered(one):
            reversion.register(one, follow=tuple(follow), exclude=OWN.get(one, ()))


@contextmanager
def recording(user: Any, comment: str = "") -> Iterator[None]:
    """Rows that are saved in this block get a version, in one revision, with the user's name."""
    if not enabled():
        yield
        return
    import reversion

    with reversion.create_revision():
        reversion.set_user(user)
        reversion.set_comment(comment)
        yield


def comment(text: str) -> None:
    """Say of the running revision what it did."""
    if not enabled():
        return
    import reversion

    if reversion.is_active():
        reversion.set_comment(text)


def record(rows: Sequence[Model], user: Any, comment: str) -> None:
    """Write a version of each row as it is given, whatever the table holds now."""
    if not enabled():
        return
    import reversion

    for start in range(0, len(rows), CHUNK):
        with reversion.create_revision(manage_manually=True):
            reversion.set_user(user)
            reversion.set_comment(comment)
            for row in rows[start : start + CHUNK]:
                reversion.add_to_revision(row)


def begin(rows: Iterable[Model]) -> None:
    """Give rows that have no version yet a first one, so that what comes can be undone.

    Must be called before ``recording``, while the tables still hold what was.
    """
    rows = [row for row in rows if row.pk is not None]
    if not enabled() or not rows:
        return
    from reversion.models import Version

    known = set(
        Version.objects.get_for_model(type(rows[0]))
        .filter(object_id__in=[str(row.pk) for row in rows])
        .values_list("object_id", flat=True)
    )
    new = [row for row in rows if str(row.pk) not in known]
    record(new, None, gettext("As it was when history began."))


@transaction.atomic
def restore(model: type[Model], state: State) -> list[str]:
    """Make the row and its child rows what they were; return what could not come back, in words.

    Raises ValidationError where the row itself cannot: its name is taken, its product is gone.
    """
    row = state.row
    there = model._base_manager.filter(pk=row.pk).first()
    # What is there already does not stand in its own way.
    row._state.adding = there is None
    for name in OWN.get(model, ()) if there is not None else ():
        setattr(row, name, getattr(there, name))
    _clean(row)
    row.save()
    missing: list[str] = []
    for name, pks in state.many.items():
        links = getattr(row, name)
        found = links.model._default_manager.filter(pk__in=pks)
        links.set(found)
        missing += [f"#{pk}" for pk in sorted(set(pks) - {one.pk for one in found})]
    for name, children in state.children.items():
        if "__" not in name:  # those below went with the rows that they belong to
            getattr(row, name).all().delete()
        for child in children:
            try:
                _clean(child)
            except ValidationError:
                missing.append(f"{child._meta.verbose_name} #{child.product_id}")
                continue
            child.save(force_insert=True)
    return missing


def _clean(row: Model) -> None:
    """Raise ValidationError where the row does not fit the tables as they are now.

    What the merchant typed was checked when it was saved first; what may be wrong now is what it
    points at, and what must be there only once.
    """
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, ForeignKey) and value is not None:
            field.validate(value, row)
    row.validate_unique()
    row.validate_constraints()


def in_words(error: ValidationError) -> str:
    """The messages of a refusal in one line."""
    found = (
        error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    )
    return " ".join(text for texts in found.values() for text in texts)
