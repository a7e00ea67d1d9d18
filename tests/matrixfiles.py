"""Files of the matrix: uploaded, confirmed, exported, and what stands in the table then."""

import io
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from crosssell.models import MatrixEntry

IMPORT = reverse("admin:crosssell_matrixentry_import")
PROCESS = reverse("admin:crosssell_matrixentry_process_import")
EXPORT = reverse("admin:crosssell_matrixentry_export")
HEAD = "main_product,main_category,companion_product,companion_category,reason,position,active\n"


def upload(client: Client, content: str | bytes, format: str = "0") -> Any:
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("matrix.csv", data)
    return client.post(IMPORT, {"import_file": file, "format": format, "resource": "0"})


def confirm(client: Client, checked: Any) -> Any:
    return client.post(PROCESS, checked.context["confirm_form"].initial)


def export(client: Client, format: str) -> bytes:
    fields = {
        f"matrixresource_{name}": "on"
        for name in (
            "main_product", "main_title", "main_category", "companion_product", "companion_title",
            "companion_category", "reason", "position", "active",
        )
    }  # fmt: skip
    response = client.post(EXPORT, {"format": format, "resource": "0", **fields})
    assert response.status_code == 200
    return response.content


def rows() -> list[tuple[Any, ...]]:
    return list(
        MatrixEntry.objects.order_by("id").values_list(
            "main_product", "main_category", "companion_product", "companion_category", "reason",
            "position", "active",
        )
    )  # fmt: skip


def problems(response: Any) -> list[str]:
    result = response.context["result"]
    found = [str(error.error) for error in result.base_errors]
    for row in result.invalid_rows:
        for name, texts in row.field_specific_errors.items():
            found += [f"{row.number} {name}: {text}" for text in texts]
        found += [f"{row.number}: {text}" for text in row.non_field_specific_errors]
    return found


def workbook(cells: list[list[Any]]) -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    for row in cells:
        book.active.append(row)
    book.save(content)
    return content.getvalue()
