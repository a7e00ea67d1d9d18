"""A real browser for tests: Chromium, driven by Playwright, which reaches this machine only."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, sync_playwright

from tests.visitor import AGENT

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MACOS = tuple(
    f"{folder}/{name}.app/Contents/MacOS/{name}"
    for folder in ("/Applications", os.path.expanduser("~/Applications"))
    for name in ("Chromium", "Google Chrome", "Google Chrome for Testing")
)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREEN = {"width": 1280, "height": 900}
HOW_TO_GET_CHROMIUM = (
    "Chromium was not found. Install it (Debian: apt-get install chromium; macOS: brew install "
    "--cask google-chrome; elsewhere: .venv/bin/playwright install chromium), or name it in "
    "CHROMIUM."
)


def chromium_path(playwright: Playwright) -> str:
    """Return the path of a Chromium or Chrome; RuntimeError says how to get one."""
    wanted = os.environ.get("CHROMIUM")
    own = playwright.chromium.executable_path
    paths = [wanted, *map(shutil.which, NAMES), *MACOS, own]
    for path in paths:
        if path and Path(path).exists():
            return path
    raise RuntimeError(HOW_TO_GET_CHROMIUM)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run; tests want `page`."""
    # Playwright keeps an event loop in this thread, where Django would refuse to use the ORM.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        path = chromium_path(playwright)
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


def _stay_at_home(route: Route) -> None:
    if urlsplit(route.request.url).hostname in ("127.0.0.1", "localhost", None):
        route.continue_()
    else:
        route.abort()


@contextmanager
def _opened(browser: Browser, **options: Any) -> Iterator[Page]:
    context = browser.new_context(locale="en-US", **options)
    context.set_default_timeout(15_000)
    context.route("**/*", _stay_at_home)
    errors: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == [], "Scripts on the page failed."


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty page of a visitor without cookies; a script error fails the test."""
    with _opened(browser, viewport=SCREEN) as opened:
        yield opened


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """Return a page of a visitor whose browser runs no JavaScript."""
    with _opened(browser, java_script_enabled=False) as opened:
        yield opened


# Chromium without a window says so in its user agent, and is taken for a program.
@pytest.fixture
def counted_page(browser: Browser) -> Iterator[Page]:
    """Return a page whose visits are counted."""
    with _opened(browser, viewport=SCREEN, user_agent=AGENT) as opened:
        yield opened


@pytest.fixture
def plain_counted_page(browser: Browser) -> Iterator[Page]:
    """Return a page whose visits are counted, of a browser that runs no JavaScript."""
    with _opened(browser, java_script_enabled=False, user_agent=AGENT) as opened:
        yield opened
