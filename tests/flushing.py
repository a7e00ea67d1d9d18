"""Tables of PostgreSQL emptied between tests by what is in them.

Django truncates every table after a test that commits, and PostgreSQL makes new files for each,
empty or not. Nearly all are empty, so rows are deleted where there are some. Kinds of content and
permissions stay, because Django makes the same ones again: it does so only where some are missing.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sites.management import create_default_site
from django.core.management.commands import flush
from django.db import connection

KEPT = frozenset({"django_content_type", "auth_permission"})
_DELETE = """
DO $$
DECLARE one text; filled boolean;
BEGIN
    FOREACH one IN ARRAY ARRAY[{names}] LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM %I', one); END IF;
    END LOOP;
END $$
"""


def statements(tables: Sequence[str]) -> list[str]:
    """What empties these tables, in one transaction.

    As a TRUNCATE does, it waits for everybody else who is at work in them; foreign keys are not
    looked at, because all tables are emptied.
    """
    quoted = ", ".join(connection.ops.quote_name(one) for one in tables)
    names = ", ".join(f"'{one}'" for one in tables if one not in KEPT)
    return [
        f"LOCK TABLE {quoted} IN ACCESS EXCLUSIVE MODE",
        "SET LOCAL session_replication_role = replica",
        _DELETE.format(names=names),
        "SET LOCAL session_replication_role = DEFAULT",
    ]


def _rows() -> tuple[int, ...]:
    """How many there are of what stays, and which was made last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM django_content_type), "
            "(SELECT max(id) FROM django_content_type), "
            "(SELECT count(*) FROM auth_permission), (SELECT max(id) FROM auth_permission)"
        )
        return tuple(cursor.fetchone())


@pytest.fixture(scope="session", autouse=True)
def _flush_what_is_filled() -> Iterator[None]:
    """Django's own way stays for numbers that begin anew, and for other databases."""
    if connection.vendor != "postgresql":
        yield
        return
    empties: Callable[..., list[str]] = connection.ops.sql_flush
    makes: Callable[..., None] = flush.emit_post_migrate_signal
    whole: list[tuple[int, ...]] = []

    def sql_flush(style: Any, tables: Sequence[str], **how: Any) -> list[str]:
        if how.get("reset_sequences") or not tables:
            return empties(style, tables, **how)
        return statements(tables)

    def make_again(*args: Any, **how: Any) -> None:
        if whole != [_rows()]:
            makes(*args, **how)
            whole[:] = [_rows()]
        else:
            create_default_site(apps.get_app_config("sites"), verbosity=0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.ops, "sql_flush", sql_flush)
        patch.setattr(flush, "emit_post_migrate_signal", make_again)
        yield
