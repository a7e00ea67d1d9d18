"""What the shop reads from its environment, turned into Django settings."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dj_database_url


def flag(name: str, default: bool) -> bool:
    """Return the environment variable as yes or no; "1", "true", "yes" and "on" mean yes."""
    value = os.environ.get(name, "").strip().lower()
    return value in {"1", "true", "yes", "on"} if value else default


def words(name: str, default: str) -> list[str]:
    """Return a comma separated environment variable as a list without blanks."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(var: Path) -> dict[str, Any]:
    """Return Django's settings of the default database (SHOP_DATABASE_URL, else SQLite in `var`).

    SQLite runs in WAL mode and takes its write lock when a transaction begins, so that web
    server, worker and beat wait for each other instead of failing half way.
    """
    # A folder's name may hold what means something in an address: "C# shop", "what?".
    own = f"sqlite:///{quote(str(var / 'db.sqlite3'))}"
    url = os.environ.get("SHOP_DATABASE_URL") or own
    # The parsed dict is a TypedDict that knows fewer keys than Django does.
    parsed: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60))
    if parsed["ENGINE"] == "django.db.backends.sqlite3":
        parsed["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        parsed["CONN_HEALTH_CHECKS"] = True
        # No pooler between: the server may keep the plans of the reads that every page makes.
        parsed["OPTIONS"] = {**parsed.get("OPTIONS", {}), "prepare_threshold": 5}
    return parsed


def secret_key(var: Path) -> str:
    """Return SHOP_SECRET_KEY, else a random key of this installation, kept in `var`."""
    given = os.environ.get("SHOP_SECRET_KEY")
    if given:
        return given
    path = var / "secret_key"
    try:
        # Several processes may start at once: only the one that creates the file writes it.
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()
