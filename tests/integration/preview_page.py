"""What the preview page of the admin shows, read for tests."""

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.learned import SLOT

PREVIEW = reverse("admin:crosssell_preview")
SRCDOC = re.compile(r'<iframe class="crosssell-frame" [^>]*srcdoc="([^"]*)"')
NAME = re.compile(r'class="crosssell-name"><a href="[^"]*">([^<]*)</a>')


def asked(client: Client, **query: Any) -> Any:
    """The answer of the page for the usual slot, or another."""
    response = client.get(PREVIEW, {"slot": SLOT, **query})
    assert response.status_code == 200
    return response


def seen(response: Any) -> list[list[str]]:
    """The titles that the shopper sees, by placement."""
    return [NAME.findall(one) for one in frames(response)]


def frames(response: Any) -> list[str]:
    """The page in the frame of each placement; "" where it has none."""
    sections = response.content.decode().split('<section class="crosssell-panel" aria-label=')[1:]
    found = [SRCDOC.search(section) for section in sections]
    return [unescape(one.group(1)) if one else "" for one in found]


def candidates(response: Any) -> list[tuple[str, str, str]]:
    """Title, label and outcome in words of every candidate."""
    return [
        (one.title, one.label, one.said)
        for placement in response.context["placements"]
        for rule in placement.rules
        for one in rule.candidates
    ]


def told(response: Any) -> list[str]:
    """The sentences of the answer to "why, or why not?"."""
    return [one.text for answer in response.context["why"].answers for one in answer.told]
