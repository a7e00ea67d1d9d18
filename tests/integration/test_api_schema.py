"""The API's schema: valid, only about this plugin, and browsed without another server."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from drf_spectacular.validation import validate_schema

pytestmark = pytest.mark.django_db


def test_it_is_valid_without_a_warning(tmp_path: Path) -> None:
    said = StringIO()
    file = tmp_path / "schema.yml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(file), stderr=said)
    assert "/crosssell/api/slots/{slot}/" in file.read_text()
    assert said.getvalue() == ""


def test_the_raw_schema(client: Client) -> None:
    schema = client.get("/crosssell/api/schema/openapi.json").json()
    validate_schema(schema)
    assert schema["info"]["title"] == "Crosssell"
    assert list(schema["paths"]) == [
        "/crosssell/api/events/",
        "/crosssell/api/reports/{by}/",
        "/crosssell/api/slots/{slot}/",
        "/crosssell/api/thresholds/",
    ]
    operation = schema["paths"]["/crosssell/api/slots/{slot}/"]["get"]
    assert {one["name"] for one in operation["parameters"]} == {"slot", "product", "category"}
    assert set(operation["responses"]) == {"200", "400", "404", "429"}


def test_the_answer_is_what_the_schema_says(client: Client) -> None:
    schema = client.get("/crosssell/api/schema/openapi.json").json()["components"]["schemas"]
    assert set(schema["Widget"]["properties"]) == {
        "placement",
        "widget",
        "title",
        "layout",
        "main",
        "products",
        "pairs",
        "bundles",
        "completing",
        "completed",
        "bar",
    }
    assert {"price", "currency", "reason", "evidence", "image", "url"} <= set(
        schema["Recommended"]["properties"]
    )


def test_the_page_to_browse_it_takes_every_file_from_the_shop(client: Client) -> None:
    response = client.get("/crosssell/api/schema/")
    html = response.content.decode()
    files = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert response.status_code == 200
    assert "/crosssell/api/schema/openapi.json" in html
    assert len(files) == 4
    for file in files:
        assert finders.find(file.removeprefix("/static/")), file
