"""The preview of a placement of bundles: what a shopper would see, on a product and in a basket."""

from typing import Any

import pytest
from django.test import Client

from tests.bundled import make_bundle
from tests.integration.preview_page import asked, frames
from tests.learned import place
from tests.merchant import sign_in
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def test_a_bundle_is_previewed_as_it_is_shown(client: Client) -> None:
    tea, cup = make_product("Tea", "4.00"), make_product("Cup", "7.50")
    make_bundle(tea, cup)
    place(widget="bundle")
    [html] = frames(asked(client, product=tea.pk))
    assert "Cheaper together" in html
    assert "You save $1.15" in html
    place(widget="bundle", slot="basket.below_lines")
    [html] = frames(asked(client, slot="basket.below_lines", basket=[tea.pk]))
    assert "Add and save $1.15" in html
    [html] = frames(asked(client, slot="basket.below_lines", basket=[tea.pk, cup.pk]))
    assert "You saved $1.15" in html
