"""Who may see thresholds in admin, and who may change them."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from crosssell.models import Threshold, TierAmount
from tests.laddered import make_threshold, tier
from tests.merchant import sign_in
from tests.shopdata import PASSWORD, make_user
from tests.thresholdforms import threshold_form, tier_row

pytestmark = pytest.mark.django_db
ADD = "admin:crosssell_threshold_add"
LIST = "admin:crosssell_threshold_changelist"
ROWS = ("tier", "tieramount", "tiergift", "thresholdtext", "uncounted")


def clerk(client: Client, *codenames: str) -> Any:
    """Sign in somebody who has these permissions alone."""
    user = make_user("clerk@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.login(username="clerk@example.com", password=PASSWORD)
    return user


def test_who_may_only_look_changes_nothing(client: Client) -> None:
    merchant = sign_in(client)
    group = merchant.groups.get()
    group.permissions.set(group.permissions.filter(codename__startswith="view_"))
    row = make_threshold(tier("35"))
    url = reverse("admin:crosssell_threshold_change", args=(row.pk,))

    assert client.get(url).status_code == 200
    assert client.post(url, threshold_form([tier_row("9")])).status_code == 403
    assert client.post(url, threshold_form([tier_row("9")], _words="1")).status_code == 403
    assert client.post(reverse(ADD), threshold_form([tier_row("9")])).status_code == 403
    assert client.post(url.replace("change", "delete"), {"post": "yes"}).status_code == 403
    for action in ("turn_off", "duplicate", "delete_selected"):
        client.post(reverse(LIST), {"action": action, "_selected_action": [row.pk]})
    assert list(Threshold.objects.values_list("name", "active")) == [("Ladder", True)]
    assert TierAmount.objects.get().at_least == 35


@pytest.mark.parametrize("missing", ROWS)
def test_a_threshold_is_changed_with_all_its_rows_or_not_at_all(
    client: Client, missing: str
) -> None:
    rows = [f"{verb}_{name}" for name in ROWS for verb in ("view", "add", "change", "delete")]
    own = [f"{verb}_threshold" for verb in ("view", "add", "change")]
    clerk(client, *own, *(one for one in rows if one != f"change_{missing}"))
    row = make_threshold(tier("35"))
    url = reverse("admin:crosssell_threshold_change", args=(row.pk,))

    html = client.get(url).content.decode()
    assert "From $35.00: free delivery" in html
    assert 'name="_save"' not in html
    assert client.post(url, threshold_form([tier_row("9")])).status_code == 403
    assert client.post(reverse(ADD), threshold_form([tier_row("9")])).status_code == 403
    assert TierAmount.objects.get().at_least == 35


def test_who_makes_thresholds_alone_is_asked_for_their_rewards_alone(client: Client) -> None:
    clerk(client, "add_threshold")

    def status(kind: str, code: str) -> int:
        return client.get(reverse("admin:crosssell_args", args=(kind, code))).status_code

    assert status("tier_rewards", "voucher_percent") == 200
    assert status("tier_rewards", "away") == 404
    assert status("rewards", "quantity_tiers") == 403
    assert status("conditions", "in_category") == 403


def test_who_makes_bundles_alone_sees_no_thresholds(client: Client) -> None:
    clerk(client, "view_bundle", "add_bundle", "change_bundle")
    row = make_threshold(tier("35"))

    urls = [reverse(f"admin:crosssell_threshold_{page}", args=(row.pk,)) for page in
            ("change", "delete", "history", "compare")]  # fmt: skip
    for url in [*urls, reverse(LIST), reverse(ADD), reverse("admin:crosssell_threshold_recover")]:
        assert client.get(url).status_code in (403, 404), url
    args = reverse("admin:crosssell_args", args=("tier_rewards", "voucher_percent"))
    assert client.get(args).status_code == 403


def test_a_post_without_a_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client)
    row = make_threshold(tier("35"))

    for url in (reverse(ADD), reverse("admin:crosssell_threshold_change", args=(row.pk,))):
        assert client.post(url, threshold_form([tier_row("9")])).status_code == 403
        words = threshold_form([tier_row("9")], _words="1")
        assert client.post(url, words).status_code == 403
