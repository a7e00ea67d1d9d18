"""Where texts stand in what the plugin keeps: every column of every table, the cache, streams."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db import connection

from tests.integration.privacy_person import (
    AGENT_WORD,
    EMAIL,
    FORWARDED,
    GUEST,
    IP,
    PERSON,
    REFERRER,
    WORDS,
)
from tests.integration.privacy_walk import Walk

# Of a person the country and the state are no marks.
OF_PERSON = [PERSON[name] for name in PERSON if name not in ("country", "state")]


def marks(done: Walk) -> list[str]:
    """What must stand nowhere; plain hashes of what can be guessed, too."""
    guessed = (IP, FORWARDED, EMAIL, GUEST)
    hashed = [
        hashlib.new(way, one.encode()).hexdigest()
        for way in ("md5", "sha1", "sha256")
        for one in guessed
    ]
    texts = (*guessed, *OF_PERSON, AGENT_WORD, REFERRER, WORDS, *done.secrets)
    return [*texts, PERSON["phone_number"].removeprefix("+1"), *hashed]


def tables() -> set[str]:
    """The plugin's tables, as the database has them."""
    return {
        name for name in connection.introspection.table_names() if name.startswith("crosssell_")
    }


def of_models() -> set[str]:
    """The same, as the models have them."""
    models = apps.get_app_config("crosssell").get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if not model._meta.proxy}


def in_tables(texts: Iterable[Any]) -> set[tuple[str, str]]:
    """(text, table.column) wherever a text stands in a value of a column."""
    wanted = [str(one) for one in texts]
    found = set()
    with connection.cursor() as cursor:
        for table in sorted(tables()):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            columns = [one[0] for one in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    found |= {
                        (one, f"{table.removeprefix('crosssell_')}.{column}")
                        for one in _in(wanted, value)
                    }
    return found


def in_cache(texts: Iterable[Any]) -> set[tuple[str, str]]:
    """(text, key) wherever a text stands in a key of the cache or its value."""
    wanted = [str(one) for one in texts]
    keys = [key.split(":", 2)[2] for key in cache._cache]
    return {(one, key) for key in keys for one in _in(wanted, (key, cache.get(key)))}


def in_streams(client: Any, texts: Iterable[Any]) -> set[tuple[str, str]]:
    """(text, stream) wherever a text stands in an entry."""
    wanted = [str(one) for one in texts]
    return {
        (one, key)
        for key in client.keys("crosssell*")
        for one in _in(wanted, (key, client.xrange(key)))
    }


def _in(wanted: Iterable[str], value: Any) -> Iterator[str]:
    said = str(value).lower()
    return (one for one in wanted if one.lower() in said)
