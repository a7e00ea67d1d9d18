"""A link from Oscar's dashboard to our admin, without a setting that a shop must know of."""

from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from crosssell.admin import permissions

ADMIN = {"url_name": "admin:app_list", "url_kwargs": {"app_label": "crosssell"}}


def may_see_link(user: Any, *args: Any, **kwargs: Any) -> bool:
    """Whether to show the link: the user may see something of ours and the admin has an address."""
    try:
        reverse(ADMIN["url_name"], kwargs=ADMIN["url_kwargs"])
    except NoReverseMatch:
        return False
    return permissions.has_any(user, permissions.SEE_ANY)


def add_link() -> None:
    """Put the link at the end of ``OSCAR_DASHBOARD_NAVIGATION``, once.

    Oscar reads the list on every page. The list is the project's own, so it is changed in place.
    """
    menu = getattr(settings, "OSCAR_DASHBOARD_NAVIGATION", None)
    if not isinstance(menu, list) or any(entry.get("access_fn") is may_see_link for entry in menu):
        return
    menu.append(
        {
            "label": _("Cross-sell"),
            "icon": "fas fa-link",
            "access_fn": may_see_link,
            **ADMIN,
        }
    )
