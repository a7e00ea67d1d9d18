"""The command asks first and says what it removed; an account that is deleted takes its traces."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from crosssell.analytics import personal
from crosssell.analytics.personal import erasing
from crosssell.models import (
    Attribution,
    BundleCustomer,
    BundleUse,
    Exposure,
    MeasuredOrder,
    OrderUnit,
    TierHold,
    Touch,
)
from tests import shopdata
from tests.integration.storefront import sign_in
from tests.touched import make_touch
from tests.traced import make_order_of, make_test

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]


def run(capsys: Any, *args: str) -> str:
    call_command("crosssell_erase", *args)
    said: str = capsys.readouterr().out
    return said


def test_it_says_what_it_removed_and_the_second_time_nothing(capsys: Any) -> None:
    ann = shopdata.make_user()
    make_order_of(ann, test=make_test())
    said = run(capsys, "--user", "ann@example.com", "--no-input").splitlines()
    assert said[:4] == [
        "Removed 0 events that nobody has counted yet.",
        "Removed 1 touches.",
        "Removed 1 lines of orders that owed something.",
        "Removed 1 visitors of tests.",
    ]
    again = run(capsys, "--user", "ann@example.com", "--no-input").splitlines()
    assert again == [f"Removed 0 {kind}." for kind in erasing.KINDS]
    assert run(capsys, "--user", "ann@example.com", "--no-input", "--verbosity", "0") == ""


@pytest.mark.parametrize("answer", ["", "n", "no", "never"])
def test_it_asks_first(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = shopdata.make_user()
    make_touch(shopdata.make_product(), 1, ann)
    asked: list[str] = []
    monkeypatch.setattr("builtins.input", lambda text: asked.append(text) or answer)
    with pytest.raises(CommandError, match=r"^Nothing was removed\.$"):
        call_command("crosssell_erase", "--user", str(ann.pk))
    assert asked == [
        f"Remove what can be traced to account {ann.pk} (ann@example.com)? "
        "It cannot be brought back. [y/N] "
    ]
    assert Touch.objects.count() == 1
    monkeypatch.setattr("builtins.input", lambda _: "Y")
    call_command("crosssell_erase", "--user", str(ann.pk), verbosity=0)
    assert Touch.objects.count() == 0


def test_orders_as_a_guest_are_told_of_and_erased_by_address(capsys: Any) -> None:
    shopdata.make_user()
    make_order_of(email="ann@example.com")
    assert run(capsys, "--user", "ann@example.com", "--no-input").splitlines()[-1] == (
        "1 orders were placed without an account under the same e-mail address: "
        "run it with --email for those."
    )
    assert "Removed 1 touches." in run(capsys, "--email", "Ann@example.com", "--no-input")
    assert not Touch.objects.exists()


def test_whoever_is_not_one_account_is_refused() -> None:
    ann = shopdata.make_user()
    other = get_user_model().objects.create_user(str(ann.pk), "ANN@example.com", "secret")
    with pytest.raises(CommandError, match="There is no account 'nobody'"):
        call_command("crosssell_erase", "--user", "nobody", "--no-input")
    with pytest.raises(CommandError, match="There is no account 'id:0'"):
        call_command("crosssell_erase", "--user", "id:0", "--no-input")
    several = rf"names several accounts: id:{ann.pk} \(ann@example.com\), id:{other.pk} \({ann.pk}"
    for named in (str(ann.pk), "ann@example.com"):
        with pytest.raises(CommandError, match=several):
            call_command("crosssell_erase", "--user", named, "--no-input")
    call_command("crosssell_erase", "--user", f"id:{ann.pk}", "--no-input")
    with pytest.raises(CommandError, match="one of the arguments --user --email is required"):
        call_command("crosssell_erase", "--no-input")


@pytest.mark.both
def test_deleting_the_account_in_oscars_pages_takes_its_traces(client: Client) -> None:
    ann = sign_in(client)
    order = make_order_of(ann, test=make_test())
    # Of the basket that she filled before she signed in; no column names her.
    make_touch(shopdata.make_product(), 4_711, ann)
    make_touch(shopdata.make_product(), 4_711)
    address = reverse("customer:profile-delete")
    assert client.post(address, {"password": shopdata.PASSWORD}).status_code == 302
    assert not get_user_model().objects.exists()
    for model in (Touch, Attribution, Exposure, OrderUnit, TierHold, BundleCustomer):
        assert not model.objects.exists(), model
    order.refresh_from_db()
    assert (order.user, BundleUse.objects.get().customer) == (None, "")
    row = MeasuredOrder.objects.get()
    assert (row.order, row.unit, row.taker) == (order, 0, False)


@pytest.mark.both
def test_a_failure_keeps_no_account_from_being_deleted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ann = shopdata.make_user()
    make_order_of(ann)

    def fail(*_: Any) -> int:
        # As the database would: the transaction can do nothing more.
        return MeasuredOrder.objects.extra(where=["no_such_column = 1"]).update(unit=0)

    monkeypatch.setattr(erasing, "_measured", fail)
    number = ann.pk
    ann.delete()
    assert not get_user_model().objects.exists()
    assert f"What can be traced to user {number} was not removed." in caplog.text
    # All of it or nothing.
    assert Attribution.objects.exists()


def test_erasing_leaves_the_account(capsys: Any) -> None:
    ann = shopdata.make_user()
    order = make_order_of(ann)
    personal.erase(ann)
    order.refresh_from_db()
    assert (order.user, order.basket.owner) == (ann, ann)
