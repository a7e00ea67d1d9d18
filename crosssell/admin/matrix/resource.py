"""The matrix as rows of a file: what is read, checked and written.

A row that names a combination the matrix has already changes its reason, order and switch.
"""

from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.results import RowResult
from tablib import Dataset

from crosssell import placements
from crosssell.admin.cells import escaped
from crosssell.admin.history import log
from crosssell.admin.lookup.answers import category_names
from crosssell.admin.matrix.refs import Refs
from crosssell.admin.matrix.rows import COLUMNS, IGNORED, Key, MatrixRow, key_of, read_row
from crosssell.models import MatrixEntry

CHANGES = ("reason", "position", "active")


class MatrixRowResult(RowResult):
    """Names a row without asking the database for each."""

    def add_instance_info(self, instance: Any) -> None:
        self.object_id = instance.pk
        self.object_repr = getattr(instance, "said", "")


def _column(name: str) -> fields.Field:
    return fields.Field(column_name=name, dehydrate_method=lambda entry: entry.cells[name])


class MatrixResource(resources.ModelResource):
    """Import and export of matrix rows."""

    main_product = _column("main_product")
    main_title = _column("main_title")
    main_category = _column("main_category")
    companion_product = _column("companion_product")
    companion_title = _column("companion_title")
    companion_category = _column("companion_category")
    reason = _column("reason")
    position = _column("position")
    active = _column("active")

    class Meta:
        model = MatrixEntry
        fields = (
            "main_product", "main_title", "main_category", "companion_product", "companion_title",
            "companion_category", "reason", "position", "active",
        )  # fmt: skip
        import_id_fields = ()
        use_bulk = True
        batch_size = 1000
        chunk_size = 1000
        skip_diff = True
        report_skipped = False
        use_transactions = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__()
        self.refs = Refs()
        self.there: dict[Key, MatrixEntry] = {}
        self.before: list[MatrixEntry] = []
        self.changed: list[MatrixEntry] = []
        self.seen: dict[Key, int] = {}

    @classmethod
    def get_display_name(cls) -> str:
        return _("Matrix")

    @classmethod
    def get_row_result_class(cls) -> type[RowResult]:
        return MatrixRowResult

    def get_bulk_update_fields(self) -> list[str]:
        return list(CHANGES)

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        """Check the columns, then look up everything that the file names."""
        headers = list(dataset.headers or ())
        problem = wrong_columns(headers)
        if problem:
            dataset.wipe()
            raise ValueError(problem)
        products = [
            cell
            for name in ("main_product", "companion_product")
            if name in headers
            for cell in dataset[name]
            if cell
        ]
        categories = any(
            any(dataset[name])
            for name in ("main_category", "companion_category")
            if name in headers
        )
        self.refs = Refs.load(products, categories)
        self.there = {key_of(entry): entry for entry in MatrixEntry.objects.all()}

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> MatrixEntry | None:
        return self.there.get(self.parsed.key)

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """Read the row. Raises ValidationError with the reasons by column."""
        self.parsed: MatrixRow = read_row(row, self.refs)
        first = self.seen.setdefault(self.parsed.key, kwargs["row_number"])
        if first != kwargs["row_number"]:
            raise ValidationError(
                _("This repeats row %(row)d of the file.") % {"row": first}, code="repeated"
            )

    def import_instance(self, instance: MatrixEntry, row: dict[str, Any], **kwargs: Any) -> None:
        values = self.parsed.values
        self.unchanged = instance.pk is not None and all(
            getattr(instance, name) == values.get(name, getattr(instance, name)) for name in CHANGES
        )
        if not self.unchanged:
            if instance.pk is not None:
                self.before.append(copy(instance))
            self.changed.append(instance)
        for name, value in values.items():
            setattr(instance, name, value)
        instance.said = self.parsed.said

    def skip_row(self, instance: Any, original: Any, row: Any, errors: Any = None) -> bool:
        return self.unchanged

    def validate_instance(
        self, instance: Any, errors: Any = None, validate_unique: Any = None
    ) -> None:
        """Nothing is left to check: the database is not asked row by row."""

    def after_import(self, dataset: Dataset, result: Any, **kwargs: Any) -> None:
        if not kwargs.get("dry_run"):
            transaction.on_commit(placements.changed)
            log.begin(self.before)
            # Not every database tells the ids of rows that were made in bulk.
            made = [row for row in self.changed if row.pk is not None]
            log.record(made, kwargs.get("user"), _("Matrix import"))

    def iter_queryset(self, queryset: Any) -> Any:
        """Rows with their cells made, names of categories asked for once."""
        rows = list(
            queryset.select_related(
                "main_product", "companion_product", "main_category", "companion_category"
            )
        )
        names = category_names(
            category
            for row in rows
            for category in (row.main_category, row.companion_category)
            if category
        )
        for row in rows:
            row.cells = {name: escaped(text) for name, text in _cells(row, names).items()}
            yield row


def wrong_columns(headers: list[str]) -> str:
    """What is wrong with the names of the columns, or ""."""
    known = (*COLUMNS, *IGNORED)
    unknown = [name or _("(empty)") for name in headers if name not in known]
    twice = sorted({name for name in headers if headers.count(name) > 1})
    listed = ", ".join(COLUMNS)
    if unknown:
        return _("Unknown column “%(name)s”. Known columns: %(known)s.") % {
            "name": unknown[0][:60], "known": listed,
        }  # fmt: skip
    if twice:
        return _("The column “%(name)s” is there twice.") % {"name": twice[0]}
    for side in ("main", "companion"):
        if not {f"{side}_product", f"{side}_category"} & set(headers):
            return _(
                "A column is missing: “%(side)s_product” or “%(side)s_category”. "
                "Known columns: %(known)s."
            ) % {"side": side, "known": listed}
    return ""


def _cells(row: MatrixEntry, names: dict[int, str]) -> dict[str, str]:
    cells = {"reason": row.reason, "position": str(row.position), "active": str(int(row.active))}
    for side in ("main", "companion"):
        product, category = getattr(row, f"{side}_product"), getattr(row, f"{side}_category")
        cells[f"{side}_product"] = (product.upc or f"#{product.pk}") if product else ""
        cells[f"{side}_title"] = product.title if product else ""
        cells[f"{side}_category"] = names[category.pk] if category else ""
    return cells
