"""Reading and writing the matrix as CSV or XLSX, with errors that a merchant can act on."""

import csv
import io
import zipfile
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from import_export.formats import base_formats
from tablib import Dataset

from crosssell.admin.cells import plain

# What is checked and imported within the patience of a web server.
MAX_ROWS = 20_000
MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_CELL = 2_000


class FileError(ValueError):
    """A file that cannot be read; the text says what to do."""


class Csv(base_formats.CSV):
    """UTF-8, separated by commas, semicolons or tabs."""

    def is_binary(self) -> bool:
        # We decode it ourselves, to say which line is wrong.
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> Dataset:
        """Read the bytes of a file. Raises FileError."""
        text = decoded(in_stream)
        first = text.split("\n", 1)[0]
        separator = max(",;\t", key=first.count)
        csv.field_size_limit(MAX_UNPACKED)
        try:
            return dataset(
                csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
            )
        except csv.Error as error:
            raise FileError(_("This is not a CSV file: %s.") % error) from error


class Xlsx(base_formats.XLSX):
    """The first sheet of an Excel file."""

    def create_dataset(self, in_stream: bytes) -> Dataset:
        """Read the bytes of a file. Raises FileError."""
        import openpyxl

        try:
            with zipfile.ZipFile(io.BytesIO(in_stream)) as packed:
                size = sum(part.file_size for part in packed.infolist())
            if size > MAX_UNPACKED:
                raise FileError(_("This file is too large when unpacked."))
            book = openpyxl.load_workbook(io.BytesIO(in_stream), read_only=True, data_only=True)
            # What a file says about its own size is not to be trusted.
            book.active.reset_dimensions()
            return dataset(book.active.iter_rows(values_only=True))
        except FileError:
            raise
        except Exception as error:  # openpyxl raises whatever it trips over
            raise FileError(_("This is not an Excel file (.xlsx).")) from error


def decoded(content: bytes) -> str:
    """The text of UTF-8 bytes. Raises FileError."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileError(
            _(
                "Line %(line)d is not UTF-8 text. Save the file as “CSV UTF-8” (in Excel: Save as, "
                "CSV UTF-8) and upload it again."
            )
            % {"line": line}
        ) from error


def dataset(rows: Iterable[Iterable[Any]]) -> Dataset:
    """Rows of cells, the first one the headers, as plain text. Raises FileError."""
    found: Dataset = Dataset()
    headers: list[str] = []
    for number, cells in enumerate(rows, 1):
        row = [plain(cell) for cell in cells]
        while row and not row[-1] and (not headers or len(row) > len(headers)):
            row.pop()
        if not headers:
            headers = [cell.casefold() for cell in row]
            found.headers = headers
            if not headers:
                raise FileError(_("The first line must hold the names of the columns."))
            continue
        if not any(row):
            continue
        if len(row) > len(headers):
            raise FileError(
                _("Line %(line)d has %(cells)d cells, but there are %(columns)d columns.")
                % {"line": number, "cells": len(row), "columns": len(headers)}
            )
        if max(map(len, row)) > MAX_CELL:
            raise FileError(
                _("Line %(line)d holds a cell of more than %(most)d characters.")
                % {"line": number, "most": MAX_CELL}
            )
        if len(found) >= MAX_ROWS:
            raise FileError(
                _("The file has more than %(most)s rows. Split it and import the parts.")
                % {"most": f"{MAX_ROWS:,}"}
            )
        found.append(row + [""] * (len(headers) - len(row)))
    return found
