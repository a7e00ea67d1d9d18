"""Error pages: the shop's own, with its header, and one that stands alone."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from oscar.views import handler403, handler404, handler500

from shop.urls import urlpatterns as shop_urls


def deny(_request: object) -> None:
    raise PermissionDenied


def fail(_request: object) -> None:
    raise RuntimeError("a page that fails")


urlpatterns = [path("deny/", deny), path("fail/", fail), *shop_urls]
__all__ = ["handler403", "handler404", "handler500"]


@pytest.mark.django_db
def test_a_page_that_is_not_there(client: Client) -> None:
    response = client.get("/nothing-here/")
    page = response.content.decode()
    assert response.status_code == 404
    assert "We cannot find this page" in page
    assert 'action="/search/"' in page
    assert 'href="/catalogue/"' in page


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_page_one_may_not_see(client: Client) -> None:
    response = client.get("/deny/")
    assert response.status_code == 403
    assert "This page is not for you to see" in response.content.decode()


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_fails() -> None:
    response = Client(raise_request_exception=False).get("/fail/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


def test_the_page_for_failures_needs_neither_database_nor_files(rf: RequestFactory) -> None:
    page = handler500(rf.get("/")).content.decode()
    assert "<link" not in page
    assert "<script" not in page
    assert 'href="/"' in page
