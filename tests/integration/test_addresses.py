"""Addresses of many products, made from one."""

from types import ModuleType
from typing import Any

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.test import override_settings
from django.urls import NoReverseMatch, include, path, re_path, reverse, set_script_prefix
from django.utils.translation import override
from oscar.core.loading import get_model

from crosssell.oscar import addresses
from crosssell.oscar.addresses import Addresses

Product = get_model("catalogue", "Product")
SLUGS = ["tea", "green-tea_2", "", "t\u00e9", "a b"]


def product(slug: str = "tea", pk: int = 7) -> Any:
    return Product(pk=pk, slug=slug)


def urls(*patterns: Any) -> ModuleType:
    found = ModuleType("urls_of_a_test")
    found.urlpatterns = list(patterns)  # type: ignore[attr-defined]
    return found


def shop(*names: tuple[str, str, str]) -> Any:
    """Addresses of namespaces: (namespace, route, name)."""
    return urls(
        *(
            path("", include(([path(route, print, name=name)], space), namespace=space))
            for space, route, name in names
        )
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []

    def counted(name: str, **options: Any) -> str:
        names.append(name)
        return reverse(name, **options)

    monkeypatch.setattr(addresses, "reverse", counted)
    return names


@pytest.mark.parametrize("slug", SLUGS[:4])
def test_they_are_those_of_the_products(slug: str) -> None:
    one = product(slug)
    assert Addresses().of(one) == one.get_absolute_url()
    assert Addresses().adds(12) == reverse("basket:add", kwargs={"pk": 12})


def test_a_slug_that_has_no_address_has_none_here() -> None:
    with pytest.raises(NoReverseMatch):
        Addresses().of(product(SLUGS[4]))


def test_django_is_asked_once_for_a_page(asked: list[str]) -> None:
    page = Addresses()
    for pk in range(1, 20):
        assert page.of(product(f"p{pk}", pk)).endswith(f"/catalogue/p{pk}_{pk}/")
        assert page.adds(pk) == f"/basket/add/{pk}/"
    assert asked == ["catalogue:detail", "basket:add"]


def test_the_language_and_the_prefix_of_the_moment_are_in_them() -> None:
    with override_settings(ROOT_URLCONF=urls(*i18n_patterns(path("", include("shop.urls"))))):
        found = {}
        for language in ("en", "de"):
            with override(language):
                found[language] = Addresses().of(product())
                assert found[language] == product().get_absolute_url()
        assert found["de"] == found["en"].replace("/en/", "/de/") != found["en"]
    set_script_prefix("/below/")
    try:
        assert Addresses().adds(3).startswith("/below/")
        assert Addresses().of(product()).startswith("/below/")
    finally:
        set_script_prefix("/")


def test_a_shop_with_addresses_of_its_own_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Product, "get_absolute_url", lambda self: f"/own/{self.slug}", raising=True)
    assert Addresses().of(product("tea")) == "/own/tea"


def test_other_patterns_serve_as_well(asked: list[str]) -> None:
    with override_settings(
        ROOT_URLCONF=shop(("catalogue", "p/<int:pk>/<slug:product_slug>/", "detail"))
    ):
        page = Addresses()
        assert [page.of(product()), page.of(product("jam", 8))] == ["/p/7/tea/", "/p/8/jam/"]
    assert asked == ["catalogue:detail"]


def test_numbers_that_a_pattern_bounds_are_asked_for_one_by_one(asked: list[str]) -> None:
    bounded = re_path(r"^add/(?P<pk>[0-9]{1,9})/$", print, name="add")
    with override_settings(
        ROOT_URLCONF=urls(path("", include(([bounded], "basket"), namespace="basket")))
    ):
        page = Addresses()
        assert [page.adds(3), page.adds(4)] == ["/add/3/", "/add/4/"]
    assert asked == ["basket:add"] * 3


def test_a_shop_without_a_basket_says_so() -> None:
    with (
        override_settings(ROOT_URLCONF=shop(("catalogue", "p/<product_slug>/<pk>/", "detail"))),
        pytest.raises(NoReverseMatch),
    ):
        Addresses().adds(3)
