"""`make run`: what it starts, what it ends, and what it prepares only once."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shop.run import __main__ as run
from shop.run import guard, ports, processes
from shop.run.processes import ServiceFailed, Services

ROOT = Path(run.__file__).resolve().parents[2]
# A parent with a child in the same group; both note their ids and neither listens to SIGTERM.
STUBBORN = "trap '' TERM; sleep 600 & echo $$ $! > ids; wait"


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.05)


def runs(process_id: int) -> bool:
    """A process that ended and waits to be collected does not run."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process_id)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return bool(state) and not state.startswith("Z")


@pytest.fixture
def procfile(tmp_path: Path) -> Path:
    return tmp_path / "Procfile"


@pytest.fixture(autouse=True)
def _same_signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in processes.ENDING}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def started(procfile: Path) -> Services:
    return Services(procfile, os.environ, procfile.parent / "logs")


def test_the_procfile_names_the_four_processes() -> None:
    found = processes.commands(ROOT / "Procfile")
    assert list(found) == ["redis", "web", "worker", "beat"]
    assert found["web"].startswith("gunicorn shop.wsgi --preload --bind 127.0.0.1:$PORT ")


def test_a_taken_port_gives_way_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert not ports.is_free(port)
        assert ports.free(port) > port
    assert ports.free(port) == port
    monkeypatch.setattr(ports, "is_free", lambda port: False)
    with pytest.raises(OSError, match="Every port from 8000 to 8099 is taken"):
        ports.free(8000)


def test_options_come_from_the_command_line_then_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.delenv("SHOP_ORDERS", raising=False)
    assert vars(run.arguments([])) == {"port": 8000, "orders": "20000"}
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("SHOP_ORDERS", "all")
    assert vars(run.arguments([])) == {"port": 9000, "orders": "all"}
    assert vars(run.arguments(["--port", "7000", "--orders", "5"])) == {"port": 7000, "orders": "5"}


def test_leaving_ends_every_process_even_those_that_do_not_listen(
    procfile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard.end_groups, "__defaults__", (0.3, guard.is_there))
    procfile.write_text(
        f"stubborn: sh -c '{STUBBORN.replace(chr(39), chr(34))}'\nmild: sleep 600\n"
    )
    ids = procfile.parent / "ids"
    with started(procfile) as running:
        until(lambda: ids.exists() and len(ids.read_text().split()) == 2, "it noted its ids")
        mild = running.processes["mild"].pid
        family = [int(one) for one in ids.read_text().split()]
        assert all(map(runs, [*family, mild]))
        running.asked_to_end = True
        running.wait()
    assert not any(map(runs, [*family, mild]))
    assert running.guard is not None
    assert running.guard.returncode == 0


def test_a_process_that_ends_by_itself_ends_the_others_and_shows_its_log(procfile: Path) -> None:
    procfile.write_text(
        "# a comment\nbad: sh -c 'echo no such table >&2; exit 3'\ngood: sleep 600\n"
    )
    with started(procfile) as running:
        with pytest.raises(ServiceFailed, match="bad ended with status 3:\nno such table"):
            running.wait()
        assert runs(running.processes["good"].pid)
    assert not runs(running.processes["good"].pid)


def test_a_helper_that_ends_is_started_again_and_the_web_server_stays(
    procfile: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(processes, "RESTART_SECONDS", 0.0)
    procfile.write_text(
        "web: sleep 600\n"
        "redis: sh -c 'echo start >> starts; [ $(wc -l < starts) = 3 ] || exit 4; exec sleep 600'\n"
    )
    starts = procfile.parent / "starts"

    def end_when_settled() -> None:
        until(lambda: starts.exists() and len(starts.read_text().split()) == 3, "it runs")
        running.asked_to_end = True

    with started(procfile) as running:
        web = running.processes["web"].pid
        watcher = threading.Thread(target=end_when_settled)
        watcher.start()
        running.wait()
        watcher.join()
        assert runs(web)
        assert runs(running.processes["redis"].pid)
    assert not runs(web)
    assert not runs(running.processes["redis"].pid)
    said = "redis ended with status 4; it is started again.\n"
    assert capsys.readouterr().out == 2 * said


@pytest.mark.parametrize("number", processes.ENDING)
def test_a_signal_asks_to_end(procfile: Path, number: signal.Signals) -> None:
    procfile.write_text("one: sleep 600\n")
    with started(procfile) as running:
        os.kill(os.getpid(), number)
        running.wait()
        running.wait_until_open("http://127.0.0.1:9/", time.monotonic() + 60)
    assert not runs(running.processes["one"].pid)


def test_a_shop_that_does_not_open_says_what_the_web_server_said(procfile: Path) -> None:
    procfile.write_text("web: sh -c 'echo cannot bind; exec sleep 600'\n")
    with started(procfile) as running:
        until(lambda: (running.logs / "web.log").read_text(), "the server said something")
        with pytest.raises(ServiceFailed, match="did not open in time.\ncannot bind"):
            running.wait_until_open("http://127.0.0.1:9/", time.monotonic())


def test_killed_it_leaves_nothing_behind(procfile: Path) -> None:
    procfile.write_text("one: sh -c 'sleep 600 & echo $$ $! > ids; wait'\n")
    program = f"""
        from pathlib import Path
        from shop.run.processes import Services
        with Services(Path({str(procfile)!r}), __import__("os").environ, Path("logs")) as running:
            running.wait()
    """
    killed = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=procfile.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    ids = procfile.parent / "ids"
    until(lambda: ids.exists() and len(ids.read_text().split()) == 2, "it noted its ids")
    family = [int(one) for one in ids.read_text().split()]
    assert all(map(runs, family))
    killed.kill()
    killed.wait()
    until(lambda: not any(map(runs, family)), "the guard ended the family")


def test_a_group_that_is_gone_is_no_error() -> None:
    child = subprocess.Popen(["true"], start_new_session=True)
    child.wait()
    assert not guard.is_there(child.pid)
    guard.end_groups([child.pid])
