"""A basket that was submitted: what is held for it, it gets."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from crosssell import holds
from crosssell.core.bundle_given import Taken
from crosssell.models import Bundle, BundleUse
from tests.holding import Basket, given_of, let_end, make_bundle, priced, states, tally, with_line

pytestmark = pytest.mark.django_db
GUEST, ONE = AnonymousUser(), Decimal("1.00")


def test_a_submitted_basket_keeps_its_hold_whatever_the_merchant_does() -> None:
    bundle = make_bundle(most_uses=1)
    basket = priced(given_of(bundle))
    assert holds.take(basket, GUEST) is None
    basket.freeze()
    let_end()
    Bundle.objects.update(active=False, version=7, name="Other")
    frozen = Basket.objects.get(pk=basket.pk)
    (given,) = holds.expected(with_line(frozen)) or ()
    assert (given.name, given.amount, given.offer) == ("Tea set", Decimal("1.50"), 1000 + bundle.pk)
    assert holds.take(priced(given, basket=frozen), GUEST) is None
    assert states() == ["held"]
    assert BundleUse.objects.get().expires_at > timezone.now() + timedelta(minutes=29)


@pytest.mark.parametrize("room", [True, False])
def test_a_submitted_basket_whose_hold_was_given_back_is_held_again_or_refused(room: bool) -> None:
    bundle = make_bundle(most_uses=1)
    basket = priced(given_of(bundle))
    holds.take(basket, GUEST)
    basket.freeze()
    let_end()
    holds.sweep()
    if not room:
        assert holds.take(priced(given_of(bundle)), GUEST) is None
    Bundle.objects.update(active=False)
    given = holds.expected(with_line(basket)) or ()
    refused = holds.take(priced(*given, basket=basket), GUEST)
    assert (refused.code if refused else "") == ("" if room else "used_up")
    assert tally(bundle)[0] == 1


def test_what_a_line_got_goes_with_the_line() -> None:
    elsewhere = replace(given_of(make_bundle("B")), sets=((Taken(2, 1, ONE),),))
    basket = priced(given_of(make_bundle("A")), elsewhere)
    assert holds.take(basket, GUEST) is None
    basket.freeze()
    kept, gone = holds.expected(with_line(basket)) or ()
    assert (kept.amount, gone.sets) == (Decimal("1.50"), ())
