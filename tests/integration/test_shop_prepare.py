"""What `make run` prepares: once, so that a second start loses nothing."""

import io
import time

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django_celery_beat.models import PeriodicTask
from oscar.core.loading import get_model

from crosssell.models import Placement
from shop.demo import countries, examples
from shop.run import logins, prepare, progress
from tests import shopdata

Country = get_model("address", "Country")
User = get_user_model()
Order = get_model("order", "Order")


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The management commands that were called, which do nothing here but make their mark."""
    made: list[str] = []

    def call(name: str, **_options: object) -> None:
        made.append(name)
        if name == "load_demo":
            for number in range(3):
                user = shopdata.make_user(f"customer{number}@example.org")
                for _order in range(10 * (number + 2)):
                    shopdata.make_order(shopdata.make_product(), user=user)
        if name == "crosssell_setup":
            Group.objects.get_or_create(name=logins.MERCHANTS)
        if name == "crosssell_refresh":
            from django.utils import timezone

            from crosssell.models import Run

            Run.objects.create(state="live", started_at=timezone.now())

    for module in (prepare, examples):
        monkeypatch.setattr(module, "call_command", call)
    return made


@pytest.mark.django_db
def test_an_empty_shop_is_filled_and_a_full_one_left_alone(called: list[str]) -> None:
    text = prepare.prepare("20000")
    assert called == ["load_demo", "crosssell_setup", "crosssell_refresh"]
    for login in (logins.ADMIN, logins.MERCHANT, logins.SHOPPER):
        assert login.email in text
        assert User.objects.get(email=login.email).check_password(login.password)
    assert User.objects.get(email=logins.ADMIN.email).is_superuser
    merchant = User.objects.get(email=logins.MERCHANT.email)
    assert (merchant.is_staff, merchant.is_superuser) == (True, False)
    assert [group.name for group in merchant.groups.all()] == [logins.MERCHANTS]
    shopper = User.objects.get(email=logins.SHOPPER.email)
    assert Order.objects.filter(user=shopper).count() == logins.ORDERS_OF_A_SHOPPER

    merchant.set_password("changed")
    merchant.save()
    called.clear()
    assert prepare.prepare("20000") == text
    assert called == []
    assert User.objects.get(pk=merchant.pk).check_password("changed")
    assert User.objects.count() == 5


@pytest.fixture
def full(called: list[str]) -> None:
    """A shop that was prepared before: its merchants may all, and all tasks are scheduled."""
    prepare.prepare("20000")
    prepare.renew()
    called.clear()


def rights() -> set[str]:
    group = Group.objects.get(name=logins.MERCHANTS)
    return set(group.permissions.values_list("codename", flat=True))


@pytest.mark.django_db
def test_an_update_brings_rights_and_tasks_and_loses_nothing(
    full: None, called: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    group = Group.objects.get(name=logins.MERCHANTS)
    before = rights()
    # As if back-tests and the roll-up came with the update, and a merchant may not delete rules.
    group.permissions.remove(*group.permissions.filter(codename__endswith="_backtest"))
    group.permissions.remove(group.permissions.get(codename="delete_rule"))
    PeriodicTask.objects.filter(task="crosssell.tasks.roll_up").delete()
    PeriodicTask.objects.filter(task="crosssell.tasks.refresh").update(enabled=False)
    Placement.objects.all().delete()
    assert rights() < before

    monkeypatch.setattr(prepare, "migrate", lambda: True)
    prepare.prepare("20000")

    assert rights() == before - {"delete_rule"}
    assert dict(PeriodicTask.objects.values_list("task", "enabled")) == {
        "crosssell.tasks.refresh": False,
        "crosssell.tasks.roll_up": True,
        "crosssell.tasks.sweep": True,
        "crosssell.tasks.prune": True,
        "crosssell.tasks.weekly_mail": True,
    }
    assert not Placement.objects.exists()
    assert called == []


@pytest.mark.django_db
def test_a_start_without_an_update_gives_nothing_back(full: None) -> None:
    Group.objects.get(name=logins.MERCHANTS).permissions.clear()
    PeriodicTask.objects.all().delete()

    prepare.prepare("20000")

    assert rights() == set()
    assert not PeriodicTask.objects.exists()


@pytest.mark.django_db
def test_a_shop_delivers_somewhere_unless_its_merchant_says_otherwise() -> None:
    countries.create()
    assert Country.objects.get(is_shipping_country=True).code == "US"
    Country.objects.update(is_shipping_country=False)
    countries.create()
    assert not Country.objects.filter(is_shipping_country=True).exists()


@pytest.mark.django_db
def test_a_shop_without_customers_still_gets_a_shopper() -> None:
    logins.ensure()
    assert User.objects.get(email=logins.SHOPPER.email).check_password(logins.SHOPPER.password)
    assert not User.objects.get(email=logins.MERCHANT.email).groups.exists()


@pytest.mark.django_db
def test_tables_that_are_up_to_date_are_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    class Complete:
        def __init__(self, _connection: object) -> None:
            self.loader = self.graph = self

        def leaf_nodes(self) -> list[str]:
            return []

        def migration_plan(self, _targets: object) -> list[str]:
            return []

        def migrate(self, *_args: object) -> None:
            pytest.fail("nothing was to be done")

    monkeypatch.setattr(prepare, "MigrationExecutor", Complete)
    assert prepare.migrate() is False


def test_what_takes_longer_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "QUIET_SECONDS", 0.0)
    monkeypatch.setattr(progress, "REDRAW_SECONDS", 0.01)
    shown = io.StringIO()
    with progress.step("Learning", lambda: 40, file=shown):
        while "40 %" not in shown.getvalue():
            time.sleep(0.01)
    assert shown.getvalue().split("\r")[-1].startswith("Learning |")
    assert "100 %" in shown.getvalue().split("\r")[-1]


def test_what_is_done_at_once_shows_nothing() -> None:
    shown = io.StringIO()
    with progress.step("Looking", file=shown):
        pass
    assert shown.getvalue() == ""
