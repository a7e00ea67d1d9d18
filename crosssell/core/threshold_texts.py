"""A merchant's texts for a bar: those for a language, and what stands for their placeholders."""

import re
from collections.abc import Iterable, Mapping

# {gap}, {reward} ... ; braces of any other kind are the merchant's own.
PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
PHASES = 3
Texts = tuple[str, str, str]


def texts_for(texts: Iterable[tuple[str, str, str, str]], language: str) -> Texts:
    """What the bar says initially, on the way and at the end; "" where it is left to us.

    ``texts`` are of ``core.threshold_terms.Ladder``. A language with a region takes what its own
    row leaves empty from its base ("de-at" from "de"). The row without a language is for those
    that have no row at all, because its words are in none of theirs.
    """
    known = {_code(one): said for one, *said in texts}
    rows = [known[code] for code in _fallbacks(_code(language)) if code in known]
    rows = rows or [known.get("", [""] * PHASES)]
    initial, progress, reached = (next(filter(None, said), "") for said in zip(*rows, strict=True))
    return initial, progress, reached


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced; what is none of ``values`` stays as it is."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def _code(language: str) -> str:
    return language.strip().lower().replace("_", "-")


def _fallbacks(code: str) -> list[str]:
    """The language, then without its region, then without its script."""
    parts = code.split("-") if code else []
    return ["-".join(parts[:end]) for end in range(len(parts), 0, -1)]
