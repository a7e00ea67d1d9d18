"""Celery's names for functions that live elsewhere; each is a management command too."""

import logging

from celery import shared_task

from crosssell import refresh as learning

log = logging.getLogger(__name__)


@shared_task(acks_late=True, ignore_result=True)
def refresh(source: str = "schedule") -> None:
    """Learn from all orders and put the result live; where a refresh is at work, do nothing."""
    try:
        learning.refresh(source)
    except learning.RefreshRunning as error:
        log.info("%s", error)
