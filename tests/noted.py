"""What was noted of visits and not counted yet, and the tokens of a page."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from crosssell import buffer, tokens
from crosssell.core.shown import PRODUCT, Shown, decoded

SECTION = re.compile(r'<section class="crosssell [^"]*".*?</section>', re.DOTALL)
LINK = re.compile(r'<a [^>]*href="([^"]*)"')
POSTED = re.compile(r'(?:formaction|hx-post)="([^"]*\?[^"]*)"')
HIDDEN = re.compile(r'<input type="hidden" name="crosssell" value="([^"]*)">')


def noted(kind: str) -> list[dict[str, Any]]:
    """The events of a kind, the oldest first; each is handed over once."""
    found: list[dict[str, Any]] = []
    buffer.flush()
    buffer.drain(kind, lambda events: found.extend(one.fields for one in events))
    return found


def shown() -> list[tuple[int, list[tuple[str, int, int]]]]:
    """What widgets have shown: each placement with (subject, id, position) of its things.

    A placement that had nothing to show has None for them.
    """
    return [
        (one["placement"], [tuple(row[:3]) for row in one["things"]] if "things" in one else None)
        for one in noted("shown")
    ]


def back() -> list[tuple[str, str, int]]:
    """What came back: (kind, subject, id)."""
    found = [(one["kind"], decoded(one["shown"])) for one in noted("back")]
    return [(kind, one.subject, one.subject_id) for kind, one in found if one is not None]


def touches() -> list[tuple[str, int, int, int]]:
    """What was put in baskets: (subject, its id, product, quantity)."""
    found = [(decoded(one["shown"]), one) for one in noted("touch") if "shown" in one]
    return [
        (one.subject, one.subject_id, row["product"], row["quantity"])
        for one, row in found
        if one is not None
    ]


def marked(html: str) -> list[tuple[str, int, int]]:
    """(subject, id, position) of all that a page marks to be seen, in its order."""
    texts = re.findall(r'data-crosssell-token="([^"]*)"', html)
    found = [tokens.shown_of(text) for text in texts]
    assert None not in found, "A page has a token that is none."
    return [(one.subject, one.subject_id, one.position) for one in found if one is not None]


def token_in(address: str) -> str:
    """The token of an address; "" where it has none."""
    return parse_qs(urlsplit(address).query).get(tokens.FIELD, [""])[0]


def token(subject: str = PRODUCT, subject_id: int = 1, **fields: Any) -> str:
    """A token of ours, made now."""
    return tokens.token_of(thing(subject, subject_id, **fields))


def thing(subject: str = PRODUCT, subject_id: int = 1, **fields: Any) -> Shown:
    """What such a token says."""
    given = {"rendering": 77, "minute": tokens.minute(), "placement": 5, "position": 1, **fields}
    return Shown(subject=subject, subject_id=subject_id, **given)


def read(client: Client, url: str) -> str:
    """The sections of widgets on the page at this address."""
    response = client.get(url)
    assert response.status_code == 200
    return "".join(SECTION.findall(response.content.decode()))


def in_order(products: Iterable[Any]) -> list[tuple[str, int, int]]:
    """What ``marked`` finds of these products."""
    return [(PRODUCT, one.pk, position) for position, one in enumerate(products, start=1)]
