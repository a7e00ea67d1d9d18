"""What a newcomer's machine may be like: which Python is taken, where the project lies."""

import http.server
import shlex
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Self

import pytest

from shop.env import database
from shop.run import __main__ as run
from shop.run import prepare, processes
from tests import chromium

ROOT = Path(run.__file__).resolve().parents[2]
# Answers the questions of .ci/python as that Python on that machine would, then says its name.
STUB = """#!{python}
import platform, sys
sys.version_info, sys.platform = ({version}, 0), "{system}"
platform.machine = lambda: "{machine}"
exec(sys.argv[2]) if sys.argv[1:2] == ["-c"] else print("{name}")
"""


def chosen(folder: Path, pythons: dict[str, str], system: str, machine: str) -> tuple[int, str]:
    """Return status and output of .ci/python where these Pythons (name -> version) are found."""
    for name, version in pythons.items():
        path = folder / name
        path.write_text(
            STUB.format(
                python=sys.executable,
                version=version.replace(".", ", "),
                system=system,
                machine=machine,
                name=name,
            )
        )
        path.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", ROOT / ".ci/python"], env={"PATH": str(folder)}, capture_output=True, text=True
    )
    return done.returncode, (done.stdout + done.stderr).strip()


@pytest.mark.parametrize(
    ("pythons", "system", "machine", "name"),
    [
        ({"python3": "3.11"}, "linux", "x86_64", "python3"),
        ({"python3": "3.14", "python3.12": "3.12"}, "darwin", "arm64", "python3"),
        ({"python3": "3.9", "python3.12": "3.12"}, "darwin", "arm64", "python3.12"),
        ({"python3": "3.15", "python3.14": "3.14"}, "linux", "x86_64", "python3.14"),
        ({"python3": "3.14", "python3.13": "3.13"}, "darwin", "x86_64", "python3.13"),
        ({"python3": "3.15"}, "linux", "x86_64", "python3"),
    ],
)
def test_the_python_is_one_that_the_pinned_packages_are_built_for(
    tmp_path: Path, pythons: dict[str, str], system: str, machine: str, name: str
) -> None:
    assert chosen(tmp_path, pythons, system, machine) == (0, name)


def test_no_python_is_an_error_that_says_what_to_install(tmp_path: Path) -> None:
    status, said = chosen(tmp_path, {"python3": "3.10"}, "linux", "x86_64")
    assert (status, said[:40]) == (1, "Python 3.11 to 3.14 is needed and was no")


@pytest.mark.parametrize("name", ["my shop", "C# shop", "50% off?", "a+b"])
def test_the_project_may_lie_in_any_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    assert database(folder)["NAME"] == str(folder / "db.sqlite3")
    environment = run.surroundings(8000, 6379, str(folder))
    for command in processes.commands(ROOT / "Procfile").values():
        words = f"printf '%s\\n' {command}"
        said = subprocess.run(
            ["/bin/sh", "-c", words], env=environment, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        # As many words come out as were written: none fell apart, none was lost.
        assert len(said) == len(shlex.split(command))


def test_redis_gets_a_folder_without_blanks_that_goes_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    seen: list[tuple[str, bool]] = []

    class Services(processes.Services):
        def __enter__(self) -> Self:
            folder = self.environment["REDIS_DIR"]
            seen.append((folder, Path(folder).is_dir()))
            raise processes.ServiceFailed("enough seen")

    settings.VAR = tmp_path / "my shop"
    monkeypatch.setattr(prepare, "prepare", lambda _orders: "")
    monkeypatch.setattr(processes, "Services", Services)
    with pytest.raises(processes.ServiceFailed):
        run.main([])
    [(folder, was_there)] = seen
    assert (was_there, " " in folder, Path(folder).exists()) == (True, False, False)


def test_the_start_does_not_ask_a_proxy_for_its_own_page(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        assert processes.answers(f"http://127.0.0.1:{server.server_port}/")
        server.shutdown()


def test_macos_is_told_that_workers_may_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "OBJC_DISABLE_INITIALIZE_FORK_SAFETY"
    monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert name not in run.surroundings(8000, 6379, "redis")
    monkeypatch.setattr("sys.platform", "darwin")
    assert run.surroundings(8000, 6379, "redis")[name] == "YES"


def test_chrome_is_found_in_the_applications_of_a_mac(monkeypatch: pytest.MonkeyPatch) -> None:
    chrome = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium.shutil, "which", lambda _name: None)
    monkeypatch.setattr(Path, "exists", lambda path: str(path) == chrome)

    class Playwright:
        class chromium:  # noqa: N801
            executable_path = "/nowhere"

    assert chromium.chromium_path(Playwright) == chrome
