"""Conditions on the visit: yes, no with the reason, and unknown."""

from dataclasses import replace
from typing import Any

import pytest

from crosssell.core.data import Page, Visit
from tests.pagedata import EMPTY, condition

VISIT = Visit(
    language="en-gb",
    device="mobile",
    referrer="m.example.com",
    campaign={"source": "news", "medium": "email", "campaign": "Spring Sale"},
    site_id=2,
    country="GB",
    seed="s",
)
PAGE = replace(EMPTY, visit=VISIT)
BLANK = replace(EMPTY, visit=Visit())


@pytest.mark.parametrize(
    ("code", "args", "unknown"),
    [
        ("shipping_country", {"countries": ["GB"]}, "country_unknown"),
        ("language", {"languages": ["en"]}, "language_unknown"),
        ("device", {"device": "mobile"}, "device_unknown"),
        ("referrer", {"hosts": ["example.com"]}, "referrer_unknown"),
        ("site", {"sites": [2]}, "site_unknown"),
    ],
)
def test_what_is_not_known_is_a_no(code: str, args: dict[str, Any], unknown: str) -> None:
    assert condition(code, PAGE, **args) == "yes"
    assert condition(code, EMPTY, **args) == unknown
    assert condition(code, BLANK, **args) == unknown


@pytest.mark.parametrize(
    ("countries", "answer"),
    [(["GB"], "yes"), (["us", "gb"], "yes"), (["US"], "other_country")],
)
def test_shipping_country(countries: list[str], answer: str) -> None:
    assert condition("shipping_country", PAGE, countries=countries) == answer


@pytest.mark.parametrize(
    ("own", "wanted", "answer"),
    [
        ("en-gb", "en", "yes"),
        ("en-gb", " EN_GB ", "yes"),
        ("en", "en", "yes"),
        ("en", "en-gb", "other_language"),
        ("eng", "en", "other_language"),
        ("de", "en", "other_language"),
        ("de", "", "other_language"),
        ("zh-hans", "zh", "yes"),
    ],
)
def test_language(own: str, wanted: str, answer: str) -> None:
    page = replace(EMPTY, visit=Visit(language=own))
    assert condition("language", page, languages=["fr", wanted]) == answer


def test_device() -> None:
    assert condition("device", PAGE, device="mobile") == "yes"
    assert condition("device", PAGE, device="desktop") == "other_device"


@pytest.mark.parametrize(
    ("own", "typed", "answer"),
    [
        ("example.com", "example.com", "yes"),
        ("m.example.com", "example.com", "yes"),
        ("www.example.com", "example.com", "yes"),
        ("m.example.com", "www.example.com", "yes"),
        ("m.example.com", "https://WWW.Example.com:443/page?a=b", "yes"),
        ("m.example.com", "example.com.", "yes"),
        ("m.example.com", " example.com ", "yes"),
        ("m.example.com", "example.com/a/b?to=http://b.com/c:1", "yes"),
        ("b.com", "example.com/a/b?to=http://b.com/c:1", "other_referrer"),
        ("badexample.com", "example.com", "other_referrer"),
        ("example.com", "m.example.com", "other_referrer"),
        ("example.com.evil.net", "example.com", "other_referrer"),
        ("example.com", "", "other_referrer"),
        ("example.com", "www.", "other_referrer"),
    ],
)
def test_referrer(own: str, typed: str, answer: str) -> None:
    page = replace(EMPTY, visit=Visit(referrer=own))
    assert condition("referrer", page, hosts=[typed]) == answer


@pytest.mark.parametrize(
    ("args", "answer"),
    [
        ({}, "yes"),
        ({"source": "NEWS"}, "yes"),
        ({"source": "news", "medium": " email", "campaign": "spring sale"}, "yes"),
        ({"source": "news", "medium": "cpc"}, "other_campaign"),
        ({"term": "tea"}, "other_campaign"),
        ({"content": "red"}, "other_campaign"),
        ({"source": " "}, "yes"),
    ],
)
def test_campaign(args: dict[str, str], answer: str) -> None:
    assert condition("campaign", PAGE, **args) == answer
    assert condition("campaign", BLANK, **args) == "no_campaign"
    assert condition("campaign", EMPTY, **args) == "campaign_unknown"


@pytest.mark.parametrize("name", ["source", "medium", "campaign", "term", "content"])
def test_each_parameter_of_a_campaign(name: str) -> None:
    page = replace(EMPTY, visit=Visit(campaign={name: " Tea "}))
    assert condition("campaign", page, **{name: "tea"}) == "yes"
    assert condition("campaign", page, **{name: "jam"}) == "other_campaign"


def test_site() -> None:
    assert condition("site", PAGE, sites=[1, 2]) == "yes"
    assert condition("site", PAGE, sites=[1]) == "other_site"


def viewed(products: tuple[int, ...] | None, categories: frozenset[int] | None) -> Page:
    """A page of somebody who has viewed these."""
    return replace(EMPTY, viewed=products, viewed_category_ids=categories)


@pytest.mark.parametrize(
    ("page", "args", "answer"),
    [
        (viewed((5, 4), frozenset({7})), {"products": [4]}, "yes"),
        (viewed((5, 4), frozenset({7})), {"categories": [7]}, "yes"),
        (viewed((5, 4), frozenset({7})), {"products": [3], "categories": [7]}, "yes"),
        (viewed((5, 4), frozenset({7})), {"products": [3], "categories": [8]}, "not_viewed"),
        (viewed((5, 4), frozenset({7})), {}, "not_viewed"),
        (viewed((), frozenset()), {"products": [4], "categories": [7]}, "not_viewed"),
        (viewed((5, 4), None), {"products": [4], "categories": [7]}, "yes"),
        (viewed((5, 4), None), {"products": [3]}, "not_viewed"),
        (viewed((5, 4), None), {"categories": [7]}, "viewed_unknown"),
        (viewed(None, None), {"products": [4]}, "viewed_unknown"),
    ],
)
def test_viewed_recently(page: Page, args: dict[str, Any], answer: str) -> None:
    assert condition("viewed_recently", page, **args) == answer
