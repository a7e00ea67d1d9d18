"""Writes a source's customers as users, and their groups; nobody but the demo shopper signs in."""

import pandas as pd
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from shop.demo.source import ShopData

DOMAIN = "example.com"
SHOPPER = f"shopper@{DOMAIN}"
_BATCH = 400


def write(data: ShopData, password: str) -> dict[str, int]:
    """Creates the users that are not there yet; returns customer -> user key.

    The customer with the most orders is the demo shopper: SHOPPER with `password`.
    """
    User = get_user_model()
    favourite = str(data.lines.loc[data.lines["customer"] != ""].groupby("customer")["order"]
                    .nunique().idxmax()) if len(data.customers) else ""  # fmt: skip
    emails = {
        customer: SHOPPER if customer == favourite else _email(data, customer)
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
                password=make_password(password) if email == SHOPPER else nobody,
            )
        )
    User.objects.bulk_create(users, batch_size=_BATCH)
    known = _keys(emails.values())
    _join(data.customers, {user.email for user in users}, emails, known)
    return {customer: known[email] for customer, email in emails.items()}


def _email(data: ShopData, customer: str) -> str:
    return f"household-{customer}@{DOMAIN}" if data.key == "cj" else (
        f"customer-{data.key}-{customer}@{DOMAIN}"
    )  # fmt: skip


def _keys(emails) -> dict[str, int]:
    wanted = set(emails)
    users = get_user_model().objects.filter(email__endswith=f"@{DOMAIN}")
    return {email: pk for email, pk in users.values_list("email", "pk") if email in wanted}


def _join(customers: pd.DataFrame, new: set[str], emails, keys) -> None:
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
