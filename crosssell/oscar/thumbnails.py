"""Thumbnails in bulk: those that exist in one query, the others made by Oscar's thumbnailer."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from oscar.core.thumbnails import SorlThumbnail, get_thumbnailer

from crosssell.oscar.prepared import Prepared

log = logging.getLogger(__name__)

MOST_KEYS = 20_000
_keys: dict[tuple[Any, ...], str] = {}
OPTIONS: dict[str, Any] = {"size": "240x240", "upscale": False}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's address ("" for none) and its pixels where they are known."""

    url: str = ""
    width: int | None = None
    height: int | None = None


class _Found(Exception):
    """Carries the name of a thumbnail out of sorl before it looks it up or makes it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def pictures(sources: Sequence[Any]) -> list[Picture]:
    """One picture a source (a stored file, or the name of one); a broken one costs no error."""
    known = _existing(sources)
    return [known.get(str(source)) or _made(source) for source in sources]


def _existing(sources: Sequence[Any]) -> dict[str, Picture]:
    """By source, thumbnails that sorl knows, in one query; none where it is not the thumbnailer."""
    thumbnailer: Any = type(get_thumbnailer())
    if not sources or not issubclass(thumbnailer, SorlThumbnail):
        return {}
    from sorl.thumbnail.kvstores.base import add_prefix

    names = {add_prefix(_known_key(thumbnailer, source)): str(source) for source in sources}
    found = {}
    for key, value in _stored().rows(names):
        try:
            thumbnail = _read(value)
            found[names[key]] = Picture(thumbnail.url, thumbnail.width, thumbnail.height)
        except Exception:
            # A row of a storage that is gone: the thumbnailer is asked for that picture.
            log.exception("The thumbnail %s of %r cannot be read.", key, names[key])
    return found


@lru_cache(maxsize=1)
def _stored() -> Prepared:
    from sorl.thumbnail.models import KVStore

    rows = KVStore.objects.values_list("key", "value")
    return Prepared(lambda keys: rows.filter(key__in=keys), mark="crosssell {}".format)


@lru_cache(maxsize=MOST_KEYS)
def _read(value: str) -> Any:
    """What sorl keeps of a thumbnail: its file and pixels. Its address is asked for each time."""
    from sorl.thumbnail.images import deserialize_image_file

    return deserialize_image_file(value)


def _known_key(thumbnailer: Any, source: Any) -> str:
    about = (thumbnailer, str(source), type(getattr(source, "storage", None)))
    if about not in _keys:
        if len(_keys) >= MOST_KEYS:
            _keys.clear()
        _keys[about] = _key(_finder(thumbnailer)(), source)
    return _keys[about]


def _key(finder: Any, source: Any) -> str:
    """The key under which sorl keeps what the thumbnailer answers; "" where there is none."""
    from sorl.thumbnail import default
    from sorl.thumbnail.images import ImageFile

    try:
        finder.generate_thumbnail(source, **OPTIONS)
    except _Found as found:
        key: str = ImageFile(found.name, default.storage).key
        return key
    except Exception:
        # No file, or a thumbnailer that wants more of it: making the thumbnail will tell.
        return ""
    return ""


@lru_cache(maxsize=8)
def _finder(thumbnailer: type) -> type:
    """The thumbnailer's class, ending in a step that raises _Found instead of making anything.

    A shop's subclass may change the options before it calls ``super()``; so the step sits where
    Oscar's own class sits, and sorl's name for the thumbnail is the one it would look up.
    """
    from sorl.thumbnail.conf import settings
    from sorl.thumbnail.helpers import get_module_class

    backend: Any = get_module_class(settings.THUMBNAIL_BACKEND)

    class Names(backend):
        def _get_thumbnail_filename(self, source: Any, geometry: str, options: Any) -> str:
            raise _Found(super()._get_thumbnail_filename(source, geometry, options))

    class Last(SorlThumbnail):
        def generate_thumbnail(self, source: Any, **opts: Any) -> Any:
            width, height = opts.pop("size").split("x")
            return Names().get_thumbnail(source, f"{width}x{height}" if height else width, **opts)

    return type("Finder", (Last,) if thumbnailer is SorlThumbnail else (thumbnailer, Last), {})


def _made(source: Any) -> Picture:
    try:
        thumbnail = get_thumbnailer().generate_thumbnail(source, **OPTIONS)
        if getattr(thumbnail, "size", None):
            return Picture(thumbnail.url, thumbnail.width, thumbnail.height)
        return Picture(thumbnail.url)
    except Exception:
        # A file that is gone, no picture at all, a disk that is full: the card goes without.
        log.exception("No thumbnail of %r.", str(source))
        return Picture()
