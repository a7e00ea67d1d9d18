"""Quick start: every place of the shop is drawn, says what is there, and can be filled."""

import dataclasses
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crosssell import conf, slots
from crosssell.admin.placements.wireframe_layout import Box, drawing, drawn_slots, neutral
from crosssell.models import Placement, Rule
from tests.merchant import sign_in

pytestmark = pytest.mark.django_db
QUICK_START = reverse("admin:crosssell_quick_start")
Places = Callable[[], dict[str, Any]]


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture
def places(client: Client) -> Places:
    """A function that asks for the page and returns its places by slot."""

    def found() -> dict[str, Any]:
        response = client.get(QUICK_START)
        assert response.status_code == 200
        return {one.slot: one for page in response.context["pages"] for one in page.places}

    return found


def test_every_slot_is_drawn_once_and_nothing_else_is() -> None:
    assert Counter(drawn_slots()) == Counter(slot.name for slot in slots.SLOTS)


@pytest.mark.parametrize("slot", [slot.name for slot in slots.SLOTS])
def test_a_drawing_marks_one_place_inside_the_page(slot: str) -> None:
    found = drawing(slot)

    assert found is not None
    assert [box.kind for box in found.boxes].count("slot") == 1
    for box in found.boxes:
        assert box.x >= 5
        assert box.x + box.width <= 95.01
        assert box.y >= 5
        assert box.y + box.height <= found.height - 4.99


def test_a_place_stands_between_what_is_above_and_below_it() -> None:
    found = drawing("product.below_button")

    assert found is not None
    [slot] = [box for box in found.boxes if box.kind == "slot"]
    assert slot == Box("slot", 37.58, 41.0, 57.42, 10.0)
    [button] = [box for box in found.boxes if box.kind == "button"]
    assert (button.x, button.width, button.y) == (slot.x, slot.width, slot.y - 10)
    assert drawing("home.hidden") is None


def test_every_slot_is_there_by_page_with_a_link_to_fill_it(client: Client, places: Places) -> None:
    found = places()

    assert list(found) == [slot.name for slot in slots.SLOTS]
    one = found["product.below_price"]
    assert (one.label, one.full_label) == (
        "Below price and stock",
        "Product page: below price and stock",
    )
    assert (one.placed, one.own) == ((), False)
    html = client.get(QUICK_START).content.decode()
    add = reverse("admin:crosssell_placement_add") + "?slot=product.below_price"
    assert f'href="{add}"' in html
    assert html.count('<svg class="crosssell-wireframe"') == len(slots.SLOTS)
    assert '<title id="title-product.below_price">Product page: below price and stock</title>' in (
        html
    )
    form = client.get(add).content.decode()
    assert '<option value="product.below_price" selected>' in form


def test_ids_on_the_page_are_there_once(client: Client) -> None:
    html = client.get(QUICK_START).content.decode()

    repeated = [name for name, n in Counter(re.findall(r' id="([^"]+)"', html)).items() if n > 1]

    assert repeated == []


def test_what_is_placed_is_named_with_its_state(places: Places, client: Client) -> None:
    soon = timezone.now() + timedelta(days=5)
    Placement.objects.create(slot="home.top", widget="products", title="Second", position=20)
    first = Placement.objects.create(slot="home.top", widget="products", active=False, position=10)
    Placement.objects.create(slot="home.bottom", widget="products", title="New", starts_at=soon)
    Placement.objects.create(slot="away", widget="products", title="Lost")

    found = places()

    assert [(one.name, one.code) for one in found["home.top"].placed] == [
        ("Products", "draft"),
        ("Second", "warning"),
    ]
    assert [one.code for one in found["home.bottom"].placed] == ["scheduled"]
    response = client.get(QUICK_START)
    assert [page.used for page in response.context["pages"]][:2] == [2, 0]
    html = response.content.decode()
    assert reverse("admin:crosssell_placement_change", args=(first.pk,)) in html
    assert "In places that are not there any more" in html
    assert "Lost</a> (away)" in html


def test_a_slot_of_the_shop_s_own_has_a_neutral_drawing(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {"name": "blog.below", "label": "Below the post", "page": "blog <b>"}
    known = conf.settings()
    monkeypatch.setattr(conf, "settings", lambda: dataclasses.replace(known, slots=(own,)))

    one = places()["blog.below"]

    assert (one.label, one.own, one.drawing) == ("Below the post", True, neutral())
    assert [box.kind for box in one.drawing.boxes].count("slot") == 1


def test_who_may_only_look_gets_no_link_to_add(client: Client, merchant: Any) -> None:
    group = merchant.groups.get()
    group.permissions.set(group.permissions.filter(codename__startswith="view_"))

    html = client.get(QUICK_START).content.decode()

    assert "crosssell-wireframe" in html
    assert "Place something here" not in html


def test_queries_do_not_grow_with_what_is_placed(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(QUICK_START)
        return len([one for one in found if "crosssell_" in one["sql"]])

    assert queries() == 2
    for number, slot in enumerate(slots.SLOTS[:20]):
        made = Rule.objects.create(name=f"R{number}", strategy="matrix")
        made.filters.create(code="in_basket")
        Placement.objects.create(slot=slot.name, widget="products").rules.add(made)
    # The placements, their rules, four kinds of parts of these, and whether a threshold is on.
    assert queries() == 7


def test_the_index_links_to_all_three(client: Client) -> None:
    html = client.get(reverse("admin:app_list", args=("crosssell",))).content.decode()

    for name in ("quick_start", "preview", "readiness"):
        assert f'href="{reverse(f"admin:crosssell_{name}")}"' in html
