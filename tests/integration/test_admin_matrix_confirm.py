"""The confirmation of an import takes nothing but what the check has made."""

from typing import Any

import pytest
from django.test import Client

from crosssell.models import MatrixEntry
from tests.matrixfiles import IMPORT, PROCESS, upload
from tests.merchant import messages_of, sign_in
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def checked(client: Client) -> dict[str, Any]:
    """What the page sends when a checked CSV file is confirmed."""
    sign_in(client)
    tea, milk = make_product("Tea"), make_product("Milk")
    text = f"main_product,companion_product\n{tea.upc},{milk.upc}\n"
    return dict(upload(client, text).context["confirm_form"].initial)


@pytest.mark.parametrize(
    "change",
    [{"format": "9"}, {"format": "-1"}, {"format": "x"}, {"format": "1"}, {"resource": "7"}],
    ids=str,
)
def test_a_forged_confirmation_saves_nothing(
    client: Client, checked: dict[str, Any], change: dict[str, str]
) -> None:
    answer = client.post(PROCESS, {**checked, **change})
    assert (answer.status_code, answer.url) == (302, IMPORT)
    assert messages_of(answer) == ["Please upload the file again."]
    assert not MatrixEntry.objects.exists()


def test_what_was_checked_is_saved(client: Client, checked: dict[str, Any]) -> None:
    assert client.post(PROCESS, checked).status_code == 302
    assert MatrixEntry.objects.count() == 1
