"""Simulations and suggestions as commands."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crosssell.models import Bundle
from tests import shopdata
from tests.bundled import make_bundle
from tests.learned import learn

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold() -> Any:
    at = timezone.now() - timedelta(days=1)
    tea, cup = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Cup", "2.50")
    for products in [(tea, cup)] * 6 + [(shopdata.make_product("Other", "9.00"),)] * 14:
        shopdata.make_order(*products, at=at)
    learn({tea: [cup]}, together=6)
    return tea, cup


def said(*args: Any, **options: Any) -> str:
    out = StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


def test_a_bundle_is_replayed_by_its_address_or_number(sold: Any) -> None:
    bundle = make_bundle(*sold, active=False)
    make_bundle(*sold, name="Live", args={"percent": "5"})

    told = said("crosssell_simulate", "tea-time")

    assert told.splitlines() == [
        "Tea time: 20 orders of 90 days.",
        "      complete   given    sets    discount  of these       worst      margin",
        "USD          6       6       6        3.90     10.0%        0.65           -",
        "Beside Live: 6 orders, gives 1.92 without and 0.00 USD beside it; keeps it out in 0.",
    ]
    assert said("crosssell_simulate", str(bundle.pk)) == told


def test_a_replay_as_json(sold: Any) -> None:
    make_bundle(*sold)

    told = json.loads(said("crosssell_simulate", "tea-time", "--json", days=1000 // 2))

    assert (told["orders"], told["in_currency"][0]["discount"]) == (20, "3.90")


def test_limits_and_discounts_are_told(sold: Any) -> None:
    make_bundle(*sold, most_uses=2)
    line = shopdata.Line.objects.filter(product=sold[0]).earliest("order__date_placed", "pk")
    line.line_price_incl_tax = line.line_price_excl_tax = 3
    line.save()

    told = said("crosssell_simulate", "tea-time")

    assert "1 of them had a discount on the same lines." in told
    assert "Limits leave less for 4 orders." in told


@pytest.mark.parametrize("named", ["nothing", "0", "9" * 30, "-1", "٣"])
def test_what_is_not_there_is_said(sold: Any, named: str) -> None:
    make_bundle(*sold)

    with pytest.raises(CommandError, match="There is no bundle .*Known: tea-time."):
        call_command("crosssell_simulate", "--", named)


@pytest.mark.parametrize("days", [0, 731])
def test_days_have_bounds(sold: Any, days: int) -> None:
    with pytest.raises(CommandError, match="--days must be between 1 and 730."):
        call_command("crosssell_simulate", make_bundle(*sold).slug, days=days)


def test_suggestions_are_told_and_made_drafts(sold: Any) -> None:
    told = said("crosssell_suggest", draft=1)

    bundle = Bundle.objects.get()
    assert told.splitlines() == [
        "20 orders; a set needs 5 of them. 1 suggestions.",
        " orders  share     price    %      cost   pieces   revenue  products",
        "      6   100%      6.50   10      3.90       12     39.00  Tea + Cup",
        f"Draft {bundle.pk}: Tea + Cup (tea-cup)",
    ]
    assert not bundle.active


def test_suggestions_as_json(sold: Any) -> None:
    told = json.loads(said("crosssell_suggest", "--json", percent=5))

    (one,) = told["suggestions"]
    assert (one["percent"], one["after"], one["members"][0]["title"]) == (5, "6.18", "Tea")
    assert (one["discount"], told["drafts"]) == ("1.92", [])


@pytest.mark.parametrize(
    "options", [{"most": 0}, {"percent": 51}, {"least_margin": 100}, {"draft": -1}]
)
def test_options_have_bounds(sold: Any, options: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="must be between"):
        call_command("crosssell_suggest", **options)
