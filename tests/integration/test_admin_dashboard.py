"""Oscar's dashboard leads to our admin, by installing the app alone."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import path, reverse

from crosssell.admin import dashboard
from tests.merchant import sign_in
from tests.shopdata import PASSWORD, make_user

urlpatterns: list[Any] = [path("", lambda request: None)]


@pytest.mark.django_db
def test_the_merchant_finds_the_link(client: Client) -> None:
    sign_in(client)

    html = client.get(reverse("dashboard:index")).content.decode()

    assert f'href="{reverse("admin:app_list", args=("crosssell",))}"' in html
    assert "Cross-sell" in html


@pytest.mark.django_db
def test_staff_without_our_permissions_does_not(client: Client) -> None:
    make_user("clerk@example.com", is_staff=True)
    client.login(username="clerk@example.com", password=PASSWORD)

    html = client.get(reverse("dashboard:index")).content.decode()

    assert reverse("admin:app_list", args=("crosssell",)) not in html


def test_the_link_is_there_once() -> None:
    before = list(settings.OSCAR_DASHBOARD_NAVIGATION)

    dashboard.add_link()

    assert before == settings.OSCAR_DASHBOARD_NAVIGATION
    assert sum(entry.get("access_fn") is dashboard.may_see_link for entry in before) == 1


def test_the_link_comes_last_in_a_shops_own_menu() -> None:
    with override_settings(OSCAR_DASHBOARD_NAVIGATION=[{"label": "Own"}]):
        dashboard.add_link()
        assert [str(entry["label"]) for entry in settings.OSCAR_DASHBOARD_NAVIGATION] == [
            "Own",
            "Cross-sell",
        ]
    with override_settings(OSCAR_DASHBOARD_NAVIGATION=()):
        dashboard.add_link()
        assert settings.OSCAR_DASHBOARD_NAVIGATION == ()


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_shop_without_an_admin_has_no_link() -> None:
    assert dashboard.may_see_link(make_user(is_staff=True, is_superuser=True)) is False
