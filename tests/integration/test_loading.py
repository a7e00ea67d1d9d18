"""Oscar's classes with ours on top, whatever a shop has there already."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.test import override_settings
from oscar.apps.offer.applicator import Applicator as OscarsApplicator
from oscar.core.loading import default_class_loader, get_class

from crosssell import loading

PLACE = ("offer.applicator", ["Applicator"])


def load(label: str, *names: str) -> list[Any]:
    return loading.load(label, names, "oscar.apps")


def test_what_oscar_has_is_below_ours() -> None:
    (found,) = load("offer.applicator", "Applicator")
    assert issubclass(found, OscarsApplicator)
    assert found is not OscarsApplicator
    assert found is get_class("offer.applicator", "Applicator")
    assert (found.__name__, found.__doc__) == ("Applicator", OscarsApplicator.__doc__)


def test_the_same_class_every_time_and_the_others_in_their_order() -> None:
    first = load("offer.applicator", "OfferApplicationError", "Applicator")
    assert first == load("offer.applicator", "OfferApplicationError", "Applicator")
    plain = default_class_loader(
        "offer.applicator", ["OfferApplicationError", "Applicator"], "oscar.apps"
    )
    assert first[0] is plain[0]
    assert first[1].__mro__[1] is plain[1]


def test_what_is_ours_is_not_wrapped_again() -> None:
    (ours,) = load("offer.applicator", "Applicator")
    assert loading.wrap(*PLACE, [ours]) == [ours]


def test_a_shops_class_that_is_built_on_ours_is_left_as_it_is() -> None:
    (ours,) = load("offer.applicator", "Applicator")
    shops = type("Applicator", (ours,), {})
    assert loading.wrap(*PLACE, [shops]) == [shops]


def test_what_must_be_outermost_is_wrapped_again() -> None:
    (ours,) = load("order.utils", "OrderCreator")
    shops = type("OrderCreator", (ours,), {})
    (found,) = loading.wrap("order.utils", ["OrderCreator"], [shops])
    assert found.__mro__[1] is shops


class OfTheShop(OscarsApplicator):
    """What a forked ``offer`` app has."""

    def get_user_offers(self, user: Any) -> list[Any]:
        return ["for the user"]


def find(label: str, names: list[str], prefix: str) -> list[Any]:
    """A shop's own loader."""
    return [
        OfTheShop if (label, name) == ("offer.applicator", "Applicator") else found
        for name, found in zip(names, default_class_loader(label, names, prefix), strict=True)
    ]


def test_a_forked_class_is_below_ours() -> None:
    (found,) = loading.wrap(*PLACE, [OfTheShop])
    assert found.__mro__[1] is OfTheShop
    assert found().get_user_offers(None) == ["for the user"]


def test_the_loader_of_the_shop_is_asked_first() -> None:
    with override_settings(CROSSSELL={"CLASS_LOADER": f"{__name__}.find"}):
        (found,) = load("offer.applicator", "Applicator")
    assert found.__mro__[1] is OfTheShop


@pytest.mark.parametrize(("place", "name"), list(loading.WRAPPED))
def test_oscar_has_all_that_we_wrap(place: str, name: str) -> None:
    (found,) = load(place, name)
    assert vars(found)[loading.MARK] is True


def test_a_class_of_another_name_is_not_touched() -> None:
    module = ModuleType("other")
    module.Other = type("Other", (), {})
    assert loading.wrap("offer.applicator", ["Other"], [module.Other]) == [module.Other]


def test_it_needs_no_models_and_no_oscar() -> None:
    code = (
        "import sys; import crosssell.loading, crosssell.wrapped\n"
        "names = [f'crosssell.wrapped.{one}' for one in set(crosssell.loading.WRAPPED.values())]\n"
        "[__import__(name) for name in names]\n"
        "print(sorted(n for n in sys.modules if n.startswith(('oscar', 'crosssell.models'))))"
    )
    root = Path(__file__).parents[2]
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert found.stdout.strip() == "[]"
