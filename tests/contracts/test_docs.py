"""Every file, command, setting, make target and link that README and docs/ name exists."""

import re
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

from crosssell.conf import Settings

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
# Paths in the docs start at the project, or at the plugin where its rooms are spoken of.
HOMES = (ROOT, ROOT / "crosssell")

CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
# The file that an example would be, as its first line says.
EXAMPLE = re.compile(r"(?<=^```python\n)# \S+$", re.MULTILINE)
PATH = re.compile(r"(?<![\w/.<:>=-])(?:\.?[\w-]+/)+(?:[\w.-]*\w)?(?![\w/<{*(])")
FILE = re.compile(r"(?<![\w/.<>*-])[\w-]+\.(?:py|md|txt|toml|yaml|html|cfg)(?![\w/])")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
TARGET = re.compile(r"\bmake ([a-z]+)")
COMMAND = re.compile(r"manage\.py ([a-z_]+)((?:[^\n`|]|\\\n)*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
KEY = re.compile(r"""CROSSSELL\[["']([A-Z_]+)""")
SETTING = re.compile(r"\b(?:OSCAR|CELERY|HAYSTACK|SHOP)_[A-Z_]*[A-Z]\b")
MODULE = re.compile(r"(?<![\w/.])(?:crosssell|shop|tests)(?:\.[a-z]\w*)+\b(?!/)")
# Written by the shop when it runs, or by the newcomer.
MADE_LATER = ("var/", ".venv/")


def _exists(path: str) -> bool:
    return any((home / path).exists() for home in HOMES)


def _is_address(path: str) -> bool:
    """Whether the shop answers there, as in `crosssell/api/schema/`."""
    try:
        resolve(f"/{path}")
    except Resolver404:
        return False
    return True


def _imports(name: str) -> bool:
    """Whether a dotted name is a module, or something in one."""
    for parts in range(name.count(".") + 1, 0, -1):
        head = ".".join(name.split(".")[:parts])
        try:
            found = import_module(head)
        except ModuleNotFoundError:
            continue
        rest = name.split(".")[parts:]
        return len(rest) < 2 and all(hasattr(found, attribute) for attribute in rest)
    return False


def _shop_reads(name: str) -> bool:
    if hasattr(settings, name):
        return True
    files = [*ROOT.glob("shop/**/*.py"), ROOT / "Makefile", ROOT / "tests/servers.py"]
    return any(re.search(rf"\b{name}\b", path.read_text()) for path in files)


def _options_of(command: str) -> set[str]:
    owner = get_commands()[command]
    loaded = load_command_class(owner, command) if isinstance(owner, str) else owner
    parser = loaded.create_parser("manage.py", command)
    return {option for action in parser._actions for option in action.option_strings}


def untrue(page: str, folder: Path = ROOT) -> Iterator[str]:
    """Yield everything that the page names and that is not there."""
    code = EXAMPLE.sub("", "\n".join(CODE.findall(page)))
    makefile = (ROOT / "Makefile").read_text()
    for path in {*PATH.findall(code), *FILE.findall(code)}:
        is_file_name = "/" not in path
        known = _exists(path) or path.startswith(MADE_LATER) or _is_address(path)
        if not known and not (is_file_name and any(ROOT.glob(f"[!.]*/**/{path}"))):
            yield f"file {path}"
    for link in set(LINK.findall(page)):
        if not (folder / link).exists():
            yield f"link {link}"
    for target in set(TARGET.findall(code)):
        if not re.search(rf"^{target}:", makefile, re.MULTILINE):
            yield f"make {target}"
    for command, rest in set(COMMAND.findall(code)):
        if command not in get_commands():
            yield f"command {command}"
            continue
        for option in set(OPTION.findall(rest)) - _options_of(command):
            yield f"option {command} {option}"
    keys = {field.name.upper() for field in fields(Settings)}
    yield from (f"setting CROSSSELL[{key!r}]" for key in set(KEY.findall(code)) - keys)
    for name in set(SETTING.findall(code)):
        if not _shop_reads(name):
            yield f"setting {name}"
    yield from (f"name {name}" for name in set(MODULE.findall(code)) if not _imports(name))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_docs_are_true(path: Path) -> None:
    assert sorted(untrue(path.read_text(), path.parent)) == []


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("`crosssell/nowhere.py`", ["file crosssell/nowhere.py"]),
        ("`core/nowhere.py`", ["file core/nowhere.py"]),
        ("`nowhere.py`", ["file nowhere.py"]),
        ("`docs/nowhere/`", ["file docs/nowhere/"]),
        ("[map](nowhere.md)", ["link nowhere.md"]),
        ("`make money`", ["make money"]),
        ("```\nmanage.py do_magic\n```", ["command do_magic"]),
        ("`manage.py migrate --now`", ["option migrate --now"]),
        ('`CROSSSELL["COLOUR"]`', ["setting CROSSSELL['COLOUR']"]),
        ("`OSCAR_COLOUR`", ["setting OSCAR_COLOUR"]),
        ("`SHOP_COLOUR`", ["setting SHOP_COLOUR"]),
        ("`crosssell.nowhere.at_all`", ["name crosssell.nowhere.at_all"]),
        ("`crosssell.conf.colour`", ["name crosssell.conf.colour"]),
        ("nothing in code: nowhere.py, make money", []),
        (
            "`crosssell/conf.py`, `core/data.py`, `docs/`, [this](testing.md), `make test`, "
            '`manage.py migrate --fake`, `CROSSSELL["SLOTS"]`, `SHOP_DATABASE_URL`, '
            "`OSCAR_DEFAULT_CURRENCY`, `crosssell.conf.settings`, `var/db.sqlite3`, `basket/`",
            [],
        ),
    ],
)
def test_an_untrue_page_is_caught(page: str, expected: list[str]) -> None:
    assert list(untrue(page, ROOT / "docs")) == expected
