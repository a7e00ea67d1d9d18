"""The pages that import the matrix: first a dry run with every error, then all rows or none."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.results import Result, RowResult

from crosssell.admin.matrix.files import MAX_BYTES, MAX_ROWS, Csv, FileError, Xlsx
from crosssell.admin.matrix.resource import MatrixResource
from crosssell.admin.matrix.rows import COLUMNS
from crosssell.admin.uploads import KEPT, Uploads

SHOWN_ROWS = 100
FORMATS = (Csv, Xlsx)
_SALT = "crosssell.matrix.import"


class UploadForm(ImportForm):
    """The file to check."""

    def clean_import_file(self) -> Any:
        """Refuse a file that would not fit in memory."""
        file = self.cleaned_data["import_file"]
        if file.size > MAX_BYTES:
            raise ValidationError(
                _("The file is larger than %(most)d MB. Split it and import the parts."),
                code="too_large",
                params={"most": MAX_BYTES // 1024 // 1024},
            )
        return file


class ConfirmForm(ConfirmImportForm):
    """Names the checked file by a signed name, so that no other file can be read."""

    format = forms.ChoiceField(
        choices=[(str(number), "") for number in range(len(FORMATS))], widget=forms.HiddenInput()
    )
    resource = forms.ChoiceField(choices=[("0", "")], widget=forms.HiddenInput(), required=False)

    def clean_import_file_name(self) -> str:
        """The name that this site signed within the last hour."""
        try:
            name = signing.loads(self.cleaned_data["import_file_name"], salt=_SALT, max_age=KEPT)
        except signing.BadSignature as error:
            raise ValidationError(_("Please upload the file again."), code="expired") from error
        self.cleaned_data["import_file_name"] = name
        return super().clean_import_file_name()


class MatrixImport(ImportExportMixin):
    """Import and export on the list of the matrix."""

    resource_classes = (MatrixResource,)
    import_form_class = UploadForm
    confirm_form_class = ConfirmForm
    import_formats = FORMATS
    export_formats = FORMATS
    export_form_class = ExportForm
    skip_admin_log = True
    tmp_storage_class = Uploads
    import_template_name = "admin/crosssell/matrixentry/import.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_import_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"columns": COLUMNS, "max_rows": f"{MAX_ROWS:,}", "shown_rows": SHOWN_ROWS}

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        initial = super().get_confirm_form_initial(request, import_form)
        if import_form:
            initial["import_file_name"] = signing.dumps(initial["import_file_name"], salt=_SALT)
        return initial

    def add_data_read_fail_error_to_form(self, form: forms.Form, e: Exception) -> None:
        """Say what is wrong with the file in words."""
        if isinstance(e, FileError):
            form.add_error("import_file", str(e))
        else:
            super().add_data_read_fail_error_to_form(form, e)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import the checked file; ask for it again where it is gone."""
        try:
            response = super().process_import(request, **kwargs)
        except (FileNotFoundError, FileError):
            response = None
        if response is None or response.status_code == 200:
            messages.error(request, gettext("Please upload the file again."))
            return HttpResponseRedirect(reverse("admin:crosssell_matrixentry_import"))
        return response

    def process_dataset(self, dataset: Any, form: Any, request: Any, **kwargs: Any) -> Result:
        kwargs["rollback_on_validation_errors"] = True
        return super().process_dataset(dataset, form, request, **kwargs)

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        """All or nothing: the shop may have changed since the check."""
        if result.has_errors() or result.has_validation_errors():
            text = gettext("Nothing was imported: the shop has changed since the check.")
            messages.error(request, f"{text} {gettext('Please upload the file again.')}")
            return HttpResponseRedirect(reverse("admin:crosssell_matrixentry_import"))
        return super().process_result(result, request)

    def generate_log_entries(self, result: Result, request: HttpRequest) -> None:
        """One entry for the file, not one for each of its rows."""
        LogEntry.objects.create(
            user_id=request.user.pk,
            content_type=ContentType.objects.get_for_model(self.model),
            object_repr=gettext("Matrix import"),
            action_flag=CHANGE,
            change_message=gettext("%(new)d new, %(changed)d changed.")
            % {
                "new": result.totals[RowResult.IMPORT_TYPE_NEW],
                "changed": result.totals[RowResult.IMPORT_TYPE_UPDATE],
            },
        )
