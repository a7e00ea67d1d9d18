"""The page of measurement as a test reads it."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse


def opened(client: Client, **asked: Any) -> str:
    response = client.get(reverse("admin:crosssell_reports"), asked)
    assert response.status_code == 200
    html: str = response.content.decode()
    return html


def texts(html: str) -> str:
    """What is read of a piece of the page."""
    return " ".join(re.sub(r"<button.*?</button>|<[^>]*>", " ", html, flags=re.S).split())


def tiles(html: str) -> dict[str, str]:
    found = re.findall(r'<div class="crosssell-tile is-(\w+)">(.*?)</div>', html, re.S)
    return {code: texts(tile) for code, tile in found}


def rows(html: str) -> list[dict[str, str]]:
    """The rows of the table by column; "name" is the first."""
    table = html.split('<section aria-labelledby="crosssell-by">')[1]
    found = []
    for row in re.findall(r"<tr(?: id=[^>]*)?>\s*(<th scope=\"row\".*?)</tr>", table, re.S):
        cells = re.findall(r'<td class="is-(\w+)">(.*?)</td>', row, re.S)
        name = texts(row.split("</th>")[0])
        found.append({"name": name, **{code: texts(cell) for code, cell in cells}})
    return found
