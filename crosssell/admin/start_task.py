"""Hands a task to the Celery worker without ever hanging."""

from typing import Any

from celery import current_app
from kombu.exceptions import KombuError

# Seconds; a broker that is silent must not hold the page of the merchant.
PATIENCE = 2


class NotStarted(RuntimeError):
    """The broker did not take the task; the text says what to do."""


def start_task(name: str, kwargs: dict[str, Any], refusal: str) -> None:
    """Queue a task. Raises NotStarted with ``refusal`` when the broker is away or silent."""
    options = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "max_retries": 0}
    connection = current_app.connection_for_write(
        connect_timeout=PATIENCE,
        transport_options={**current_app.conf.broker_transport_options, **options},
    )
    try:
        with connection:
            current_app.send_task(name, kwargs=kwargs, connection=connection, retry=False)
    except (KombuError, *connection.connection_errors, OSError) as error:
        raise NotStarted(refusal) from error
