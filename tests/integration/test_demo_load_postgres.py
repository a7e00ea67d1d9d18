"""PostgreSQL takes the rows by COPY; its sequences must go on where the rows end."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Sum
from oscar.core.loading import get_model

from tests import orderlog

Line = get_model("order", "Line")
LinePrice = get_model("order", "LinePrice")
Order = get_model("order", "Order")


@pytest.mark.postgres
@pytest.mark.django_db
def test_rows_are_copied_and_the_next_key_is_free(
    tmp_path: Path, settings: Any, search_index: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    call_command("load_demo", file=orderlog.write(tmp_path, orderlog.faulty()))
    assert (Order.objects.count(), Line.objects.count(), LinePrice.objects.count()) == (5, 29, 29)
    for order in Order.objects.annotate(sum=Sum("lines__line_price_incl_tax")):
        assert order.total_incl_tax == order.sum
    last = Line.objects.latest("pk")
    copy = Line.objects.get(pk=last.pk)
    copy.pk = None
    copy.save()
    assert copy.pk > last.pk
