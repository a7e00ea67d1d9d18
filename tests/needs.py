"""Finds, or installs, what pip cannot bring for the tests: Chromium and PostgreSQL.

Run by ``make test``. Debian's packages are installed where this is root; elsewhere what is
missing is an error that says what to install.
"""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

from tests.chromium import chromium_path
from tests.servers import postgres_bin


def _missing() -> dict[str, str]:
    """Return Debian package -> why it is needed, for what is not here."""
    missing = {}
    try:
        with sync_playwright() as playwright:
            chromium_path(playwright)
    except RuntimeError as error:
        missing["chromium"] = str(error)
    try:
        postgres_bin()
    except RuntimeError as error:
        missing["postgresql"] = str(error)
    return missing


def _apt_install(packages: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (
        ["update"],
        ["install", "-y", "--no-install-recommends", *packages],
    ):
        # Another apt may be at work: wait for its lock.
        command = ["apt-get", "-o", "DPkg::Lock::Timeout=300", *arguments]
        subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=True)


def main() -> int:
    """Return 0 when everything is here."""
    missing = _missing()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing for the tests: {', '.join(missing)}", flush=True)
        _apt_install(list(missing))
        missing = _missing()
    elif "chromium" in missing:
        print("Downloading a Chromium for the tests", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
        missing = _missing()
    for reason in missing.values():
        print(reason, file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
