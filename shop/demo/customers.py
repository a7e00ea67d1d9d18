"""Writes a source's customers as users, and their groups; nobody but the demo shopper signs in."""

from collections.abc import Iterable, Mapping

import pandas as pd
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from shop.demo.source import ShopData, by_turn, plain
from shop.run.logins import SHOPPER

DOMAIN = "example.com"
FAMILIES = "Families"
_BATCH = 400
# Enough orders to see what is learned from them, few enough to read them all.
_ORDERS_OF_THE_SHOPPER = 40
_CANDIDATES = 50


def write(data: ShopData) -> dict[str, int]:
    """Creates the users that are not there yet; returns customer -> user key.

    One customer with a fair number of orders has the demo shopper's login (see shop.run.logins).
    """
    User = get_user_model()
    shopper = _shopper(data)
    emails = {
        customer: SHOPPER.email if customer == shopper else _email(data, customer)
        for customer in data.customers.index
    }
    known = _keys(emails.values())
    nobody = make_password(None)
    users = []
    for row in data.customers.itertuples():
        email = emails[row.Index]
        if email in known:
            continue
        users.append(
            User(
                username=email,
                email=email,
                first_name=row.first_name,
                last_name=row.last_name,
                password=make_password(SHOPPER.password) if email == SHOPPER.email else nobody,
            )
        )
    User.objects.bulk_create(users, batch_size=_BATCH)
    known = _keys(emails.values())
    _join(data.customers, {user.email for user in users}, emails, known)
    return {customer: known[email] for customer, email in emails.items()}


def _shopper(data: ShopData) -> str:
    """The customer who becomes the demo shopper: one of those whom every load takes first."""
    known = data.lines[data.lines["customer"] != ""]
    if known.empty:
        return ""
    orders = known.groupby("customer")["order"].nunique()
    first = by_turn(orders)[:_CANDIDATES]
    # One of a group that the demo's rules speak to, so that there is something to see.
    families = first.index.map(lambda one: FAMILIES in data.customers["groups"].get(one, ()))
    first = first[families] if any(families) else first
    return str((first - _ORDERS_OF_THE_SHOPPER).abs().idxmin())


def _email(data: ShopData, customer: str) -> str:
    of = "household" if data.key == "cj" else f"{data.key}-customer"
    return f"{of}-{plain(customer).lower()}@{DOMAIN}"


def _keys(emails: Iterable[str]) -> dict[str, int]:
    wanted = set(emails)
    users = get_user_model().objects.filter(email__endswith=f"@{DOMAIN}")
    return {email: pk for email, pk in users.values_list("email", "pk") if email in wanted}


def _join(
    customers: pd.DataFrame, new: set[str], emails: Mapping[str, str], keys: Mapping[str, int]
) -> None:
    names = sorted({name for groups in customers["groups"] for name in groups})
    groups = {name: Group.objects.get_or_create(name=name)[0].pk for name in names}
    through = get_user_model().groups.through
    rows = [
        through(user_id=keys[emails[row.Index]], group_id=groups[name])
        for row in customers.itertuples()
        if emails[row.Index] in new
        for name in row.groups
    ]
    through.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
