"""The check of OSCAR_DYNAMIC_CLASS_LOADER, without which no basket gets a bundle."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from oscar.apps.shipping.repository import Repository
from oscar.core.loading import default_class_loader, get_class_loader

from crosssell import checks, loading


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    get_class_loader.cache_clear()
    yield
    get_class_loader.cache_clear()


def of_the_shop(label: str, names: list[str], prefix: str) -> list[object]:
    """A shop's own loader that hands what it found to ours."""
    return loading.wrap(label, names, default_class_loader(label, names, prefix))


def without_orders(label: str, names: list[str], prefix: str) -> list[object]:
    """A shop's own loader that forgets a part."""
    return (default_class_loader if label == "order.utils" else of_the_shop)(label, names, prefix)


def test_oscars_own_loader_is_named() -> None:
    loader = "oscar.core.loading.default_class_loader"
    with override_settings(OSCAR_DYNAMIC_CLASS_LOADER=loader):
        (found,) = checks.check_class_loader()
    assert found.id == "crosssell.W008"
    assert found.msg == (
        f"OSCAR_DYNAMIC_CLASS_LOADER is {loader!r}, so bundles and thresholds do not work; Oscar "
        "has no class of ours for offer.applicator.Applicator, basket.utils.LineDiscountRegistry, "
        "order.utils.OrderCreator, checkout.views.PaymentDetailsView, "
        "shipping.repository.Repository."
    )
    assert '"crosssell.loading.load"' in found.hint


def test_ours_is_silent() -> None:
    assert checks.check_class_loader() == []


def test_a_shops_own_that_asks_ours_is_silent() -> None:
    with override_settings(OSCAR_DYNAMIC_CLASS_LOADER=f"{__name__}.of_the_shop"):
        assert checks.check_class_loader() == []


def test_what_it_leaves_out_is_named() -> None:
    with override_settings(OSCAR_DYNAMIC_CLASS_LOADER=f"{__name__}.without_orders"):
        (found,) = checks.check_class_loader()
    assert found.msg.endswith("no class of ours for order.utils.OrderCreator.")


def test_a_view_with_a_repository_of_its_own_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shop.checkout.views.Repository", Repository, raising=False)
    (found,) = checks.check_class_loader()
    assert found.msg.endswith("no class of ours for shop.checkout.views.Repository.")
    assert "by get_class" in found.hint


@pytest.mark.django_db
def test_a_bundle_with_an_unknown_reward_is_named() -> None:
    from crosssell.models import Bundle

    Bundle.objects.create(name="Tea", slug="tea", reward="magic")
    (found,) = checks.check_unknown_codes(databases=["default"])
    assert found.id == "crosssell.W004"
    assert found.msg == "Bundle rows name the unknown reward 'magic'; they have no effect."


@pytest.mark.django_db
def test_a_tier_with_an_unknown_reward_is_named() -> None:
    from tests import laddered

    # What a bundle gives is not what a tier gives.
    laddered.make_threshold(laddered.tier("10", "cheapest_free"), laddered.tier("20", "percent"))
    (found,) = checks.check_unknown_codes(databases=["default"])
    assert found.id == "crosssell.W004"
    assert found.msg == "Tier rows name the unknown reward 'cheapest_free'; they have no effect."
