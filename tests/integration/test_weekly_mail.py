"""Who gets the weekly summary, once, and what a failure stops."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from crosssell import tasks
from crosssell.analytics import weekly
from crosssell.analytics.reports import today
from crosssell.models import Placement, WeeklyMail
from tests import reported
from tests.shopdata import make_user

pytestmark = pytest.mark.django_db
WEEK = weekly.last_week(today())


@pytest.fixture(autouse=True)
def figures() -> None:
    shelf = Placement.objects.create(slot="home.top", title="<b>Goes & fits</b>")
    reported.shown(shelf, WEEK.last, (5, 0, 0, 0))
    reported.owing(shelf, WEEK.last, "7.00")


def reader(name: str, **fields: Any) -> Any:
    user = make_user(f"{name}@example.com", **{"is_staff": True} | fields)
    user.user_permissions.add(Permission.objects.get(codename="view_dailycount"))
    weekly.subscribe(user)
    return user


def states(**more: Any) -> dict[str, str]:
    return {one.email.split("@")[0]: one.state for one in weekly.send(**more)}


def sent() -> list[str]:
    return [one.to[0].split("@")[0] for one in mail.outbox]


def test_each_reader_has_it_once_a_week() -> None:
    reader("ann")
    reader("bob")
    assert states() == {"ann": "sent", "bob": "sent"}
    assert states() == {"ann": "had it already", "bob": "had it already"}
    assert sent() == ["ann", "bob"]
    assert set(WeeklyMail.objects.values_list("sent_for", flat=True)) == {WEEK.last}
    # The week after, those days are the ones before.
    assert states(today=today() + timedelta(days=7)) == {"ann": "sent", "bob": "sent"}
    assert states(today=today() + timedelta(days=14)) == {}


def test_it_is_text_and_html_with_the_figures_and_where_there_are_more() -> None:
    reader("ann")
    weekly.send()
    [one] = mail.outbox
    assert one.subject.startswith("Cross-sell, ")
    assert one.from_email == "orders@journey-market.example"
    line = (
        "“<b>Goes & fits</b> (Home page: at the top)”: $7.00 attributed, from 1 order. Holdout: "
        "not tested."
    )
    assert f"- {line}\n" in one.body
    page = reverse("admin:crosssell_reports")
    assert f"\nhttp://example.com{page}?from={WEEK.first}&to={WEEK.last}\n" in one.body
    [(html, kind)] = one.alternatives
    assert kind == "text/html"
    assert "<b>Goes" not in html
    assert "“&lt;b&gt;Goes &amp; fits&lt;/b&gt; (Home page: at the top)”: $7.00 attributed" in html
    assert "only a test with a holdout tells that" in html


def test_only_active_staff_who_may_see_reports() -> None:
    reader("ann")
    reader("gone", is_active=False)
    reader("buyer", is_staff=False)
    mute = reader("mute")
    type(mute).objects.filter(pk=mute.pk).update(email="")
    reader("other").user_permissions.clear()
    make_user("nobody@example.com", is_staff=True, is_superuser=True)
    assert states() == {"ann": "sent"} | dict.fromkeys(
        ("gone", "buyer", "mute", "other"), "may not see it"
    )
    assert sent() == ["ann"]
    assert WeeklyMail.objects.filter(sent_for=None).count() == 4


def test_a_failure_stops_nobody_else_and_is_tried_again(monkeypatch: Any) -> None:
    for name in ("ann", "bob", "eve"):
        reader(name)
    real = EmailBackend.send_messages

    def failing(self: Any, messages: Any) -> Any:
        if "bob@example.com" in messages[0].to:
            raise OSError("no such box")
        return real(self, messages)

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", failing)
        assert states() == {"ann": "sent", "bob": "failed", "eve": "sent"}
        with pytest.raises(CommandError, match="1 of 3 were not sent; the next call tries again."):
            call_command("crosssell_weekly_mail", stdout=StringIO())
    assert WeeklyMail.objects.get(user__email="bob@example.com").sent_for is None
    assert states() == {"ann": "had it already", "bob": "sent", "eve": "had it already"}
    assert sent() == ["ann", "eve", "bob"]


def test_of_two_workers_one_sends_it(monkeypatch: Any) -> None:
    reader("ann")
    real = weekly.sending.readers

    def late() -> Any:
        found = list(real())
        WeeklyMail.objects.update(sent_for=WEEK.last)
        return found

    monkeypatch.setattr(weekly.sending, "readers", late)
    assert states() == {"ann": "had it already"}
    assert sent() == []


def test_subscribing_twice_is_once_and_leaving_twice_too() -> None:
    ann = make_user("ann@example.com")
    assert not weekly.subscribed(ann)
    weekly.subscribe(ann)
    weekly.subscribe(ann)
    assert weekly.subscribed(ann)
    assert WeeklyMail.objects.count() == 1
    weekly.unsubscribe(ann)
    weekly.unsubscribe(ann)
    assert not weekly.subscribed(ann)


def test_it_is_in_the_shops_language_whatever_a_worker_speaks(settings: Any) -> None:
    reader("ann")
    settings.LANGUAGE_CODE = "de"
    with translation.override("en"):
        weekly.send()
    assert "7,00" in mail.outbox[0].body


def test_nothing_to_tell_is_not_told() -> None:
    reader("ann")
    assert states(today=today() - timedelta(days=60)) == {}
    assert WeeklyMail.objects.get().sent_for is None


def test_the_command_prints_to_whom_and_may_only_try() -> None:
    def said(*options: str) -> str:
        out = StringIO()
        call_command("crosssell_weekly_mail", *options, stdout=out)
        return out.getvalue()

    assert said() == "Nobody asked for it, or there is nothing to tell.\n"
    reader("ann")
    assert said("--dry-run") == "ann@example.com: would be sent\n"
    assert sent() == []
    assert said() == "ann@example.com: sent\n"
    assert said("--dry-run") == "ann@example.com: had it already\n"


def test_a_shop_without_an_admin_is_sent_no_address(monkeypatch: Any) -> None:
    def missing(_name: str) -> str:
        raise NoReverseMatch

    reader("ann")
    monkeypatch.setattr(weekly.sending, "reverse", missing)
    assert states() == {"ann": "sent"}
    assert "http" not in mail.outbox[0].body


def test_the_task_sends_it() -> None:
    reader("ann")
    tasks.weekly_mail()
    assert sent() == ["ann"]
