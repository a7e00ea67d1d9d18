"""The list of thresholds: state, tiers in words, filters, actions, and the missing bar."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell.models import Placement, Threshold, TierAmount
from tests.laddered import make_threshold, tier
from tests.merchant import sign_in
from tests.shopdata import PASSWORD, make_category, make_country, make_product, make_user

pytestmark = pytest.mark.django_db
LIST = "admin:crosssell_threshold_changelist"
NO_BAR = "No bar is shown anywhere yet"


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def row_of(client: Client, row: Threshold) -> dict[str, str]:
    """The cells of the row, by column, as text."""
    page = client.get(reverse(LIST)).context["cl"]
    (found,) = [one for one in page.result_list if one.pk == row.pk]
    return {name: str(getattr(page.model_admin, name)(found)) for name in page.list_display[2:5]}


def test_a_row_says_what_is_given_and_to_whom(client: Client) -> None:
    row = make_threshold(
        tier("35"),
        tier("60", "gift_of_choice", gifts=[make_product("Cup <b>")]),
        group="Friends",
        countries=[make_country()],
    )

    assert row_of(client, row) == {
        "state_now": '<span class="crosssell-state is-live">Live</span>',
        "said": (
            '<span class="crosssell-line">From $35.00: free delivery</span>'
            '<span class="crosssell-line">From $60.00: a gift: Cup &lt;b&gt;</span>'
        ),
        "whom": "for the group “Friends”, sent to United States",
    }


def test_states(client: Client) -> None:
    now = timezone.now()
    without = make_threshold(tier("35"), name="g")
    TierAmount.objects.filter(tier__threshold=without).delete()
    rows = {
        "Draft": make_threshold(tier("35"), name="a", active=False),
        "Scheduled from": make_threshold(tier("35"), name="b", starts_at=now + timedelta(days=1)),
        "Ended": make_threshold(tier("35"), name="c", ends_at=now - timedelta(days=1)),
        "Gives nothing: it has no tier": make_threshold(name="d"),
        "Gives nothing: its reward is not installed": make_threshold(tier("3", "gone"), name="e"),
        "Tier 2 gives nothing: it has no product": make_threshold(
            tier("35"), tier("60", "gift_of_choice"), name="f"
        ),
        "Gives nothing: it has no amount": without,
        "Gives nothing: its reward has no amount": make_threshold(
            tier("9", "amount_off"), name="h"
        ),
        "Gives nothing: its settings cannot be read": make_threshold(
            tier("9", "percent", {"percent": "many"}), name="i"
        ),
        ">Live<": make_threshold(tier("9", "gift_of_choice", decorative=True), name="j"),
        "Live until": make_threshold(tier("9"), name="k", ends_at=now + timedelta(days=1)),
    }

    for said, row in rows.items():
        assert said in row_of(client, row)["state_now"]

    def names(query: str) -> str:
        found = client.get(reverse(LIST) + query).context["cl"].result_list
        return "".join(sorted(one.name for one in found))

    assert names("?state=draft") == "a"
    assert names("?state=scheduled") == "b"
    assert names("?state=ended") == "c"
    assert names("?reward=gift_of_choice") == "fj"
    assert names("?reward=percent") == "i"


def test_filters_by_group(client: Client) -> None:
    make_threshold(tier("35"), name="a", group="Friends")
    make_threshold(tier("35"), name="b")
    group, other = Group.objects.get(name="Friends"), Group.objects.create(name="Others")

    def names(value: Any) -> list[str]:
        found = client.get(reverse(LIST), {"for": value}).context["cl"].result_list
        return [one.name for one in found]

    assert (names(group.pk), names("-"), names(other.pk), names("x")) == (
        ["a"], ["b"], ["a", "b"], ["a", "b"],
    )  # fmt: skip


def test_the_number_of_queries_is_that_of_one_threshold(client: Client) -> None:
    food = make_category("Food")

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse(LIST)).status_code == 200
        return len(found)

    def made(number: int) -> None:
        make_threshold(
            tier("35", args={"methods": ["express"], "countries": ["US"]}),
            tier("60", "gift_of_choice", gifts=[make_product(f"Cup {number}")]),
            name=f"B{number}",
            group="Friends",
            countries=[make_country()],
            uncounted=[food],
        )

    made(0)
    queries()
    one = queries()
    for number in range(1, 9):
        made(number)
    assert queries() == one


def test_a_copy_is_a_draft_with_all_rows(client: Client) -> None:
    cup, tea, country = make_product("Cup"), make_product("Tea"), make_country()
    row = make_threshold(
        tier({"USD": "35", "EUR": "30"}, "amount_off", amount={"USD": "5", "EUR": "4"}),
        tier("60", "gift_of_choice", gifts=[cup, tea], label="A cup"),
        countries=[country],
        uncounted=[tea],
        texts={"de": ("Hallo", "", "")},
        priority=7,
        adds_up=True,
    )
    offer = get_model("offer", "ConditionalOffer").objects
    assert not offer.exists()

    client.post(reverse(LIST), {"action": "duplicate", "_selected_action": row.pk})

    copy = Threshold.objects.exclude(pk=row.pk).get()
    assert (copy.name, copy.active, copy.priority, copy.adds_up) == (
        "Copy of Ladder", False, 7, True,
    )  # fmt: skip
    assert list(copy.countries.all()) == [country]
    assert copy.uncounted.get().target == tea.pk
    assert copy.texts.get().initial == "Hallo"
    first, second = copy.tiers.all()
    assert set(first.amounts.values_list("currency", "at_least", "amount")) == {
        ("USD", 35, 5), ("EUR", 30, 4),
    }  # fmt: skip
    assert (second.label, [one.product for one in second.gifts.all()]) == ("A cup", [cup, tea])
    assert row.tiers.count() == 2


def test_switching_counts_at_once(client: Client) -> None:
    row = make_threshold(tier("35"))

    client.post(reverse(LIST), {"action": "turn_off", "_selected_action": row.pk})
    assert not Threshold.objects.get().active
    client.post(reverse(LIST), {"action": "turn_on", "_selected_action": row.pk})
    assert Threshold.objects.get().active


def test_where_no_bar_is_shown_a_link_makes_one(client: Client) -> None:
    change = reverse("admin:crosssell_threshold_change", args=(make_threshold(tier("35")).pk,))

    start, readiness = (reverse(f"admin:crosssell_{one}") for one in ("quick_start", "readiness"))
    for url in (reverse(LIST), change, start, readiness):
        html = client.get(url).content.decode()
        assert NO_BAR in html
        assert "?slot=basket.top&amp;widget=threshold" in html
    add = client.get(
        reverse("admin:crosssell_placement_add"), {"slot": "basket.top", "widget": "threshold"}
    )
    form = add.context["adminform"].form
    assert (form["slot"].value(), form["widget"].value()) == ("basket.top", "threshold")
    bar = Placement.objects.create(slot="basket.top", widget="threshold", active=False)
    assert NO_BAR in client.get(change).content.decode()
    bar.active = True
    bar.save()
    for url in (reverse(LIST), change, start, readiness):
        assert NO_BAR not in client.get(url).content.decode()


def test_no_bar_is_missed_where_nothing_is_on_or_may_be_placed(client: Client) -> None:
    row = make_threshold(tier("35"), active=False)
    change = reverse("admin:crosssell_threshold_change", args=(row.pk,))
    for url in (reverse(LIST), change):
        assert NO_BAR not in client.get(url).content.decode()
    Threshold.objects.update(active=True)
    clerk = make_user("clerk@example.com", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename="view_threshold"))
    client.login(username="clerk@example.com", password=PASSWORD)
    for url in (reverse(LIST), change):
        assert NO_BAR not in client.get(url).content.decode()
