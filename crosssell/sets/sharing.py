"""What search engines and those who share a link are told of a bundle's page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext

from crosssell.models import Bundle
from crosssell.oscar.money import written
from crosssell.sets.shown import ShownSet

MOST_WORDS = 160
# Within a script element no text may end it, or begin a comment.
ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class Shared:
    """``description`` is plain text, ``image`` a full address ("" without a picture).

    ``data`` is schema.org's Product as JSON, "" where the price is this visitor's own.
    """

    description: str
    image: str
    data: SafeString


def shared(request: HttpRequest, bundle: Bundle, shown: ShownSet | None, address: str) -> Shared:
    """What stands in the head of the page."""
    description = Truncator(" ".join(bundle.text.split()) or _parts(bundle, shown))
    short = description.chars(MOST_WORDS)
    pictures = [part.card.image_url for part in shown.parts if part.card.image_url] if shown else []
    images = [request.build_absolute_uri(url) for url in pictures]
    data = "" if shown is None or _own(request) else _json(bundle, shown, short, address, images)
    # Only our own JSON, in which nothing can end the element around it.
    return Shared(short, images[0] if images else "", mark_safe(data))  # noqa: S308


def _own(request: HttpRequest) -> bool:
    """Whether the price may be this visitor's alone: a customer, a basket, or choices of his."""
    return bool(request.user.is_authenticated or not request.basket.is_empty or request.GET)


def _parts(bundle: Bundle, shown: ShownSet | None) -> str:
    if shown is None:
        return bundle.name
    return gettext("%(parts)s together for %(price)s: save %(saved)s.") % {
        "parts": " + ".join(part.title for part in shown.parts),
        "price": written(shown.after, shown.currency),
        "saved": written(shown.saved, shown.currency),
    }


def _json(
    bundle: Bundle, shown: ShownSet, description: str, address: str, images: list[str]
) -> str:
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": bundle.name,
        "description": description,
        "url": address,
        "offers": {
            "@type": "Offer",
            "url": address,
            "price": str(shown.after),
            "priceCurrency": shown.currency,
            "availability": "https://schema.org/InStock",
            "seller": {"@type": "Organization", "name": str(settings.OSCAR_SHOP_NAME)},
        },
    }
    if images:
        data["image"] = images
    return json.dumps(data).translate(ESCAPED)
