"""The list of bundles: state, words, prices, uses; its filters, actions and queries."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crosssell.models import Bundle, BundleTally, BundleUse
from tests.bundled import make_bundle
from tests.merchant import messages_of, sign_in
from tests.shopdata import make_category, make_order, make_product

pytestmark = pytest.mark.django_db
LIST = "admin:crosssell_bundle_changelist"


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def use(bundle: Bundle, state: str, amount: str, currency: str = "USD") -> BundleUse:
    return BundleUse.objects.create(
        bundle=bundle,
        name=bundle.name,
        order=make_order(make_product()),
        state=state,
        uses=1,
        amount=Decimal(amount),
        currency=currency,
        expires_at=timezone.now(),
    )


def row_of(client: Client, bundle: Bundle) -> dict[str, str]:
    """The cells of the bundle's row, by column, as text."""
    page = client.get(reverse(LIST)).context["cl"]
    admin = page.model_admin
    (found,) = [one for one in page.result_list if one.pk == bundle.pk]
    return {name: str(getattr(admin, name)(found)) for name in admin.list_display[1:]}


def test_a_row_says_what_a_bundle_is(client: Client) -> None:
    tea, cup = make_product("Tea", "4.00"), make_product("Cup <b>", "6.00")
    bundle = make_bundle((2, tea), cup, rewarded=[1], most_uses=100, budget=50,
                         budget_currency="USD")  # fmt: skip
    BundleTally.objects.update_or_create(
        bundle=bundle, defaults={"uses": 3, "amount": Decimal("1.80")}
    )
    use(bundle, "confirmed", "1.20")
    use(bundle, "late", "0.60")
    use(bundle, "held", "5.00")
    use(bundle, "given_back", "7.00")

    row = row_of(client, bundle)

    assert row["said"] == (
        "2 × Tea and 1 Cup &lt;b&gt;<br><strong>1 Cup &lt;b&gt;, 10 % off</strong>"
    )
    assert row["prices"] == "$14.00 → $13.40"
    assert row["used_now"] == (
        '<span class="crosssell-line">3 of 100 times</span>'
        '<span class="crosssell-line">$1.80 of $50.00</span>'
        f'<a href="/admin/crosssell/bundleuse/?bundle__id__exact={bundle.pk}">$1.80 given</a>'
    )
    assert ">Live<" in row["state_now"]


def test_a_bundle_that_nobody_can_buy_is_marked(client: Client) -> None:
    bundle = make_bundle(make_product("Gone", stock=0))

    assert row_of(client, bundle)["prices"] == (
        '<span class="crosssell-state is-warning">Cannot be bought now</span>'
    )


def test_states(client: Client) -> None:
    tea, now = make_product(), timezone.now()
    rows = {
        "Draft": make_bundle(tea, name="a", active=False),
        "Scheduled from": make_bundle(tea, name="b", starts_at=now + timedelta(days=1)),
        "Ended": make_bundle(tea, name="c", ends_at=now - timedelta(days=1)),
        "Used up": make_bundle(tea, name="d", most_uses=2),
        "Broken: gives nothing": make_bundle(tea, name="e", reward="gone"),
    }
    spent = make_bundle(tea, name="f", budget=5, budget_currency="USD")
    BundleTally.objects.update_or_create(bundle=rows["Used up"], defaults={"uses": 2})
    BundleTally.objects.update_or_create(bundle=spent, defaults={"amount": 5})

    for said, bundle in rows.items():
        assert said in row_of(client, bundle)["state_now"]
    assert "Used up" in row_of(client, spent)["state_now"]

    def names(query: str) -> str:
        found = client.get(reverse(LIST) + query).context["cl"].result_list
        return "".join(sorted(one.name for one in found))

    assert names("?state=used_up") == "df"
    assert names("?state=live") == "e"
    assert names("?state=draft") == "a"
    assert names("?reward=gone") == "e"
    assert names("?limited=1") == "df"
    assert names("?limited=0") == "abce"
    assert names("?state=nonsense&limited=nonsense") == "abcdef"


def test_the_number_of_queries_is_that_of_one_bundle(client: Client) -> None:
    food = make_category("Food")
    tea, cup = make_product("Tea", category=food), make_product("Cup")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(reverse(LIST)).status_code == 200
        return len(found)

    make_bundle((2, food), cup, name="first", reward="amount_off", amounts={"USD": "1"})
    queries()
    one = queries()
    for number in range(12):
        bundle = make_bundle([tea, food], (number + 1, cup), name=f"B{number}")
        use(bundle, "confirmed", "1.00")
    # What fills the new parts is asked for once, then kept for a minute.
    assert queries() == one + 1
    assert queries() == one


def test_switching_gives_a_new_version(client: Client) -> None:
    bundle = make_bundle(make_product())
    before = Bundle.objects.get().version

    client.post(reverse(LIST), {"action": "turn_off", "_selected_action": bundle.pk})

    off = Bundle.objects.get()
    assert not off.active
    assert off.version > before


def test_a_copy_is_a_draft_of_its_own(client: Client) -> None:
    tea, cup = make_product("Tea"), make_product("Cup")
    bundle = make_bundle(
        (2, [tea, cup]), cup, rewarded=[1], reward="amount_off", amounts={"USD": "1.50"}
    )
    BundleTally.objects.update_or_create(bundle=bundle, defaults={"uses": 9})

    client.post(reverse(LIST), {"action": "duplicate", "_selected_action": bundle.pk})

    copy = Bundle.objects.exclude(pk=bundle.pk).get()
    assert (copy.name, copy.slug, copy.active) == ("Copy of Tea time", "copy-of-tea-time", False)
    assert (copy.offer_id, copy.parts) == (None, 2)
    assert [(one.quantity, one.rewarded, one.targets.count()) for one in copy.components.all()] == [
        (2, False, 2), (1, True, 1),
    ]  # fmt: skip
    assert copy.amounts.get().amount == Decimal("1.5")
    assert not BundleTally.objects.filter(bundle=copy, uses__gt=0).exists()
    assert bundle.components.count() == 2


def test_what_was_used_is_not_deleted(client: Client) -> None:
    used, fresh = make_bundle(make_product()), make_bundle(make_product(), name="Fresh")
    use(used, "confirmed", "1.00")

    one = client.post(reverse("admin:crosssell_bundle_delete", args=(used.pk,)), {"post": "yes"})
    data = {"action": "delete_selected", "_selected_action": [used.pk, fresh.pk], "post": "yes"}
    both = client.post(reverse(LIST), data)

    assert "Turn it off instead" in one.content.decode() or one.status_code == 403
    assert Bundle.objects.count() == 2
    assert "was used. Turn it off instead" in both.content.decode()
    client.post(reverse(LIST), data | {"_selected_action": [fresh.pk]})
    assert list(Bundle.objects.all()) == [used]
    assert messages_of(both) == []


def test_uses_are_listed_with_their_orders(client: Client) -> None:
    bundle, other = make_bundle(make_product()), make_bundle(make_product(), name="Other")
    late = use(bundle, "late", "1.25")
    use(other, "confirmed", "2.00")
    url = reverse("admin:crosssell_bundleuse_changelist")

    page = client.get(url, {"bundle__id__exact": bundle.pk}).content.decode()

    assert f'href="/dashboard/orders/{late.order.number}/"' in page
    assert "Confirmed late" in page
    assert "so that no limit is passed" in page
    assert "$1.25" in page
    assert "$2.00" not in page
    assert client.get(url, {"q": late.order.number}).status_code == 200
    for path in ("add/", f"{late.pk}/delete/"):
        assert client.get(url + path).status_code == 403
