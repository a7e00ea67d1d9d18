"""Hands a refresh to the Celery worker."""

from django.utils.translation import gettext

from crosssell.admin.runs.beat import TASK
from crosssell.admin.start_task import NotStarted, start_task

__all__ = ["NotStarted", "start"]


def start(source: str) -> None:
    """Queue one refresh. Raises NotStarted when the broker is away or silent."""
    refusal = gettext(
        "The refresh was not started: the message broker does not answer. Start it (and "
        "the Celery worker) and try again, or run “manage.py crosssell_refresh”."
    )
    start_task(TASK, {"source": source}, refusal)
