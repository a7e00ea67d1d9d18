"""Accounts that are deleted: what of ours could be traced to them goes too."""

import logging
from typing import Any

from django.conf import settings
from django.db.models.signals import pre_delete

log = logging.getLogger(__name__)


def erase_traces(instance: Any, **_: Any) -> None:
    """Before Oscar's rows go: afterwards nobody knows which orders and baskets were his."""
    try:
        # Loaded with the first account that is deleted, not by every page.
        from crosssell.analytics.personal import erase

        erase(instance)
    except Exception:
        log.exception("What can be traced to user %s was not removed.", instance.pk)


pre_delete.connect(
    erase_traces, sender=settings.AUTH_USER_MODEL, dispatch_uid="crosssell-erase-traces"
)
