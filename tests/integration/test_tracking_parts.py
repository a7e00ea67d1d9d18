"""What a browser fetches as a part of a page is looked at by nobody, though it may be a page."""

import pytest
from django.test import Client

from tests import shopdata
from tests.learned import learn, place, rule
from tests.noted import shown
from tests.visitor import AGENT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]


@pytest.fixture
def best() -> None:
    learn(best=[shopdata.make_product("Tea"), shopdata.make_product("Milk")])
    place(rule(strategy="bestsellers", args={"window": 28}), slot="not_found.bottom", min_items=1)


@pytest.mark.usefixtures("best")
@pytest.mark.parametrize(
    ("what", "counts"),
    [
        (None, True),
        ("document", True),
        ("iframe", True),
        ("empty", True),
        ("image", False),
        ("script", False),
        ("style", False),
        ("manifest", False),
    ],
)
def test_the_page_not_found_of_a_missing_picture(what: str | None, counts: bool) -> None:
    headers = {"user-agent": AGENT} | ({"Sec-Fetch-Dest": what} if what else {})
    response = Client(headers=headers).get("/nowhere.png")
    html = response.content.decode()
    assert response.status_code == 404
    assert "crosssell-card" in html
    assert ("data-crosssell-token" in html) is counts
    assert bool(shown()) is counts
