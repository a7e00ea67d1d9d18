"""The text of a file: JSON read with care, and written so that it diffs line by line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from crosssell.core.text import UNREADABLE

FORMAT, VERSION = "crosssell rules", 1
MAX_BYTES = 20 * 1024 * 1024
MAX_DEPTH = 20


class Unreadable(ValueError):
    """The file cannot be read at all; the text says why and what to do."""


def parsed(content: bytes) -> dict[str, Any]:
    """The object that the file holds. Raises Unreadable."""
    if len(content) > MAX_BYTES:
        raise Unreadable(
            _("The file is larger than %(most)d MB. Split it and import the parts.")
            % {"most": MAX_BYTES // 1024 // 1024}
        )
    try:
        found = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_float=Decimal,
        )
    except UnicodeDecodeError as error:
        raise Unreadable(
            _("The file is not text in UTF-8 (byte %(place)d).") % {"place": error.start + 1}
        ) from error
    except json.JSONDecodeError as error:
        raise Unreadable(
            _("The file is not JSON: line %(line)d, column %(column)d: %(what)s.")
            % {"line": error.lineno, "column": error.colno, "what": error.msg}
        ) from error
    except RecursionError as error:
        raise Unreadable(_too_deep()) from error
    except Unreadable:
        raise
    except (ValueError, ArithmeticError) as error:
        raise Unreadable(_("The file holds a number of far too many digits.")) from error
    return _checked(found)


def formatted(document: dict[str, Any]) -> str:
    """The document as text: the same for the same rows, one value a line."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _checked(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise Unreadable(
            _("This is no file of rules: it must be an object with “format”: “%s”.") % FORMAT
        )
    if type(found.get("version")) is not int or found["version"] != VERSION:
        raise Unreadable(
            _("The file has the version %(has)s; this shop reads version %(reads)d.")
            % {"has": json.dumps(found.get("version"), default=str)[:40], "reads": VERSION}
        )
    for path, text in _texts(found):
        odd = UNREADABLE.search(text)
        if odd:
            raise Unreadable(
                _("%(path)s: character %(place)d is the invisible character %(code)s.")
                % {"path": path, "place": odd.start() + 1, "code": f"U+{ord(odd[0]):04X}"}
            )
    return found


def _texts(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every text of the document with its path; names of an object count as texts of it."""
    if depth > MAX_DEPTH:
        raise Unreadable(_too_deep())
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _texts(one, f"{path}[{place}]", depth + 1)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield path or "file", name
            yield from _texts(one, f"{path}.{name}" if path else name, depth + 1)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        (twice, _times), *_others = Counter(name for name, _value in pairs).most_common(1)
        raise Unreadable(
            _("The name “%s” stands twice in one object. Remove one of them.") % twice[:60]
        )
    return found


def _no_constant(name: str) -> Any:
    raise Unreadable(_("%s is no number that JSON knows.") % name)


def _too_deep() -> str:
    return _("The file is nested too deeply: more than %d levels.") % MAX_DEPTH
