"""Pictures: sharp on screens with two device pixels to a CSS pixel, and read in bulk."""

from collections.abc import Mapping
from typing import Any

from django.core.cache import caches
from oscar.core.thumbnails import SorlThumbnail
from sorl.thumbnail import default, get_thumbnail
from sorl.thumbnail.conf import settings
from sorl.thumbnail.images import ImageFile
from sorl.thumbnail.kvstores.base import add_prefix
from sorl.thumbnail.models import KVStore


class SharpThumbnail(SorlThumbnail):
    """Makes every thumbnail twice as large as the templates ask; the theme sets their size."""

    def generate_thumbnail(self, source: Any, **opts: Any) -> Any:
        """Return the thumbnail of a picture; `size` is "WIDTHxHEIGHT", either may be missing."""
        opts["size"] = "x".join(side and str(2 * int(side)) for side in opts["size"].split("x"))
        return super().generate_thumbnail(source, **opts)


def _original(image: Any) -> Any:
    """Return the file of a ProductImage, or the name in Oscar's stand-in for a missing one."""
    return image["original"] if isinstance(image, dict) else image.original


def square_urls(images: Mapping[int, Any], side: int) -> dict[int, str]:
    """Return the address of each picture, cut to a square of `side` pixels.

    Sorl asks its key-value table once a picture. Here one query reads them all into the cache
    that sorl looks at first; only a picture that was never cut before costs queries of its own.
    """
    geometry = f"{side}x{side}"
    options = {"crop": "center", "upscale": False}
    warm([_original(image) for image in images.values()], geometry, options)
    urls = {}
    for key, image in images.items():
        thumbnail = get_thumbnail(_original(image), geometry, **options)
        urls[key] = thumbnail.url if thumbnail else ""
    return urls


def warm(originals: list[Any], geometry: str, options: Mapping[str, Any]) -> None:
    """Read what sorl knows about these thumbnails into its cache, with one query."""
    wanted = {key for original in originals for key in _keys(original, geometry, options)}
    cache = caches[settings.THUMBNAIL_CACHE]
    missing = wanted - cache.get_many(wanted).keys()
    if missing:
        rows = KVStore.objects.filter(key__in=missing).values_list("key", "value")
        cache.set_many(dict(rows), settings.THUMBNAIL_CACHE_TIMEOUT)


def _keys(original: Any, geometry: str, options: Mapping[str, Any]) -> list[str]:
    """Return sorl's keys of a picture and of its thumbnail."""
    source = ImageFile(original)
    complete = dict(options)
    for name, value in default.backend.default_options.items():
        complete.setdefault(name, value)
    name = default.backend._get_thumbnail_filename(source, geometry, complete)
    return [add_prefix(ImageFile(name, default.storage).key), add_prefix(source.key)]
