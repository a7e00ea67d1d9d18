"""Pictures are chosen by words, drawn from the installed art, and shared by like products."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import Image, ImageDraw

from shop.demo import pictures
from shop.demo.art import picture, sign
from shop.demo.tables import table


@pytest.mark.parametrize(
    ("name", "variety", "category", "art", "mark"),
    [
        ("bananas", "", "", 0x1F34C, 0),
        ("canned peaches", "", "", 0x1F351, 0x1F96B),
        ("yogurt", "black cherry", "Yogurt", 0x1F963, 0x1F352),
        ("frozen pizza", "", "", 0x1F355, 0x2744),
        ("hot dog buns", "", "", 0x1F32D, 0),
        ("orange juice", "some pulp", "", 0xE0C0, 0),
        ("sweet cereal", "fruit rings", "", 0x1F963, 0x1F353),
        ("cookie dough", "oatmeal", "", 0x1F36A, 0),
        ("white metal lantern", "", "", 0x1F3EE, 0),
        ("zzz", "", "Chewing gum", 0x1F36C, 0),
        ("zzz", "", "", 0x1F6CD, 0),
    ],
)
def test_art_follows_the_words(name: str, variety: str, category: str, art: int, mark: int) -> None:
    chosen = picture(name, variety, category, "")
    assert (chosen.art, chosen.mark) == (art, mark)


def test_a_department_has_its_ground() -> None:
    assert picture("milk", "", "", "Drinks").tint == "D9F0EE"
    assert picture("milk", "", "", "Anything").tint == picture("tea", "", "", "Anything").tint


@pytest.mark.parametrize("name", ["art", "things"])
def test_every_art_of_the_tables_is_in_the_font(name: str) -> None:
    unknown = _drawn(0xEFFF)
    for words, code in table(name).items():
        assert _drawn(int(code, 16)) not in (unknown, _drawn(ord(" "))), words


def test_every_department_s_sign_is_in_the_font() -> None:
    for department in {line.partition(" > ")[0] for line in table("shelves").values()}:
        one = sign(department)
        assert one is not None, department
        assert _drawn(one.art) != _drawn(0xEFFF), department
    assert sign("All products") is None


def _drawn(code: int) -> bytes:
    tile = Image.new("RGB", (80, 80), "white")
    pictures._glyph(ImageDraw.Draw(tile), code, 64, (40, 40))
    return tile.tobytes()


def test_drawing_shares_files_and_keeps_those_that_are_there(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    products = pd.DataFrame(
        {
            "name": ["bananas", "bananas", "canned corn"],
            "variety": ["", "", ""],
            "category": ["Fruit", "Fruit", "Vegetables"],
            "department": ["Fruit and vegetables", "Fruit and vegetables", "Pantry"],
        },
        index=pd.Index(["1", "2", "3"], name="sku"),
    )
    files = pictures.draw(products)
    assert files == {
        "1": "demo/1f34c-e3f0d3.jpg",
        "2": "demo/1f34c-e3f0d3.jpg",
        "3": "demo/1f33d-1f96b-f2e6da.jpg",
    }
    assert sorted(path.name for path in (tmp_path / "demo").iterdir()) == [
        "1f33d-1f96b-f2e6da.jpg",
        "1f34c-e3f0d3.jpg",
    ]
    with Image.open(tmp_path / files["1"]) as drawn:
        assert drawn.size == (512, 512)
        assert len(drawn.convert("RGB").getcolors(512 * 512) or []) > 50
    (tmp_path / files["1"]).write_bytes(b"kept")
    pictures.draw(products)
    assert (tmp_path / files["1"]).read_bytes() == b"kept"
