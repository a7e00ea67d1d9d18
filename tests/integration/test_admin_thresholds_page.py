"""The page of a threshold beside its form: what it says, two windows, doubts, rights."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model
from reversion.models import Version

from crosssell.models import Threshold, Tier, TierAmount, tier_rows
from tests.laddered import make_threshold, tier
from tests.merchant import errors_of, messages_of, sign_in
from tests.shopdata import PASSWORD, make_category, make_country, make_product, make_user
from tests.thresholdforms import address, edited, threshold_form, tier_row

pytestmark = pytest.mark.django_db
ADD = "admin:crosssell_threshold_add"


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def test_the_page_says_what_it_does(client: Client) -> None:
    cup, tea = make_product("Cup"), make_product("Tea")
    row = make_threshold(
        tier("35.00", args={"methods": ["express"]}),
        tier({"USD": "60", "EUR": "55"}, "amount_off", amount={"USD": "5", "EUR": "4"}),
        tier("80", "percent", {"percent": "7.50"}),
        tier("90", "gift_of_choice", gifts=[tea, cup]),
        tier("95", "message", label="Thank you", decorative=True),
        group="Friends",
        countries=[make_country()],
        uncounted=[make_category("Sale")],
        with_vouchers=False,
    )

    said = " ".join(client.get(address(row)).context["said"])

    assert said == (
        "From $35.00: free delivery (Shipping methods: Express delivery). "
        "From $60.00: $5.00 off, from €55.00: €4.00 off. "
        "From $80.00: 7.5 % off. "
        "From $90.00: a gift: Tea or Cup. "
        "From $95.00: a surprise (shoppers read “Thank you”) (only shown). "
        "For the group “Friends”, sent to United States; of several discounts the best one alone "
        "is given; combines with bundles and offers, not with vouchers; without Sale, which do "
        "not count."
    )


def test_words_follow_the_form_and_nothing_is_saved(client: Client) -> None:
    rows = [tier_row("35"), tier_row("60", "percent", {"percent": "5"}), tier_row("")]
    form = threshold_form(rows, _words="1", with_bundles="", with_offers="", with_vouchers="")

    part = client.post(reverse(ADD), form, headers={"X-Crosssell-Part": "said"})

    html = part.content.decode()
    # What is right is said, though a row is not finished yet.
    assert part.context["said"] == [
        "From $35.00: free delivery.",
        "From $60.00: 5 % off.",
        "For everybody; does not combine with bundles, offers or vouchers.",
    ]
    assert "From $60.00: 5 % off." in html
    assert "<html" not in html
    assert client.post(reverse(ADD), form).status_code == 200
    assert not Threshold.objects.exists()
    row = make_threshold(tier("35"))
    client.post(address(row), edited(row, tier_row("99"), name="Other", _words="1"))
    assert Threshold.objects.get().name == "Ladder"
    assert TierAmount.objects.get().at_least == 35
    assert not Version.objects.exists()


def test_tiers_are_changed_moved_and_removed_in_place(client: Client) -> None:
    cup, tea = make_product("Cup"), make_product("Tea")
    row = make_threshold(
        tier({"USD": "35", "EUR": "30"}),
        tier("60", "gift_of_choice", gifts=[cup, tea]),
        tier("90", "percent"),
    )
    first, second, third = row.tiers.all()
    amount = first.amounts.get(currency="USD")
    form = edited(
        row,
        tier_row("75"),
        tier_row("60", "gift_of_choice", gifts=[tea, cup]),
        tier_row("90", "percent"),
        tier_row("10", "message"),
    )

    client.post(address(row), form | {"tiers-2-DELETE": "on"})

    found = list(row.tiers.all())
    assert [one.reward for one in found] == ["message", "gift_of_choice", "free_shipping"]
    assert found[1:] == [second, first]
    assert not Tier.objects.filter(pk=third.pk).exists()
    assert list(first.amounts.values_list("pk", "currency", "at_least")) == [
        (amount.pk, "USD", Decimal(75))
    ]
    assert list(second.gifts.values_list("product", flat=True)) == [tea.pk, cup.pk]


def test_the_later_window_overwrites_nothing(client: Client) -> None:
    row = make_threshold(tier("35"))
    seen = client.get(address(row)).context["adminform"].form["seen"].value()

    first = client.post(address(row), edited(row, tier_row("40"), seen=seen))
    refused = client.post(address(row), edited(row, tier_row("99"), seen=seen))

    assert first.status_code == 302
    assert "Somebody has saved this" in errors_of(refused)["__all__"][0]
    assert TierAmount.objects.get().at_least == 40


def test_oscars_rows_are_called_after_the_threshold(client: Client) -> None:
    offers = get_model("offer", "ConditionalOffer").objects
    row = make_threshold(tier("35"))
    only = row.tiers.get()
    made = tier_rows.row_for(only.pk, row.name)
    client.post(address(row), edited(row, tier_row("35"), name="Spring"))

    assert offers.get(pk=made).name == f"Spring #T{only.pk}"


def test_doubts_are_said_and_stop_nothing(client: Client) -> None:
    gone = make_product("Old cup", stock=0)
    make_threshold(tier("20"), name="Other", countries=[make_country()])
    make_threshold(tier("20"), name="Off", active=False)
    make_threshold(tier("20"), name="Group", group="Friends")
    now = timezone.now()
    make_threshold(tier("20"), name="Over", ends_at=now - timedelta(days=1))
    make_threshold(tier("20"), name="Later", starts_at=now + timedelta(days=9))

    sent = client.post(
        reverse(ADD),
        threshold_form(
            [
                tier_row({"USD": "35", "EUR": "30"}, args={"methods": ["bike"]}),
                tier_row("60", "gift_of_choice", gifts=[gone]),
            ],
            ends_at_0=(now + timedelta(days=5)).date().isoformat(),
            ends_at_1="10:00:00",
        ),
    )

    assert sent.status_code == 302
    assert messages_of(sent)[:-1] == [
        "“Old cup” cannot be had now: as long as that is so, nobody gets it.",
        "No shipping method of the shop has the code “bike” now.",
        "The tier from $60.00 has no amount in EUR: there nobody reaches it.",
        "“Other” is on, too, for the same people and with the same priority 100. Both give what "
        "they say, but which of them a bar shows goes by their names: give one of them another "
        "priority.",
    ]


def test_who_stays_on_the_page_reads_doubts_once(client: Client) -> None:
    rows = [tier_row({"USD": "35", "EUR": "30"}), tier_row("60")]
    page = client.post(reverse(ADD), threshold_form(rows, _continue="1"), follow=True)
    doubt = "The tier from $60.00 has no amount in EUR: there nobody reaches it."
    assert page.context["doubts"] == [doubt]
    assert page.content.decode().count(doubt) == 1


def test_who_may_only_look_sees_words(client: Client) -> None:
    row = make_threshold(
        tier("35"), uncounted=[make_category("Sale")], texts={"": ("Hi", "", "Done")}
    )
    clerk = make_user("clerk@example.com", is_staff=True)
    names = ("threshold", "tier", "tieramount", "tiergift", "thresholdtext", "uncounted")
    codes = [f"view_{name}" for name in names]
    clerk.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client.login(username="clerk@example.com", password=PASSWORD)

    page = client.get(address(row))

    html = page.content.decode()
    assert html.count("From $35.00: free delivery") == 2
    assert "Every other language: Hi / Done" in html
    assert ">Sale<" in html
    assert "Show what it says" not in html
    assert 'name="_save"' not in html
    assert client.post(address(row), {"_words": "1"}).status_code == 403
    assert client.get(reverse(ADD)).status_code == 403


def test_the_page_asks_a_fixed_number_of_queries(client: Client) -> None:
    cups = [make_product(f"Cup {number}") for number in range(6)]

    def queries(row: Threshold) -> int:
        client.get(address(row))
        with CaptureQueriesContext(connection) as found:
            assert client.get(address(row)).status_code == 200
        return len(found)

    few = queries(make_threshold(tier("35"), tier("60", "gift_of_choice", gifts=cups[:1])))
    tiers = [tier(str(100 + at), "gift_of_choice", gifts=cups) for at in range(6)]
    assert queries(make_threshold(tier("35"), *tiers, name="Many")) - few <= 5


def test_hostile_values_break_nothing(client: Client) -> None:
    url = reverse(ADD)
    rows = [tier_row("1", gifts=["1 OR 1=1", "9" * 30]) | {"amounts-" + "x" * 90 + "-from": "1"}]
    rows += [tier_row({"<b>": "1", "": "2", "new": "3"}) for _ in range(30)]
    wrong = {
        "name": "a\u202eb\x00", "priority": "9" * 40, "countries": ["'; --", "x" * 300],
        "group": "x", "not_products": ["-1"], "_words": "1",
    }  # fmt: skip

    for form in (threshold_form(rows, **wrong), {"_words": "1"}, threshold_form(rows)):
        assert client.post(url, form).status_code in (200, 400), form
    for query in ("?q=%00", "?for=x", "?reward=../x", "?state=nonsense", "?p=99"):
        answer = client.get(reverse("admin:crosssell_threshold_changelist") + query)
        assert answer.status_code in (200, 302), query
    script = make_threshold(tier("35", label="<img src=x>"), name="<script>alert(1)</script>")
    html = client.get(address(script)).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x>" not in html
