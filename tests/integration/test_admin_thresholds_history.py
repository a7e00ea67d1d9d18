"""The history of a threshold: what changed, what is restored, what comes back."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell.models import Threshold, Tier
from tests.laddered import make_threshold, tier
from tests.merchant import sign_in
from tests.shopdata import make_country, make_product
from tests.thresholdforms import address, edited, tier_row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def test_history_tells_and_restores_every_row(client: Client) -> None:
    cup, tea = make_product("Cup"), make_product("Tea")
    country = make_country()
    row = make_threshold(
        tier("35"),
        tier("60", "gift_of_choice", gifts=[cup, tea]),
        countries=[country],
        uncounted=[tea],
        texts={"": ("Hello", "{gap}", "")},
    )
    form = edited(row, tier_row("40"), tier_row("60", "gift_of_choice", gifts=[tea]), name="New")
    form |= {"texts-INITIAL_FORMS": "1", "texts-TOTAL_FORMS": "1"}
    form |= {"texts-0-id": row.texts.get().pk, "texts-0-DELETE": "on", "texts-0-initial": "Hello"}
    assert client.post(address(row), form).status_code == 302

    newest, oldest = client.get(address(row, "history")).context["entries"]
    assert [(one.label, one.before, one.after) for one in newest["changes"]] == [
        ("Name", "Ladder", "New"),
        ("Tier 1", "From $35.00: free delivery", "From $40.00: free delivery"),
        ("Tier 2", "From $60.00: a gift: Cup or Tea", "From $60.00: a gift: Tea"),
        ("For whom", "For everybody, sent to United States", "For everybody"),
        ("What does not count", "Tea", ""),
        ("Texts (others)", "Hello / {gap} / ", ""),
    ]
    compare = address(row, "compare") + f"?from={oldest['version'].pk}"
    assert client.get(compare).status_code == 200
    restore = reverse("admin:crosssell_threshold_restore", args=(row.pk, oldest["version"].pk))
    client.post(restore)

    found = Threshold.objects.get()
    assert (found.name, list(found.countries.all())) == ("Ladder", [country])
    assert [one.amounts.get().at_least for one in found.tiers.all()] == [35, 60]
    gifts = found.tiers.last().gifts
    assert list(gifts.values_list("product", flat=True)) == [cup.pk, tea.pk]
    assert (found.texts.get().initial, found.uncounted.get().target) == ("Hello", tea.pk)


def test_a_deleted_threshold_comes_back_whole(client: Client) -> None:
    row = make_threshold(tier("35", "amount_off", amount="5"), countries=[make_country()])
    client.post(address(row, "delete"), {"post": "yes"})
    assert not Tier.objects.exists()
    url = reverse("admin:crosssell_threshold_recover")
    (entry,) = client.get(url).context["entries"]

    client.post(url, {"version": entry[0].pk})

    found = Threshold.objects.get()
    assert found.tiers.get().amounts.get().amount == 5
    assert found.countries.count() == 1
