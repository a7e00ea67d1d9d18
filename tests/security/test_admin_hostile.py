"""Hostile text in every field of a merchant: refused with a reason, or shown as plain text."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from crosssell.models import Bundle, MatrixEntry, Placement, Rule
from tests.bundleforms import bundle_form, part
from tests.merchant import errors_of, placement_form, rule_form, sign_in
from tests.shopdata import make_category, make_product

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"
LINK = 'javascript:alert(1)"onmouseover="alert(2)'
REFUSED = {
    "a\u202egpj.exe": "Character 2 is the invisible character U+202E. Please remove it.",
    "a\u2066b": "Character 2 is the invisible character U+2066. Please remove it.",
    "\x1b[31m": "Character 1 is the invisible character U+001B. Please remove it.",
    "a\nb": "Character 2 is the invisible character U+000A. Please remove it.",
    "a\x00b": "Null characters are not allowed.",
    "x" * 1_000_000: "Ensure this value has at most 120 characters (it has 1000000).",
}


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


FIELDS = [
    ("placement", "title"),
    ("rule", "name"),
    ("rule", "reason"),
    ("bundle", "name"),
    ("matrixentry", "reason"),
]

KINDS = {"placement": Placement, "rule": Rule, "matrixentry": MatrixEntry, "bundle": Bundle}


def post(client: Client, model: str, **changes: Any) -> Any:
    url = reverse(f"admin:crosssell_{model}_add")
    if model == "placement":
        return client.post(url, placement_form(**changes))
    if model == "rule":
        return client.post(url, rule_form(**changes))
    if model == "bundle":
        rows = [part(("product", make_product()))]
        return client.post(url, bundle_form(rows, **changes))
    sides = {"main_product": make_product("M").pk, "companion_category": make_category("C").pk}
    return client.post(url, {**sides, "position": "1", "active": "on", **changes})


@pytest.mark.parametrize(("model", "field"), FIELDS)
@pytest.mark.parametrize(
    "text", REFUSED, ids=["override", "isolate", "escape", "line", "nul", "1MB"]
)
def test_text_that_cannot_be_read_is_refused(
    client: Client, model: str, field: str, text: str
) -> None:
    response = post(client, model, **{field: text})

    assert response.status_code == 200
    assert REFUSED[text] in errors_of(response)[field]
    assert not any(kind.objects.exists() for kind in KINDS.values())


@pytest.mark.parametrize(("model", "field"), FIELDS)
@pytest.mark.parametrize("text", [SCRIPT, LINK, "{{ 7|add:7 }}", "{% now 'Y' %}"])
def test_markup_is_shown_as_text(client: Client, model: str, field: str, text: str) -> None:
    assert post(client, model, **{field: text}).status_code == 302

    kind = KINDS[model]
    row = kind.objects.get()
    assert getattr(row, field) == text
    for page, args in (("changelist", ()), ("change", (row.pk,)), ("history", (row.pk,))):
        html = client.get(reverse(f"admin:crosssell_{model}_{page}", args=args)).content.decode()
        assert SCRIPT not in html
        assert 'onmouseover="alert(2)' not in html


def test_markup_is_text_in_the_preview_too(client: Client) -> None:
    tea, evil = make_product("Tea"), make_product(SCRIPT)
    MatrixEntry.objects.create(main_product=tea, companion_product=evil, reason=SCRIPT)
    rule = Rule.objects.create(name=SCRIPT, strategy="matrix")
    Placement.objects.create(slot="product.top", widget="products", title=SCRIPT).rules.add(rule)
    query = {"slot": "product.top", "product": tea.pk, "why_not": evil.pk, "basket": evil.pk}

    html = client.get(reverse("admin:crosssell_preview"), query).content.decode()

    assert SCRIPT not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_markup_in_choices_is_text(client: Client) -> None:
    evil = make_product(SCRIPT)
    group = make_category(SCRIPT)
    rule = Rule.objects.create(name="A", strategy="matrix")
    rule.conditions.create(code="basket_contains", args={"products": [evil.pk]})
    rule.conditions.create(code="in_category", args={"categories": [group.pk]})

    for url in (
        reverse("admin:crosssell_rule_change", args=(rule.pk,)),
        reverse("admin:crosssell_rule_changelist"),
    ):
        html = client.get(url).content.decode()
        assert SCRIPT not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize("code", [SCRIPT, "x" * 1_000_000, "a\x00b", "../../etc/passwd"])
@pytest.mark.parametrize("field", ["slot", "widget", "layout"])
def test_codes_come_from_the_list_alone(client: Client, field: str, code: str) -> None:
    response = client.post(
        reverse("admin:crosssell_placement_add"), placement_form(**{field: code})
    )

    assert response.status_code == 200
    assert field in errors_of(response)
    assert SCRIPT not in response.content.decode()
    assert not Placement.objects.exists()


def test_a_form_of_many_megabytes_is_refused(client: Client) -> None:
    response = client.post(
        reverse("admin:crosssell_placement_add"), placement_form(title="x" * 3_000_000)
    )

    assert response.status_code == 400
    assert not Placement.objects.exists()


def test_odd_addresses_of_the_list_do_no_harm(client: Client) -> None:
    for query in ({"q": SCRIPT}, {"q": "a\x00b"}, {"on": SCRIPT}, {"page_of": "\x00"}, {"p": "-1"}):
        response = client.get(reverse("admin:crosssell_placement_changelist"), query)
        assert response.status_code in (200, 302)
        assert SCRIPT not in response.content.decode()


def test_args_that_no_form_sends_are_not_saved(client: Client) -> None:
    post(client, "rule", **{"args": '{"window": 90}', "args-bestsellers-evil": SCRIPT})

    assert Rule.objects.get().args == {"window": 28, "of": "shop"}


@pytest.mark.parametrize("format", ["0", "1"])
def test_a_file_of_one_row_too_many_is_refused(client: Client, format: str) -> None:
    text = "main_product,companion_product\n" + "A,B\n" * 20_001
    content = text.encode() if format == "0" else _workbook(text)
    file = SimpleUploadedFile("matrix", content)

    response = client.post(
        reverse("admin:crosssell_matrixentry_import"), {"import_file": file, "format": format}
    )

    assert response.context["form"].errors["import_file"] == [
        "The file has more than 20,000 rows. Split it and import the parts."
    ]


def _workbook(text: str) -> bytes:
    book, content = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for line in text.splitlines():
        sheet.append(line.split(","))
    book.save(content)
    return content.getvalue()
