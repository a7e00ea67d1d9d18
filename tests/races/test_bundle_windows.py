"""Two merchants save the same bundle in the same moment: one is told, nothing is mixed up."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell.admin.bundles.pages import BundleAdmin
from crosssell.admin.scheduled import ScheduledAdmin
from crosssell.models import Bundle
from tests.bundled import make_bundle
from tests.bundleforms import bundle_form, part
from tests.merchant import sign_in
from tests.races.at_once import at_once
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


def saved_by_both() -> int:
    """In how many of so many rounds both windows were told that they had saved."""
    tea = make_product("Tea")
    bundle = make_bundle(tea)
    component = bundle.components.get()
    url = reverse("admin:crosssell_bundle_change", args=(bundle.pk,))
    clients = [Client(), Client()]
    for number, client in enumerate(clients):
        sign_in(client, f"merchant{number}@example.com")
    both = 0

    def window(client: Client, form: dict[str, Any]) -> Callable[[], int]:
        return lambda: client.post(url, form).status_code

    for number in range(ROUNDS):
        seen = clients[0].get(url).context["adminform"].form["seen"].value()
        form = bundle_form([part(("product", tea))], slug=bundle.slug, seen=seen)
        form |= {"components-INITIAL_FORMS": "1", "components-0-id": component.pk}
        works = [
            window(client, form | {"text": f"{number}{name}", "priority": str(priority)})
            for client, name, priority in zip(clients, "ab", (1, 2), strict=True)
        ]
        answers = at_once(works)
        assert 302 in answers
        both += answers == [302, 302]
        row = Bundle.objects.get()
        assert (row.text, row.priority) in ((f"{number}a", 1), (f"{number}b", 2))
    return both


def test_the_second_is_told() -> None:
    assert saved_by_both() == 0


def test_without_the_lock_both_would_save(monkeypatch: pytest.MonkeyPatch) -> None:
    def unlocked(self: Any, request: Any, object_id: str, *args: Any) -> Any:
        row = ScheduledAdmin.get_object(self, request, object_id, *args)
        row.names = {}
        return row

    monkeypatch.setattr(BundleAdmin, "get_object", unlocked)
    assert saved_by_both() > 0
