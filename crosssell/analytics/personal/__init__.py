"""What is kept of one person: removed, or written down for him."""

from typing import Any

from crosssell.analytics.personal.erasing import Erased, erase, erase_guest
from crosssell.analytics.personal.exporting import export, export_guest
from crosssell.oscar import whose

__all__ = ["Erased", "erase", "erase_guest", "export", "export_guest", "guest_orders"]


def guest_orders(user: Any) -> int:
    """How many orders were placed without an account under the account's e-mail address."""
    return len(whose.orders_of_guest(getattr(user, user.get_email_field_name(), "") or ""))
