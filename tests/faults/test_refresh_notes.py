"""A note of progress that the database refuses does not stop a refresh."""

from typing import Any

import pytest
from django.db import OperationalError

from crosssell import refresh
from crosssell.models import Run
from tests import shopdata


@pytest.mark.django_db
def test_a_note_that_is_refused_while_reading_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = []
    save = Run.save

    def locked(run: Run, *args: Any, **more: Any) -> None:
        if run.stage == refresh.READING and run.progress:
            refused.append(run.progress)
            raise OperationalError("database is locked")
        save(run, *args, **more)

    monkeypatch.setattr(Run, "save", locked)
    monkeypatch.setattr(refresh, "SECONDS_BETWEEN_NOTES", -1.0)
    shopdata.make_order(shopdata.make_product("Tea"), shopdata.make_product("Oats"))
    run = refresh.refresh()
    assert refused == [50]
    assert Run.objects.get(pk=run.pk).state == Run.State.LIVE
