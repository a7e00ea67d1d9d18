"""What may be typed freely is completed from what the shop has: values, currencies, coupons."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation
from oscar.core.loading import get_model

from crosssell.admin.lookup.answers import named
from crosssell.admin.lookup.field import LookupField, LookupManyField
from crosssell.models import Rule
from tests.attributes import describe
from tests.integration.test_facts_attributes import set_attribute
from tests.merchant import sign_in
from tests.shopdata import MIDDAY, make_order, make_product, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def found(client: Client, kind: str, term: str = "", **more: str) -> list[str]:
    url = reverse("admin:crosssell_lookup", args=(kind,))
    return [row["text"] for row in client.get(url, {"term": term, **more}).json()["results"]]


def test_values_are_those_of_the_attribute_beside(client: Client) -> None:
    for colour, brand in (("Red", "Acme"), ("red ", "Zen"), ("Dark red", "Acme"), ("Blue", "Redo")):
        describe(make_product(), colour=colour, brand=brand)
    describe(make_product(), colour="red " * 50)

    assert found(client, "attribute_value", "red", beside="colour") == ["Dark red", "Red"]
    assert found(client, "attribute_value", "", beside="brand") == ["Acme", "Redo", "Zen"]
    assert found(client, "attribute_value", "RED") == ["Dark red", "Red", "Redo"]
    assert found(client, "attribute_value", "red", beside="gone") == []
    assert found(client, "attribute_value", "red", beside="x\x00" * 500) == []


@pytest.mark.parametrize(
    ("kind", "value", "offered"),
    [
        ("integer", 12, ["12"]),
        ("float", 12.5, ["12.5"]),
        ("boolean", True, ["false", "true"]),
        ("date", date(2026, 12, 24), ["2026-12-24"]),
        ("datetime", datetime(2026, 6, 1, 8, tzinfo=UTC), ["2026-06-01 08:00"]),
        ("option", "Oak", ["Oak"]),
        ("multi_option", ("Oak", "Ash"), ["Ash", "Oak"]),
        ("richtext", "<p>Oak</p>", []),
    ],
)
def test_values_are_written_as_rules_compare_them(
    client: Client, settings: Any, kind: str, value: Any, offered: list[str]
) -> None:
    settings.TIME_ZONE = "UTC"
    set_attribute(make_product(), "made", kind, value)

    assert found(client, "attribute_value", beside="made") == offered
    assert (
        found(client, "attribute_value", offered[-1][1:] if offered else "", beside="made")
        == (offered[-1:])
    )


def test_an_option_that_no_product_has_yet_is_offered(client: Client) -> None:
    describe(make_product(), wood=("Oak",))
    group = get_model("catalogue", "AttributeOptionGroup").objects.get()
    get_model("catalogue", "AttributeOption").objects.create(group=group, option="Elm")

    assert found(client, "attribute_value", beside="wood") == ["Elm", "Oak"]


def test_many_values_come_in_pages(client: Client) -> None:
    for number in range(25):
        describe(make_product(), code=f"V{number:02}")

    assert found(client, "attribute_value", "v", beside="code")[19] == "V19"
    assert found(client, "attribute_value", "v", beside="code", page="2") == [
        f"V{number}" for number in range(20, 25)
    ]


def test_currencies_are_those_of_the_shops_prices(client: Client) -> None:
    make_product(currency="EUR")
    make_product(currency="GBP")

    assert found(client, "currency") == ["USD · US Dollar", "EUR · Euro", "GBP · British Pound"]
    assert found(client, "currency", "pound") == ["GBP · British Pound"]
    assert named("currency", ["XQX"]) == {"XQX": "XQX"}
    # One that is not used yet can be typed, in any case, but not a name.
    assert LookupManyField("currency").clean(["eur", " CHF", "EUR"]) == ["EUR", "CHF"]
    with pytest.raises(ValidationError, match="“Euro” is no currency. Give a code of three"):
        LookupField("currency").clean("Euro")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "EUR · Euro"), ("pt-br", "EUR · Euro"), ("de", "USD · US-Dollar"),
                           ("tlh", "EUR · Euro"), ("xx-unheard", "EUR · Euro")],
)  # fmt: skip
def test_currencies_are_named_in_the_merchants_language(language: str, said: str) -> None:
    with translation.override(language):
        assert named("currency", [said[:3]])[said[:3]].lower() == said.lower()


def test_languages_are_those_of_the_shop(client: Client, settings: Any) -> None:
    settings.LANGUAGES = [("en-gb", "British English"), ("en-us", "American English"),
                          ("de", "German"), ("qq-zz", "Odd")]  # fmt: skip

    assert found(client, "language") == [
        "English of any kind (en)", "British English (en-gb)", "American English (en-us)",
        "German (de)", "qq of any kind (qq)", "Odd (qq-zz)",
    ]  # fmt: skip
    assert found(client, "language", "germ") == ["German (de)"]
    assert LookupManyField("language").clean(["EN_gb", "en"]) == ["en-gb", "en"]
    with pytest.raises(ValidationError, match="nothing with the code fr any more"):
        LookupField("language").clean("fr")


def test_coupons_are_found_by_code_and_name(client: Client) -> None:
    voucher = get_model("voucher", "Voucher").objects
    for code, name in (("SPRING", "Spring sale"), ("MAY10", "Ten in May")):
        voucher.create(code=code, name=name, start_datetime=MIDDAY, end_datetime=MIDDAY)

    assert found(client, "coupon", "sale") == ["SPRING · Spring sale"]
    assert found(client, "coupon", "may") == ["MAY10 · Ten in May"]
    assert LookupManyField("coupon").clean(["SPRING", "later"]) == ["SPRING", "later"]


def test_sites_and_campaigns_that_rules_name_come_first(client: Client) -> None:
    rule = Rule.objects.create(name="A", strategy="matrix")
    rule.conditions.create(code="referrer", args={"hosts": ["news.example", "google.com"]})
    rule.conditions.create(code="campaign", args={"source": "Our mail", "campaign": "Spring"})
    rule.conditions.create(code="campaign", args=["broken"])
    rule.conditions.create(code="referrer", args={"hosts": [5]})

    assert found(client, "web_site")[:2] == ["google.com", "news.example"]
    assert found(client, "web_site", "goo") == ["google.com"]
    assert found(client, "utm_source")[0] == "Our mail"
    assert "newsletter" in found(client, "utm_source")
    assert found(client, "utm_campaign") == ["Spring"]
    assert found(client, "utm_content") == []


def test_orders_are_found_by_number_and_address(client: Client) -> None:
    ann = make_order(make_product(), user=make_user())
    guest = make_order(make_product())
    type(guest).objects.filter(pk=guest.pk).update(guest_email="guest@example.com")

    assert found(client, "order", ann.number) == [f"{ann.number} · 06/01/2026 · ann@example.com"]
    assert found(client, "order", "guest@") == [f"{guest.number} · 06/01/2026 · guest@example.com"]
    assert len(found(client, "order")) == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [("a\u202eb", "U\\+202E"), ("x" * 501, "Choose from the list"), ("a\x00", "U\\+0000")],
)
def test_what_no_shopper_could_read_is_refused(given: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        LookupManyField("attribute_value").clean([given])


def test_what_was_typed_stays_in_the_field() -> None:
    html = LookupManyField("currency").widget.render("c", ["eur", "Euro"])
    assert '<option value="EUR" selected>EUR · Euro</option>' in html
    assert '<option value="Euro" selected>Euro</option>' in html
    assert 'data-crosssell-typed="as typed"' in html
    assert "not there any more" not in LookupField("utm_term").widget.render("t", "tea")
    values = LookupManyField("attribute_value", beside="attribute").widget.render("v", ["Red"])
    assert 'data-crosssell-beside="attribute"' in values
    assert '<option value="Red" selected>Red</option>' in values


def test_without_scripts_texts_are_typed() -> None:
    one, many = LookupField("utm_source").widget, LookupManyField("coupon").widget

    assert 'placeholder="or another"' in one.render("s", "")
    assert 'placeholder="or others, separated by commas"' in many.render("m", [])
    data = QueryDict(mutable=True)
    data.update({"s": "google", "s-typed": "Spring, summer", "m": "MAY", "m-typed": "#1, b,"})
    assert one.value_from_datadict(data, {}, "s") == "Spring, summer"
    assert one.value_from_datadict(QueryDict("s=google&s-typed="), {}, "s") == "google"
    assert many.value_from_datadict(data, {}, "m") == ["MAY", "#1", "b"]
