"""The demo's logins: an administrator, a merchant and a shopper who has ordered before."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Count
from oscar.core.loading import get_model

Order = get_model("order", "Order")
User: Any = get_user_model()

MERCHANTS = "Cross-sell merchants"
# Enough orders to see what is learned from them, few enough to read them all.
ORDERS_OF_A_SHOPPER = 40


@dataclass(frozen=True)
class Login:
    """An e-mail address, its password and what it is for."""

    email: str
    password: str
    what_for: str


ADMIN = Login("admin@example.com", "admin", "administrator, may do everything")
MERCHANT = Login("merchant@example.com", "merchant", "merchant, in the group " + MERCHANTS)
SHOPPER = Login("shopper@example.com", "shopper", "shopper with an order history")


def ensure() -> str:
    """Create the logins that are missing; return the lines that name them all.

    One that is there keeps its password and rights, even if somebody changed them.
    """
    if not _exists(ADMIN):
        User.objects.create_superuser(ADMIN.email, ADMIN.email, ADMIN.password)
    if not _exists(MERCHANT):
        merchant = User.objects.create_user(
            MERCHANT.email, MERCHANT.email, MERCHANT.password, is_staff=True
        )
        merchant.groups.set(Group.objects.filter(name=MERCHANTS))
    if not _exists(SHOPPER):
        _name_a_shopper()
    return "\n".join(
        f"    {one.email:<22} password {one.password:<10} {one.what_for}"
        for one in (ADMIN, MERCHANT, SHOPPER)
    )


def _exists(login: Login) -> bool:
    return bool(User.objects.filter(email=login.email).exists())


def _name_a_shopper() -> None:
    """Give the shopper's login to a customer of the demo data who has ordered often enough."""
    ordered = Order.objects.filter(user__isnull=False, user__is_staff=False)
    counts = ordered.values_list("user_id").annotate(number=Count("pk"))
    by_fit = sorted(counts, key=lambda row: (abs(row[1] - ORDERS_OF_A_SHOPPER), row[0]))
    user = User.objects.get(pk=by_fit[0][0]) if by_fit else User()
    user.email = user.username = SHOPPER.email
    user.set_password(SHOPPER.password)
    user.save()
