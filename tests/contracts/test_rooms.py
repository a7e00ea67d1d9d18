"""docs/rooms.md lists the rooms that there are, in the order of the layers."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (`.+?) \|", re.MULTILINE)


def rooms() -> list[str]:
    """Return the names in the first column, without what tells folders and files apart."""
    cells = ROW.findall((ROOT / "docs/rooms.md").read_text())
    found = [name for cell in cells for name in re.findall(r"`([\w.]+)/?`", cell)]
    return [name.removesuffix(".py") for name in found]


def test_every_room_is_listed_once() -> None:
    there = {
        path.name.removesuffix(".py")
        for path in (ROOT / "crosssell").iterdir()
        if not path.name.startswith("__")
    }
    assert sorted(rooms()) == sorted(there)


def test_rooms_are_listed_from_the_top_layer_down() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (contract,) = [
        entry for entry in config["tool"]["importlinter"]["contracts"] if entry["id"] == "layers"
    ]
    layer_of = {
        name: depth
        for depth, line in enumerate(contract["layers"])
        for name in re.findall(r"\w+", line)
    }
    depths = [layer_of[name] for name in rooms() if name in layer_of]
    assert depths == sorted(depths)
