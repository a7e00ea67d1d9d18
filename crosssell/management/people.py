"""Of whom a command speaks: an account by id, username or e-mail address, or a guest's address."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db.models import Q

WHO = "the account: its username, e-mail address or id"
GUEST = "a guest's orders, by the e-mail address that was given with them"


def add_arguments(parser: Any) -> None:
    """``--user`` or ``--email``, not both; ``parser`` may be a group that asks for one."""
    parser.add_argument("--user", help=WHO)
    parser.add_argument("--email", help=GUEST)


def one_of(parser: ArgumentParser, required: bool) -> None:
    add_arguments(parser.add_mutually_exclusive_group(required=required))


def account(named: str) -> Any:
    """The account of that name. Raises CommandError where there is none, or more than one."""
    model = get_user_model()
    names = {model.USERNAME_FIELD: named, f"{model.get_email_field_name()}__iexact": named}
    wanted = Q()
    key = _key(named.removeprefix("id:"))
    if key is not None:
        wanted |= Q(pk=key)
    if not named.startswith("id:"):
        for column, value in names.items():
            wanted |= Q(**{column: value})
    found = list(model._default_manager.filter(wanted).order_by("pk")[:5]) if wanted else []
    if not found:
        raise CommandError(
            f"There is no account {named!r}. For orders that were placed without one give --email."
        )
    if len(found) > 1:
        each = ", ".join(f"id:{one.pk} ({one.get_username()})" for one in found)
        raise CommandError(f"{named!r} names several accounts: {each}. Give one of these ids.")
    return found[0]


def _key(named: str) -> Any:
    try:
        key = get_user_model()._meta.pk.to_python(named)
    except ValidationError:
        return None
    # Databases know no larger numbers.
    return None if isinstance(key, int) and not 0 < key < 2**63 else key
