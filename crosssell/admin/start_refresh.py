"""Hands a refresh to the Celery worker without ever hanging."""

from celery import current_app
from django.utils.translation import gettext
from kombu.exceptions import KombuError

from crosssell.admin.beat import TASK

# Seconds; a broker that is silent must not hold the page of the merchant.
PATIENCE = 2


class NotStarted(RuntimeError):
    """The broker did not take the task; the text says what to do."""


def start(source: str) -> None:
    """Queue one refresh. Raises NotStarted when the broker is away or silent."""
    options = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "max_retries": 0}
    connection = current_app.connection_for_write(
        connect_timeout=PATIENCE,
        transport_options={**current_app.conf.broker_transport_options, **options},
    )
    try:
        with connection:
            current_app.send_task(
                TASK, kwargs={"source": source}, connection=connection, retry=False
            )
    except (KombuError, *connection.connection_errors, OSError) as error:
        raise NotStarted(
            gettext(
                "The refresh was not started: the message broker does not answer. Start it (and "
                "the Celery worker) and try again, or run “manage.py crosssell_refresh”."
            )
        ) from error
