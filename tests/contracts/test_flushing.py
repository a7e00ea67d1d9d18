"""After a test that commits, PostgreSQL holds nothing but what Django makes by itself."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.core.management import call_command
from django.db import connection

from tests import shopdata

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def rows() -> dict[str, int]:
    """How many rows each table has, of those that have any."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return {table: count for table, count in found.items() if count}


def flush() -> None:
    call_command("flush", verbosity=0, interactive=False)


def empty() -> None:
    call_command(
        "flush", verbosity=0, interactive=False, reset_sequences=False, allow_cascade=False
    )


def test_rows_that_point_at_each_other_are_gone_as_by_truncating() -> None:
    flush()
    truncated = rows()
    assert set(truncated) == {"django_content_type", "auth_permission", "django_site"}
    shopdata.make_order(shopdata.make_product(), user=shopdata.make_user(groups=["Friends"]))
    Site.objects.update(domain="shop.example")
    empty()
    assert rows() == truncated
    assert Site.objects.get().domain == "example.com"
    # Foreign keys are looked at again.
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


def test_permissions_and_kinds_that_a_test_deleted_are_there_again() -> None:
    empty()
    known = set(Permission.objects.values_list("content_type__app_label", "codename"))
    Permission.objects.filter(codename="view_rule").delete()
    ContentType.objects.filter(app_label="crosssell", model="bundle").delete()
    empty()
    assert set(Permission.objects.values_list("content_type__app_label", "codename")) == known
