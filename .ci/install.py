"""Installs requirement files with pip behind one progress bar; needs the standard library alone.

Half of the bar is finding and fetching packages (counted against constraints.txt), half is
unpacking them (counted as they appear). Everything pip says goes to .venv/install.log; where pip
fails, the end of that log is printed.
"""

import subprocess
import sys
import sysconfig
import threading
from pathlib import Path

WIDTH = 30
LOG = Path(".venv/install.log")
FOUND = ("Collecting ", "Requirement already satisfied: ")


def draw(share: float) -> None:
    """Redraw the bar in place; a log gets a line at the start and one at the end."""
    if not sys.stderr.isatty():
        if share in (0, 1):
            sys.stderr.write(f"Installing packages: {share:.0%}\n")
        return
    full = round(WIDTH * share)
    bar = "#" * full + "-" * (WIDTH - full)
    sys.stderr.write(f"\rInstalling packages |{bar}| {share:4.0%}")
    sys.stderr.flush()


def unpacked() -> int:
    """How many packages lie in this environment."""
    return len(list(Path(sysconfig.get_path("purelib")).glob("*.dist-info")))


def watch_unpacking(wanted: int, before: int, over: threading.Event) -> None:
    """Move the second half of the bar until pip is done."""
    while not over.wait(0.5):
        draw(0.5 + 0.49 * min(1.0, (unpacked() - before) / max(wanted, 1)))


def install(files: list[str]) -> int:
    """Run pip for the files and return its exit code."""
    pins = sum(1 for line in Path("constraints.txt").read_text().splitlines() if "==" in line)
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
    for name in files:
        command += ["-r", name]
    found, over = 0, threading.Event()
    before = unpacked()
    draw(0)
    with (
        LOG.open("w") as log,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as pip,
    ):
        for line in pip.stdout or ():
            log.write(line)
            if line.startswith(FOUND):
                found += 1
                draw(0.5 * min(1.0, found / pins))
            if line.startswith("Installing collected packages: "):
                wanted = line.count(",") + 1
                threading.Thread(
                    target=watch_unpacking, args=(wanted, before, over), daemon=True
                ).start()
        code = pip.wait()
    over.set()
    if code == 0:
        draw(1)
    sys.stderr.write("\n")
    if code:
        tail = LOG.read_text().splitlines()[-30:]
        print("\n".join(tail), f"pip failed; all it said is in {LOG}.", sep="\n", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(install(sys.argv[1:]))
