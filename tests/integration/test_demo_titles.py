"""Readable names from the capitals and abbreviations of a till."""

import pytest

from shop.demo.brands import HOUSE, brand
from shop.demo.shelves import shelf
from shop.demo.tables import table
from shop.demo.titles import product_title, quiet, size_title, spelt_out, type_title
from shop.demo.varieties import varieties, variety


def test_the_issue_s_example() -> None:
    title = product_title(spelt_out("FRZN ICE CREAM"), size=size_title("16 OZ"))
    assert title == "Frozen ice cream, 16 oz"


@pytest.mark.parametrize(
    ("source", "category", "name"),
    [
        ("SFT DRNK SNGL SRV BTL CARB (EX", "SOFT DRINKS", "soda bottle"),
        ("ONIONS RED (BULK&BAG)", "ONIONS", "red onions"),
        ("BREAD:RYE", "BREAD", "rye bread"),
        ("WATERMELON SEEDLESS WHOLE", "MELONS", "seedless whole watermelon"),
        ("PEACHES", "FRUIT - SHELF STABLE", "canned peaches"),
        ("PREMIUM", "BACON", "bacon"),
        ("PREMIUM", "ICE CREAM/MILK/SHERBTS", "premium ice cream"),
        ("MARGARINE  STICK", "MARGARINES", "margarine sticks"),
        ("FRZN CHIX & VEG W/CHOC SPRD", "X", "frozen chicken and vegetable with chocolate spread"),
        ("(((", "X", "other"),
    ],
)
def test_types_are_spelt_out(source: str, category: str, name: str) -> None:
    assert type_title(source, category) == name


@pytest.mark.parametrize(
    ("source", "size"),
    [
        ("16 OZ", "16 oz"),
        ("L     2 LB", "2 lb"),
        (".875 OZ", "0.875 oz"),
        ("12.0 OZ", "12 oz"),
        ("1/2 GAL", "0.5 gal"),
        ("14 1/2 OZ", "14.5 oz"),
        ("12/12 OZ", "12 × 12 oz"),
        ("10-6.75 OZ", "10 × 6.75 oz"),
        ("12 OZ/12 PK", "12 pack, 12 oz"),
        ("(600) 4 LB", "4 lb"),
        ("DZ", "1 dozen"),
        ("110 SQ FT", "110 sq ft"),
        ("16.9 OZ/6 PK", "6 pack, 16.9 oz"),
        ("CTN", ""),
        ("", ""),
    ],
)
def test_sizes_are_readable(source: str, size: str) -> None:
    assert size_title(source) == size


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("WHITE METAL LANTERN", "White metal lantern"),
        ("20 LED NIGHT LIGHTS FOR THE UK", "20 LED night lights for the UK"),
        ("THE KING GIFT BAG 25x24x12cm", "The king gift bag 25x24x12cm"),
        ("  iPhone   case, ", "IPhone case"),
        ("", ""),
    ],
)
def test_shouted_titles_are_calmed(source: str, title: str) -> None:
    assert quiet(source) == title


def test_every_maker_has_a_name_of_its_own() -> None:
    names = {brand(maker, own=False) for maker in range(6_478)}
    assert len(names) == 6_478
    assert brand(69, own=True) == HOUSE
    assert HOUSE not in names


def test_varieties_suit_the_name_and_never_repeat() -> None:
    assert variety("yogurt multipack", 0) == "strawberry"
    assert variety("cheese crackers", 1) == "white cheddar"
    assert varieties("frozen orange juice concentrate")[0] == "pulp free"
    assert variety("nothing known", 0, loose=True) == "fresh"
    given = [variety("soda", place) for place in range(200)]
    assert len(set(given)) == 200
    assert given[len(varieties("soda"))] == "cola no. 2"


def test_no_list_of_varieties_repeats_itself() -> None:
    for needed in table("varieties"):
        given = table("varieties")[needed].split(", ")
        assert len(given) == len(set(given)), needed


def test_shelves_are_found_by_category_and_by_department() -> None:
    assert shelf("GROCERY", "YOGURT") == ("Dairy and eggs", "Yogurt")
    assert shelf("MEAT-PCKGD", "MISCELLANEOUS") == ("Pantry", "Pickles and olives")
    assert shelf("FLORAL", "BOUQUET (NON ROSE)") == ("Cards, papers and flowers", "Flowers")
    assert shelf("TOYS", "DOLLS") == ("Toys", "Dolls")
    assert shelf("", "") == ("More", "More")
