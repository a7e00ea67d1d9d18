"""How much there is, counted up to a bound, in words."""

import pytest

from crosssell.models import BufferedEvent, BufferMark, MatrixEntry, amounts
from tests import shopdata
from tests.learned import learn


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0"), (1_000, "1,000"), (1_001, "more than 1,000")]
)
def test_a_count_in_words(count: int, said: str) -> None:
    assert amounts.words(count) == said


@pytest.mark.django_db
def test_counting_ends_above_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    tea = shopdata.make_product("Tea")
    for number in range(4):
        mate = shopdata.make_product(f"P{number}")
        MatrixEntry.objects.create(main_product=tea, companion_product=mate, active=number > 0)
    assert amounts.matrix_rows() == 3
    monkeypatch.setattr(amounts, "MOST", 1)
    assert amounts.matrix_rows() == 2


@pytest.mark.django_db
def test_what_a_run_has_read() -> None:
    run = learn({1: [2]})
    assert amounts.orders_read(run.pk) == run.orders
    assert amounts.newest_order(run.pk) == run.newest_order_at
    assert (amounts.orders_read(None), amounts.newest_order(None)) == (0, None)


def test_rows_of_the_buffer_say_what_they_are() -> None:
    assert str(BufferedEvent(pk=3, kind="viewed")) == "viewed 3"
    assert str(BufferMark(kind="viewed", position="7-0")) == "viewed: 7-0"
