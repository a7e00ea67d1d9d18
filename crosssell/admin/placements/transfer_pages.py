"""The pages that export and import rules: first a check of the file, then all or nothing."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from crosssell import transfer
from crosssell.admin import permissions
from crosssell.admin.history import log
from crosssell.admin.uploads import KEPT, Uploads
from crosssell.models import Placement

SHOWN = 200


class UploadForm(forms.Form):
    """The file to check."""

    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": ".json"}))

    use_required_attribute = False

    def clean_file(self) -> Any:
        """Refuse a file that would not fit in memory."""
        file = self.cleaned_data["file"]
        if file.size > transfer.MAX_BYTES:
            raise ValidationError(
                _("The file is larger than %(most)d MB. Split it and import the parts."),
                code="too_large",
                params={"most": transfer.MAX_BYTES // 1024 // 1024},
            )
        return file


@require_GET
def export_rules(request: HttpRequest) -> HttpResponse:
    """The file, to keep."""
    permissions.require_all(request, *permissions.EXPORT)
    answer = HttpResponse(transfer.export(), content_type="application/json; charset=utf-8")
    name = f"crosssell-rules-{localdate():%Y-%m-%d}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "POST"])
def import_rules(request: HttpRequest) -> HttpResponse:
    """Ask for a file, show what it would do, and do that once it is confirmed."""
    permissions.require_all(request, *permissions.IMPORT)
    if "checked" in request.POST:
        return _confirmed(request, request.POST["checked"])
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(*sent)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        plan = transfer.check(content)
        context |= {
            "plan": plan,
            "differing": [
                (transfer.SHAPES[one.section].model._meta.verbose_name, one)
                for one in plan.changes
                if one.kind != "same"
            ],
            "shown": SHOWN,
            "counts": {kind: plan.count(kind) for kind in ("added", "changed", "same")},
        }
        if not plan.errors and context["differing"]:
            context["checked"] = _kept(request, content, plan)
    return _page(request, context)


def _kept(request: HttpRequest, content: bytes, plan: transfer.Plan) -> str:
    """The checked file put aside, and its name and what it would do, signed."""
    upload = Uploads()
    upload.save(content)
    return signing.dumps([upload.name, plan.mark], salt=_salt(request))


def _salt(request: HttpRequest) -> str:
    """Whoever has checked a file imports it."""
    return f"crosssell.rules.import.{request.user.pk}"


def _confirmed(request: HttpRequest, checked: str) -> HttpResponse:
    here = HttpResponseRedirect(request.path)
    try:
        name, mark = signing.loads(checked, salt=_salt(request), max_age=KEPT)
        upload = Uploads(name=name, read_mode="rb")
        content = upload.read()
    except (signing.BadSignature, OSError):
        messages.error(request, gettext("Please upload the file again."))
        return here
    with suppress(OSError):
        upload.remove()
    try:
        plan = _saved(request, content, mark)
    except transfer.CannotImport as error:
        text = gettext("Nothing was imported: the shop has changed since the check.")
        again = gettext("Please upload the file again.")
        messages.error(request, " ".join([text, *error.errors[:1], again]))
        return here
    messages.success(request, _counted(plan))
    return HttpResponseRedirect(reverse("admin:crosssell_placement_changelist"))


@transaction.atomic
def _saved(request: HttpRequest, content: bytes, mark: str) -> transfer.Plan:
    """Save what was shown, with its history; anything else raises CannotImport."""
    plan = transfer.check(content)
    if plan.errors or plan.mark != mark:
        raise transfer.CannotImport(list(plan.errors))
    before: defaultdict[type[Model], list[Model]] = defaultdict(list)
    for row in transfer.touched(plan):
        before[type(row)].append(row)
    for rows in before.values():
        log.begin(rows)
    saved = transfer.save_plan(plan)
    # Not every database tells the ids of rows that were made in bulk.
    kept = [row for row in saved if row.pk is not None]
    log.record(kept, request.user, gettext("Import of rules"))
    LogEntry.objects.create(
        user_id=request.user.pk,
        content_type=ContentType.objects.get_for_model(Placement),
        object_repr=gettext("Import of rules"),
        action_flag=CHANGE,
        change_message=_counted(plan),
    )
    return plan


def _counted(plan: transfer.Plan) -> str:
    return gettext("%(added)d added, %(changed)d changed, %(same)d as they were.") % {
        kind: plan.count(kind) for kind in ("added", "changed", "same")
    }


def _page(request: HttpRequest, context: dict[str, Any]) -> TemplateResponse:
    from django.contrib.admin import site

    base = {
        **site.each_context(request),
        "title": gettext("Import rules"),
        "opts": Placement._meta,
        "may_export": permissions.has_all(request.user, permissions.EXPORT),
    }
    return TemplateResponse(request, "admin/crosssell/placement/import.html", base | context)
