"""Start the demo shop: `python -m shop.run [--port 8000] [--orders 20000]`."""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from shop.run import ports, processes
from shop.run.processes import ServiceFailed

PROCFILE = Path(__file__).resolve().parents[2] / "Procfile"
WANTED_PORT = 8000
WANTED_ORDERS = "20000"
START_SECONDS = 60.0

READY = """
  {name} is open.

    Storefront  {base}/
    Admin       {base}/admin/

{logins}

  What the processes say is in {logs}. Ctrl-C stops everything.
"""


def arguments(given: list[str]) -> argparse.Namespace:
    """Return the options of the command line; the environment may name other defaults."""
    parser = argparse.ArgumentParser(prog="python -m shop.run", description=__doc__)
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or WANTED_PORT))
    parser.add_argument(
        "--orders",
        default=os.environ.get("SHOP_ORDERS") or WANTED_ORDERS,
        help="how many orders an empty shop is filled with, or 'all'",
    )
    return parser.parse_args(given)


def main(given: list[str]) -> int:
    """Prepare, start, say where the shop is, wait; return the exit status of the whole."""
    options = arguments(given)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    port = ports.free(options.port)
    if port != options.port:
        print(f"Port {options.port} is taken, so the shop takes {port}.", flush=True)
    redis_port = ports.any_free()
    # Before the settings are read, so that preparing uses the database alone.
    os.environ.pop("SHOP_REDIS_URL", None)

    from shop.run import prepare

    logins = prepare.prepare(options.orders)

    from django.conf import settings

    from shop.run.progress import step

    logs = Path(settings.VAR) / "logs" / str(port)
    base = f"http://localhost:{port}"
    with (
        # Its path must not hold a blank, which the server reads as the end of it.
        tempfile.TemporaryDirectory(prefix="crosssell-redis-") as redis,
        processes.Services(PROCFILE, surroundings(port, redis_port, redis), logs) as running,
    ):
        with step("Opening the shop"):
            running.wait_until_open(f"{base}/", time.monotonic() + START_SECONDS)
        if not running.asked_to_end:
            name = settings.OSCAR_SHOP_NAME
            print(READY.format(name=name, base=base, logins=logins, logs=_short(logs)), flush=True)
        running.wait()
    print("Everything has stopped.", flush=True)
    return 0


def surroundings(port: int, redis_port: int, redis: str) -> dict[str, str]:
    """Return the environment of the processes: their ports, and where Redis may keep files."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PORT": str(port),
        "REDIS_PORT": str(redis_port),
        "REDIS_DIR": redis,
        "SHOP_REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
    }
    if sys.platform == "darwin":
        # macOS ends a forked child that first meets one of its frameworks, as gunicorn's and
        # Celery's workers may; this is its own switch for programs that know how they fork.
        environment.setdefault("OBJC_DISABLE_INITIALIZE_FORK_SAFETY", "YES")
    return environment


def _short(path: Path) -> str:
    """Return the path as seen from the present folder, where that is shorter."""
    try:
        return f"{path.relative_to(Path.cwd())}/"
    except ValueError:
        return f"{path}/"


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ServiceFailed as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped before the shop was open; the next start goes on from here.")
