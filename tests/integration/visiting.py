"""How a page of the storefront is asked for, and the table of all visits."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from tests import shopdata

Visit = Callable[[Client], str]
VISITS: dict[str, Visit] = {}


def visit(function: Visit) -> Visit:
    """Register a visit under the name of its function."""
    VISITS[function.__name__] = function
    return function


def get(client: Client, name: str, status: int = 200, **kwargs: Any) -> str:
    """Return the HTML at the address of that name."""
    return fetch(client, reverse(name, kwargs=kwargs), status)


def fetch(client: Client, url: str, status: int = 200, **query: Any) -> str:
    """Return the HTML at that address."""
    response = client.get(url, query)
    assert response.status_code == status, f"{url} answered {response.status_code}"
    return response.content.decode()


def sign_in(client: Client, email: str = "ann@example.com") -> Any:
    """Return a new customer, signed in."""
    user = shopdata.make_user(email)
    client.force_login(user, backend="oscar.apps.customer.auth_backends.EmailBackend")
    return user
