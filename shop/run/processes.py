"""The shop's processes: started from the Procfile, ended together, none left behind."""

import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Collection, Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from shop.run import guard

LOG_LINES = 20
POLL_SECONDS = 0.2
# Pages are served without these, so that one of them that ends is started again.
HELPERS = frozenset({"redis", "worker", "beat"})
RESTART_SECONDS = 3.0
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ServiceFailed(Exception):
    """A process ended by itself, or did not open its port; the text holds the end of its log."""


def commands(procfile: Path) -> dict[str, str]:
    """Return name and command of each line "name: command" of a Procfile."""
    found = {}
    for line in procfile.read_text().splitlines():
        name, colon, command = line.partition(":")
        if colon and not name.startswith("#"):
            found[name.strip()] = command.strip()
    return found


def answers(address: str) -> bool:
    """Return whether an http address of this machine answers with a page; no proxy is asked."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(address, timeout=3):
            return True
    except OSError:
        return False


class Services:
    """The running processes. Leaving the `with` block ends them all, whatever the reason.

    Each is the leader of a process group of its own, so that its children end with it, and a
    guard ends them should this process be killed before it can do so itself.
    """

    def __init__(self, procfile: Path, environment: Mapping[str, str], logs: Path) -> None:
        """Take what to run, in which environment, and the folder for what it prints."""
        self.procfile = procfile
        self.environment = dict(environment)
        self.logs = logs
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.guard: subprocess.Popen[bytes] | None = None
        self.asked_to_end = False
        self._restarted_at: dict[str, float] = {}

    def __enter__(self) -> Self:
        """Start every process of the Procfile."""
        self.logs.mkdir(parents=True, exist_ok=True)
        for number in ENDING:
            signal.signal(number, self._ask_to_end)
        self.guard = subprocess.Popen(  # noqa: S603  a file of this package
            [sys.executable, guard.__file__], stdin=subprocess.PIPE, start_new_session=True
        )
        try:
            for name, command in commands(self.procfile).items():
                self._start(name, command)
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """End every process."""
        self.end()

    def _start(self, name: str, command: str, mode: str = "wb") -> None:
        with (self.logs / f"{name}.log").open(mode) as log:
            process = subprocess.Popen(  # noqa: S603  a line of the project's own Procfile
                # The shell fills in the ports, then becomes the command itself.
                ["/bin/sh", "-c", f"exec {command}"],
                cwd=self.procfile.parent,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes[name] = process
        if self.guard and self.guard.stdin:
            self.guard.stdin.write(b"%d\n" % process.pid)
            self.guard.stdin.flush()

    def _ask_to_end(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_end = True

    def check(self, but: Collection[str] = ()) -> None:
        """Raise ServiceFailed where a process has ended that nobody asked to, ``but`` for these."""
        for name, process in self.processes.items():
            if name not in but and process.poll() is not None:
                raise ServiceFailed(
                    f"{name} ended with status {process.returncode}:\n{self._end_of_log(name)}"
                )

    def wait_until_open(self, address: str, deadline: float) -> None:
        """Wait until this page answers; `deadline` is of `time.monotonic()`."""
        while not self.asked_to_end and not answers(address):
            self.check()
            if time.monotonic() > deadline:
                raise ServiceFailed(f"The shop did not open in time.\n{self._end_of_log('web')}")
            time.sleep(POLL_SECONDS)

    def wait(self) -> None:
        """Return when a signal asks to end; raise ServiceFailed when the web server ends by itself.

        A helper that ends is started again: without it the pages are there all the same.
        """
        while not self.asked_to_end:
            self._restart_helpers()
            self.check(but=HELPERS)
            time.sleep(POLL_SECONDS)

    def _restart_helpers(self) -> None:
        for name in HELPERS & self.processes.keys():
            ended = self.processes[name].poll()
            since = time.monotonic() - self._restarted_at.get(name, float("-inf"))
            if ended is None or since < RESTART_SECONDS:
                continue
            print(f"{name} ended with status {ended}; it is started again.", flush=True)
            guard.end_groups([self.processes[name].pid], patience=0)
            self._restarted_at[name] = time.monotonic()
            self._start(name, commands(self.procfile)[name], mode="ab")

    def end(self) -> None:
        """End all process groups, then the guard, which has nothing left to do."""
        children = {child.pid: child for child in self.processes.values()}
        guard.end_groups(list(children), runs=lambda group: children[group].poll() is None)
        for child in children.values():
            child.wait()
        if self.guard:
            self.guard.communicate(guard.DONE.encode())

    def _end_of_log(self, name: str) -> str:
        lines = (self.logs / f"{name}.log").read_text(errors="replace").splitlines()
        return "\n".join(lines[-LOG_LINES:])
