"""A person at a browser: without a user agent nobody is counted."""

import pytest
from django.test import Client

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"


def browser() -> Client:
    """A client whose visits are counted."""
    return Client(headers={"user-agent": AGENT})


@pytest.fixture
def visitor() -> Client:
    """A client whose visits are counted."""
    return browser()


@pytest.fixture
def counted(client: Client) -> Client:
    """The usual client, whose visits are counted from now on."""
    client.defaults["HTTP_USER_AGENT"] = AGENT
    return client
