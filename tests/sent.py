"""What a browser would send of a form that it was shown, untouched."""

from collections import defaultdict
from html.parser import HTMLParser
from typing import Any

NEVER = ("submit", "button", "reset", "file", "image")


class _Reader(HTMLParser):
    """Collects names and values; templates hold no fields of the form."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form = form
        self.inside = False
        self.data: dict[str, list[str]] = defaultdict(list)
        self._select: tuple[str, bool] | None = None
        self._options: list[tuple[str, bool]] = []
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.inside = found.get("id") == self.form
        name = found.get("name") or ""
        if tag == "option" and self._select:
            self._options.append((found.get("value") or "", "selected" in found))
        if not self.inside or not name or "disabled" in found:
            return
        kind = found.get("type") or "text"
        if tag == "select":
            self._select, self._options = (name, "multiple" in found), []
        elif tag == "textarea":
            self._area = name
        elif tag == "input" and kind in ("checkbox", "radio"):
            if "checked" in found:
                self.data[name].append(found.get("value") or "on")
        elif tag == "input" and kind not in NEVER:
            self.data[name].append(found.get("value") or "")

    def handle_data(self, text: str) -> None:
        if self._area:
            self.data[self._area].append(text.strip())
            self._area = None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self._area = None
        elif tag == "select" and self._select:
            name, many = self._select
            chosen = [value for value, selected in self._options if selected]
            if not chosen and not many:
                chosen = [value for value, _ in self._options[:1]]
            self.data[name] += chosen
            self._select = None


def sent(html: str, form: str) -> dict[str, Any]:
    """The fields of the form with this id, with what they hold."""
    reader = _Reader(form)
    reader.feed(html)
    assert reader.data, f"There is no form {form!r} on the page."
    return dict(reader.data)
