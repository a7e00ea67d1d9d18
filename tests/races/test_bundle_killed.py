"""A process that is killed while it holds or orders: no room is lost for good, none is given twice.

The kill is a SIGKILL to a fork of this process, which has a database connection of its own.
"""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.local import Local
from django.contrib.auth.models import AnonymousUser
from django.db import connections
from oscar.core.loading import get_class, get_model

from crosssell import holds
from tests import bundled, shopdata
from tests.holding import let_end, states, tally

pytestmark = pytest.mark.django_db(transaction=True)
Order = get_model("order", "Order")


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def in_a_fork(work: Callable[[], object]) -> bool:
    """Whether the fork was killed before it had done the work."""
    # Two processes on one connection would spoil each other's answers.
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            # Whatever was left open is the parent's: PostgreSQL would not notice the kill.
            connections._connections = Local(connections.thread_critical)
            work()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def take_and_order(basket: Any) -> None:
    assert holds.take(basket, AnonymousUser()) is None
    shopdata.place_order(basket)


@pytest.mark.parametrize(
    ("module", "name", "left"),
    [
        (holds, "_replace", []),  # the tally is changed, the use not yet written
        (shopdata, "place_order", ["held"]),  # held and paid, no order yet
        (get_class("order.utils", "OrderCreator"), "create_line_models", ["held"]),
    ],
)
def test_a_killed_checkout_leaves_what_can_go_on(
    module: Any, name: str, left: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    products = [shopdata.make_product("Tea", "4.00"), shopdata.make_product("Milk", "2.00")]
    bundle = bundled.make_bundle(*products, most_uses=1)
    basket = shopdata.make_basket(*products)
    get_class("offer.applicator", "Applicator")().apply(basket, AnonymousUser())
    with monkeypatch.context() as patched:
        patched.setattr(module, name, die)
        assert in_a_fork(lambda: take_and_order(basket))
    assert not Order.objects.exists()
    assert (states(), tally(bundle)[0]) == (left, len(left))
    let_end()
    holds.sweep()
    assert tally(bundle)[0] == 0
    assert not in_a_fork(lambda: take_and_order(basket))
    assert Order.objects.get().total_incl_tax == basket.total_incl_tax
    assert (states(state="confirmed"), tally(bundle)[0]) == (["confirmed"], 1)
